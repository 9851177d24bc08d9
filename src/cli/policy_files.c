/* cli/policy_files.c: see policy_files.h. */
#include "cli/policy_files.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/utf8.h"
#include "rego/rego_errors.h"
#include "value/json.h"

#define MAX_DEPTH 64          /* of directories: more is a loop of links */

struct loading {
    struct rego *rego;
    struct arena *arena;
    const struct policy_files *files;
    struct source_files *sources;
    bool bundle;
    struct rego_errors *errors;
    VEC(struct value) keys;           /* where documents of the present directory go */
};

static bool fail(struct loading *l, const struct error *err)
{
    struct error *kept = arena_copy(l->arena, err, sizeof *err);
    static const struct error no_memory = {.code = &ERROR_NO_MEMORY, .message = "out of memory"};
    *l->errors = (struct rego_errors){kept ? kept : &no_memory, 1, 0};
    return false;
}

/* "stat x: no such file or directory": the system's words as OPA writes them. */
static bool system_error(struct loading *l, const char *what, const char *path)
{
    struct error err = {0};
    char words[128];
    snprintf(words, sizeof words, "%s", strerror(errno));
    if (words[0] >= 'A' && words[0] <= 'Z') words[0] = (char)(words[0] - 'A' + 'a');
    error_set(&err, &ERROR_IO, "%s %s: %s", what, path, words);
    return fail(l, &err);
}

static bool ends_with(const char *path, const char *end) { return str_has_suffix(str_of(path), str_of(end)); }
static bool is_yaml(const char *path) { return ends_with(path, ".yaml") || ends_with(path, ".yml"); }

static bool yaml_read(struct arena *arena, struct str text, struct value *out, struct error *err)
{
    const struct rego_builtin *row = rego_builtin_find(STR("yaml.unmarshal"));
    uint64_t random = 1;
    struct rego_call call = {.arena = arena, .random = &random, .err = err};
    struct value v = value_string(arena, text);
    if (value_is_none(v)) return error_no_memory(err);
    if (!row || !row->fn) return error_set(err, &ERROR_IO, "YAML is not supported in this build");
    if (!row->fn(&call, &v, out)) return false;
    return value_is_none(*out) ? error_set(err, &ERROR_IO, "the file holds no YAML document") : true;
}

bool document_load(struct arena *arena, const char *path, struct value *out, struct error *err)
{
    struct str bytes, text;
    size_t bad;
    if (strncmp(path, "file://", 7) == 0) path += 7;
    if (!io_read_file(arena, path, 0, &bytes, err)) return false;
    if (!utf8_from_any(arena, bytes, &text, &bad)) {
        error_set(err, &JSON_UTF8, "byte %zu is not UTF-8", bad);
        return error_in_file(err, str_of(path));
    }
    if (!is_yaml(path) && json_read(arena, text, &(struct json_options){.refuse_extreme = true}, out, NULL, err)) return true;
    struct error second = {0};
    if ((is_yaml(path) || !ends_with(path, ".json")) && yaml_read(arena, text, out, is_yaml(path) ? err : &second)) return true;
    return error_in_file(err, str_of(path));
}

static bool ignored(const struct loading *l, const char *name, const char *path)
{
    for (size_t i = 0; i < l->files->ignore.len; i++)
        if (fnmatch(l->files->ignore.items[i], name, 0) == 0 || fnmatch(l->files->ignore.items[i], path, 0) == 0) return true;
    return false;
}

static bool load_module(struct loading *l, const char *path)
{
    struct error err = {0};
    struct str bytes, text;
    size_t bad;
    if (!io_read_file(l->arena, path, 0, &bytes, &err)) return fail(l, &err);
    if (!utf8_from_any(l->arena, bytes, &text, &bad)) {
        error_set(&err, &REGO_ERR_PARSE, "byte %zu is not UTF-8", bad);
        error_in_file(&err, str_of(path));
        return fail(l, &err);
    }
    if (l->sources) {
        struct source_file *source = vec_push(l->arena, l->sources);
        if (!source) { error_no_memory(&err); return fail(l, &err); }
        *source = (struct source_file){str_of(arena_strdup(l->arena, path)), text};
    }
    return rego_add_module(l->rego, str_of(path), text, l->errors);
}

