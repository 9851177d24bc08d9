/* cli/isolated.c: see isolated.h. */
#include "cli/isolated.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "cli/policy_files.h"
#include "value/json.h"

#define JSON_BYTES_MAX ((size_t)4 << 20)

/* What comes before the JSON; with ok false, `message` says why there is none. */
struct head { bool ok; uint32_t line, column; char message[400]; };

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t w = write(fd, bytes, n);
        if (w < 0 && errno == EINTR) continue;
        if (w <= 0) return false;
        bytes += w, n -= (size_t)w;
    }
    return true;
}

static _Noreturn void child(const char *path, int fd)
{
    struct sandbox_state state;
    struct arena *arena = arena_new((size_t)256 << 20);
    struct buf json = buf_new(JSON_BYTES_MAX);
    struct value document;
    struct error err = {0};
    struct head head = {0};
    signal(SIGPIPE, SIG_IGN);
    sandbox_enter(&(struct sandbox){&path, 1, NULL, 0}, &state);
    head.ok = arena && document_load(arena, path, &document, &err);
    if (head.ok) {
        json_write(&json, document, 0);
        head.ok = !json.failed;
        if (!head.ok) snprintf(err.message, sizeof err.message, "the document is too large");
    }
    head.line = err.at.line, head.column = err.at.column;
    snprintf(head.message, sizeof head.message, "%.390s", arena ? err.message : "out of memory");
    if (write_all(fd, (const char *)&head, sizeof head) && head.ok) (void)!write_all(fd, json.s, json.len);
    _exit(0);
}

bool isolated_document_load(struct arena *arena, const char *path, struct value *out, struct error *err)
{
    int ends[2];
    struct head head;
    struct buf all = buf_new(JSON_BYTES_MAX + sizeof head + 1);
    char chunk[65536];
    if (pipe2(ends, O_CLOEXEC) != 0) return error_set(err, &ERROR_IO, "cannot make a pipe");
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        child(path, ends[1]);
    }
    close(ends[1]);
    for (ssize_t n; pid > 0 && !all.failed && ((n = read(ends[0], chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR));)
        if (n > 0) buf_add(&all, chunk, (size_t)n);
    close(ends[0]);
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
    bool ok = pid > 0 && !all.failed && all.len >= sizeof head;
    if (ok) {
        memcpy(&head, all.s, sizeof head);
        head.message[sizeof head.message - 1] = '\0';
        char *text = head.ok ? arena_strndup(arena, all.s + sizeof head, all.len - sizeof head) : NULL;
        if (!head.ok) ok = error_at(err, &CLI_ERR_FLAG, (struct position){head.line, head.column, 0}, "%s", head.message);
        else ok = text ? json_read(arena, (struct str){text, all.len - sizeof head}, NULL, out, NULL, err) : error_no_memory(err);
    } else error_set(err, &ERROR_IO, "the file cannot be read");
    buf_free(&all);
    return ok;
}
