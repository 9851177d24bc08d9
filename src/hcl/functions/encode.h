/* hcl/functions/encode.h: what more than one family needs. */
#ifndef RAMPART_HCL_ENCODE_H
#define RAMPART_HCL_ENCODE_H

#include "hcl/functions/function.h"

bool hcl_base64(struct hcl_call *call, const void *bytes, size_t len, struct value *out);
/* The digest of bytes by OpenSSL's name ("SHA256"), as hexadecimal digits or base64. */
bool hcl_digest(struct hcl_call *call, const char *algorithm, struct str bytes, bool base64, struct value *out);

#endif
