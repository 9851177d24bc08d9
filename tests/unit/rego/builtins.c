/* tests/unit/rego/builtins.c: calls and their answers, one line each. Operands and answers are JSON; an answer "!text" is an error that holds
 * the text, "" is undefined. What JSON cannot write (sets, unknowns) is in {"$set": [...]} and {"$unknown": [parts]}. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "rego/builtin.h"
#include "rego/builtins/memo.h"
#include "value/json.h"

static const struct { const char *name, *operands, *want; } cases[] = {
#include "builtins_cases.inc"
};

static struct value revive(struct arena *arena, struct value v)
{
    if (value_is_array(v)) {
        struct value items[64];
        for (size_t i = 0; i < value_len(v); i++) items[i] = revive(arena, value_items(v)[i]);
        return value_array(arena, items, value_len(v));
    }
    if (!value_is_object(v)) return v;
    struct value special = value_field(v, "$set");
    if (value_is_array(special)) {
        special = revive(arena, special);
        return value_set(arena, value_items(special), value_len(special));
    }
    special = value_field(v, "$unknown");
    if (value_is_array(special)) {
        struct value refs = value_cstring(arena, "ref");
        special = revive(arena, special);
        return value_unknown(arena, value_array(arena, &refs, 1), value_len(special) ? special : VALUE_NONE);
    }
    struct value_pair pairs[64];
    for (size_t i = 0; i < value_len(v); i++) pairs[i] = (struct value_pair){value_pairs(v)[i].key, revive(arena, value_pairs(v)[i].value)};
    return value_object(arena, pairs, value_len(v));
}

static struct value read(struct arena *arena, const char *text)
{
    struct value v = VALUE_NONE;
    struct error err = {0};
    if (!json_read(arena, str_of(text), NULL, &v, NULL, &err)) fail_msg("%s: %s", text, err.message);
    return revive(arena, v);
}

static void check(struct arena *arena, struct rego_memo *memo, size_t i)
{
    struct error err = {0};
    uint64_t seed = 1;
    struct rego_call call = {.arena = arena, .now_ns = 1000, .random = &seed, .memo = memo, .err = &err};
    const struct rego_builtin *row = rego_builtin_find(str_of(cases[i].name));
    if (!row || !row->fn) fail_msg("%s: no such function", cases[i].name);
    struct value in = read(arena, cases[i].operands), out = VALUE_NONE;
    bool ok = row->fn(&call, value_items(in), &out);
    if (cases[i].want[0] == '!') {
        if (ok || !strstr(err.message, cases[i].want + 1)) fail_msg("%s%s: got '%s', want '%s'", cases[i].name, cases[i].operands, ok ? "an answer" : err.message, cases[i].want);
        return;
    }
    if (!ok) fail_msg("%s%s: %s", cases[i].name, cases[i].operands, err.message);
    if (!cases[i].want[0]) {
        if (!value_is_none(out)) fail_msg("%s%s: an answer, should be undefined", cases[i].name, cases[i].operands);
        return;
    }
    struct value want = read(arena, cases[i].want);
    struct buf a = buf_new(0), b = buf_new(0);
    if (!value_is_none(out)) value_print(&a, out);
    value_print(&b, want);
    buf_add_char(&a, '\0');
    buf_add_char(&b, '\0');
    if (strcmp(a.s, b.s) != 0) fail_msg("%s%s: got %s, want %s", cases[i].name, cases[i].operands, a.s, b.s);
    buf_free(&a);
    buf_free(&b);
}

static void functions_answer_as_written(void **state)
{
    (void)state;
    struct rego_memo *memo = rego_memo_new();
    for (int again = 0; again < 2; again++) {   /* the second time with what the first has remembered, then without a memo */
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct arena *arena = arena_new(0);
            check(arena, again ? NULL : memo, i);
            arena_free(arena);
        }
    }
    rego_memo_free(memo);
}

static void rows_are_sorted_and_complete(void **state)
{
    (void)state;
    for (const struct rego_family *family = rego_families; family->name; family++) {
        for (size_t i = 0; i < *family->n; i++) {
            const struct rego_builtin *row = &family->rows[i];
            if (i > 0 && strcmp(row[-1].name, row->name) >= 0) fail_msg("%s: %s is out of order", family->name, row->name);
            if ((row->fn == NULL) != ((row->flags & REGO_BY_VM) != 0)) fail_msg("%s: a function or REGO_BY_VM, not both", row->name);
            if (!strstr(row->signature, "->")) fail_msg("%s: no result in '%s'", row->name, row->signature);
            assert_ptr_equal(rego_builtin_find(str_of(row->name)), row);
        }
    }
    assert_null(rego_builtin_find(STR("no.such")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_sorted_and_complete), cmocka_unit_test(functions_answer_as_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
