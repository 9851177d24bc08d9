/* The checks of Rego: what is refused with which code and words, and what the back end is promised of what is accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rego/compile.h"
#include "rego/parse.h"
#include "rego/rego_errors.h"

static bool check_text(struct arena *arena, const char *text, struct rego_program **program, struct rego_issues *issues)
{
    struct rego_module **modules = arena_array(arena, 1, sizeof *modules);
    return modules && rego_parse_module(arena, STR("a.rego"), str_of(text), NULL, &modules[0], issues) && rego_check(arena, modules, 1, NULL, program, issues);
}

#define UNSAFE REGO_ERR_UNSAFE_VAR
#define COMPILE REGO_ERR_COMPILE
#define RECURSION REGO_ERR_RECURSION
#define TYPE REGO_ERR_TYPE_CHECK

static const struct { const char *name; const struct error_code *code; const char *text, *message; unsigned row; } cases[] = {
    {"a variable needs a value", &UNSAFE, "package a\np if { x > 1 }", "var x is unsafe", 2},
    {"also under not", &UNSAFE, "package a\np if not input.xs[i]", "var i is unsafe", 2},
    {"and in a head", &UNSAFE, "package a\np := x", "var x is unsafe", 2},
    {"order does not matter", NULL, "package a\np := y if { y = x + 1; x = 1 }", NULL, 0},
    {"unification goes both ways", NULL, "package a\np if { [x, 1] = [2, y]; x > y }", NULL, 0},
    {"an assignment goes one way", &UNSAFE, "package a\np if { 1 = y; x := z; x = 1 }", "var z is unsafe", 2},
    {"a comprehension closes over the body", NULL, "package a\np := xs if { xs := [y | y := x]; x = 1 }", NULL, 0},
    {"a name is declared once", &COMPILE, "package a\np if { x := 1; x := 2 }", "var x assigned above", 2},
    {"and before it is used", &COMPILE, "package a\np if { x == 1; x := 1 }", "var x referenced above", 2},
    {"an argument is a name", &COMPILE, "package a\nf(x) if { x := 1 }", "arg x redeclared", 2},
    {"a declared name is used", &COMPILE, "package a\np if { some x; true }", "declared var x unused", 2},
    {"a name may hide a rule", NULL, "package a\nq := 1\np := q if { q := 2 }", NULL, 0},
    {"a number is no target", &COMPILE, "package a\np if { 1 := 2 }", "cannot assign to number", 2},
    {"v1 keeps input and data", &COMPILE, "package a\ninput := 1", "rules must not shadow input (use a different rule name)", 2},
    {"imports do not hide each other", &COMPILE, "package a\nimport data.x\nimport data.y.x", "import must not shadow import data.x", 3},
    {"a rule does not depend on itself", &RECURSION, "package a\np := q\nq := p", "rule data.a.p is recursive: data.a.p -> data.a.q -> data.a.p", 2},
    {"nor a function", &RECURSION, "package a\nf(x) := f(x - 1)", "rule data.a.f is recursive: data.a.f -> data.a.f", 2},
    {"a variable may lead back", &RECURSION, "package a\np if { x := input.x; data.a[x] }", "rule data.a.p may be recursive", 2},
    {"unless its values are known", NULL, "package a\nq := 1\np if { some x in [\"q\"]; data.a[x] }", NULL, 0},
    {"functions exist", &TYPE, "package a\np := f(1)", "undefined function f", 2},
    {"and take so many arguments", &TYPE, "package a\nf(x) := x\np := f(1, 2, 3)", "function data.a.f has arity 1, got 3 arguments", 3},
    {"of these types", &TYPE, "package a\np := count(5)", "count: invalid argument(s)", 2},
    {"what can never be equal", &TYPE, "package a\np if 1 == \"a\"", "match error", 2},
    {"a key that is never there", &TYPE, "package a\np := {\"a\": 1}\nq := p.b", "undefined ref: data.a.p.b", 3},
    {"input may be anything", NULL, "package a\np if { input.a == 1; input.a == \"x\"; input[1].b }", NULL, 0},
    {"rules of one name are of one kind", &TYPE, "package a\np := 1\np contains 2", "conflicting rules data.a.p found", 2},
    {"and functions of one arity", &TYPE, "package a\nf(x) := 1\nf(x, y) := 2", "conflicting rules data.a.f found", 2},
    {"a value has no rules inside", &TYPE, "package a\np := {\"a\": 1}\np.b := 2", "rule data.a.p conflicts with [data.a.p.b]", 2},
    {"one default", &TYPE, "package a\ndefault p := 1\ndefault p := 2", "multiple default rules p found", 1},
    {"with has a target", &TYPE, "package a\np if { true with foo as 1 }", "with keyword target must reference existing input, data, or a function", 2},
    {"and replaces no part of a rule", &COMPILE, "package a\nq := {\"r\": 1}\np if { true with data.a.q.r as 1 }", "with keyword cannot partially replace virtual document(s)", 3},
    {"a template reads what is there", &COMPILE, "package a\np := $\"{input.xs[_]}\"", "var _ is undeclared", 2},
    {"print has no value", &TYPE, "package a\np := print(1)", "print(1) used as value", 2},
};

static void modules_are_accepted_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct rego_issues issues = {0};
        struct rego_program *program;
        bool ok = check_text(arena, cases[i].text, &program, &issues);
        if (ok != !cases[i].code) fail_msg("%s: %s", cases[i].name, ok ? "accepted" : issues.items[0].message);
        if (!ok && (issues.items[0].code != cases[i].code || !strstr(issues.items[0].message, cases[i].message) || issues.items[0].at.line != cases[i].row))
            fail_msg("%s: %s at line %u: %s", cases[i].name, issues.items[0].code->name, issues.items[0].at.line, issues.items[0].message);
        arena_free(arena);
    }
}

static void strict_checking_finds_what_is_not_used(void **state)
{
    (void)state;
    static const struct { const char *text, *message; } unused[] = {
        {"package a\nimport data.b\np := 1", "import data.b unused"},
        {"package a\nimport data.b\np := b", NULL},
        {"package a\np if { x := 1; y := x }", "assigned var y unused"},
        {"package a\nf(x, y) := x", "unused argument y. (hint: use _ (wildcard variable) instead)"},
        {"package a\nf(x, _) := y if { y := x }", NULL},
    };
    const struct rego_check_options strict = {.strict = true};
    for (size_t i = 0; i < COUNT_OF(unused); i++) {
        struct arena *arena = arena_new(0);
        struct rego_issues issues = {0};
        struct rego_module *module, *modules[1];
        struct rego_program *program;
        assert_true(rego_parse_module(arena, STR("a.rego"), str_of(unused[i].text), NULL, &module, &issues));
        modules[0] = module;
        bool ok = rego_check(arena, modules, 1, &strict, &program, &issues);
        if (ok != !unused[i].message || (!ok && strcmp(issues.items[0].message, unused[i].message) != 0)) fail_msg("%s: %s", unused[i].text, ok ? "accepted" : issues.items[0].message);
        arena_free(arena);
    }
}

/* --- the promises of ast.h --- */

