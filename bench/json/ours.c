/* Reads the file named N times; prints best seconds, bytes of arena per byte of file, and a checksum that the peers print too. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/io.h"
#include "value/json.h"

struct counts { unsigned long objects, arrays, strings, numbers, others, bytes; };

static void count(struct value v, struct counts *c)
{
    switch (value_type(v)) {
    case VALUE_OBJECT:
        c->objects++;
        for (size_t i = 0; i < value_len(v); i++) {
            c->bytes += value_len(value_pairs(v)[i].key);
            count(value_pairs(v)[i].value, c);
        }
        return;
    case VALUE_ARRAY:
        c->arrays++;
        for (size_t i = 0; i < value_len(v); i++) count(value_items(v)[i], c);
        return;
    case VALUE_STRING: c->strings++; c->bytes += value_len(v); return;
    case VALUE_NUMBER: c->numbers++; return;
    case VALUE_NULL: case VALUE_BOOL: c->others++; return;
    case VALUE_SET: case VALUE_UNKNOWN: case VALUE_UNDEFINED: return;
    }
}

int main(int argc, char **argv)
{
    struct arena *file = arena_new(0);
    struct str text;
    struct error err = {0};
    if (argc < 3 || !file || !io_read_file(file, argv[1], 0, &text, &err)) return fprintf(stderr, "%s\n", err.message), 2;
    double best = 1e9;
    size_t used = 0;
    struct counts c;
    for (int i = atoi(argv[2]); i > 0; i--) {
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        struct arena *arena = arena_new(0);
        struct value v;
        if (!arena || !json_read(arena, text, NULL, &v, NULL, &err)) return fprintf(stderr, "%s\n", err.message), 2;
        clock_gettime(CLOCK_MONOTONIC, &b);
        double seconds = (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec);
        if (seconds < best) best = seconds;
        used = arena_used(arena);
        c = (struct counts){0};
        count(v, &c);
        arena_free(arena);
    }
    printf("%.6f %.3f %lu %lu %lu %lu %lu %lu\n", best, (double)used / (double)text.len, c.objects, c.arrays, c.strings, c.numbers, c.others, c.bytes);
    return 0;
}
