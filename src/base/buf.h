/* base/buf.h: a growing byte buffer (malloc'ed, since it is reallocated), given its greatest size at birth.
 * Appends after a failure do nothing, so a writer checks once, at the end. */
#ifndef RAMPART_BASE_BUF_H
#define RAMPART_BASE_BUF_H

#include "base/str.h"

struct buf {
    char *s;
    size_t len, cap, max;
    bool failed;
    /* Where the bytes go when there are many, for those who only append: the buffer then stays small. NULL: it grows. False: failed. */
    bool (*sink)(void *context, const char *bytes, size_t len);
    void *sink_context;
};

/* An empty buffer of at most `max` bytes (0: 1 GiB). Allocates nothing yet. */
struct buf buf_new(size_t max);
void buf_free(struct buf *buf);
void buf_clear(struct buf *buf);   /* length 0, memory and failure flag kept / reset */
bool buf_add(struct buf *buf, const char *bytes, size_t len);
/* Sends what is left to the sink; without one it does nothing. */
bool buf_flush(struct buf *buf);
bool buf_add_char(struct buf *buf, char c);
bool buf_add_str(struct buf *buf, struct str s);
bool buf_puts(struct buf *buf, const char *s);
bool buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The bytes, NUL-terminated, copied into `arena`; NULL when the buffer or the arena has failed. */
MUST_USE char *buf_to_arena(struct arena *arena, const struct buf *buf);

#endif
