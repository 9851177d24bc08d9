#include "finding/rule_module.h"

static const char *package_of(struct arena *arena, const struct rego_module *module)
{
    struct buf text = buf_new(0);
    const struct rego_terms *items = &module->package->ref.items;
    for (size_t i = 1; i < items->len; i++)
        if (value_is_string(items->items[i]->constant)) buf_printf(&text, "%s%s", i > 1 ? "." : "", value_cstr(items->items[i]->constant));
    const char *out = buf_to_arena(arena, &text);
    buf_free(&text);
    return out;
}

bool rule_from_text(struct arena *arena, const char *file, struct str text, struct rule *out, struct error *err)
{
    struct rego_module *module = NULL;
    struct rego_issues issues = {.max = 1};
    if (!rego_parse_module(arena, str_of(file), text, NULL, &module, &issues)) {
        if (issues.len && err) *err = issues.items[0];
        else error_no_memory(err);
        return error_in_file(err, str_of(file));
    }
    for (size_t i = 0; i < module->annotations.len; i++) {
        if (module->annotations.items[i]->scope != REGO_SCOPE_PACKAGE) continue;
        const char *package = package_of(arena, module);
        return package ? rule_read(arena, module->annotations.items[i]->value, package, file, text.s, out, err) : error_no_memory(err);
    }
    error_set(err, &RULE_METADATA, "the file has no METADATA for its package");
    return error_in_file(err, str_of(file));
}
