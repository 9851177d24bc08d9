/* rego/parse_module.c: modules, queries, imports: the parser's entrance. */
#include <stdio.h>

#include "rego/parser.h"

/* --- packages and imports --- */

/* At `package` or `import`; moves to the path. False: it is a reference that begins with the word (*is_ref), or an error. */
static bool statement_path(struct parser *p, bool *is_ref)
{
    struct rego_token next = parser_peek(p);
    *is_ref = !next.space_before && (next.kind == TOK_DOT || next.kind == TOK_LBRACK);
    if (*is_ref) return false;
    parser_scan(p);
    if (rego_token_is_keyword(p->s.token.kind)) p->s.token.kind = TOK_IDENT;
    return parser_is(p, TOK_IDENT) || parser_illegal(p, NULL);
}

static struct rego_term *string_term(struct parser *p, struct str s, struct rego_location at)
{
    struct rego_term *t = parser_new_term(p, REGO_CONST, at);
    if (t && value_is_none(t->constant = value_string(p->arena, s))) return parser_no_memory(p);
    return t;
}

static bool check_strings(struct parser *p, const struct rego_terms *items)
{
    for (size_t i = 1; i < items->len; i++)
        if (items->items[i]->kind != REGO_CONST || !value_is_string(items->items[i]->constant))
            return parser_error(p, items->items[i]->at, "unexpected %s token: expecting string",
                                items->items[i]->kind == REGO_CONST ? value_type_name(items->items[i]->constant) : items->items[i]->kind == REGO_VAR ? "var" : "term");
    return true;
}

static bool parse_package(struct parser *p, struct rego_term **out, bool *is_ref)
{
    if (!statement_path(p, is_ref)) return false;
    struct rego_term *t = parse_term(p), *path = parser_new_term(p, REGO_REF, t ? t->at : parser_at(p)), *root = parser_new_term(p, REGO_VAR, parser_at(p));
    if (!t) return p->s.errors ? false : parser_error(p, parser_at(p), "expected path");
    if (!path || !root || !parser_push(p, &path->ref.items, root)) return false;
    root->var.name = STR("data");
    root->at = t->at;
    if (t->kind != REGO_VAR && t->kind != REGO_REF) return parser_illegal(p, NULL);
    struct rego_term *first = t->kind == REGO_VAR ? t : t->ref.items.items[0];
    if (first->kind != REGO_VAR) return parser_error(p, first->at, "unexpected token: expecting var");
    struct rego_term *name = string_term(p, first->var.name, first->at);
    if (!name || !parser_push(p, &path->ref.items, name)) return false;
    if (t->kind == REGO_REF) {
        if (!check_strings(p, &t->ref.items)) return false;
        for (size_t i = 1; i < t->ref.items.len; i++)
            if (!parser_push(p, &path->ref.items, t->ref.items.items[i])) return false;
    }
    *out = parser_measure(p, path);
    return *out;
}

/* The current token as it reads with the keywords now in force: it was read ahead. */
static void reread(struct parser *p)
{
    struct rego_token old = p->s.token;
    if (old.kind != TOK_IDENT && !rego_token_is_keyword(old.kind)) return;
    p->s.lexer.offset = old.offset;
    p->s.lexer.row = old.row;
    p->s.lexer.col = old.col;
    p->s.token = rego_lex(&p->s.lexer);
    p->s.token.space_before = old.space_before;
    p->s.token.newline_before = old.newline_before;
}

static bool is_any(struct str name, const char *const *names)
{
    for (; *names; names++)
        if (str_is(name, *names)) return true;
    return false;
}

static bool is_reserved_word(const struct parser *p, struct str name)
{
    static const char *const words[] = {"not", "package", "import", "as", "default", "else", "with", "null", "true", "false", "some", NULL};
    static const char *const words_v1[] = {"if", "contains", "in", "every", NULL};
    return is_any(name, words) || (p->syntax == REGO_SYNTAX_V1 && is_any(name, words_v1));
}

static struct str item_name(const struct rego_term *item) { return item->kind == REGO_VAR ? item->var.name : value_str(item->constant); }

