#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static unsigned long objects, arrays, strings, numbers, others, bytes;

static void count(json_t *v)
{
    const char *key;
    json_t *child;
    size_t i;
    switch (json_typeof(v)) {
    case JSON_OBJECT: objects++; json_object_foreach(v, key, child) { bytes += strlen(key); count(child); } return;
    case JSON_ARRAY: arrays++; json_array_foreach(v, i, child) count(child); return;
    case JSON_STRING: strings++; bytes += json_string_length(v); return;
    case JSON_INTEGER: case JSON_REAL: numbers++; return;
    default: others++;
    }
}

int main(int argc, char **argv)
{
    FILE *f = fopen(argv[1], "rb");
    fseek(f, 0, SEEK_END);
    size_t len = (size_t)ftell(f);
    rewind(f);
    char *text = malloc(len);
    if (fread(text, 1, len, f) != len) return 2;
    double best = 1e9;
    for (int i = atoi(argv[2]); i > 0; i--) {
        struct timespec a, b;
        json_error_t error;
        clock_gettime(CLOCK_MONOTONIC, &a);
        json_t *v = json_loadb(text, len, 0, &error);
        clock_gettime(CLOCK_MONOTONIC, &b);
        if (!v) return fprintf(stderr, "%s\n", error.text), 2;
        double seconds = (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec);
        if (seconds < best) best = seconds;
        objects = arrays = strings = numbers = others = bytes = 0;
        count(v);
        json_decref(v);
    }
    printf("%.6f 0 %lu %lu %lu %lu %lu %lu\n", best, objects, arrays, strings, numbers, others, bytes);
    return 0;
}