struct promise { uint32_t slots; bool bound[4096]; const char *broken; };

static void look_at_body(struct promise *p, const struct rego_body *body);

static void look_at_simple(struct promise *p, const struct rego_term *t, bool may_bind)
{
    switch (t->kind) {
    case REGO_CONST: return;
    case REGO_VAR:
        if (t->var.slot == REGO_NO_SLOT || t->var.slot >= p->slots) p->broken = "a variable has no slot";
        else if (t->var.binds && (!may_bind || p->bound[t->var.slot])) p->broken = "a variable binds that should not";
        else if (!t->var.binds && !p->bound[t->var.slot]) p->broken = "a variable is read before it has a value";
        else p->bound[t->var.slot] = true;
        return;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT:
        for (size_t i = 0; i < t->list.len; i++) look_at_simple(p, t->list.items[i], may_bind && !(t->kind == REGO_OBJECT && i % 2 == 0) && t->kind != REGO_SET);
        return;
    case REGO_REF: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE: p->broken = "a term is not simple"; return;
    }
}

static void look_at_nested(struct promise *p, const struct rego_body *body, const struct rego_term *key, const struct rego_term *value, bool after)
{
    bool outside[COUNT_OF(p->bound)];
    memcpy(outside, p->bound, sizeof outside);
    if (!after && key) look_at_simple(p, key, true);
    if (!after && value) look_at_simple(p, value, true);
    look_at_body(p, body);
    if (after && key) look_at_simple(p, key, false);
    if (after && value) look_at_simple(p, value, false);
    memcpy(p->bound, outside, sizeof outside);
}