static bool import_path(struct parser *p, struct rego_import *import)
{
    struct parse_memo **memos = p->memos, *none[1] = {NULL};   /* names here are read without the keywords that come and go */
    size_t mask = p->memo_mask;
    unsigned keywords = p->s.lexer.keywords;
    p->memos = none;
    p->memo_mask = 0;
    p->s.lexer.keywords = 0;
    struct rego_term *t = parse_term(p);
    p->s.lexer.keywords = keywords;
    p->memos = memos;
    p->memo_mask = mask;
    if (!t) return p->s.errors ? false : parser_error(p, parser_at(p), "expected path");
    if (t->kind != REGO_VAR && t->kind != REGO_REF) return parser_error(p, t->at, "expected path");
    reread(p);
    struct rego_term *path = t;
    if (t->kind == REGO_VAR) {
        path = parser_new_term(p, REGO_REF, t->at);
        if (!path || !parser_push(p, &path->ref.items, t)) return false;
    } else if (!check_strings(p, &t->ref.items)) {
        return false;
    }
    static const char *const roots[] = {"data", "input", "future", "rego", NULL};
    const struct rego_term *first = path->ref.items.items[0];
    if (first->kind != REGO_VAR || !is_any(first->var.name, roots)) {
        struct str text = rego_term_text(first);
        return parser_error(p, path->at, "unexpected import path, must begin with one of: {data, future, input, rego}, got: %.*s", (int)text.len, text.s);
    }
    import->path = path;
    return true;
}

static bool import_alias(struct parser *p, struct rego_import *import)
{
    parser_scan(p);
    if (!parser_is(p, TOK_IDENT)) return parser_illegal(p, "expected var");
    struct rego_term *alias = parse_term(p);
    if (!alias) return false;
    if (rego_term_is_name(alias, "data") || rego_term_is_name(alias, "input")) {
        struct str text = rego_term_text(alias);
        return parser_error(p, alias->at, "unexpected import alias, must not be a reserved name, got: %.*s", (int)text.len, text.s);
    }
    if (alias->kind != REGO_VAR) return parser_illegal(p, "expected var");
    import->alias = alias->var.name;
    return true;
}

/* import future.keywords, future.keywords.NAME */
static bool import_future(struct parser *p, const struct rego_import *import)
{
    const struct rego_terms *path = &import->path->ref.items;
    if (path->len == 1 || !str_is(item_name(path->items[1]), "keywords")) return parser_error(p, import->path->at, "invalid import, must be `future.keywords`");
    if (import->alias.len) return parser_error(p, import->at, "`future` imports cannot be aliased");
    unsigned bits = REGO_KW_ALL;
    if (path->len == 3 && !(bits = rego_keyword_bit(item_name(path->items[2]))))
        return parser_error(p, import->path->at, "unexpected keyword, must be one of [and contains every if in not or]");
    if (path->len > 3) return parser_error(p, import->path->at, "invalid import, must be `future.keywords.x`, e.g. `import future.keywords.in`");
    if (bits & REGO_KW_EVERY) bits |= REGO_KW_IN;
    p->s.lexer.keywords |= bits;
    p->not_bodies |= (bits & REGO_KW_NOT) != 0;
    return true;
}

static bool import_rego(struct parser *p, const struct rego_import *import, struct rego_module *module)
{
    const struct rego_terms *path = &import->path->ref.items;
    bool v1 = path->len == 2 && str_is(item_name(path->items[1]), "v1"), v2 = path->len == 2 && str_is(item_name(path->items[1]), "v2");
    if (!v1 && !v2) {
        struct str text = rego_term_text(import->path);
        return parser_error(p, import->path->at, "invalid import `%.*s`, must be one of: `rego.v1`, `rego.v2`", (int)text.len, text.s);
    }
    if (import->alias.len) return parser_error(p, import->at, "`rego` imports cannot be aliased");
    p->s.lexer.keywords |= v2 ? REGO_KW_ALL : REGO_KW_V1;
    p->not_bodies |= v2;
    if (module) module->syntax = REGO_SYNTAX_V1;
    return true;
}

