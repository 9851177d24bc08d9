/* aws/write_query.c: parameters → the form that ec2 and query send. */
#include "aws/protocol_parts.h"
#include "aws/scalars.h"

struct form { struct aws_writer *w; struct buf out, name; bool ec2; };   /* name: of the parameter being written, grown and cut back */

static bool write(struct form *f, const struct aws_member *shape, struct value v);

bool aws_take(struct aws_writer *w, struct buf *buf, struct str *out)
{
    char *text = buf->failed ? NULL : arena_strndup(w->arena, buf->s ? buf->s : "", buf->len);
    *out = (struct str){text, buf->len};
    buf_free(buf);
    return text || error_no_memory(w->err);
}

bool aws_scalar_text(struct aws_writer *w, const struct aws_member *member, struct value v, struct str time_format, struct str *out)
{
    struct aws_time time;
    char *text;
    switch (member->type) {
    case AWS_BOOLEAN: *out = value_is_true(v) ? STR("true") : STR("false"); return true;
    case AWS_INTEGER: *out = aws_number_text(w->arena, v, true); return out->len || error_no_memory(w->err);
    case AWS_FLOAT: *out = aws_number_text(w->arena, v, false); return out->len || error_no_memory(w->err);
    case AWS_TIMESTAMP:
        text = aws_time_from_value(v, &time) ? aws_time_write(w->arena, time, aws_trait_text(member, "timestampFormat", time_format)) : NULL;
        *out = str_of(text);
        return text || error_no_memory(w->err);
    default: *out = value_is_string(v) ? value_str(v) : (struct str){"", 0}; return true;   /* a blob is base64 as it came */
    }
}

/* --- names --- */

static size_t push(struct form *f, struct str part)
{
    size_t mark = f->name.len;
    if (mark) buf_add_char(&f->name, '.');
    buf_add_str(&f->name, part);
    return mark;
}

static void push_number(struct form *f, size_t n) { buf_printf(&f->name, ".%zu", n); }
static void cut(struct form *f, size_t mark) { f->name.len = mark; }

/* ec2 names begin with a capital. */
static struct str capital(struct form *f, struct str name)
{
    char *copy = name.len ? arena_strndup(f->w->arena, name.s, name.len) : NULL;
    if (!copy) return name;
    if (*copy >= 'a' && *copy <= 'z') *copy = (char)(*copy - ('a' - 'A'));
    return (struct str){copy, name.len};
}

static struct str member_name(struct form *f, const struct aws_member *member, struct str name)
{
    if (!f->ec2) return aws_wire_name(member, name);
    struct value query_name = aws_trait(member, "queryName");
    return value_is_string(query_name) ? value_str(query_name) : capital(f, aws_wire_name(member, name));
}

static void pair(struct form *f, struct str name, struct str text)
{
    if (f->out.len) buf_add_char(&f->out, '&');
    aws_percent_encode(&f->out, name, "");
    buf_add_char(&f->out, '=');
    aws_percent_encode(&f->out, text, "");
}

/* --- containers --- */

static bool structure(struct form *f, const struct aws_member *shape, struct value v)
{
    for (size_t i = 0; i < value_len(v); i++) {
        struct str name = value_str(value_pairs(v)[i].key);
        struct aws_member member = aws_member_named(shape, name);
        size_t mark = push(f, member_name(f, &member, name));
        if (!write(f, &member, value_pairs(v)[i].value)) return false;
        cut(f, mark);
    }
    return true;
}

/* A flattened list without a name of its own is named by its element, where that has one, instead of by its member. */
static void rename_last(struct form *f, struct str name)
{
    while (f->name.len && f->name.s[f->name.len - 1] != '.') f->name.len--;
    if (f->name.len) f->name.len--;
    push(f, name);
}

static bool list(struct form *f, const struct aws_member *shape, struct value v)
{
    struct aws_member element = aws_member_part(shape, "member");
    struct str name = aws_wire_name(&element, (struct str){"", 0});
    if (!f->ec2 && value_len(v) == 0) return pair(f, (struct str){f->name.s, f->name.len}, STR("")), true;
    size_t whole = f->name.len;
    char *saved = arena_strndup(f->w->arena, f->name.s ? f->name.s : "", f->name.len);
    if (!saved) return error_no_memory(f->w->err);
    if (!f->ec2 && aws_trait_true(shape, "flattened")) {
        if (name.len && value_is_none(value_field(shape->reference, "locationName"))) rename_last(f, name);
    } else if (!f->ec2) push(f, name.len ? name : STR("member"));
    size_t mark = f->name.len;
    for (size_t i = 0; i < value_len(v); i++) {
        push_number(f, i + 1);
        if (!write(f, &element, value_items(v)[i])) return false;
        cut(f, mark);
    }
    cut(f, 0);
    return buf_add(&f->name, saved, whole) || error_no_memory(f->w->err);
}

static bool map(struct form *f, const struct aws_member *shape, struct value v)
{
    struct aws_member key = aws_member_part(shape, "key"), value = aws_member_part(shape, "value");
    size_t mark = f->name.len;
    if (!aws_trait_true(shape, "flattened")) push(f, STR("entry"));
    for (size_t i = 0; i < value_len(v); i++) {
        size_t entry = f->name.len;
        push_number(f, i + 1);
        size_t numbered = push(f, aws_wire_name(&key, STR("key")));
        if (!write(f, &key, value_pairs(v)[i].key)) return false;
        cut(f, numbered);
        push(f, aws_wire_name(&value, STR("value")));
        if (!write(f, &value, value_pairs(v)[i].value)) return false;
        cut(f, entry);
    }
    cut(f, mark);
    return true;
}

static bool write(struct form *f, const struct aws_member *shape, struct value v)
{
    struct str text;
    if (value_is_null(v)) return true;
    switch (shape->type) {
    case AWS_STRUCTURE: return structure(f, shape, v);
    case AWS_LIST: return list(f, shape, v);
    case AWS_MAP: return map(f, shape, v);
    default:
        if (!aws_scalar_text(f->w, shape, v, STR("iso8601"), &text)) return false;
        pair(f, (struct str){f->name.s, f->name.len}, text);
        return true;
    }
}

bool aws_write_query(struct aws_writer *w, struct value params, struct aws_http_request *out)
{
    const struct aws_service *service = w->operation->service;
    struct form f = {w, buf_new(0), buf_new(1 << 20), service->protocol == AWS_EC2};
    struct aws_member input = aws_input(w->operation);
    pair(&f, STR("Action"), str_of(w->operation->name));
    pair(&f, STR("Version"), str_of(service->api_version));
    bool good = input.type == AWS_NO_TYPE || structure(&f, &input, params);
    if (f.name.failed) f.out.failed = true;
    buf_free(&f.name);
    if (!good) {
        buf_free(&f.out);
        return false;
    }
    if (!aws_headers_set(w->arena, &out->headers, "Content-Type", "application/x-www-form-urlencoded; charset=utf-8")) {
        buf_free(&f.out);
        return error_no_memory(w->err);
    }
    return aws_take(w, &f.out, &out->body);
}
