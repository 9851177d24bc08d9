/* Rego's reader: what is accepted in which syntax, what is refused and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rego/lexer.h"
#include "rego/parse.h"
#include "rego/rego_errors.h"

/* --- tokens --- */

static const struct { const char *name, *text; enum rego_token_kind kinds[6]; } token_cases[] = {
    {"a word is one token", "foo_1", {TOK_IDENT, TOK_EOF}},
    {"keywords that v1 added are words until they are switched on", "if in", {TOK_IDENT, TOK_IDENT, TOK_EOF}},
    {"operators of two characters", ":= == != <= >=", {TOK_ASSIGN, TOK_EQUAL, TOK_NEQ, TOK_LTE, TOK_GTE, TOK_EOF}},
    {"a number takes its fraction and exponent", "1.5e-3", {TOK_NUMBER, TOK_EOF}},
    {"digits followed by letters are no number", "0a", {TOK_ILLEGAL}},
    {"a number does not end in a point", "1.", {TOK_ILLEGAL}},
    {"a string ends on its line", "\"a\nb\"", {TOK_ILLEGAL}},
    {"a raw string may span lines", "`a\nb`", {TOK_RAW_STRING, TOK_EOF}},
    {"a comment is a token of its own", "# x\ny", {TOK_COMMENT, TOK_IDENT, TOK_EOF}},
    {"a template string stops at its expression", "$\"a {", {TOK_TEMPLATE_PART, TOK_EOF}},
    {"an escaped brace does not end the text", "$\"a \\{ b\"", {TOK_TEMPLATE_END, TOK_EOF}},
    {"a lone exclamation mark means nothing", "!", {TOK_ILLEGAL}},
    {"bytes that are not UTF-8 are refused", "\xff", {TOK_ILLEGAL}},
};

static void text_becomes_tokens(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(token_cases); i++) {
        struct rego_lexer lexer = rego_lexer_new(str_of(token_cases[i].text));
        for (size_t k = 0; k < COUNT_OF(token_cases[i].kinds) && token_cases[i].kinds[k] != TOK_ILLEGAL; k++) {
            struct rego_token t = rego_lex(&lexer);
            if (t.kind != token_cases[i].kinds[k]) fail_msg("%s: token %zu is %s", token_cases[i].name, k, rego_token_name(t.kind));
            if (t.kind == TOK_EOF) break;
        }
        if (token_cases[i].kinds[0] == TOK_ILLEGAL && rego_lex(&lexer).kind != TOK_ILLEGAL) fail_msg("%s", token_cases[i].name);
    }
}

static void positions_count_characters_from_one(void **state)
{
    (void)state;
    struct rego_lexer lexer = rego_lexer_new(STR("\"é\" x\n  y"));
    struct rego_token t = rego_lex(&lexer);
    assert_int_equal(t.col, 1);
    t = rego_lex(&lexer);
    assert_int_equal(t.col, 5);
    t = rego_lex(&lexer);
    assert_int_equal(t.row, 2);
    assert_int_equal(t.col, 3);
}

/* --- modules: error NULL: accepted. row, col: of the first error --- */

#define V0 REGO_SYNTAX_V0
#define V1 REGO_SYNTAX_V1
#define AUTO REGO_SYNTAX_AUTO

