/* rego/builtins/engine.c: what the compiler and the VM carry out themselves, known here by name and type, and what reads the engine. */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

/* A string as it is, anything else as Rego writes it, nothing as <undefined>. */
static bool add_piece(struct rego_call *call, struct buf *text, struct values *parts, struct value v, bool *unknown)
{
    if (value_has_unknown(v)) {
        *unknown = true;
        if (!value_is_unknown(v) && !give_unknown(call, &v, 1, &v)) return false;   /* a container with one inside */
        if (text->len > 0 && !values_add(call, parts, string_of_bytes(call->arena, (struct str){text->s, text->len}))) return false;
        buf_clear(text);
        return values_add(call, parts, v);
    }
    if (value_is_string(v)) buf_add_str(text, value_str(v));
    else value_print(text, v);
    return true;
}

/* Each piece is a plain value, or a set of at most one (the answer of an expression that may be undefined). */
BUILTIN(template_string)
{
    if (value_is_unknown(in[0])) return give_unknown(call, in, 1, out);
    if (!want_array(call, "internal.template_string", in, 1)) return false;
    struct buf text = buf_new(MAX_STRING);
    struct values parts = {0};
    bool ok = true, unknown = false;
    for (size_t i = 0; i < value_len(in[0]) && ok; i++) {
        struct value piece = value_items(in[0])[i];
        if (!value_is_set(piece)) {
            ok = add_piece(call, &text, &parts, piece, &unknown);
        } else if (value_len(piece) == 0) {
            buf_puts(&text, "<undefined>");
        } else if (value_len(piece) == 1) {
            ok = add_piece(call, &text, &parts, value_items(piece)[0], &unknown);
        } else {
            ok = error_set(call->err, &REGO_ERR_CONFLICT, "template-strings must not produce multiple outputs");
        }
    }
    if (ok && !unknown) return give_buf(call, "internal.template_string", &text, out);
    if (ok && text.len > 0) ok = values_add(call, &parts, string_of_bytes(call->arena, (struct str){text.s, text.len}));
    buf_free(&text);
    if (!ok || !give_unknown(call, in, 1, out)) return false;
    struct value list = value_array(call->arena, parts.items, parts.len);
    if (value_is_none(list)) return error_no_memory(call->err);
    return give(call, value_unknown(call->arena, value_unknown_refs(*out), list), out);
}

BUILTIN(runtime)
{
    if (!value_is_none(call->env)) return give(call, call->env, out);
    return give(call, value_object(call->arena, NULL, 0), out);
}

/* OPA's suite calls it, to see that time.now_ns stands still within a query. It does, so nobody needs to sleep. */
BUILTIN(test_sleep)
{
    struct str ignored;
    *out = VALUE_NULL_;
    return want_string(call, "test.sleep", in, 1, &ignored);
}

const struct rego_builtin rego_engine[] = {
    {"assign", "any, any -> boolean", NULL, REGO_BY_VM, ":="},
    {"eq", "any, any -> boolean", NULL, REGO_BY_VM, "="},
    {"internal.member_2", "any, any -> boolean", NULL, REGO_BY_VM, "in"},
    {"internal.member_3", "any, any, any -> boolean", NULL, REGO_BY_VM, "in"},
    {"internal.print", "array[set[any]] -> void", NULL, REGO_BY_VM, NULL},
    {"internal.template_string", "array[any] -> string", template_string, REGO_TAKES_UNKNOWN, NULL},
    {"internal.test_case", "array[any] -> void", NULL, REGO_BY_VM, NULL},
    {"opa.runtime", "-> object[string: any]", runtime, REGO_NONDETERMINISTIC, NULL},
    {"print", "any... -> void", NULL, REGO_BY_VM, NULL},
    {"rego.metadata.chain", "-> array[any]", NULL, REGO_BY_VM, NULL},
    {"rego.metadata.rule", "-> any", NULL, REGO_BY_VM, NULL},
    {"test.sleep", "string -> null", test_sleep, REGO_NONDETERMINISTIC, NULL},
    {"trace", "string -> boolean", NULL, REGO_BY_VM, NULL},
};
const size_t rego_engine_n = COUNT_OF(rego_engine);