static void look_at_source(struct promise *p, const struct rego_term *t)
{
    if (t->kind == REGO_REF) {
        const struct rego_term *head = t->ref.items.items[0];
        if (head->kind != REGO_VAR) p->broken = "a reference has no variable for its head";
        else if (head->var.slot != REGO_NO_SLOT) look_at_simple(p, head, false);
        else if (str_is(head->var.name, "data") && (!t->ref.node || !t->ref.node_len)) p->broken = "a reference has no node";
        for (size_t i = 1; i < t->ref.items.len; i++) look_at_simple(p, t->ref.items.items[i], true);
    } else if (t->kind == REGO_ARRAY_COMPR || t->kind == REGO_SET_COMPR || t->kind == REGO_OBJECT_COMPR) {
        look_at_nested(p, &t->compr.body, t->compr.key, t->compr.value, true);
    } else {
        look_at_simple(p, t, false);
    }
}

static void look_at_expr(struct promise *p, const struct rego_expr *e)
{
    for (size_t i = 0; i < e->with.len; i++)
        if (!e->with.items[i]->value_function && !e->with.items[i]->value_builtin) look_at_simple(p, e->with.items[i]->value, false);
    switch (e->kind) {
    case REGO_EXPR_TERM: look_at_source(p, e->term); return;
    case REGO_EXPR_UNIFY:
        look_at_source(p, e->right);
        look_at_simple(p, e->left, true);
        return;
    case REGO_EXPR_CALL:
        if (!e->builtin == !e->function) p->broken = "a call means no function";
        for (size_t i = 0; i < e->args.len; i++) look_at_simple(p, e->args.items[i], false);
        if (e->out) look_at_simple(p, e->out, true);
        return;
    case REGO_EXPR_EVERY:
        look_at_simple(p, e->domain, false);
        look_at_nested(p, &e->body, e->key, e->value, false);
        return;
    case REGO_EXPR_NOT: case REGO_EXPR_AND: case REGO_EXPR_OR:
        look_at_nested(p, &e->body, NULL, NULL, false);
        look_at_nested(p, &e->rhs, NULL, NULL, false);
        return;
    case REGO_EXPR_ASSIGN: case REGO_EXPR_SOME: p->broken = "an expression of the raw form is left"; return;
    }
}

static void look_at_body(struct promise *p, const struct rego_body *body)
{
    for (size_t i = 0; i < body->len; i++) look_at_expr(p, body->items[i]);
}

