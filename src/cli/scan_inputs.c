/* cli/scan_inputs.c: what is named on the command line → resources: directories of Terraform, files, plans and states. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/map.h"
#include "base/re2.h"
#include "cli/scan.h"

extern char **environ;

static bool has_framework(const struct scan_options *o, const char *name)
{
    if (o->frameworks.len == 0) return true;
    for (size_t i = 0; i < o->frameworks.len; i++)
        if (strcmp(o->frameworks.items[i], name) == 0 || strcmp(o->frameworks.items[i], "all") == 0) return true;
    return false;
}

/* --skip-path: a regular expression, found anywhere in the path; what is no expression is compared as text. Walking is on one thread. */
static bool skip_path(void *context, const char *path)
{
    const struct scan_inputs *inputs = (const struct scan_inputs *)context;
    for (size_t i = 0; i < inputs->options->skip_paths.len; i++) {
        if (inputs->skip[i] ? re2_test(inputs->skip[i], str_of(path)) == RE2_YES : strstr(path, inputs->options->skip_paths.items[i]) != NULL) return true;
    }
    return false;
}

static bool compile_skips(struct arena *arena, struct scan_inputs *inputs)
{
    size_t n = inputs->options->skip_paths.len;
    inputs->skip = (struct re2 **)arena_zero(arena, (n + 1) * sizeof *inputs->skip);
    for (size_t i = 0; inputs->skip && i < n; i++) {
        char why[200];
        inputs->skip[i] = re2_compile(str_of(inputs->options->skip_paths.items[i]), why, sizeof why);
    }
    return inputs->skip != NULL;
}

struct tf_options scan_load_options(const struct scan_options *o, struct scan_inputs *inputs)
{
    const char *each = getenv("CHECKOV_ENABLE_FOREACH_HANDLING");   /* Checkov's own switch; its users set it */
    return (struct tf_options){
        .var_files = o->var_files.items, .n_var_files = o->var_files.len, .vars = o->vars.items, .n_vars = o->vars.len,
        .environment = (const char *const *)environ, .workspace = o->workspace ? o->workspace : getenv("TF_WORKSPACE"), .threads = (unsigned)o->threads,
        .fence = o->root,
        .skip = o->skip_paths.len ? skip_path : NULL, .skip_context = inputs,
        .no_expansion = each && (strcmp(each, "False") == 0 || strcmp(each, "false") == 0),
    };
}

/* --- notices → messages --- */

static bool tell(struct report *report, const struct notice *n, const char *prefix)
{
    bool error = n->kind == NOTICE_FILE_ERROR, note = n->kind == NOTICE_INVALID;
    char file[PATH_MAX];
    if (n->file) snprintf(file, sizeof file, "%s%s", prefix, n->file);
    const char *subject = n->kind == NOTICE_MODULE_NOT_LOADED ? n->subject : NULL;
    const char *code = n->kind == NOTICE_MODULE_NOT_LOADED ? SAID_MODULE.name : n->kind == NOTICE_FILE_MISSING ? SAID_FILE_MISSING.name : n->subject ? n->subject : "notice";
    return report_say(report, error ? MESSAGE_ERROR : note ? MESSAGE_NOTE : MESSAGE_WARNING, !note, code, n->file ? file : NULL, n->line, n->column, "%s%s%s",
                      subject ? subject : "", subject ? ": " : "", n->detail);
}

static bool tell_all(struct report *report, const struct notice_list *notices, const char *prefix)
{
    for (size_t i = 0; i < notices->len; i++)
        if (!tell(report, &notices->items[i], prefix)) return false;
    return true;
}

/* --- loading --- */

static struct scan_input *new_input(struct arena *arena, struct scan_inputs *inputs, const char *path)
{
    struct scan_input *input = vec_push(arena, &inputs->items);
    if (input) *input = (struct scan_input){.path = path};
    return input;
}

static bool take(struct arena *arena, struct scan_inputs *inputs, const struct resource_list *list, const char *prefix)
{
    for (size_t i = 0; i < list->len; i++) {
        struct resource **at = vec_push(arena, &inputs->resources);
        if (!at) return false;
        *at = list->items[i];
        if (*prefix && (*at)->file) (*at)->file = arena_printf(arena, "%s%s", prefix, (*at)->file);
        if (*prefix && (*at)->root) (*at)->root = arena_printf(arena, "%s%s", prefix, (*at)->root);
        inputs->report->data_sources += (*at)->data_source;
    }
    return !arena->failed;
}

static bool load_config(struct arena *arena, struct scan_inputs *inputs, const char *path, const char *prefix, bool directory, struct error *err)
{
    struct tf_options options = scan_load_options(inputs->options, inputs);
    struct tf_config *config = tf_load(path, &options, err);
    struct scan_input *input = config ? new_input(arena, inputs, path) : NULL;
    if (!config) return false;
    if (!input) return tf_config_free(config), error_no_memory(err);
    input->config = config;
    input->prefix = prefix;
    input->directory = directory;
    inputs->report->files += config->files.len;
    if (!take(arena, inputs, &config->resources, prefix) || !tell_all(inputs->report, &config->notices, prefix)) return error_no_memory(err);
    return true;
}

