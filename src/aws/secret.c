/* aws/secret.c: see secret.h. */
#include "aws/secret.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

void secret_clear(struct secret *secret)
{
    if (secret->pages) {
        explicit_bzero(secret->pages, secret->size);
        munmap(secret->pages, secret->size);
    }
    *secret = (struct secret){0};
}

static const char *put(char **at, const char *text)
{
    size_t n = strlen(text) + 1;
    char *copy = memcpy(*at, text, n);
    *at += n;
    return copy;
}

bool secret_set(struct secret *secret, const char *key_id, const char *text, const char *token, int64_t expires)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), need = strlen(key_id) + strlen(text) + (token ? strlen(token) : 0) + 3, size = (need + page - 1) / page * page;
    secret_clear(secret);
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return false;
    (void)madvise(pages, size, MADV_DONTDUMP);
    char *at = pages;
    const char *id = put(&at, key_id), *key = put(&at, text);
    *secret = (struct secret){{id, key, token && *token ? put(&at, token) : NULL, expires}, pages, size};
    return true;
}

void secret_guard_process(void) { (void)prctl(PR_SET_DUMPABLE, 0); }