static const struct { const char *name; enum rego_syntax syntax; const char *text, *error; unsigned row, col; } module_cases[] = {
    {"v1 wants if before a body", V1, "package a\np { true }", "`if` keyword is required before rule body", 2, 1},
    {"v0 does not", V0, "package a\np { true }", NULL, 0, 0},
    {"what reads only as v0 is v0", AUTO, "package a\ndeny[msg] { msg := \"x\" }", NULL, 0, 0},
    {"rego.v1 brings v1's rules to v0", V0, "package a\nimport rego.v1\np { true }", "`if` keyword is required before rule body", 3, 1},
    {"v0 imports its keywords", V0, "package a\nimport future.keywords.in\np { 1 in [1] }", NULL, 0, 0},
    {"a set of one is a body after if", V1, "package a\np if { x }\nx := 1", NULL, 0, 0},
    {"a comprehension goes before a union", V1, "package a\np := {x | x := 1}", NULL, 0, 0},
    {"a union within a set where no body follows", V1, "package a\np := {1 | {2}, 3}", NULL, 0, 0},
    {"keywords are names after a dot", V1, "package a\np := input.if.not.package", NULL, 0, 0},
    {"and begin references", V1, "package a\nif.x := 1\np if if.x", NULL, 0, 0},
    {"but name no rule", V1, "package a\nif := 1", "if keyword cannot be used for rule name", 2, 1},
    {"heads take references", V1, "package a\np.q[x].r contains y if { some x, y in [1] }", NULL, 0, 0},
    {"calls take arguments over lines", V1, "package a\np := f(\n\t1,\n\t2,\n)\nf(_, _) := 1", NULL, 0, 0},
    {"a reference does not go over a space", V1, "package a\np := x .y", "expected number", 2, 9},
    {"no package", V1, "p := 1", "package expected", 1, 1},
    {"nothing at all", V1, "# only a comment", "empty module", 0, 0},
    {"a body has a statement", V1, "package a\np if {\n}", NULL, 0, 0},
    {"a comprehension's body, too", V1, "package a\np := [1 | ]", "found empty body", 2, 11},
    {"statements need a line or semicolon between", V1, "package a\np if { x := 1 y := 2 }", "expected \\n or ; or }", 2, 15},
    {"leading zeros", V1, "package a\np := 007", "expected number without leading zero", 2, 6},
    {"an exponent no machine can bear", V1, "package a\np := 1e100000", "number too big", 2, 6},
    {"escapes are JSON's", V1, "package a\np := \"\\q\"", "illegal escape sequence", 2, 6},
    {"import data or input", V1, "package a\nimport foo.bar", "unexpected import path, must begin with one of: {data, future, input, rego}, got: foo", 2, 8},
    {"an alias is no document", V1, "package a\nimport data.x as input", "unexpected import alias, must not be a reserved name, got: input", 2, 18},
    {"a default has a value", V1, "package a\ndefault p", "illegal default rule (must have a value)", 2, 1},
    {"which is constant", V1, "package a\ndefault p := x", "illegal default rule (value cannot contain var)", 2, 1},
    {"no else for sets", V1, "package a\np contains 1 if true else := 2", "else keyword cannot be used on multi-value rules", 2, 22},
    {"some is not negated", V1, "package a\np if not some x in [1]", "unexpected some keyword: illegal negation of 'some'", 2, 10},
    {"template strings hold expressions with a value", V1, "package a\np := $\"{x := 1}\"", "unexpected assignment (':=') in template-string expression", 2, 9},
    {"and are not of v0", V0, "package a\np = $\"\"", "template strings are not supported in Rego v0", 2, 5},
    {"and, or by import", V1, "package a\nimport future.keywords.or\np if { false } or { true }", NULL, 0, 0},
    {"an operand in braces is a body", V1, "package a\nimport future.keywords.or\np if { true or {1: 2} }", "operand of `or` cannot begin with `{` unless the braces hold a body", 3, 16},
    {"a second statement's error is found, too", V1, "package a\np := [\n\nq := 1\n\nr := }", "expected \",\" or \"]\"", 4, 3},
};

static void modules_are_read_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(module_cases); i++) {
        struct arena *arena = arena_new(0);
        struct rego_issues issues = {0};
        struct rego_module *module;
        const struct rego_parse_options options = {.syntax = module_cases[i].syntax};
        bool ok = rego_parse_module(arena, STR("a.rego"), str_of(module_cases[i].text), &options, &module, &issues);
        if (ok != !module_cases[i].error) fail_msg("%s: %s", module_cases[i].name, ok ? "accepted" : issues.items[0].message);
        if (!ok && (!strstr(issues.items[0].message, module_cases[i].error) || issues.items[0].at.line != module_cases[i].row || issues.items[0].at.column != module_cases[i].col ||
                    issues.items[0].code != &REGO_ERR_PARSE))
            fail_msg("%s: %u:%u: %s", module_cases[i].name, issues.items[0].at.line, issues.items[0].at.column, issues.items[0].message);
        arena_free(arena);
    }
}