static const char *const promising[] = {
    "p := f(g(input.x)) + 1\nf(x) := x\ng(x) := [y | y := x]",
    "p contains [i, j] if { input.xs[i] = input.ys[j]; not input.zs[i] with input.k as j }",
    "p[x].q[y] := {x: z} if { some x, y in {\"a\": [1, 2]}; every k, v in y { k < count(v) }; z := {v | v := y[_]} }",
    "p := $\"{x} {input.y} {count(x)}\" if { x := [1]; [_, {\"k\": x}] = [2, {\"k\": [1]}] }",
    "f([x, {\"a\": y}], x) := z if { z := x + y } else := y if { y > 1 } else := 3",
    "p if { walk(input, [path, 1]); path[_] == \"a\"; x := [y | some y in path; y != path[0]]; count(x) > 0 }",
    "import future.keywords\np if { x := 1; not { y := x; y == 2 }; x == 1 or { z := x; z > 2 } and x < 3 }",
    "p if { [x, y] = [y, 1]; z = [x, y]; {\"a\": z, \"b\": w} = {\"a\": [1, 1], \"b\": x}; w == 1 }",
    "default p := {x | x := 1}\np := data.a[k][_] if k := \"q\"\nq := [1]",
};

static void accepted_rules_keep_the_promises_of_the_checked_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(promising); i++) {
        struct arena *arena = arena_new(0);
        struct rego_issues issues = {0};
        struct rego_program *program = NULL;
        char *text = arena_printf(arena, "package a\n%s", promising[i]);
        if (!check_text(arena, text, &program, &issues)) fail_msg("%s: %s", text, issues.items[0].message);
        for (size_t r = 0; r < program->n_rules; r++) {
            static struct promise p;
            const struct rego_rule *rule = program->rules[r];
            p = (struct promise){.slots = rule->slots};
            for (size_t k = 0; k < rule->args.len; k++) look_at_simple(&p, rule->args.items[k], true);
            look_at_body(&p, &rule->body);
            for (size_t k = 0; k < rule->n_keys; k++) look_at_simple(&p, rule->keys[k], false);
            look_at_simple(&p, rule->value, false);
            if (p.broken) fail_msg("%s: %s", text, p.broken);
        }
        arena_free(arena);
    }
}

static void queries_know_what_to_show(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    struct rego_issues issues = {0};
    struct rego_program *program;
    struct rego_query *q;
    struct rego_body body;
    assert_true(check_text(arena, "package a\np := 1", &program, &issues));
    assert_true(rego_parse_query(arena, STR("x := data.a.p; y = [z | z := _w; _w = x]; x == 1"), NULL, &body, &issues));
    assert_true(rego_check_query(arena, program, body, NULL, &q, &issues));
    assert_int_equal(q->n_exprs, 3);
    assert_int_equal(q->n_vars, 2);   /* x and y; what a comprehension declares is its own */
    assert_int_equal(q->exprs[0].value, REGO_NO_SLOT);
    assert_int_not_equal(q->exprs[2].value, REGO_NO_SLOT);
    arena_free(arena);
}

/* Each allocation in turn fails: the answer is then no program and a reason, never a crash. */
static void running_out_of_memory_is_an_error(void **state)
{
    (void)state;
    const char *text = "package a\nimport data.b\n# METADATA\n# title: x\np[x] := $\"{y} {f(b)}\" if { some x, y in input; not f(x) with input as [z | z := y] }\nf(x) := x + 1\nq contains p[_]";
    bool done = false;
    for (size_t n = 1; !done && n < 100000; n++) {
        struct arena *arena = arena_new(0);
        struct rego_issues issues = {0};
        struct rego_program *program = NULL;
        arena_fail_at(arena, n);
        done = check_text(arena, text, &program, &issues);
        if (!done && !arena->failed) fail_msg("allocation %zu: %s", n, issues.len ? issues.items[0].message : "no reason");
        if (!done && program) fail_msg("allocation %zu: a program in spite of the failure", n);
        arena_free(arena);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modules_are_accepted_or_refused),
        cmocka_unit_test(strict_checking_finds_what_is_not_used),
        cmocka_unit_test(accepted_rules_keep_the_promises_of_the_checked_form),
        cmocka_unit_test(queries_know_what_to_show),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