static bool parse_import(struct parser *p, struct rego_module *module, struct rego_import **out, bool *is_ref)
{
    struct rego_location at = parser_at(p);
    if (!statement_path(p, is_ref)) return false;
    struct rego_import *import = arena_zero(p->arena, sizeof *import);
    if (!import) return parser_no_memory(p);
    import->at = at;
    if (!import_path(p, import)) return false;
    const struct rego_terms *path = &import->path->ref.items;
    bool future = rego_term_is_name(path->items[0], "future"), rego = rego_term_is_name(path->items[0], "rego");
    if (parser_is(p, TOK_AS)) {
        if (!import_alias(p, import)) return false;
    } else if (!(future && path->len > 1)) {
        struct str last = item_name(path->items[path->len - 1]);
        if (is_reserved_word(p, last)) {
            parser_hint(p, "import a different path or use an alias");
            return parser_error(p, path->items[path->len - 1]->at, "unexpected import path, must not end with a keyword, got: %.*s", (int)last.len, last.s);
        }
    }
    import->at = parser_span(p, at);
    if (future && !import_future(p, import)) return false;
    if (rego && !import_rego(p, import, module)) return false;
    if (future || rego) reread(p);
    *out = import;
    return true;
}

/* --- statements --- */

static bool after_path(struct parser *p)   /* a minus would otherwise begin the next statement */
{
    return !parser_is(p, TOK_SUB) || parser_illegal(p, NULL);
}

/* One statement into the module. `first`: it must be the package. */
static bool parse_statement(struct parser *p, struct rego_module *module)
{
    struct parse_state s = p->s;
    bool is_ref = false, found = false;
    if (parser_keyword_rule_name(p, false)) return false;
    if (parser_is(p, TOK_PACKAGE)) {
        struct rego_location at = parser_at(p);
        struct rego_term *path = NULL;
        if (parse_package(p, &path, &is_ref)) {
            if (module->package) return parser_error(p, at, "unexpected package");
            module->package = path;
            module->package_at = parser_span(p, at);
            return after_path(p);
        }
        if (!is_ref) return false;
        p->s = s;
    }
    if (!module->package) return parser_error(p, parser_at(p), "package expected");
    if (parser_is(p, TOK_IMPORT)) {
        struct rego_import *import, **slot;
        if (parse_import(p, module, &import, &is_ref)) {
            if (!(slot = vec_push(p->arena, &module->imports))) return parser_no_memory(p);
            *slot = import;
            return after_path(p);
        }
        if (!is_ref) return false;
        p->s = s;
    }
    if (!parse_rules(p, module, &found)) return false;
    if (found) return true;
    p->s = s;
    struct rego_body body = {0};
    return parse_query(p, true, TOK_EOF, &body) && parse_rule_from_body(p, module, &body);
}

/* Goes to where the next rule seems to begin: a name or keyword in the first column, after an empty line or a closing bracket there. */
static void skip_to_next(struct parser *p, uint32_t from)
{
    bool closed = false;
    while (!parser_is(p, TOK_EOF)) {
        const char *s = p->source->text.s;
        uint32_t at = p->s.token.offset;
        bool name = parser_is(p, TOK_IDENT) || rego_token_is_keyword(p->s.token.kind);
        bool blank = at >= 2 && s[at - 1] == '\n' && (s[at - 2] == '\n' || (at >= 3 && s[at - 2] == '\r' && s[at - 3] == '\n'));
        if (at > from && p->s.token.col == 1 && name && (blank || closed)) return;
        closed = p->s.token.col == 1 && (parser_is(p, TOK_RBRACE) || parser_is(p, TOK_RBRACK) || parser_is(p, TOK_RPAREN));
        parser_scan(p);
    }
}

/* Of what one statement reported, the first is the cause. */
static void keep_first(struct parser *p, const struct parse_error *before)
{
    const struct parse_error *first = p->s.errors;
    while (first && first != before && first->before != before) first = first->before;
    p->s.errors = first;
}

static size_t count_errors(const struct parse_error *e)
{
    size_t n = 0;
    for (; e; e = e->before) n++;
    return n;
}

#define MAX_STATEMENT_ERRORS 10

