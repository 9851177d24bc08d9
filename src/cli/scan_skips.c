/* cli/scan_skips.c: which skips count. Those of ignore files and approved ones are read here; with --skips-from, what is not on that commit as well
 * does not count: the author of a pull request must not be able to switch the gate off in the same pull request. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/map.h"
#include "cli/codeowners.h"
#include "cli/policy_files.h"
#include "cli/repository.h"
#include "cli/scan.h"
#include "finding/skip.h"

/* --- ignore files --- */

static const struct ignore_file { const char *name; bool yaml; } ignore_files[] = {
    {".trivyignore", false}, {".trivyignore.yaml", true}, {".trivyignore.yml", true}, {".tfsecignore", false},
};

static bool read_ignores(struct arena *arena, const char *folder, struct skip_list *out, struct error *err)
{
    for (size_t i = 0; i < COUNT_OF(ignore_files); i++) {
        const char *path = arena_printf(arena, "%s%s%s", folder, *folder && folder[strlen(folder) - 1] != '/' ? "/" : "", ignore_files[i].name);
        struct str text;
        struct value document;
        if (!path) return error_no_memory(err);
        if (access(path, R_OK) != 0) continue;
        if (ignore_files[i].yaml) {
            if (!document_load(arena, path, &document, err)) return error_in_file(err, str_of(path));
            if (!skip_read_trivy(arena, document, ignore_files[i].name, out, err)) return false;
            continue;
        }
        if (!io_read_file(arena, path, 0, &text, err)) return false;
        if (!skip_read_lines(arena, text, ignore_files[i].name, out)) return error_no_memory(err);
    }
    return true;
}

static void honour_those_of(struct skip_list *list, const struct skip_list *base)
{
    for (size_t i = 0; i < list->len; i++) {
        list->items[i].honoured = false;
        for (size_t k = 0; k < base->len && !list->items[i].honoured; k++) list->items[i].honoured = skip_entry_equal(&list->items[i], &base->items[k]);
    }
}

/* --- approved ones --- */

