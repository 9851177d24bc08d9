/* hcl/functions/files.c: files and paths. Nothing is opened here: the host of the scope reads, and says what may be read. */
#include "base/utf8.h"
#include "base/vec.h"
#include "hcl/functions/encode.h"
#include "hcl/functions/families.h"

static bool unknown_result(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    return hcl_function_result(call, hcl_unknown_of(call->arena, args, n), out);
}

/* The file's bytes. *known is false where there is no host to ask. */
static bool read_file(struct hcl_call *call, struct value path, struct str *bytes, bool *known)
{
    const struct hcl_host *host = call->scope->host;
    *known = host && host->read_file;
    return !*known || host->read_file(host->context, call->arena, value_str(path), bytes, call->err);
}

static bool read_text(struct hcl_call *call, struct value path, struct str *text, bool *known)
{
    if (!read_file(call, path, text, known)) return false;
    if (!*known || utf8_is_valid(*text)) return true;
    return hcl_function_error(call, "the contents of '%s' are not UTF-8; use filebase64 to read binary files", value_cstr(path));
}

static bool file(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str text;
    bool known;
    if (!read_text(call, args[0], &text, &known)) return false;
    return known ? hcl_function_result(call, value_string(call->arena, text), out) : unknown_result(call, args, n, out);
}

static bool filebase64(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str bytes;
    bool known;
    if (!read_file(call, args[0], &bytes, &known)) return false;
    return known ? hcl_base64(call, bytes.s, bytes.len, out) : unknown_result(call, args, n, out);
}

static bool file_digest(struct hcl_call *call, const struct value *args, const char *algorithm, bool base64, struct value *out)
{
    struct str bytes;
    bool known;
    if (!read_file(call, args[0], &bytes, &known)) return false;
    return known ? hcl_digest(call, algorithm, bytes, base64, out) : unknown_result(call, args, 1, out);
}

static bool filemd5(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return file_digest(call, args, "MD5", false, out); }
static bool filesha1(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return file_digest(call, args, "SHA1", false, out); }
static bool filesha256(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return file_digest(call, args, "SHA256", false, out); }
static bool filesha512(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return file_digest(call, args, "SHA512", false, out); }
static bool filebase64sha256(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return file_digest(call, args, "SHA256", true, out); }
static bool filebase64sha512(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return file_digest(call, args, "SHA512", true, out); }

static bool fileexists(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    const struct hcl_host *host = call->scope->host;
    bool exists = false;
    if (!host || !host->file_exists) return unknown_result(call, args, n, out);
    if (!host->file_exists(host->context, value_str(args[0]), &exists, call->err)) return false;
    *out = value_bool(exists);
    return true;
}

/* --- fileset: ? * ** [class] {a,b} --- */

struct glob { struct str pattern; uint32_t steps; };   /* steps: a limit on trying again */

static bool glob_match(struct glob *g, size_t p, struct str path, size_t at, unsigned depth);

/* [abc], [a-z], [^...] at pattern[p]; *next is behind it. */
static bool class_match(const struct glob *g, size_t p, unsigned char c, size_t *next)
{
    struct str s = g->pattern;
    size_t i = p + 1;
    bool negated = i < s.len && (s.s[i] == '^' || s.s[i] == '!'), found = false;
    if (negated) i++;
    for (bool first = true; i < s.len && (s.s[i] != ']' || first); first = false) {
        if (s.s[i] == '\\' && i + 1 < s.len) i++;
        unsigned char low = (unsigned char)s.s[i], high = low;
        if (i + 2 < s.len && s.s[i + 1] == '-' && s.s[i + 2] != ']') {
            high = (unsigned char)s.s[i + 2];
            i += 2;
        }
        if (c >= low && c <= high) found = true;
        i++;
    }
    *next = i + 1;
    return i < s.len && found != negated;
}

/* {a,b,c} at pattern[p]: each alternative with the rest behind the closing brace. */
static bool braces_match(struct glob *g, size_t p, struct str path, size_t at, unsigned depth)
{
    struct str s = g->pattern;
    size_t close = p + 1, nest = 1;
    for (; close < s.len && nest; close++) nest += s.s[close] == '{' ? 1u : s.s[close] == '}' ? -1u : 0u;
    if (nest) return false;
    size_t last = close - 1, start = p + 1;
    for (size_t i = start; i <= last; i++) {
        if (i < last && s.s[i] == '{') nest++;
        else if (i < last && s.s[i] == '}') nest--;
        if (nest || (s.s[i] != ',' && i != last)) continue;
        struct buf joined = buf_new(1 << 16);
        buf_add(&joined, s.s + start, i - start);
        buf_add(&joined, s.s + close, s.len - close);
        struct glob inner = {{joined.s ? joined.s : "", joined.len}, g->steps};
        bool found = !joined.failed && glob_match(&inner, 0, path, at, depth + 1);
        g->steps = inner.steps;
        buf_free(&joined);
        if (found) return true;
        start = i + 1;
    }
    return false;
}