static bool parse_statements(struct parser *p, struct rego_module *module)
{
    while (!parser_is(p, TOK_EOF) && !p->no_memory && !p->s.token.wrong) {
        const struct parse_error *before = p->s.errors;
        uint32_t from = p->s.token.offset;
        const struct parse_error *none = NULL;
        p->s.errors = none;   /* the parts ask whether *this* statement has failed */
        p->s.hints = NULL;
        bool ok = parse_statement(p, module) && !p->s.errors;
        if (!ok && !p->s.errors && !p->no_memory) parser_error(p, parser_at(p), "the statement is no rule");
        keep_first(p, NULL);
        const struct parse_error *mine = p->s.errors;
        if (ok) {
            p->s.errors = before;
            continue;
        }
        if (!mine) return false;
        struct parse_error *joined = arena_copy(p->arena, mine, sizeof *mine);
        if (!joined) return parser_no_memory(p);
        joined->before = before;
        p->depth = 0;
        p->scans = 0;
        if (!module->package || count_errors(joined) >= MAX_STATEMENT_ERRORS) {
            p->s.errors = joined;
            return false;
        }
        skip_to_next(p, from);
        p->s.errors = joined;   /* what skipping met was no statement */
        if (p->s.token.wrong) p->s.token.wrong = NULL;
    }
    return !p->s.errors && !p->no_memory;
}

static void report(struct parser *p, struct rego_issues *issues)
{
    if (p->no_memory && !p->s.errors) {
        rego_issue_add(p->arena, issues, &ERROR_NO_MEMORY, (struct rego_location){.source = p->source}, "out of memory, or past the memory limit");
        return;
    }
    for (const struct parse_error *e = p->s.errors; e; e = e->before) rego_issue_add(p->arena, issues, &REGO_ERR_PARSE, e->at, "%s", e->message);
}

static void copy_comments(struct parser *p, struct rego_module *module)
{
    size_t n = 0, i;
    for (const struct parse_comment *c = p->s.comments; c; c = c->before) n++;
    if (!n) return;
    struct rego_comment *all = arena_array(p->arena, n, sizeof *all);
    if (!all) {
        p->no_memory = true;
        return;
    }
    i = n;
    for (const struct parse_comment *c = p->s.comments; c; c = c->before) all[--i] = c->comment;
    module->comments.items = all;
    module->comments.len = module->comments.cap = n;
}

static bool parse_as(struct arena *arena, const struct rego_source *source, enum rego_syntax syntax, unsigned keywords, struct rego_module **out,
                     struct rego_issues *issues)
{
    struct parser p;
    struct rego_module *module = arena_zero(arena, sizeof *module);
    bool ok = module && parser_init(&p, arena, source, syntax, keywords);
    if (!module) return rego_issue_add(arena, issues, &ERROR_NO_MEMORY, (struct rego_location){.source = source}, "out of memory, or past the memory limit");
    if (ok) {
        module->source = *source;
        module->syntax = syntax;
        if (p.s.token.wrong) ok = false;
        else if (parser_is(&p, TOK_EOF)) ok = parser_error(&p, (struct rego_location){.source = source}, "empty module");
        else ok = parse_statements(&p, module) && !p.s.token.wrong;
    }
    if (ok) {
        copy_comments(&p, module);
        ok = check_module_version(&p, module) && parse_annotations(&p, module) && attach_annotations(&p, module) && !p.no_memory;
    }
    if (!ok) {
        report(&p, issues);
        return false;
    }
    *out = module;
    return true;
}

bool rego_parse_module(struct arena *arena, struct str file, struct str text, const struct rego_parse_options *options, struct rego_module **out,
                       struct rego_issues *issues)
{
    struct rego_parse_options defaults = {0};
    if (!options) options = &defaults;
    struct rego_source *source = arena_zero(arena, sizeof *source);
    *out = NULL;
    if (!source) return rego_issue_add(arena, issues, &ERROR_NO_MEMORY, (struct rego_location){0}, "out of memory, or past the memory limit");
    *source = (struct rego_source){file, text};
    if (text.len > REGO_MAX_TEXT)
        return rego_issue_add(arena, issues, &REGO_ERR_PARSE, (struct rego_location){.source = source}, "the text is larger than %zu MiB", REGO_MAX_TEXT >> 20);
    size_t before = issues->len, dropped = issues->dropped;
    bool ok = parse_as(arena, source, options->syntax == REGO_SYNTAX_V0 ? REGO_SYNTAX_V0 : REGO_SYNTAX_V1, options->keywords, out, issues);
    if (!ok && options->syntax == REGO_SYNTAX_AUTO) {
        struct rego_issues unheard = {.max = 1};
        ok = parse_as(arena, source, REGO_SYNTAX_V0, options->keywords, out, &unheard);
        if (ok) {
            issues->len = before;
            issues->dropped = dropped;
        }
    }
    if (!ok) *out = NULL;
    rego_issues_sort(issues);
    return ok;
}

