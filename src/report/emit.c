#include "report/emit.h"

#define INDENT 2

static void begin(struct emitter *e, const char *key)
{
    if (e->pending) buf_add_char(e->out, ',');
    if (e->depth) {
        buf_add_char(e->out, '\n');
        for (unsigned i = 0; i < e->depth * INDENT; i++) buf_add_char(e->out, ' ');
    }
    if (key) {
        json_write_string(e->out, str_of(key));
        buf_puts(e->out, ": ");
    }
    e->pending = true;
}

void emit_open(struct emitter *e, const char *key, char bracket)
{
    begin(e, key);
    buf_add_char(e->out, bracket);
    e->depth++;
    e->pending = false;
}

void emit_close(struct emitter *e, char bracket)
{
    e->depth--;
    if (e->pending) {   /* something stood inside */
        buf_add_char(e->out, '\n');
        for (unsigned i = 0; i < e->depth * INDENT; i++) buf_add_char(e->out, ' ');
    }
    buf_add_char(e->out, bracket);
    e->pending = true;
    if (e->depth == 0) buf_add_char(e->out, '\n');
}

void emit_text(struct emitter *e, const char *key, const char *text)
{
    begin(e, key);
    if (text) json_write_string(e->out, str_of(text));
    else buf_puts(e->out, "null");
}

void emit_number(struct emitter *e, const char *key, long long number)
{
    begin(e, key);
    buf_printf(e->out, "%lld", number);
}

void emit_bool(struct emitter *e, const char *key, bool b)
{
    begin(e, key);
    buf_puts(e->out, b ? "true" : "false");
}

void emit_null(struct emitter *e, const char *key) { emit_text(e, key, NULL); }

void emit_value(struct emitter *e, const char *key, struct value v)
{
    begin(e, key);
    json_write(e->out, v, 0);
}
