/* A tree of one root and one module: the input is the root's main.tf, and behind a NUL byte the module's. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "graph/links.h"
#include "terraform/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/dev/shm/rampart-fuzz-XXXXXX";   /* this process's own; made once */

static void write_file(const char *name, const uint8_t *data, size_t size)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f) abort();
    fwrite(data, 1, size, f);
    fclose(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int made;
    if (!made) {
        char path[128];
        if (!mkdtemp(folder)) abort();
        snprintf(path, sizeof path, "%s/m", folder);
        mkdir(path, 0700);
        made = 1;
    }
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t first = nul ? (size_t)(nul - data) : size;
    write_file("main.tf", data, first);
    write_file("m/main.tf", nul ? nul + 1 : data, nul ? size - first - 1 : 0);
    struct tf_options options = {.threads = 1, .memory_limit = (size_t)512 << 20};
    struct error err = {0};
    struct tf_config *config = tf_load(folder, &options, &err);
    if (config) {
        struct arena *arena = arena_new(0);
        if (!links_new(arena, &config->resources)) abort();
        for (size_t i = 0; i < config->resources.len; i++) (void)resource_document(arena, config->resources.items[i]);
        arena_free(arena);
    }
    tf_config_free(config);
    return 0;
}