/* --- queries --- */

static bool query_as(struct arena *arena, const struct rego_source *source, enum rego_syntax syntax, unsigned keywords, struct rego_body *out,
                     struct rego_issues *issues)
{
    struct parser p;
    struct rego_body body = {0};
    bool ok = parser_init(&p, arena, source, syntax, keywords) && !p.s.token.wrong;
    while (ok && !parser_is(&p, TOK_EOF)) {
        struct rego_token next = parser_peek(&p);
        if ((parser_is(&p, TOK_IMPORT) || parser_is(&p, TOK_PACKAGE)) && next.space_before) {
            ok = parser_illegal(&p, "expected a query");
            break;
        }
        ok = parse_query(&p, true, TOK_EOF, &body);
    }
    for (size_t i = 0; ok && i < body.len; i++) body.items[i]->index = i;
    if (!ok || p.s.errors || p.no_memory) {
        keep_first(&p, NULL);
        report(&p, issues);
        return false;
    }
    *out = body;
    return true;
}

bool rego_parse_query(struct arena *arena, struct str text, const struct rego_parse_options *options, struct rego_body *out, struct rego_issues *issues)
{
    struct rego_parse_options defaults = {0};
    if (!options) options = &defaults;
    struct rego_source *source = arena_zero(arena, sizeof *source);
    *out = (struct rego_body){0};
    if (!source) return rego_issue_add(arena, issues, &ERROR_NO_MEMORY, (struct rego_location){0}, "out of memory, or past the memory limit");
    *source = (struct rego_source){STR(""), text};
    if (text.len > REGO_MAX_TEXT)
        return rego_issue_add(arena, issues, &REGO_ERR_PARSE, (struct rego_location){.source = source}, "the text is larger than %zu MiB", REGO_MAX_TEXT >> 20);
    size_t before = issues->len, dropped = issues->dropped;
    if (query_as(arena, source, options->syntax == REGO_SYNTAX_V0 ? REGO_SYNTAX_V0 : REGO_SYNTAX_V1, options->keywords, out, issues)) return true;
    struct rego_issues unheard = {.max = 1};
    if (options->syntax != REGO_SYNTAX_AUTO || !query_as(arena, source, REGO_SYNTAX_V0, options->keywords, out, &unheard)) return false;
    issues->len = before;
    issues->dropped = dropped;
    return true;
}

bool rego_parse_import(struct arena *arena, struct str text, struct rego_import **out, struct rego_issues *issues)
{
    struct rego_source *source = arena_zero(arena, sizeof *source);
    char *statement = arena_printf(arena, "import %.*s", (int)text.len, text.s);
    struct parser p;
    bool is_ref = false;
    if (!source || !statement) return rego_issue_add(arena, issues, &ERROR_NO_MEMORY, (struct rego_location){0}, "out of memory, or past the memory limit");
    *source = (struct rego_source){STR(""), str_of(statement)};
    bool ok = parser_init(&p, arena, source, REGO_SYNTAX_V1, 0) && !p.s.token.wrong && parse_import(&p, NULL, out, &is_ref) && !p.s.errors;
    if (ok && !parser_is(&p, TOK_EOF)) ok = parser_illegal(&p, NULL);
    if (!ok) report(&p, issues);
    return ok;
}

struct rego_term *rego_parse_ref(struct arena *arena, struct str text)
{
    struct rego_source *source = arena_zero(arena, sizeof *source);
    struct parser p;
    if (!source || text.len > REGO_MAX_TEXT) return NULL;
    *source = (struct rego_source){STR(""), text};
    if (!parser_init(&p, arena, source, REGO_SYNTAX_V1, 0) || p.s.token.wrong) return NULL;
    struct rego_term *t = parse_term(&p);
    return t && !p.s.errors && parser_is(&p, TOK_EOF) && (t->kind == REGO_REF || t->kind == REGO_VAR) ? t : NULL;
}
