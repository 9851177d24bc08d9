/* libFuzzer: any bytes as a Rego module and as a query. Reads, writes again, checks, and where both succeed, checks the query against the module's program. */
#include <stddef.h>
#include <stdint.h>

#include "rego/compile.h"
#include "rego/format.h"
#include "rego/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)256 << 20);
    if (!arena) return 0;
    struct str text = {(const char *)data, size};
    struct rego_issues issues = {0}, more = {0}, last = {0};
    struct rego_module *module, *modules[1];
    struct rego_program *program = NULL;
    struct rego_query *query;
    struct rego_body body;
    const struct rego_check_options options = {.keep_print = size & 1};
    if (rego_parse_module(arena, STR("fuzz.rego"), text, NULL, &module, &issues)) {
        struct buf out = buf_new((size_t)64 << 20);
        rego_format(&out, module);
        buf_free(&out);
        modules[0] = module;
        if (!rego_check(arena, modules, 1, &options, &program, &more) && !more.len && !more.dropped) __builtin_trap();   /* a failure says why */
    } else if (!issues.len) {
        __builtin_trap();
    }
    if (!program && !rego_check(arena, NULL, 0, &options, &program, &last)) program = NULL;
    if (program && rego_parse_query(arena, text, NULL, &body, &last)) {
        if (!rego_check_query(arena, program, body, NULL, &query, &last) && !last.len && !last.dropped) __builtin_trap();
    }
    arena_free(arena);
    return 0;
}
