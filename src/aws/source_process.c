/* aws/source_process.c: credentials that a program of the user's prints (credential_process). No shell reads the command: it is cut into words as a POSIX
 * shell would, and started. The client waits for it; it has a minute. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aws/sources.h"
#include "base/vec.h"
#include "value/json.h"

#define PROCESS_MS 60000
#define OUTPUT_MAX (1 << 20)

extern char **environ;

static const struct source_names names = {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"};

struct words { char **items; size_t len, cap; };

/* Blanks part words; '...' and "..." keep them, a backslash keeps the next character (inside "..." only before " and itself). NULL: a quote is left open. */
static const char *next_word(struct arena *arena, const char *s, char **word)
{
    char *out = arena_alloc(arena, strlen(s) + 1), quote = 0;
    size_t n = 0;
    if (!out) return NULL;
    for (; *s && (quote || !strchr(" \t\r\n", *s)); s++) {
        if (!quote && (*s == '"' || *s == '\'')) quote = *s;
        else if (quote && *s == quote) quote = 0;
        else if (*s == '\\' && quote != '\'' && s[1] && (!quote || s[1] == '"' || s[1] == '\\')) out[n++] = *++s;
        else out[n++] = *s;
    }
    out[n] = '\0';
    *word = out;
    return quote ? NULL : s;
}

static bool cut(struct arena *arena, const char *command, struct words *out)
{
    for (const char *s = command;;) {
        s += strspn(s, " \t\r\n");
        char **slot = vec_push(arena, out);
        if (!slot) return false;
        *slot = NULL;
        if (!*s) return out->len > 1;
        if (!(s = next_word(arena, s, slot))) return false;
    }
}

static bool start(char **argv, int *out, pid_t *pid)
{
    int ends[2];
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    errno = posix_spawnp(pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    *out = ends[0];
    if (errno == 0) return true;
    int why = errno;
    close(ends[0]);
    errno = why;
    return false;
}

/* All it prints, or false when it takes too long or prints too much. */
static bool read_output(int fd, char *out, size_t *n)
{
    int64_t until = timers_now_ms() + PROCESS_MS;
    for (*n = 0; *n < OUTPUT_MAX;) {
        struct pollfd p = {fd, POLLIN, 0};
        int64_t left = until - timers_now_ms();
        if (left <= 0 || (poll(&p, 1, (int)left) < 0 && errno != EINTR)) return false;
        if (!p.revents) continue;
        ssize_t got = read(fd, out + *n, OUTPUT_MAX - *n);
        if (got == 0) return true;
        if (got < 0 && errno != EINTR) return false;
        if (got > 0) *n += (size_t)got;
    }
    return false;
}

static void found(struct aws_provider *p, struct str text)
{
    struct value v;
    struct error err = {0};
    if (!json_read(p->work, text, NULL, &v, NULL, &err) || !value_is_object(v)) { source_fails(p, &AWS_CREDENTIALS, "credential_process prints no JSON object"); return; }
    struct value version = value_field(v, "Version");
    if (!value_is_number(version) || value_number_to_double(version) != 1) { source_fails(p, &AWS_CREDENTIALS, "credential_process prints a Version other than 1"); return; }
    source_found_in(p, v, &names);
}

void source_process(struct aws_provider *p)
{
    struct words words = {0};
    char *out = arena_alloc(p->work, OUTPUT_MAX);
    int fd, status = 0;
    pid_t pid;
    size_t n = 0;
    if (!out || !cut(p->work, p->command, &words)) { source_fails(p, &AWS_CREDENTIALS, "credential_process is empty, or a quote in it is left open"); return; }
    if (!start(words.items, &fd, &pid)) { source_fails(p, &AWS_CREDENTIALS, "credential_process: %s: %s", words.items[0], strerror(errno)); return; }
    bool whole = read_output(fd, out, &n);
    close(fd);
    if (!whole) kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    if (!whole) source_fails(p, &AWS_CREDENTIALS, "credential_process takes longer than a minute, or prints more than 1 MiB");
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        source_fails(p, &AWS_CREDENTIALS, "credential_process ends with status %d", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    else found(p, (struct str){out, n});
}
