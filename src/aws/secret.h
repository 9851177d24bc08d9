/* aws/secret.h: texts that must not be found in a core dump or in freed memory: pages of their own, left out of dumps, cleared before they go. */
#ifndef RAMPART_AWS_SECRET_H
#define RAMPART_AWS_SECRET_H

#include "aws/credentials.h"

/* Credentials with their texts copied into such a page. */
struct secret { struct aws_credentials credentials; void *pages; size_t size; };

/* Replaces what was there. False (memory): what was there is gone. `token` NULL or "": none. */
MUST_USE bool secret_set(struct secret *secret, const char *key_id, const char *text, const char *token, int64_t expires);
void secret_clear(struct secret *secret);

/* No core dump of this process, and no other process of the user reads its memory or its environment, where keys stand: before the first one is read. */
void secret_guard_process(void);

#endif