static bool load_document(struct loading *l, const char *path)
{
    struct error err = {0};
    struct value v, keys = value_array(l->arena, l->keys.items, l->keys.len);
    if (!document_load(l->arena, path, &v, &err)) return fail(l, &err);
    if (!rego_add_data(l->rego, keys, v, &err)) {
        error_in_file(&err, str_of(path));
        return fail(l, &err);
    }
    return true;
}

static bool push_key(struct loading *l, struct str name)
{
    struct value *slot = vec_push(l->arena, &l->keys);
    if (slot && !value_is_none(*slot = value_string(l->arena, name))) return true;
    struct error err = {0};
    error_no_memory(&err);
    return fail(l, &err);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static bool load_path(struct loading *l, const char *path, bool named, unsigned depth);

/* In order of name: what is loaded does not depend on the order of the file system. */
static bool load_directory(struct loading *l, const char *path, unsigned depth)
{
    struct error err = {0};
    VEC(char *) names = {0};
    DIR *dir = opendir(path);
    if (!dir) return system_error(l, "open", path);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        char **slot = vec_push(l->arena, &names);
        if (!slot || !(*slot = arena_strdup(l->arena, entry->d_name))) break;
    }
    closedir(dir);
    if (l->arena->failed) { error_no_memory(&err); return fail(l, &err); }
    if (names.len) qsort(names.items, names.len, sizeof *names.items, by_name);
    for (size_t i = 0; i < names.len; i++) {
        const char *child = arena_printf(l->arena, "%s%s%s", path, ends_with(path, "/") ? "" : "/", names.items[i]);
        struct stat st;
        if (!child) { error_no_memory(&err); return fail(l, &err); }
        if (ignored(l, names.items[i], child)) continue;
        if (stat(child, &st) != 0) continue;
        size_t n_keys = l->keys.len;
        if (S_ISDIR(st.st_mode) && !push_key(l, str_of(names.items[i]))) return false;
        if (!load_path(l, child, false, depth + 1)) return false;
        l->keys.len = n_keys;
    }
    return true;
}

static bool load_path(struct loading *l, const char *path, bool named, unsigned depth)
{
    struct error err = {0};
    struct stat st;
    if (depth > MAX_DEPTH) {
        error_set(&err, &ERROR_IO, "%s: directories are nested deeper than %d", path, MAX_DEPTH);
        return fail(l, &err);
    }
    if (stat(path, &st) != 0) return system_error(l, "stat", path);
    if (S_ISDIR(st.st_mode)) return load_directory(l, path, depth);
    if (ends_with(path, ".rego")) return load_module(l, path);
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (l->bundle && named) {
        error_set(&err, &ERROR_IO, "%s: bundles as archives are not supported yet; unpack it and give the directory", path);
        return fail(l, &err);
    }
    bool document = l->bundle ? strcmp(name, "data.json") == 0 || strcmp(name, "data.yaml") == 0 || strcmp(name, "data.yml") == 0
                              : ends_with(name, ".json") || is_yaml(name) || named;
    return document ? load_document(l, path) : true;
}

/* "a.b:path" puts documents under data.a.b. A colon in an existing path stays one. */
static bool load_argument(struct loading *l, const char *argument)
{
    const char *colon;
    struct stat st;
    l->keys.len = 0;
    if (strncmp(argument, "file://", 7) == 0) argument += 7;
    if (stat(argument, &st) != 0 && (colon = strchr(argument, ':')) && colon != argument) {
        const char *p = argument;
        while (p < colon) {
            size_t n = strcspn(p, ".:");
            if (!push_key(l, (struct str){p, n})) return false;
            p += n + 1;
        }
        if (l->keys.len && value_is_string(l->keys.items[0]) && str_eq(value_str(l->keys.items[0]), STR("data"))) {
            l->keys.len--;
            memmove(l->keys.items, l->keys.items + 1, l->keys.len * sizeof *l->keys.items);
        }
        argument = colon + 1;
        if (strncmp(argument, "file://", 7) == 0) argument += 7;
    }
    return load_path(l, argument, true, 0);
}

bool policy_files_load(struct rego *rego, const struct policy_files *files, struct source_files *sources, struct rego_errors *errors)
{
    struct loading l = {.rego = rego, .arena = rego_arena(rego), .files = files, .sources = sources, .errors = errors};
    for (size_t i = 0; i < files->data.len; i++)
        if (!load_argument(&l, files->data.items[i])) return false;
    l.bundle = true;
    for (size_t i = 0; i < files->bundles.len; i++)
        if (!load_argument(&l, files->bundles.items[i])) return false;
    return true;
}
