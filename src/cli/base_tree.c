/* cli/base_tree.c: see base_tree.h. */
#include "cli/base_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "cli/flags.h"
#include "cli/repository.h"

#define FILE_BYTES_MAX ((size_t)16 << 20)
#define ALL_BYTES_MAX ((size_t)1 << 30)
#define LIST_BYTES_MAX ((size_t)1 << 30)

/* --- git --- */

struct git { pid_t pid; int in, out; };   /* in: what it reads */

/* Its words on what went wrong go to `complaints`, a descriptor. */
static bool git_start(const char *root, char *const *arguments, int complaints, struct git *out)
{
    int in[2], from[2];
    const char *argv[16] = {"git", "-C", root};
    size_t n = 3;
    while (*arguments && n < COUNT_OF(argv) - 1) argv[n++] = *arguments++;
    if (pipe2(in, O_CLOEXEC) != 0) return false;
    if (pipe2(from, O_CLOEXEC) != 0) return close(in[0]), close(in[1]), false;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(in[0], 0);
        dup2(from[1], 1);
        dup2(complaints, 2);
        unsetenv("GITHUB_TOKEN");
        setenv("GIT_OPTIONAL_LOCKS", "0", 1);
        setenv("GIT_TERMINAL_PROMPT", "0", 1);
        setenv("GIT_NO_LAZY_FETCH", "1", 1);
        setenv("LC_ALL", "C", 1);
        execvp("git", (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(in[0]);
    close(from[1]);
    if (pid < 0) return close(in[1]), close(from[0]), false;
    *out = (struct git){pid, in[1], from[0]};
    return true;
}

/* Its exit status; -1 for a signal. */
static int git_end(struct git *git)
{
    int status = 0;
    if (git->in >= 0) close(git->in);
    if (git->out >= 0) close(git->out);
    while (waitpid(git->pid, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool read_some(int fd, char *out, size_t n, size_t *got)
{
    ssize_t r;
    do r = read(fd, out, n); while (r < 0 && errno == EINTR);
    *got = r > 0 ? (size_t)r : 0;
    return r >= 0;
}

static bool read_all(int fd, char *out, size_t n)
{
    for (size_t got; n; out += got, n -= got)
        if (!read_some(fd, out, n, &got) || got == 0) return false;
    return true;
}

/* All that one call of git prints. False with what it complained of. */
static bool git_print(const char *root, char *const *arguments, struct buf *out, struct error *err)
{
    FILE *complaints = tmpfile();
    struct git git;
    char chunk[65536], words[300] = "";
    size_t got = 0;
    if (!complaints || !git_start(root, arguments, fileno(complaints), &git)) {
        if (complaints) fclose(complaints);
        return error_set(err, &ERROR_IO, "cannot run git: %s", strerror(errno));
    }
    close(git.in);
    git.in = -1;
    while (read_some(git.out, chunk, sizeof chunk, &got) && got) buf_add(out, chunk, got);
    int status = git_end(&git);
    rewind(complaints);
    words[fread(words, 1, sizeof words - 1, complaints)] = '\0';
    fclose(complaints);
    words[strcspn(words, "\n")] = '\0';
    if (status == 0 && !out->failed) return true;
    if (out->failed) return error_set(err, &ERROR_IO, "git lists more than can be taken in");
    return error_set(err, &ERROR_IO, status == 127 ? "git is not installed" : "git says: %s", *words ? words : "no");
}

/* --- the copy --- */

/* Worth copying: code, what code reads as text, skips and settings. */
static bool is_wanted(struct str path, const char *const *also, size_t n_also)
{
    static const char *const ends[] = {".tf", ".tf.json", ".tfvars", ".json", ".yaml", ".yml", ".tpl", ".tftpl", ".tmpl", ".txt", ".csv", "CODEOWNERS", ".trivyignore",
                                       ".tfsecignore", ".baseline"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_has_suffix(path, str_of(ends[i]))) return true;
    for (size_t i = 0; i < n_also; i++)
        if (also[i] && str_is(path, also[i])) return true;
    return false;
}

/* A tree object can be made by hand: nothing may lead out of the copy. */
static bool is_safe(struct str path)
{
    for (size_t at = 0; at <= path.len;) {
        size_t end = str_find(path, STR("/"), at);
        if (end == SIZE_MAX) end = path.len;
        struct str part = {path.s + at, end - at};
        if (part.len == 0 || str_is(part, ".") || str_is(part, "..")) return false;
        at = end + 1;
    }
    return path.len < PATH_MAX / 2;
}

static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool ok = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!ok) return false;
    }
    return true;
}

/* Asks the running `git cat-file --batch` for one object: "ID blob SIZE\n", the bytes, "\n". */
static bool take_object(struct git *git, struct str id, size_t size, struct buf *bytes)
{
    char head[256], c;
    size_t n = 0;
    if (write(git->in, id.s, id.len) != (ssize_t)id.len || write(git->in, "\n", 1) != 1) return false;
    while (n < sizeof head - 1 && read_all(git->out, &c, 1) && c != '\n') head[n++] = c;
    head[n] = '\0';
    char *space = strrchr(head, ' ');
    if (!space || strtoull(space + 1, NULL, 10) != size || !strstr(head, " blob ")) return false;
    buf_clear(bytes);
    char chunk[65536];
    for (size_t left = size; left;) {
        size_t part = left < sizeof chunk ? left : sizeof chunk;
        if (!read_all(git->out, chunk, part) || !buf_add(bytes, chunk, part)) return false;
        left -= part;
    }
    return read_all(git->out, &c, 1);
}

static bool write_file(const char *folder, struct str path, const struct buf *bytes)
{
    char full[PATH_MAX];
    snprintf(full, sizeof full, "%s/%.*s", folder, (int)path.len, path.s);
    if (!make_folders(full)) return false;
    int fd = open(full, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0;
    for (size_t at = 0; ok && at < bytes->len;) {
        ssize_t n = write(fd, bytes->s + at, bytes->len - at);
        ok = n > 0;
        at += ok ? (size_t)n : 0;
    }
    if (fd >= 0) close(fd);
    return ok;
}

/* One entry of `git ls-tree -r -z -l`: "MODE TYPE ID SIZE\tPATH". Links (mode 120000) and submodules are left out. */
static bool parse_entry(struct str entry, struct str *id, size_t *size, struct str *path)
{
    size_t tab = str_find(entry, STR("\t"), 0), from = str_find(entry, STR(" blob "), 0);
    if (tab == SIZE_MAX || from == SIZE_MAX || from > tab || !str_has_prefix(entry, STR("100"))) return false;
    size_t end = str_find(entry, STR(" "), from + 6);
    if (end == SIZE_MAX || end > tab) return false;
    *id = (struct str){entry.s + from + 6, end - from - 6};
    *size = (size_t)strtoull(entry.s + end, NULL, 10);
    *path = (struct str){entry.s + tab + 1, entry.len - tab - 1};
    return true;
}

static bool copy_all(struct str list, const char *const *also, size_t n_also, const struct base_tree *tree, struct error *err)
{
    char *const batch[] = {(char *)(uintptr_t)"cat-file", (char *)(uintptr_t)"--batch", NULL};
    struct git git;
    size_t total = 0;
    bool ok = true;
    if (!git_start(tree->root, batch, STDERR_FILENO, &git)) return error_set(err, &ERROR_IO, "cannot run git: %s", strerror(errno));
    struct buf bytes = buf_new(FILE_BYTES_MAX);
    for (size_t at = 0, end; at < list.len && ok; at = end + 1) {
        struct str id, path;
        size_t size;
        end = at;
        while (end < list.len && list.s[end]) end++;
        if (!parse_entry((struct str){list.s + at, end - at}, &id, &size, &path) || size > FILE_BYTES_MAX || !is_safe(path) || !is_wanted(path, also, n_also)) continue;
        total += size;
        if (total > ALL_BYTES_MAX) ok = error_set(err, &ERROR_IO, "the tree of '%s' holds more than 1 GiB of code", tree->ref);
        else if (!take_object(&git, id, size, &bytes)) ok = error_set(err, &ERROR_IO, "git does not give '%.*s' of '%s'", (int)(path.len < 200 ? path.len : 200), path.s, tree->ref);
        else if (!write_file(tree->folder, path, &bytes)) ok = error_set(err, &ERROR_IO, "cannot copy '%.*s': %s", (int)(path.len < 200 ? path.len : 200), path.s, strerror(errno));
    }
    buf_free(&bytes);
    git_end(&git);
    return ok;
}

/* --- its end --- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    remove(path);
    return 0;
}

/* A process that only waits for this one to end, however it does, and takes the copy away: the sandbox allows that to nobody else. */
static bool start_cleaner(struct base_tree *tree)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    fflush(NULL);
    tree->cleaner = fork();
    if (tree->cleaner == 0) {
        char c;
        size_t got;
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        for (int i = 0; null >= 0 && i < 3; i++) dup2(null, i);
        signal(SIGINT, SIG_IGN);
        signal(SIGTERM, SIG_IGN);
        signal(SIGHUP, SIG_IGN);
        close(ends[1]);
        while (read_some(ends[0], &c, 1, &got) && got) {}
        nftw(tree->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        _exit(0);
    }
    close(ends[0]);
    tree->cleaner_fd = ends[1];
    if (tree->cleaner < 0) close(ends[1]);
    return tree->cleaner > 0;
}

void base_tree_close(struct base_tree *tree)
{
    if (!tree || tree->cleaner <= 0) return;
    close(tree->cleaner_fd);
    while (waitpid(tree->cleaner, NULL, 0) < 0 && errno == EINTR) {}
    tree->cleaner = 0;
}

/* --- all together --- */

const char *base_tree_path(struct arena *arena, const struct base_tree *tree, const char *path)
{
    const char *inside = repository_path(arena, tree->root, path);
    return inside ? arena_printf(arena, "%s%s%s", tree->folder, *inside ? "/" : "", inside) : NULL;
}

/* The commit's own name: a branch may move while we read. */
static bool resolve(const char *root, const char *ref, char id[80], struct error *err)
{
    char name[600];
    struct buf out = buf_new(4096);
    struct error why = {0};
    snprintf(name, sizeof name, "%s^{commit}", ref);
    char *const arguments[] = {(char *)(uintptr_t)"rev-parse", (char *)(uintptr_t)"--verify", (char *)(uintptr_t)"--end-of-options", name, NULL};
    bool ok = strlen(ref) < sizeof name - 10 && git_print(root, arguments, &out, &why);
    size_t n = 0;
    while (ok && n < out.len && n < 79 && out.s[n] > ' ') id[n] = out.s[n], n++;
    id[n] = '\0';
    buf_free(&out);
    if (ok && n) return true;
    error_set(err, &CLI_ERR_FLAG, "--skips-from: there is no commit '%s' here: %s", ref, why.message);
    return error_help(err, "fetch it first: git fetch --depth=1 origin BRANCH, then --skips-from FETCH_HEAD");
}

bool base_tree_open(struct arena *arena, const char *ref, const char *inside, const char *const *also, size_t n_also, struct base_tree *out, struct error *err)
{
    char id[80];
    struct buf list = buf_new(LIST_BYTES_MAX);
    *out = (struct base_tree){.ref = ref, .root = repository_root(arena, inside), .cleaner_fd = -1};
    if (!out->root) return error_set(err, &CLI_ERR_FLAG, "--skips-from: '%s' is not in a git repository", inside);
    if (!resolve(out->root, ref, id, err)) return false;
    char *const arguments[] = {(char *)(uintptr_t)"ls-tree", (char *)(uintptr_t)"-r", (char *)(uintptr_t)"-z", (char *)(uintptr_t)"-l",
                               (char *)(uintptr_t)"--full-tree", id, NULL};
    const char *tmp = getenv("TMPDIR");
    char *folder = arena_printf(arena, "%s/rampart-base-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    const char **wanted = (const char **)arena_zero(arena, (n_also + 1) * sizeof *wanted);
    if (!folder || !wanted) return error_no_memory(err);
    for (size_t i = 0; i < n_also; i++) wanted[i] = also[i] ? repository_path(arena, out->root, also[i]) : NULL;
    if (!mkdtemp(folder)) return error_set(err, &ERROR_IO, "cannot make a folder for the tree of '%s': %s", ref, strerror(errno));
    out->folder = folder;
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);   /* should git die while it is asked */
    bool ok = start_cleaner(out) || error_set(err, &ERROR_IO, "cannot start a process: %s", strerror(errno));
    ok = ok && git_print(out->root, arguments, &list, err) && copy_all((struct str){list.s ? list.s : "", list.len}, wanted, n_also, out, err);
    buf_free(&list);
    signal(SIGPIPE, before);
    if (!ok) {
        if (out->cleaner <= 0) rmdir(folder);
        base_tree_close(out);
    }
    return ok;
}
