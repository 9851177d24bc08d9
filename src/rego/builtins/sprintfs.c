/* rego/builtins/sprintfs.c: sprintf. An unknown operand leaves a string of which that piece is unknown. */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"
#include "rego/builtins/go_format.h"

struct pieces { struct rego_call *call; struct values parts; };

static bool add_text(struct pieces *p, struct buf *text)
{
    bool ok = text->len == 0 || values_add(p->call, &p->parts, string_of_bytes(p->call->arena, (struct str){text->s, text->len}));
    buf_clear(text);
    return ok;
}

static bool add_unknown(void *context, struct buf *text, struct value v)
{
    struct pieces *p = context;
    if (!add_text(p, text)) return false;
    if (value_is_unknown(v)) {
        struct value inner = value_unknown_parts(v);
        for (size_t i = 0; value_is_array(inner) && i < value_len(inner); i++)
            if (!values_add(p->call, &p->parts, value_items(inner)[i])) return false;
        return value_is_array(inner) || values_add(p->call, &p->parts, v);
    }
    struct value unknown;
    return give_unknown(p->call, &v, 1, &unknown) && values_add(p->call, &p->parts, unknown);
}

BUILTIN(format)
{
    struct str text;
    if (value_is_unknown(in[0]) || value_is_unknown(in[1])) return give_unknown(call, in, 2, out);
    if (!want_string(call, "sprintf", in, 1, &text) || !want_array(call, "sprintf", in, 2)) return false;
    struct buf buf = buf_new(MAX_STRING);
    struct pieces pieces = {.call = call};
    bool ok = go_format(&buf, text, value_items(in[1]), value_len(in[1]), add_unknown, &pieces);
    if (ok && pieces.parts.len == 0) return give_buf(call, "sprintf", &buf, out);
    ok = ok && add_text(&pieces, &buf) && give_unknown(call, in, 2, out);
    buf_free(&buf);
    if (!ok) return false;
    struct value parts = value_array(call->arena, pieces.parts.items, pieces.parts.len);
    if (value_is_none(parts)) return error_no_memory(call->err);
    return give(call, value_unknown(call->arena, value_unknown_refs(*out), parts), out);
}

const struct rego_builtin rego_sprintfs[] = {{"sprintf", "string, array[any] -> string", format, REGO_TAKES_UNKNOWN, NULL}};
const size_t rego_sprintfs_n = COUNT_OF(rego_sprintfs);
