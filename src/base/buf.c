#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define BUF_DEFAULT_MAX ((size_t)1 << 30)

struct buf buf_new(size_t max) { return (struct buf){.max = max ? max : BUF_DEFAULT_MAX}; }

void buf_free(struct buf *buf)
{
    free(buf->s);
    *buf = (struct buf){.max = buf->max};
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

#define SINK_AT ((size_t)256 << 10)   /* bytes gathered before they go to the sink */

bool buf_flush(struct buf *buf)
{
    if (buf->failed || !buf->sink || buf->len == 0) return !buf->failed;
    if (!buf->sink(buf->sink_context, buf->s, buf->len)) return !(buf->failed = true);
    buf->len = 0;
    return true;
}

static bool reserve(struct buf *buf, size_t more)
{
    if (buf->failed) return false;
    if (buf->sink && buf->len >= SINK_AT && !buf_flush(buf)) return false;
    if (buf->max == 0) buf->max = BUF_DEFAULT_MAX;   /* a buf that was only zeroed */
    if (more > buf->max - buf->len) return !(buf->failed = true);
    size_t need = buf->len + more + 1;
    if (need <= buf->cap) return true;
    size_t cap = buf->cap ? buf->cap * 2 : 256;
    if (cap < need) cap = need;
    if (cap > buf->max + 1) cap = buf->max + 1;
    char *s = (char *)realloc(buf->s, cap);
    if (!s) return !(buf->failed = true);
    buf->s = s;
    buf->cap = cap;
    return true;
}

bool buf_add(struct buf *buf, const char *bytes, size_t len)
{
    if (!reserve(buf, len)) return false;
    if (len) memcpy(buf->s + buf->len, bytes, len);
    buf->len += len;
    buf->s[buf->len] = '\0';
    return true;
}

bool buf_add_char(struct buf *buf, char c)
{
    if (buf->len + 1 >= buf->cap || buf->failed) return buf_add(buf, &c, 1);
    buf->s[buf->len++] = c;
    buf->s[buf->len] = '\0';
    return true;
}

bool buf_add_str(struct buf *buf, struct str s) { return buf_add(buf, s.s, s.len); }
bool buf_puts(struct buf *buf, const char *s) { return buf_add(buf, s, strlen(s)); }

bool buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    bool ok = n >= 0 && reserve(buf, (size_t)n);
    if (ok) {
        vsnprintf(buf->s + buf->len, (size_t)n + 1, format, again);
        buf->len += (size_t)n;
    }
    va_end(again);
    return ok;
}

char *buf_to_arena(struct arena *arena, const struct buf *buf)
{
    return buf->failed ? NULL : arena_strndup(arena, buf->s, buf->len);
}