static struct rego_module *read_module(struct arena *arena, const char *text)
{
    struct rego_issues issues = {0};
    struct rego_module *module = NULL;
    if (!rego_parse_module(arena, STR("a.rego"), str_of(text), NULL, &module, &issues)) fail_msg("%s", issues.items[0].message);
    return module;
}

static void an_old_set_rule_is_a_set_rule(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    const struct rego_module *m = read_module(arena, "package a.b\np[x] { x := 1 }\nq[x] = y { x := 1; y := 2 }");
    assert_int_equal(m->syntax, REGO_SYNTAX_V0);
    assert_int_equal(m->package->ref.items.len, 3);
    assert_int_equal(m->rules.items[0]->kind, REGO_RULE_SET);
    assert_int_equal(m->rules.items[0]->ref->ref.items.len, 1);
    assert_int_equal(m->rules.items[1]->kind, REGO_RULE_VALUE);
    assert_int_equal(m->rules.items[1]->ref->ref.items.len, 2);
    arena_free(arena);
}

static void operators_bind_as_in_arithmetic(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    const struct rego_term *t = read_module(arena, "package a\np := 1 - 2 - 3 * 4")->rules.items[0]->value;
    assert_true(rego_term_is_name(t->call.op, "minus"));
    assert_true(rego_term_is_name(t->call.args.items[0]->call.op, "minus"));
    assert_true(rego_term_is_name(t->call.args.items[1]->call.op, "mul"));
    arena_free(arena);
}

static void metadata_is_attached_to_what_follows(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    const struct rego_module *m = read_module(arena, "# METADATA\n# title: all\npackage a\n\n# METADATA\n# title: one\n# custom:\n#  n: 1\np := 1\n\nq := 2");
    assert_int_equal(m->annotations.len, 2);
    assert_int_equal(m->annotations.items[0]->scope, REGO_SCOPE_PACKAGE);
    assert_ptr_equal(m->rules.items[0]->annotation, m->annotations.items[1]);
    assert_null(m->rules.items[1]->annotation);
    assert_string_equal(value_cstr(value_field(m->annotations.items[1]->value, "title")), "one");
    assert_int_equal(value_small_int(value_field(m->annotations.items[1]->custom, "n")), 1);
    arena_free(arena);
}

static void depth_is_limited(void **state)
{
    (void)state;
    static const struct { const char *open, *close; } nests[] = {{"[", "]"}, {"{", "}"}, {"(", ")"}, {"[x | x := ", "]"}, {"{1: ", "}"}, {"f(", ")"}, {"x[", "]"}, {"$\"{", "}\""}, {"1 + ", ""}};
    for (size_t i = 0; i < COUNT_OF(nests); i++) {
        struct arena *arena = arena_new(0);
        struct buf text = buf_new(0);
        struct rego_issues issues = {0};
        struct rego_module *module;
        buf_puts(&text, "package a\np := ");
        for (int n = 0; n < 100000; n++) buf_puts(&text, nests[i].open);
        buf_puts(&text, "1");
        for (int n = 0; n < 100000; n++) buf_puts(&text, nests[i].close);
        assert_false(rego_parse_module(arena, STR("a.rego"), (struct str){text.s, text.len}, NULL, &module, &issues));
        if (!strstr(issues.items[0].message, "depth")) fail_msg("%s: %s", nests[i].open, issues.items[0].message);
        buf_free(&text);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_becomes_tokens),
        cmocka_unit_test(positions_count_characters_from_one),
        cmocka_unit_test(modules_are_read_or_refused),
        cmocka_unit_test(an_old_set_rule_is_a_set_rule),
        cmocka_unit_test(operators_bind_as_in_arithmetic),
        cmocka_unit_test(metadata_is_attached_to_what_follows),
        cmocka_unit_test(depth_is_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
