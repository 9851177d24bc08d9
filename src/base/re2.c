/* rego/builtins/re2.c: see re2.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/re2.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/re2_syntax.h"

#define MATCH_LIMIT 2000000          /* steps of one match: some tens of milliseconds */
#define HEAP_LIMIT_KB 65536
#define MAX_PATTERN ((size_t)1 << 20)
#define USES_BEFORE_JIT 12           /* making machine code pays when a pattern is used again and again */
#define DFA_WORKSPACE 20000

struct re2 {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    struct re2_names names;
    char *name_text;                 /* what the names point into */
    uint32_t uses;
    bool jit;
};

void re2_free(void *object)
{
    struct re2 *re = object;
    if (!re) return;
    pcre2_match_data_free(re->data);
    pcre2_match_context_free(re->context);
    pcre2_code_free(re->code);
    free(re->names.items);
    free(re->name_text);
    free(re);
}

static bool compile(struct re2 *re, struct str pcre, uint32_t options, char *why, size_t room)
{
    int code;
    size_t offset;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (context) {
        pcre2_set_newline(context, PCRE2_NEWLINE_LF);
        pcre2_set_parens_nest_limit(context, 3 * RE2_MAX_DEPTH);
        re->code = pcre2_compile((PCRE2_SPTR)pcre.s, pcre.len, options | PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &code, &offset, context);
        pcre2_compile_context_free(context);
        if (!re->code) {
            unsigned char text[128];
            pcre2_get_error_message(code, text, sizeof text);
            snprintf(why, room, "error parsing regexp: %s", text);
            return false;
        }
        re->data = pcre2_match_data_create_from_pattern(re->code, NULL);
        re->context = pcre2_match_context_create(NULL);
    }
    if (!context || !re->data || !re->context) {
        snprintf(why, room, "out of memory");
        return false;
    }
    pcre2_set_match_limit(re->context, MATCH_LIMIT);
    pcre2_set_heap_limit(re->context, HEAP_LIMIT_KB);
    return true;
}

struct re2 *re2_compile_whole(struct str pcre_pattern, char *why, size_t room)
{
    struct re2 *re = calloc(1, sizeof *re);
    if (re && compile(re, pcre_pattern, PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOTALL, why, room)) return re;
    if (!re) snprintf(why, room, "out of memory");
    re2_free(re);
    return NULL;
}

/* The names point into the caller's pattern: keep a copy of it. */
static bool keep_names(struct re2 *re, struct str pattern)
{
    re->name_text = malloc(pattern.len + 1);
    if (!re->name_text) return false;
    if (pattern.len) memcpy(re->name_text, pattern.s, pattern.len);
    for (size_t i = 0; i < re->names.len; i++) re->names.items[i].s = re->name_text + (re->names.items[i].s - pattern.s);
    return true;
}

struct re2 *re2_compile(struct str pattern, char *why, size_t room)
{
    struct re2 *re = calloc(1, sizeof *re);
    struct buf pcre = buf_new(MAX_PATTERN);
    bool ok = re != NULL;
    if (!re) snprintf(why, room, "out of memory");
    if (!pattern.s) pattern = STR("");
    ok = ok && re2_translate(pattern, &pcre, &re->names, why, room) &&
         compile(re, (struct str){pcre.s ? pcre.s : "", pcre.len}, PCRE2_ALT_CIRCUMFLEX | PCRE2_DOLLAR_ENDONLY, why, room) && keep_names(re, pattern);
    buf_free(&pcre);
    if (ok) return re;
    re2_free(re);
    return NULL;
}

bool re2_is_valid(struct str pattern)
{
    char why[8];
    struct re2 *re = re2_compile(pattern, why, sizeof why);
    re2_free(re);
    return re != NULL;
}

static int match(struct re2 *re, struct str text, size_t from)
{
    uint32_t options = PCRE2_NO_UTF_CHECK;
    if (!re->jit && ++re->uses == USES_BEFORE_JIT) re->jit = pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE) == 0;
    int rc = pcre2_match(re->code, (PCRE2_SPTR)text.s, text.len, from, options, re->data, re->context);
    if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
        rc = pcre2_match(re->code, (PCRE2_SPTR)text.s, text.len, from, options | PCRE2_NO_JIT, re->data, re->context);
    return rc;
}

static enum re2_answer answer_of(int rc)
{
    if (rc >= 0) return RE2_YES;
    if (rc == PCRE2_ERROR_NOMATCH || rc == PCRE2_ERROR_PARTIAL) return RE2_NO;
    return rc == PCRE2_ERROR_NOMEMORY ? RE2_NO_MEMORY : RE2_TOO_COMPLEX;
}

enum re2_answer re2_test(struct re2 *re, struct str text)
{
    if (!text.s) text = STR("");
    enum re2_answer answer = answer_of(match(re, text, 0));
    if (answer != RE2_TOO_COMPLEX) return answer;
    int *workspace = malloc(DFA_WORKSPACE * sizeof *workspace);
    if (!workspace) return RE2_NO_MEMORY;
    int rc = pcre2_dfa_match(re->code, (PCRE2_SPTR)text.s, text.len, 0, PCRE2_NO_UTF_CHECK | PCRE2_DFA_SHORTEST, re->data, re->context, workspace,
                             DFA_WORKSPACE);
    free(workspace);
    return answer_of(rc);
}

enum re2_answer re2_search(struct re2 *re, struct str text, size_t from, const size_t **groups)
{
    if (!text.s) text = STR("");
    *groups = pcre2_get_ovector_pointer(re->data);
    return answer_of(match(re, text, from));
}

size_t re2_groups(const struct re2 *re) { return pcre2_get_ovector_count(re->data); }

size_t re2_group_named(const struct re2 *re, struct str name)
{
    for (size_t i = 0; i < re->names.len; i++)
        if (re->names.items[i].len > 0 && str_eq(re->names.items[i], name)) return i + 1;
    return 0;
}

void re2_quote(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.s[i] && strchr("\\.+*?()|[]{}^$", s.s[i])) buf_add_char(out, '\\');
        buf_add_char(out, s.s[i]);
    }
}