static bool load_plan(struct arena *arena, struct scan_inputs *inputs, const char *path, const char *shown, bool named, struct error *err)
{
    struct scan_input *input = new_input(arena, inputs, shown);
    struct tf_plan *plan = (struct tf_plan *)arena_zero(arena, sizeof *plan);
    struct notice_list notices = {0};
    struct str bytes;
    if (!input || !plan) return error_no_memory(err);
    if (!io_read_file(arena, path, 0, &bytes, err)) return false;
    if (!tf_read_plan(arena, bytes, shown, plan, &notices, err)) {
        if (named) return false;
        inputs->items.len--;   /* found while walking: said, and the rest is judged */
        return report_say(inputs->report, MESSAGE_ERROR, true, err->code->name, shown, err->at.line, err->at.column, "%s", err->message) || error_no_memory(err);
    }
    input->plan = plan;
    inputs->report->files++;
    return (take(arena, inputs, &plan->resources, "") && tell_all(inputs->report, &notices, "")) || error_no_memory(err);
}

static bool is_terraform_file(const char *path)
{
    struct str s = str_of(path);
    return str_has_suffix(s, STR(".tf")) || str_has_suffix(s, STR(".tf.json"));
}

#define FOLDER_MAX_DEPTH 64

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Plans among the JSON files of a directory. */
static bool find_plans(struct arena *arena, struct scan_inputs *inputs, const char *dir, const char *shown, unsigned depth, struct error *err)
{
    struct flag_list names = {0};
    DIR *d = opendir(dir);
    bool ok = true;
    if (!d) return true;   /* the Terraform reader has said so */
    for (struct dirent *entry; ok && (entry = readdir(d)) != NULL;) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "node_modules") == 0) continue;
        const char **at = vec_push(arena, &names);
        ok = at && (*at = arena_strdup(arena, entry->d_name));
    }
    closedir(d);
    if (!ok) return error_no_memory(err);
    if (names.len) qsort(names.items, names.len, sizeof *names.items, by_text);
    for (size_t i = 0; i < names.len; i++) {
        struct stat st;
        const char *path = arena_printf(arena, "%s/%s", dir, names.items[i]), *name = arena_printf(arena, "%s%s%s", shown, *shown ? "/" : "", names.items[i]);
        if (!path || !name) return error_no_memory(err);
        if (lstat(path, &st) != 0 || (inputs->options->skip_paths.len && skip_path(inputs, name))) continue;
        if (S_ISDIR(st.st_mode) && depth < FOLDER_MAX_DEPTH && !find_plans(arena, inputs, path, name, depth + 1, err)) return false;
        if (!S_ISREG(st.st_mode) || !str_has_suffix(str_of(name), STR(".json")) || is_terraform_file(name) || str_has_suffix(str_of(name), STR(".tfvars.json"))) continue;
        struct arena *scratch = arena_new(0);
        struct str head;
        FILE *f = fopen(path, "rb");
        char *bytes = scratch ? (char *)arena_alloc(scratch, 8192) : NULL;
        head = (struct str){bytes, f && bytes ? fread(bytes, 1, 8192, f) : 0};
        bool plan = head.len && tf_looks_like_plan(head);
        if (f) fclose(f);
        arena_free(scratch);
        if (plan && !load_plan(arena, inputs, path, name, false, err)) return false;
    }
    return true;
}

static bool load_path(struct arena *arena, struct scan_inputs *inputs, const char *path, const char *prefix, struct error *err)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        error_set(err, &ERROR_IO, "there is no such file or directory");
        return error_in_file(err, str_of(path));
    }
    if (S_ISDIR(st.st_mode)) {
        if (has_framework(inputs->options, "terraform") && !load_config(arena, inputs, path, prefix, true, err)) return false;
        char shown[PATH_MAX];
        snprintf(shown, sizeof shown, "%s", prefix);
        if (*shown) shown[strlen(shown) - 1] = '\0';
        return !has_framework(inputs->options, "terraform_plan") || find_plans(arena, inputs, path, arena_strdup(arena, shown), 0, err);
    }
    if (is_terraform_file(path)) {
        if (has_framework(inputs->options, "terraform")) return load_config(arena, inputs, path, prefix, false, err);
        return report_say(inputs->report, MESSAGE_WARNING, true, SAID_NOT_JUDGED.name, path, 0, 0, "the file is Terraform code, and --framework leaves that out") || error_no_memory(err);
    }
    if (has_framework(inputs->options, "terraform_plan")) return load_plan(arena, inputs, path, path, true, err);
    return report_say(inputs->report, MESSAGE_WARNING, true, SAID_NOT_JUDGED.name, path, 0, 0, "the file is no Terraform code, and --framework leaves plans out") || error_no_memory(err);
}

/* The folder part of a path with its slash; "" for a name alone or ".". */
static const char *prefix_of(struct arena *arena, const char *path, bool directory)
{
    if (directory) return strcmp(path, ".") == 0 ? "" : arena_printf(arena, "%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/");
    const char *slash = strrchr(path, '/');
    return slash ? arena_strndup(arena, path, (size_t)(slash - path) + 1) : "";
}

