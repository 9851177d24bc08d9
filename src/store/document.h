/* store/document.h: a value as bytes: canonical JSON, its hash, and compression with a dictionary learnt per type.
 *
 * Text: json_write's, with unknowns as {"__unknown__": [refs], "parts": [...]}. Since an account may hold an object with such a key itself, a key
 * that is __unknown__ with any number of underscores behind gets one more when written, and one fewer when read.
 * Equal values of JSON have equal texts (objects are sorted; numbers keep their spelling). Not shared between threads. */
#ifndef RAMPART_STORE_DOCUMENT_H
#define RAMPART_STORE_DOCUMENT_H

#include "base/error.h"
#include "value/value.h"

#define DOCUMENT_HASH 20                          /* bytes of SHA-256: finding two of one hash takes some 2^80 tries */
#define DOCUMENT_MAX ((size_t)64 << 20)           /* bytes of text: a resource is some kilobytes; one of this size is a fault */

/* Appends. False with ERROR_NO_MEMORY, or STORE_INPUT for more than DOCUMENT_MAX. */
MUST_USE bool document_write(struct arena *scratch, struct buf *out, struct value v, struct error *err);
MUST_USE bool document_read(struct arena *arena, struct str text, struct value *out, struct error *err);

struct hasher;
MUST_USE struct hasher *hasher_new(void);
void hasher_free(struct hasher *hasher);
/* Of the parts, one after the other. */
bool hasher_hash(struct hasher *hasher, const struct str *parts, size_t n, unsigned char out[DOCUMENT_HASH]);

#endif
