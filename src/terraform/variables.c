/* terraform/variables.c: where the values of a root module's variables come from, and what file() may open. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <dirent.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/utf8.h"
#include "terraform/tree.h"

#define FILE_MAX ((size_t)64 << 20)
#define FILESET_MAX 100000
#define FILESET_MAX_DEPTH 64

static bool give(struct tf_root *root, struct str name, struct value value, const struct hcl_expr *expr)
{
    struct tf_given *given = (struct tf_given *)arena_zero(root->arena, sizeof *given);
    if (!given) return false;
    *given = (struct tf_given){value, expr};
    return map_set(root->arena, &root->values, name, given);
}

static bool give_file(struct tf_root *root, const struct hcl_file *file)
{
    struct hcl_content content = {0};
    struct hcl_diags diags = {.arena = root->arena};
    if (!hcl_body_attributes(root->arena, file->body, &content, &diags)) return false;
    for (size_t i = 0; i < content.attributes.len; i++)
        if (!give(root, content.attributes.items[i]->name, VALUE_NONE, content.attributes.items[i]->expr)) return false;
    return true;
}

/* NAME=VALUE: text for a string, number or bool, an expression for anything else; as Terraform does. */
static bool give_text(struct tf_root *root, const struct tf_module *module, const char *assignment)
{
    const char *equals = strchr(assignment, '=');
    if (!equals) return true;
    struct str name = {assignment, (size_t)(equals - assignment)}, text = str_of(equals + 1);
    const struct tf_variable *variable = (const struct tf_variable *)map_get(&module->variables, name);
    if (!variable) return true;   /* of another root, or of none: the gate says so when nobody takes it */
    enum hcl_type_kind kind = variable->type->kind;
    if (kind == HCL_TYPE_ANY || kind == HCL_TYPE_STRING || kind == HCL_TYPE_NUMBER || kind == HCL_TYPE_BOOL) {
        struct value v = utf8_is_valid(text) ? value_string(root->arena, text) : VALUE_NONE;
        return value_is_none(v) ? !root->arena->failed : give(root, name, v, NULL);
    }
    struct hcl_diags diags = {.arena = root->arena};
    const struct hcl_expr *expr = hcl_parse_expr(root->arena, STR("<value of a variable>"), text, NULL, &diags);
    if (expr) return give(root, name, VALUE_NONE, expr);
    return diags.len == 0 || tf_notice_diag(root->arena, &root->notices, NOTICE_INVALID, &diags.items[0]);
}

static bool give_var_file(const struct tf_tree *tree, struct tf_root *root, const char *path)
{
    struct str text;
    struct error err = {0};
    if (!io_read_file(root->arena, path, FILE_MAX, &text, &err)) return tf_notice(root->arena, &root->notices, NOTICE_FILE_ERROR, path, err.message, NULL);
    struct hcl_diags diags = {.arena = root->arena};
    const struct hcl_file *file = hcl_parse_file(root->arena, str_of(arena_strdup(root->arena, path)), text, hcl_syntax_of(str_of(path)), &diags);
    if (!file) return false;
    for (size_t i = 0; i < diags.len; i++)
        if (!tf_notice_diag(root->arena, &root->notices, NOTICE_FILE_ERROR, &diags.items[i])) return false;
    return give_file(root, file);
}

bool tf_tree_variables(const struct tf_tree *tree, struct tf_root *root, const struct tf_module *module)
{
    const struct tf_options *options = tree->options;
    for (size_t i = 0; options->environment && options->environment[i]; i++)
        if (strncmp(options->environment[i], "TF_VAR_", 7) == 0 && !give_text(root, module, options->environment[i] + 7)) return false;
    for (size_t i = 0; i < module->tfvars.len; i++)
        if (!give_file(root, module->tfvars.items[i])) return false;
    for (size_t i = 0; i < options->n_var_files; i++)
        if (!give_var_file(tree, root, options->var_files[i])) return false;
    for (size_t i = 0; i < options->n_vars; i++)
        if (!give_text(root, module, options->vars[i])) return false;
    return true;
}

