#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_DEFAULT_MAX ((size_t)4 << 30)

static bool failed(struct error *err, const char *path, const char *what)
{
    error_set(err, &ERROR_IO, "cannot %s: %s", what, strerror(errno));
    return error_in_file(err, str_of(path));
}

/* Reads to the end; grows as needed, since pipes and some file systems do not tell the size. */
static bool read_all(struct arena *arena, int fd, const char *path, size_t max, struct str *out, struct error *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return failed(err, path, "read");
    if (S_ISDIR(st.st_mode)) return errno = EISDIR, failed(err, path, "read");
    size_t cap = S_ISREG(st.st_mode) && st.st_size > 0 ? (size_t)st.st_size + 1 : 65536, len = 0;
    if (cap > max + 1) cap = max + 1;
    char *bytes = (char *)arena_alloc(arena, cap + 1);
    if (!bytes) return error_no_memory(err);
    for (;;) {
        ssize_t n = read(fd, bytes + len, cap - len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return failed(err, path, "read");
        if (n == 0) break;
        len += (size_t)n;
        if (len > max) return errno = EFBIG, failed(err, path, "read");
        if (len < cap) continue;
        char *more = (char *)arena_alloc(arena, cap * 2 + 1);
        if (!more) return error_no_memory(err);
        memcpy(more, bytes, len);
        bytes = more;
        cap *= 2;
    }
    bytes[len] = '\0';
    *out = (struct str){bytes, len};
    return true;
}

bool io_read_file(struct arena *arena, const char *path, size_t max, struct str *out, struct error *err)
{
    if (max == 0) max = READ_DEFAULT_MAX;
    if (strcmp(path, "-") == 0) return read_all(arena, STDIN_FILENO, "standard input", max, out, err);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return failed(err, path, "open");
    bool ok = read_all(arena, fd, path, max, out, err);
    close(fd);
    return ok;
}

bool io_write_file(const char *path, struct str bytes, struct error *err)
{
    char temporary[4096];
    if (snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= (int)sizeof temporary) return errno = ENAMETOOLONG, failed(err, path, "write");
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) return failed(err, path, "write");
    size_t done = 0;
    bool ok = fchmod(fd, 0644) == 0;
    while (ok && done < bytes.len) {
        ssize_t n = write(fd, bytes.s + done, bytes.len - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) ok = false;
        else done += (size_t)n;
    }
    ok = close(fd) == 0 && ok && rename(temporary, path) == 0;
    if (ok) return true;
    int why = errno;
    unlink(temporary);
    errno = why;
    return failed(err, path, "write");
}