/* Does the base say that somebody must agree to changes of this file? */
static bool is_owned(struct arena *arena, const struct base_tree *base, const char *path)
{
    static const char *const places[] = {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"};
    char real[PATH_MAX];   /* a link would be owned, and what it leads to not */
    const char *inside = realpath(path, real) ? repository_path(arena, base->root, real) : NULL;
    for (size_t i = 0; inside && i < COUNT_OF(places); i++) {
        struct str text;
        const char *file = arena_printf(arena, "%s/%s", base->folder, places[i]);
        if (file && access(file, R_OK) == 0) return io_read_file(arena, file, 0, &text, NULL) && codeowners_has_owner(text, inside);
    }
    return false;
}

static bool read_approved(struct arena *arena, const struct scan_options *o, struct skip_list *out, struct report *report, struct error *err)
{
    struct value document;
    struct skip_list approved = {0};
    if (!o->approved_skips) return true;
    if (!document_load(arena, o->approved_skips, &document, err)) return error_in_file(err, str_of(o->approved_skips));
    if (!skip_read_approved(arena, document, o->approved_skips, &approved, err)) return false;
    if (o->base && !is_owned(arena, o->base, o->approved_skips)) {
        const char *on_base = base_tree_path(arena, o->base, o->approved_skips);
        struct skip_list before = {0};
        if (on_base && access(on_base, R_OK) == 0 && (!document_load(arena, on_base, &document, err) || !skip_read_approved(arena, document, o->approved_skips, &before, err)))
            return false;
        honour_those_of(&approved, &before);
        if (!report_say(report, MESSAGE_WARNING, false, SAID_SKIPS_UNOWNED.name, NULL, 0, 0,
                        "'%s' has no owner in the CODEOWNERS of %s: only the skips that stood in it there count", o->approved_skips, o->base->ref)) return error_no_memory(err);
    }
    for (size_t i = 0; i < approved.len; i++) {
        struct skip_entry *at = vec_push(arena, out);
        if (!at) return error_no_memory(err);
        *at = approved.items[i];
    }
    out->cut = out->cut || approved.cut;
    return true;
}

/* --- skips in the code --- */

struct same_block { VEC(const struct resource *) items; };

struct scan_skips {
    const char *today;
    struct skip_list listed;
    struct map blocks;                /* root "\n" address without keys → struct same_block of the base */
    VEC(struct tf_config *) configs;
};

static const char *key_of(struct arena *arena, const char *prefix, const struct resource *r)
{
    const char *address = scan_without_keys(arena, r->address);
    return address ? arena_printf(arena, "%s%s\n%s", prefix, r->root ? r->root : "", address) : NULL;
}

static bool add_config(struct arena *arena, struct scan_skips *skips, const struct scan_options *o, struct scan_inputs *inputs, const char *path, const char *prefix,
                       bool plan, struct error *err)
{
    const char *copy = base_tree_path(arena, o->base, path);
    struct stat st;
    struct error ignored = {0};
    if (!copy || stat(copy, &st) != 0) return true;   /* it is all new */
    struct tf_options options = scan_load_options(o, inputs);
    options.fence = o->root ? base_tree_path(arena, o->base, o->root) : NULL;
    struct tf_config *config = tf_load(copy, &options, &ignored);
    struct tf_config **slot = config ? vec_push(arena, &skips->configs) : NULL;
    if (!config) return true;                         /* it could not be read then: nothing stands on it */
    if (!slot) return tf_config_free(config), error_no_memory(err);
    *slot = config;
    for (size_t i = 0; i < config->resources.len; i++) {
        struct resource *r = config->resources.items[i];
        const char *key = plan ? arena_printf(arena, "plan\n%s", scan_without_keys(arena, r->address)) : key_of(arena, prefix, r);
        void **at = key ? map_at(arena, &skips->blocks, str_of(key)) : NULL;
        if (at && !*at) *at = arena_zero(arena, sizeof(struct same_block));
        const struct resource **item = at && *at ? vec_push(arena, &((struct same_block *)*at)->items) : NULL;
        if (!item) return error_no_memory(err);
        *item = r;
    }
    return true;
}

static bool block_skips(const struct scan_skips *skips, struct str key, const struct rule *rule, bool calls_only)
{
    const struct same_block *block = (const struct same_block *)map_get(&skips->blocks, key);
    struct skip skip, expired;
    for (size_t i = 0; block && i < block->items.len; i++) {
        bool call = strcmp(block->items.items[i]->type, "rampart_module") == 0;
        if ((call || !calls_only) && skip_find(block->items.items[i], rule, skips->today, &skip, &expired)) return true;
    }
    return false;
}

/* On the base, the same block was skipped, or the call of a module around it. */
static bool was_there(void *context, const struct resource *resource, const struct rule *rule)
{
    const struct scan_skips *skips = (const struct scan_skips *)context;
    struct arena *arena = arena_new(0);
    const char *key = arena ? resource->origin == RESOURCE_FROM_PLAN ? arena_printf(arena, "plan\n%s", scan_without_keys(arena, resource->address)) : key_of(arena, "", resource)
                            : NULL;
    bool found = key && block_skips(skips, str_of(key), rule, false);
    size_t start = key ? (size_t)(strchr(key, '\n') - key) + 1 : 0;
    for (size_t n = key ? strlen(key) : 0; n > start && !found; n--)
        if (key[n] == '.') found = block_skips(skips, (struct str){key, n}, rule, true);
    arena_free(arena);
    return found;
}

/* --- all of them --- */

struct scan_skips *scan_skips_load(struct arena *arena, const struct scan_options *o, struct scan_inputs *inputs, struct report *report, struct judge_options *out,
                                   struct error *err)
{
    struct scan_skips *skips = (struct scan_skips *)arena_zero(arena, sizeof *skips);
    if (!skips) return error_no_memory(err), NULL;
    skips->today = out->today;
    bool ok = read_ignores(arena, report->root, &skips->listed, err);
    if (ok && o->base) {
        struct skip_list before = {0};
        const char *folder = base_tree_path(arena, o->base, *report->root ? report->root : ".");
        ok = !folder || read_ignores(arena, folder, &before, err);
        honour_those_of(&skips->listed, &before);
    }
    ok = ok && read_approved(arena, o, &skips->listed, report, err);
    if (ok && skips->listed.cut)
        ok = report_say(report, MESSAGE_WARNING, true, SAID_SKIPS_CUT.name, NULL, 0, 0, "more than %d skips stand in ignore files: the rest does not count", SKIP_ENTRIES_MAX) ||
             error_no_memory(err);
    out->listed = &skips->listed;
    if (!o->base) return ok ? skips : NULL;
    for (size_t i = 0; ok && i < inputs->items.len; i++) {
        const struct scan_input *input = &inputs->items.items[i];
        if (input->config) ok = add_config(arena, skips, o, inputs, input->path, input->prefix, false, err);
    }
    if (ok && o->repo_root) ok = add_config(arena, skips, o, inputs, o->repo_root, "", true, err);
    out->skip_allowed = was_there;
    out->skip_context = skips;
    out->skip_base = o->base->ref;
    if (!ok) scan_skips_free(skips);
    return ok ? skips : NULL;
}

void scan_skips_free(struct scan_skips *skips)
{
    for (size_t i = 0; skips && i < skips->configs.len; i++) tf_config_free(skips->configs.items[i]);
}
