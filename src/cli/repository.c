/* cli/repository.c: see repository.h. */
#include "cli/repository.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *repository_root(struct arena *arena, const char *folder)
{
    char at[PATH_MAX], probe[PATH_MAX + 8];
    if (!realpath(folder, at)) return NULL;
    for (;;) {
        snprintf(probe, sizeof probe, "%s/.git", at);
        if (access(probe, F_OK) == 0) return arena_strdup(arena, *at ? at : "/");
        char *slash = strrchr(at, '/');
        if (!slash) return NULL;
        *slash = '\0';
    }
}

/* Takes "." and ".." out, by text: the file may not be there. */
static bool tidy(const char *path, char *out, size_t size)
{
    size_t n = 0;
    for (const char *p = path; *p;) {
        size_t len = strcspn(p, "/");
        if (len == 2 && p[0] == '.' && p[1] == '.') {
            while (n && out[n - 1] != '/') n--;
            if (n) n--;
        } else if (len && !(len == 1 && *p == '.')) {
            if (n + len + 2 > size) return false;
            out[n++] = '/';
            memcpy(out + n, p, len);
            n += len;
        }
        p += len;
        while (*p == '/') p++;
    }
    out[n] = '\0';
    return true;
}

const char *repository_path(struct arena *arena, const char *root, const char *path)
{
    char full[2 * PATH_MAX], here[PATH_MAX] = "", out[2 * PATH_MAX];
    if (*path != '/' && !getcwd(here, sizeof here)) return NULL;
    snprintf(full, sizeof full, "%s/%s", here, path);
    if (!tidy(full, out, sizeof out)) return NULL;
    size_t n = strlen(root);
    while (n && root[n - 1] == '/') n--;
    if (strncmp(out, root, n) != 0 || (out[n] != '/' && out[n] != '\0')) return NULL;
    return arena_strdup(arena, out[n] ? out + n + 1 : "");
}
