/* terraform/decode.h: the bytes of a file → UTF-8 text, through gzip and UTF-16. */
#ifndef RAMPART_TERRAFORM_DECODE_H
#define RAMPART_TERRAFORM_DECODE_H

#include "terraform/errors.h"

#define TF_MAX_DECODED ((size_t)2 << 30)   /* a gzip of a few megabytes can claim terabytes */

MUST_USE bool tf_decode(struct arena *arena, struct str bytes, struct str *out, struct error *err);

#endif