bool scan_inputs_load(struct arena *arena, const struct scan_options *o, struct report *report, struct scan_inputs *out, struct error *err)
{
    const struct flag_list *lists[] = {&o->paths, &o->directories, &o->files};
    size_t total = o->paths.len + o->directories.len + o->files.len, plans = 0;
    *out = (struct scan_inputs){.options = o, .report = report};
    report->root = ".";
    if (!compile_skips(arena, out)) return error_no_memory(err);
    for (size_t l = 0; l < COUNT_OF(lists); l++) {
        for (size_t i = 0; i < lists[l]->len; i++) {
            const char *path = lists[l]->items[i], *prefix = "";
            struct stat st;
            bool directory = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
            if (total > 1) prefix = prefix_of(arena, path, directory);
            else if (directory) report->root = path;
            else report->root = arena_strdup(arena, prefix_of(arena, path, false));
            if (!load_path(arena, out, path, prefix, err)) return false;
        }
    }
    if (total == 0 && !load_path(arena, out, ".", "", err)) return false;
    for (size_t i = 0; i < out->items.len; i++) plans += out->items.items[i].plan != NULL;
    report->is_plan = plans && plans == out->items.len;
    if (o->repo_root) {
        struct tf_options options = scan_load_options(o, out);
        if (!(out->repo = tf_load(o->repo_root, &options, err))) return false;
    }
    for (size_t i = 0; i < out->resources.len; i++) report->resources += strncmp(out->resources.items[i]->type, "rampart_", 8) != 0;
    return scan_enrich(arena, out, err);
}

void scan_inputs_free(struct scan_inputs *inputs)
{
    for (size_t i = 0; i < inputs->items.len; i++) tf_config_free(inputs->items.items[i].config);
    tf_config_free(inputs->repo);
    for (size_t i = 0; inputs->skip && i < inputs->options->skip_paths.len; i++) re2_free(inputs->skip[i]);
}

/* --- plans and the code beside them --- */

const char *scan_without_keys(struct arena *arena, const char *address)
{
    char *out = (char *)arena_alloc(arena, strlen(address) + 1), *p = out;
    bool quoted = false, inside = false;
    if (!out) return NULL;
    for (const char *s = address; *s; s++) {
        if (inside && *s == '"') quoted = !quoted;
        if (*s == '[' && !inside) inside = true;
        if (!inside) *p++ = *s;
        if (*s == ']' && inside && !quoted) inside = false;
    }
    *p = '\0';
    return out;
}

static bool adopt_code(struct arena *arena, const struct scan_inputs *inputs, struct resource *planned, const struct resource *code)
{
    const char *root = inputs->options->repo_root;
    bool here = strcmp(root, ".") == 0 || strcmp(root, inputs->report->root) == 0;
    planned->file = code->file && !here ? arena_printf(arena, "%s/%s", root, code->file) : code->file;
    planned->line = code->line;
    planned->end_line = code->end_line;
    planned->places.items = code->places.items, planned->places.len = code->places.len, planned->places.cap = code->places.len;
    planned->comments.items = code->comments.items, planned->comments.len = code->comments.len, planned->comments.cap = code->comments.len;
    for (size_t i = 0; inputs->options->deep_analysis && i < code->refs.len; i++) {
        struct resource_ref *at = vec_push(arena, &planned->refs);
        if (!at) return false;
        *at = code->refs.items[i];
    }
    return !arena->failed;
}

/* The call of the innermost module around a resource whose own code is not here, for its comments. */
static const struct resource *enclosing_call(const struct map *code, const char *address)
{
    struct str key = str_of(address);
    for (size_t n = key.len; n > 0; n--) {
        if (n != key.len && address[n] != '.') continue;
        const struct resource *r = (const struct resource *)map_get(code, (struct str){address, n});
        if (r && strcmp(r->type, "rampart_module") == 0) return r;
    }
    return NULL;
}

bool scan_enrich(struct arena *arena, struct scan_inputs *inputs, struct error *err)
{
    struct map code = {0};
    if (!inputs->repo) return true;
    for (size_t i = 0; i < inputs->repo->resources.len; i++) {
        struct resource *r = inputs->repo->resources.items[i];
        const char *key = scan_without_keys(arena, r->address);
        if (!key || (!map_has(&code, str_of(key)) && !map_set(arena, &code, str_of(key), r))) return error_no_memory(err);
    }
    for (size_t i = 0; i < inputs->resources.len; i++) {
        struct resource *r = inputs->resources.items[i];
        if (r->origin != RESOURCE_FROM_PLAN) continue;
        const char *key = scan_without_keys(arena, r->address);
        const struct resource *beside = key ? (const struct resource *)map_get(&code, str_of(key)) : NULL;
        if (key && !beside) beside = enclosing_call(&code, key);
        if (!key || (beside && !adopt_code(arena, inputs, r, beside))) return error_no_memory(err);
    }
    return true;
}