static bool glob_match(struct glob *g, size_t p, struct str path, size_t at, unsigned depth)
{
    struct str s = g->pattern;
    while (p < s.len) {
        if (g->steps == 0 || depth > 50) return false;
        g->steps--;
        char c = s.s[p];
        if (c == '{') return braces_match(g, p, path, at, depth);
        if (c == '*') {
            bool deep = p + 1 < s.len && s.s[p + 1] == '*';
            size_t rest = p + 1 + deep;
            if (deep && rest < s.len && s.s[rest] == '/' && glob_match(g, rest + 1, path, at, depth + 1)) return true;   /* no directory at all */
            for (size_t end = at;; end++) {
                if (glob_match(g, rest, path, end, depth + 1)) return true;
                if (end >= path.len || (path.s[end] == '/' && !deep)) return false;
            }
        }
        if (at >= path.len) return false;
        if (c == '[') {
            if (path.s[at] == '/' || !class_match(g, p, (unsigned char)path.s[at++], &p)) return false;
            continue;
        }
        if (c == '\\' && p + 1 < s.len) c = s.s[++p];
        else if (c == '?') {
            size_t size;
            if (path.s[at] == '/') return false;
            utf8_decode(path.s + at, path.len - at, &size);
            at += size;
            p++;
            continue;
        }
        if (path.s[at++] != c) return false;
        p++;
    }
    return at == path.len;
}

static bool fileset(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    const struct hcl_host *host = call->scope->host;
    struct value paths;
    if (!host || !host->list_files) return unknown_result(call, args, n, out);
    if (!host->list_files(host->context, call->arena, value_str(args[0]), &paths, call->err)) return false;
    size_t kept = 0;
    struct value *items = arena_array(call->arena, value_len(paths), sizeof *items);
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < value_len(paths); i++) {
        struct glob g = {value_str(args[1]), 100000};
        if (glob_match(&g, 0, value_str(value_items(paths)[i]), 0, 0)) items[kept++] = value_items(paths)[i];
        if (g.steps == 0) return error_set(call->err, &HCL_ERR_LIMIT, "fileset: the pattern takes too many steps");
    }
    return hcl_function_result(call, value_set(call->arena, items, kept), out);
}

/* --- templates --- */

struct variables { struct value vars; };

static bool resolve_variable(void *context, struct arena *arena, const struct hcl_traversal *t, size_t *used, struct value *out, struct error *err)
{
    const struct variables *variables = context;
    *used = 0;
    *out = value_get_str(variables->vars, t->root);
    return !value_is_none(*out) || error_set(err, &HCL_ERR_REFERENCE, "the template needs '%.*s', which is not among its variables", (int)t->root.len, t->root.s);
}

/* In a template, the functions that render templates do not exist. */
static bool calls_itself(struct hcl_call *call, const struct hcl_expr *expr)
{
    struct hcl_calls calls = {0};
    if (!hcl_expr_calls(call->arena, expr, &calls)) return error_no_memory(call->err);
    for (size_t i = 0; i < calls.len; i++) {
        struct str name = calls.items[i]->call.name;
        if (str_is(name, "templatefile") || str_is(name, "templatestring"))
            return hcl_function_error(call, "a template cannot call templatefile or templatestring");
    }
    return true;
}

static bool render(struct hcl_call *call, struct str name, struct str text, struct value vars, struct value *out)
{
    struct hcl_diags diags = {.arena = call->arena};
    const struct hcl_expr *expr = hcl_parse_template(call->arena, name, text, NULL, &diags);
    if (expr && !calls_itself(call, expr)) return false;
    struct variables variables = {vars};
    struct hcl_scope scope = *call->scope;
    scope.context = &variables;
    scope.resolve = resolve_variable;
    if (expr && hcl_eval(call->arena, expr, &scope, out, &diags)) return true;
    if (call->arena->failed || diags.len == 0) return error_no_memory(call->err);
    const struct hcl_diag *first = &diags.items[0];
    return hcl_function_error(call, "%.*s:%u:%u: %s", (int)(name.len < 200 ? name.len : 200), name.s, first->range.start.line, first->range.start.column, first->message);
}

static bool templatefile(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str text;
    bool known;
    if (value_is_unknown(args[0]) || value_is_unknown(args[1])) return unknown_result(call, args, n, out);
    if (!value_is_object(args[1])) return hcl_function_error(call, "the variables must be a map or object");
    if (!read_text(call, args[0], &text, &known)) return false;
    return known ? render(call, value_str(args[0]), text, args[1], out) : unknown_result(call, args, n, out);
}

