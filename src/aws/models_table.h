/* aws/models_table.h: what src/aws/pack_models.py makes: where each service's model stands in the packed bytes. */
#ifndef RAMPART_AWS_MODELS_TABLE_H
#define RAMPART_AWS_MODELS_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct aws_models_row { const char *name; uint32_t at, packed, size; };   /* a zstd frame of `packed` bytes at `at`, `size` bytes unpacked */

extern const unsigned char aws_models_packed[];
extern const size_t aws_models_count;                /* services, in order of name; the row after the last is that of the partitions */
extern const struct aws_models_row aws_models_rows[];

#endif