/* --- files for functions --- */

/* The real path that a function's argument means: relative to the root module, as with Terraform run there. */
static bool real_path(const struct tf_root *root, struct str path, char real[static PATH_MAX], bool *missing, struct error *err)
{
    char joined[PATH_MAX];
    const char *dir = path.len && path.s[0] == '/' ? "" : root->instance->module->dir;
    *missing = false;
    if (memchr(path.s, '\0', path.len) || snprintf(joined, sizeof joined, "%s%s%.*s", dir, *dir ? "/" : "", (int)path.len, path.s) >= (int)sizeof joined)
        return error_set(err, &ERROR_IO, "'%.*s' is no path", (int)(path.len < 100 ? path.len : 100), path.s);
    if (!realpath(joined, real)) {
        *missing = true;
        return error_set(err, &ERROR_IO, "there is no file '%.*s'", (int)path.len, path.s);
    }
    if (!tf_tree_inside(root->tree, real)) return error_set(err, &ERROR_IO, "'%.*s' is outside the scanned folder", (int)path.len, path.s);
    return true;
}

static bool host_read(void *context, struct arena *arena, struct str path, struct str *bytes, struct error *err)
{
    char real[PATH_MAX];
    bool missing;
    struct stat st;
    if (!real_path((const struct tf_root *)context, path, real, &missing, err)) return false;
    if (stat(real, &st) != 0 || !S_ISREG(st.st_mode)) return error_set(err, &ERROR_IO, "'%.*s' is not a regular file", (int)path.len, path.s);
    return io_read_file(arena, real, FILE_MAX, bytes, err);
}

static bool host_exists(void *context, struct str path, bool *exists, struct error *err)
{
    char real[PATH_MAX];
    bool missing;
    struct stat st;
    *exists = false;
    if (!real_path((const struct tf_root *)context, path, real, &missing, err)) return missing;
    *exists = stat(real, &st) == 0 && S_ISREG(st.st_mode);
    return true;
}

struct listing { struct arena *arena; VEC(struct value) paths; };

static bool list_below(struct listing *l, const char *dir, const char *prefix, unsigned depth)
{
    DIR *d = opendir(dir);
    if (!d) return true;
    bool ok = true;
    for (struct dirent *entry; ok && depth < FILESET_MAX_DEPTH && (entry = readdir(d)) != NULL;) {
        struct stat st;
        char path[PATH_MAX];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || l->paths.len >= FILESET_MAX) continue;
        if (snprintf(path, sizeof path, "%s/%s", dir, entry->d_name) >= (int)sizeof path || lstat(path, &st) != 0) continue;
        const char *name = arena_printf(l->arena, "%s%s%s", prefix, *prefix ? "/" : "", entry->d_name);
        if (!name) ok = false;
        else if (S_ISDIR(st.st_mode)) ok = list_below(l, path, name, depth + 1);
        else if (S_ISREG(st.st_mode) && utf8_is_valid(str_of(name))) {
            struct value *at = vec_push(l->arena, &l->paths);
            ok = at && !value_is_none(*at = value_cstring(l->arena, name));
        }
    }
    closedir(d);
    return ok;
}

static bool host_list(void *context, struct arena *arena, struct str path, struct value *paths, struct error *err)
{
    char real[PATH_MAX];
    bool missing;
    struct listing l = {.arena = arena};
    if (!real_path((const struct tf_root *)context, path, real, &missing, err)) return false;
    if (!list_below(&l, real, "", 0)) return error_no_memory(err);
    struct value set = value_set(arena, l.paths.items, l.paths.len);
    *paths = value_is_none(set) ? set : value_array(arena, value_items(set), value_len(set));
    return !value_is_none(*paths) || error_no_memory(err);
}

struct hcl_host tf_tree_host(struct tf_root *root)
{
    return (struct hcl_host){.context = root, .read_file = host_read, .file_exists = host_exists, .list_files = host_list,
                             .working_dir = str_of(root->tree->root)};
}