static bool templatestring(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    if (value_is_unknown(args[0]) || value_is_unknown(args[1])) return unknown_result(call, args, n, out);
    if (!value_is_object(args[1])) return hcl_function_error(call, "the variables must be a map or object");
    return render(call, STR("<templatestring argument>"), value_str(args[0]), args[1], out);
}

/* --- paths, as Go's path/filepath has them --- */

static struct str clean(struct arena *arena, struct str path)
{
    char *out = arena_alloc(arena, path.len + 2);
    if (!out) return (struct str){NULL, 0};
    bool rooted = path.len && path.s[0] == '/';
    size_t len = 0, back = 0;   /* back: what ".." may not remove */
    if (rooted) out[len++] = '/', back = 1;
    for (size_t i = 0; i < path.len;) {
        size_t end = i;
        while (end < path.len && path.s[end] != '/') end++;
        struct str part = {path.s + i, end - i};
        i = end + 1;
        if (part.len == 0 || str_is(part, ".")) continue;
        if (str_is(part, "..")) {
            if (len > back) {
                len--;
                while (len > back && out[len] != '/') len--;
                continue;
            }
            if (rooted) continue;
        }
        if (len > (rooted ? 1u : 0u)) out[len++] = '/';
        memcpy(out + len, part.s, part.len);
        len += part.len;
        if (str_is(part, "..")) back = len;
    }
    if (len == 0) out[len++] = '.';
    return (struct str){out, len};
}

static bool path_result(struct hcl_call *call, struct str path, struct value *out)
{
    return path.s ? hcl_function_result(call, value_string(call->arena, path), out) : error_no_memory(call->err);
}

static bool basename_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]);
    if (s.len == 0) return path_result(call, STR("."), out);
    while (s.len && s.s[s.len - 1] == '/') s.len--;
    if (s.len == 0) return path_result(call, STR("/"), out);
    size_t start = s.len;
    while (start && s.s[start - 1] != '/') start--;
    return path_result(call, (struct str){s.s + start, s.len - start}, out);
}

static bool dirname_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]);
    while (s.len && s.s[s.len - 1] != '/') s.len--;
    return path_result(call, clean(call->arena, s), out);
}

static bool abspath(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    const struct hcl_host *host = call->scope->host;
    struct str s = value_str(args[0]);
    if (s.len && s.s[0] == '/') return path_result(call, clean(call->arena, s), out);
    if (!host || host->working_dir.len == 0) return unknown_result(call, args, n, out);
    const char *joined = arena_printf(call->arena, "%.*s/%.*s", (int)host->working_dir.len, host->working_dir.s, (int)s.len, s.s);
    return joined ? path_result(call, clean(call->arena, str_of(joined)), out) : error_no_memory(call->err);
}

static bool pathexpand(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    const struct hcl_host *host = call->scope->host;
    struct str s = value_str(args[0]);
    if (s.len == 0 || s.s[0] != '~') return hcl_function_result(call, args[0], out);
    if (s.len > 1 && s.s[1] != '/') return hcl_function_error(call, "cannot expand the home directory of another user");
    if (!host || host->home_dir.len == 0) return unknown_result(call, args, n, out);
    const char *joined = arena_printf(call->arena, "%.*s/%.*s", (int)host->home_dir.len, host->home_dir.s, (int)(s.len - 1), s.s + 1);
    return joined ? path_result(call, clean(call->arena, str_of(joined)), out) : error_no_memory(call->err);
}

const struct hcl_function hcl_files[] = {
    {"abspath", "s", HCL_FN_PLAIN, abspath},
    {"basename", "s", HCL_FN_PLAIN, basename_of},
    {"dirname", "s", HCL_FN_PLAIN, dirname_of},
    {"file", "s", HCL_FN_PLAIN, file},
    {"filebase64", "s", HCL_FN_PLAIN, filebase64},
    {"filebase64sha256", "s", HCL_FN_PLAIN, filebase64sha256},
    {"filebase64sha512", "s", HCL_FN_PLAIN, filebase64sha512},
    {"fileexists", "s", HCL_FN_PLAIN, fileexists},
    {"filemd5", "s", HCL_FN_PLAIN, filemd5},
    {"fileset", "ss", HCL_FN_PLAIN, fileset},
    {"filesha1", "s", HCL_FN_PLAIN, filesha1},
    {"filesha256", "s", HCL_FN_PLAIN, filesha256},
    {"filesha512", "s", HCL_FN_PLAIN, filesha512},
    {"pathexpand", "s", HCL_FN_PLAIN, pathexpand},
    {"templatefile", "sa", HCL_FN_UNKNOWN, templatefile},
    {"templatestring", "sa", HCL_FN_UNKNOWN, templatestring},
    {NULL, NULL, 0, NULL},
};
