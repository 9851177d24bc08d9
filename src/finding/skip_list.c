/* finding/skip_list.c: skips that stand outside the code: Trivy's two ignore files, and a list of approved ones. */
#include <stdlib.h>

#include "finding/skip.h"

/* --- globs --- */

#define GLOB_MAX 256   /* of a pattern; longer ones match nothing */
#define PATH_SIZE 4096

/* One step of the pattern over all places of the text at once: no pattern is slower than its length times the text's. */
static void step(const char **pattern, const char *text, size_t n, bool *reach)
{
    const char *p = *pattern;
    bool any = false, deep = p[0] == '*' && p[1] == '*', folders = deep && p[2] == '/';
    if (p[0] == '*') {
        *pattern += folders ? 3 : deep ? 2 : 1;
        for (size_t i = 1; i <= n; i++) {
            any = any || reach[i - 1];
            if (folders) reach[i] = reach[i] || (any && text[i - 1] == '/');
            else reach[i] = reach[i] || (reach[i - 1] && (deep || text[i - 1] != '/'));
        }
        return;
    }
    *pattern += 1;
    for (size_t i = n; i > 0; i--) reach[i] = reach[i - 1] && (*p == '?' ? text[i - 1] != '/' : text[i - 1] == *p);
    reach[0] = false;
}

bool skip_glob(const char *pattern, const char *path)
{
    bool reach[PATH_SIZE + 1] = {true};
    size_t n = strlen(path);
    if (n > PATH_SIZE || strlen(pattern) > GLOB_MAX) return false;
    while (*pattern) step(&pattern, path, n, reach);
    return reach[n];
}

/* --- reading --- */

static struct skip_entry *new_entry(struct arena *arena, struct skip_list *list, const char *source)
{
    struct skip_entry *at = vec_push(arena, list);
    if (at) *at = (struct skip_entry){.id = {"", 0}, .reason = {"", 0}, .until = {"", 0}, .source = source, .honoured = true};
    return at;
}

static bool is_full(struct skip_list *list)
{
    if (list->len >= SKIP_ENTRIES_MAX) list->cut = true;
    return list->cut;
}

static struct str first_word(struct str s)
{
    size_t n = 0;
    while (n < s.len && s.s[n] != ' ' && s.s[n] != '\t' && s.s[n] != '\r') n++;
    return (struct str){s.s, n};
}

bool skip_read_lines(struct arena *arena, struct str text, const char *source, struct skip_list *list)
{
    uint32_t number = 0;
    for (size_t at = 0, end; at < text.len && !is_full(list); at = end + 1) {
        end = str_find(text, STR("\n"), at);
        if (end == SIZE_MAX) end = text.len;
        struct str line = str_trim((struct str){text.s + at, end - at});
        number++;
        if (line.len == 0 || line.s[0] == '#') continue;
        struct skip_entry *entry = new_entry(arena, list, source);
        if (!entry) return false;
        entry->id = first_word(line);
        entry->line = number;
        size_t expiry = str_find(line, STR("exp:"), 0);
        if (expiry != SIZE_MAX) entry->until = first_word((struct str){line.s + expiry + 4, line.len - expiry - 4});
    }
    return true;
}

static bool wrong(struct error *err, const char *source, const char *message)
{
    error_set(err, &RULE_SKIPS, "%s", message);
    return error_in_file(err, str_of(source));
}

static struct str text_of(struct value entry, const char *field)
{
    struct value v = value_field(entry, field);
    return value_is_string(v) ? value_str(v) : (struct str){"", 0};
}

/* A date, or a time of which the date counts. */
static struct str date_of(struct value entry, const char *field)
{
    struct str s = text_of(entry, field);
    return (struct str){s.s, s.len > 10 ? 10 : s.len};
}

static bool paths_of(struct arena *arena, struct value entry, struct skip_entry *out)
{
    struct value paths = value_field(entry, "paths");
    if (!value_is_array(paths) || value_len(paths) == 0) return true;
    const char **items = (const char **)arena_array(arena, value_len(paths), sizeof *items);
    if (!items) return false;
    for (size_t i = 0; i < value_len(paths); i++)
        items[i] = value_is_string(value_items(paths)[i]) ? arena_strdup(arena, value_cstr(value_items(paths)[i])) : "";
    out->paths = items;
    out->n_paths = value_len(paths);
    return !arena->failed;
}

bool skip_read_trivy(struct arena *arena, struct value document, const char *source, struct skip_list *list, struct error *err)
{
    struct value entries = value_field(document, "misconfigurations");
    if (value_is_none(document) || value_is_null(document) || (value_is_object(document) && (value_is_none(entries) || value_is_null(entries)))) return true;
    if (!value_is_array(entries)) return wrong(err, source, "an ignore file has a list 'misconfigurations'");
    for (size_t i = 0; i < value_len(entries) && !is_full(list); i++) {
        struct value from = value_items(entries)[i];
        if (text_of(from, "id").len == 0) return wrong(err, source, "an entry of 'misconfigurations' has an 'id'");
        struct skip_entry *entry = new_entry(arena, list, source);
        if (!entry) return error_no_memory(err);
        entry->id = text_of(from, "id");
        entry->reason = text_of(from, "statement");
        entry->until = date_of(from, "expired_at");
        if (!paths_of(arena, from, entry)) return error_no_memory(err);
    }
    return true;
}

bool skip_read_approved(struct arena *arena, struct value document, const char *source, struct skip_list *list, struct error *err)
{
    if (!value_is_array(document)) return wrong(err, source, "approved skips are a list of {rule, resource, reason, until}");
    for (size_t i = 0; i < value_len(document) && !is_full(list); i++) {
        struct value from = value_items(document)[i];
        struct str resource = text_of(from, "resource");
        if (text_of(from, "rule").len == 0 || text_of(from, "reason").len == 0) return wrong(err, source, "an approved skip names its 'rule' and its 'reason'");
        struct skip_entry *entry = new_entry(arena, list, source);
        if (!entry) return error_no_memory(err);
        entry->id = text_of(from, "rule");
        entry->reason = text_of(from, "reason");
        entry->until = date_of(from, "until");
        if (resource.len && !(entry->resource = arena_strndup(arena, resource.s, resource.len))) return error_no_memory(err);
    }
    return true;
}

/* --- asking --- */

bool skip_entry_names(const struct skip_entry *entry, const struct rule *rule) { return skip_id_names(entry->id, rule); }

bool skip_entry_expired(const struct skip_entry *entry, const char *today) { return entry->until.len && str_compare(entry->until, str_of(today)) < 0; }

bool skip_entry_covers(const struct skip_entry *entry, const struct resource *resource)
{
    bool here = entry->n_paths == 0;
    const char *file = resource->file ? resource->file : "";
    while (strncmp(file, "./", 2) == 0) file += 2;
    for (size_t i = 0; i < entry->n_paths && !here; i++) here = skip_glob(entry->paths[i], file);
    return here && (!entry->resource || strcmp(entry->resource, resource->address) == 0 || skip_glob(entry->resource, resource->address));
}

bool skip_entry_equal(const struct skip_entry *a, const struct skip_entry *b)
{
    if (!str_eq(a->id, b->id) || !str_eq(a->until, b->until) || a->n_paths != b->n_paths || strcmp(a->resource ? a->resource : "", b->resource ? b->resource : "") != 0)
        return false;
    for (size_t i = 0; i < a->n_paths; i++)
        if (strcmp(a->paths[i], b->paths[i]) != 0) return false;
    return true;
}
