/* store/compress.h: documents of a type are much alike, so a dictionary learnt from some hundred of them makes the next ones small (a tenth of
 * their size, where plain zstd makes a third of one kilobyte). Dictionaries are kept by number; those in use stay prepared, a few dozen at most.
 * Each piece carries a checksum, so that a damaged one is never taken for a document. Not shared between threads. */
#ifndef RAMPART_STORE_COMPRESS_H
#define RAMPART_STORE_COMPRESS_H

#include "base/error.h"

struct compressor;

/* Gets a dictionary's bytes into `arena` by number; false with `err`. */
typedef bool compressor_load(void *context, struct arena *arena, int64_t number, struct str *out, struct error *err);

MUST_USE struct compressor *compressor_new(compressor_load *load, void *context);
void compressor_free(struct compressor *compressor);

/* dictionary 0: none. The result lives until the next call. */
MUST_USE bool compressor_pack(struct compressor *compressor, int64_t dictionary, struct str text, struct str *out, struct error *err);
/* `size` is the text's, as remembered: anything else is STORE_CORRUPT. The result lives until the next call. */
MUST_USE bool compressor_unpack(struct compressor *compressor, int64_t dictionary, struct str packed, size_t size, struct str *out, struct error *err);

/* Learning: a sample of a type (any number that names it) is kept until there are enough; then *ready. compressor_learn gives the dictionary (len 0:
 * these samples have nothing in common), forgets the samples, and takes no more of this type. */
MUST_USE bool compressor_sample(struct compressor *compressor, int64_t type, struct str text, bool *ready, struct error *err);
MUST_USE bool compressor_learn(struct arena *arena, struct compressor *compressor, int64_t type, struct str *out, struct error *err);

#endif
