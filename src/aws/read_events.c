/* aws/read_events.c: application/vnd.amazon.eventstream: a body that is a row of messages, each with headers, a payload and two CRCs. */
#include <zlib.h>

#include "aws/protocol_parts.h"
#include "aws/scalars.h"
#include "base/utf8.h"

#define PRELUDE 12u
#define LEAST 16u                       /* of a message: the prelude and its own CRC */
#define GREATEST (24u * 1024 * 1024)    /* what the services keep to */

enum header_type { H_TRUE, H_FALSE, H_BYTE, H_SHORT, H_INT, H_LONG, H_BYTES, H_STRING, H_TIMESTAMP, H_UUID };

struct message { struct str headers, payload, event, exception, kind; };

static uint64_t big_endian(const char *p, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++) v = v << 8 | (unsigned char)p[i];
    return v;
}

static uint32_t crc_of(const char *p, size_t n) { return (uint32_t)crc32(0, (const Bytef *)p, (uInt)n); }

/* The header at *rest: its name, type and value; moves *rest behind it. */
static bool next_header(struct str *rest, struct str *name, enum header_type *type, struct str *value)
{
    static const unsigned char sizes[] = {0, 0, 1, 2, 4, 8, 0, 0, 8, 16};
    struct str s = *rest;
    if (s.len < 2 || s.len < (size_t)(unsigned char)*s.s + 2) return false;
    *name = (struct str){s.s + 1, (unsigned char)*s.s};
    unsigned char t = (unsigned char)s.s[1 + name->len];
    s = (struct str){s.s + 2 + name->len, s.len - 2 - name->len};
    if (t >= COUNT_OF(sizes)) return false;
    *type = (enum header_type)t;
    size_t size = sizes[t];
    if (*type == H_BYTES || *type == H_STRING) {
        if (s.len < 2) return false;
        size = (size_t)big_endian(s.s, 2);
        s.s += 2, s.len -= 2;
    }
    if (s.len < size) return false;
    *value = (struct str){s.s, size};
    *rest = (struct str){s.s + size, s.len - size};
    return true;
}

static bool read_headers(struct aws_reader *r, struct message *m)
{
    struct str rest = m->headers, name, value;
    enum header_type type;
    while (rest.len) {
        if (!next_header(&rest, &name, &type, &value)) return aws_bad_answer(r, "a message of its event stream has a broken header");
        if (type != H_STRING) continue;
        if (str_is(name, ":message-type")) m->kind = value;
        if (str_is(name, ":event-type")) m->event = value;
        if (str_is(name, ":exception-type") || str_is(name, ":error-code")) m->exception = value;
    }
    return true;
}

static bool next_message(struct aws_reader *r, struct str *rest, struct message *m)
{
    struct str s = *rest;
    if (s.len < LEAST) return aws_bad_answer(r, "its event stream is cut off");
    size_t total = (size_t)big_endian(s.s, 4), headers = (size_t)big_endian(s.s + 4, 4);
    if (crc_of(s.s, 8) != (uint32_t)big_endian(s.s + 8, 4) || total < LEAST || total > GREATEST || headers > total - LEAST)
        return aws_bad_answer(r, "a message of its event stream is damaged");
    if (s.len < total) return aws_bad_answer(r, "its event stream is cut off");
    if (crc_of(s.s, total - 4) != (uint32_t)big_endian(s.s + total - 4, 4)) return aws_bad_answer(r, "a message of its event stream is damaged");
    *m = (struct message){.headers = {s.s + PRELUDE, headers}, .payload = {s.s + PRELUDE + headers, total - LEAST - headers}};
    *rest = (struct str){s.s + total, s.len - total};
    return read_headers(r, m);
}

/* --- an event's members --- */

static struct value header_value(struct aws_reader *r, enum header_type type, struct str value)
{
    switch (type) {
    case H_TRUE: return VALUE_TRUE;
    case H_FALSE: return VALUE_FALSE;
    case H_BYTE: return value_small((int8_t)big_endian(value.s, 1));
    case H_SHORT: return value_small((int16_t)big_endian(value.s, 2));
    case H_INT: return value_small((int32_t)big_endian(value.s, 4));
    case H_LONG: return value_int(r->arena, (int64_t)big_endian(value.s, 8));
    case H_TIMESTAMP: {
        int64_t millis = (int64_t)big_endian(value.s, 8), seconds = millis / 1000 - (millis % 1000 < 0);
        return aws_time_value(r->arena, (struct aws_time){seconds, (int32_t)(millis - seconds * 1000) * 1000});
    }
    case H_STRING: return utf8_is_valid(value) ? value_string(r->arena, value) : VALUE_NONE;
    default: {
        char *text = aws_base64(r->arena, value);
        return text ? value_cstring(r->arena, text) : VALUE_NONE;
    }
    }
}

static bool event_header(struct aws_reader *r, const struct message *m, struct str key, aws_fields *fields)
{
    struct str rest = m->headers, name, value;
    enum header_type type;
    while (rest.len && next_header(&rest, &name, &type, &value)) {
        if (!str_eq(name, key)) continue;
        struct value v = header_value(r, type, value);
        if (value_is_none(v)) return r->arena->failed ? error_no_memory(r->err) : aws_bad_answer(r, "a header of its event stream cannot be read");
        return aws_field_add(r, fields, key, v);
    }
    return true;
}

static bool document(struct aws_reader *r, const struct aws_member *shape, struct str payload, struct value *out)
{
    const struct xml_node *root;
    struct value json;
    *out = VALUE_NONE;
    if (r->operation->service->protocol == AWS_REST_XML) {
        if (!aws_body_xml(r, payload, &root)) return false;
        return !root || aws_read_xml(r, shape, root, out);
    }
    if (!aws_body_json(r, payload, &json)) return false;
    return value_is_none(json) || aws_read_json(r, shape, json, 0, out);
}

static bool event_payload(struct aws_reader *r, const struct aws_member *member, const struct message *m, struct str key, aws_fields *fields)
{
    struct value v;
    if (member->type == AWS_BLOB) {
        char *text = aws_base64(r->arena, m->payload);
        return text ? aws_field_add(r, fields, key, value_cstring(r->arena, text)) : error_no_memory(r->err);
    }
    if (member->type == AWS_STRING) return aws_read_scalar(r, member, m->payload, key, &v) && aws_field_add(r, fields, key, v);
    return document(r, member, m->payload, &v) && (value_is_none(v) || aws_field_add(r, fields, key, v));
}

static bool event(struct aws_reader *r, const struct aws_member *shape, const struct message *m, struct value *out)
{
    struct value members = aws_members(shape), rest;
    aws_fields fields = {0};
    bool explicit = false;
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct str key = value_str(value_pairs(members)[i].key);
        struct aws_member member = aws_member(shape->service, value_pairs(members)[i].value);
        if (aws_trait_true(&member, "eventheader") && !event_header(r, m, key, &fields)) return false;
        if (!aws_trait_true(&member, "eventpayload")) continue;
        explicit = true;
        if (!event_payload(r, &member, m, key, &fields)) return false;
    }
    if (!explicit) {
        if (!document(r, shape, m->payload, &rest)) return false;
        for (size_t i = 0; value_is_object(rest) && i < value_len(rest); i++)
            if (!aws_field_add(r, &fields, value_str(value_pairs(rest)[i].key), value_pairs(rest)[i].value)) return false;
    }
    *out = value_object(r->arena, fields.items, fields.len);
    return !value_is_none(*out) || error_no_memory(r->err);
}

/* What json sends first: the members of the output that are no event. */
static bool initial_response(struct aws_reader *r, const struct aws_member *output, const struct message *m, aws_fields *fields)
{
    struct value v;
    if (!document(r, output, m->payload, &v)) return false;
    for (size_t i = 0; value_is_object(v) && i < value_len(v); i++)
        if (!aws_field_add(r, fields, value_str(value_pairs(v)[i].key), value_pairs(v)[i].value)) return false;
    return true;
}

typedef VEC(struct value) values;

static bool add_event(struct aws_reader *r, const struct aws_member *stream, const struct message *m, values *list)
{
    struct aws_member shape = aws_member_named(stream, m->event);
    aws_fields one = {0};
    struct value v;
    if (shape.type == AWS_NO_TYPE) return true;   /* newer than the model */
    if (!event(r, &shape, m, &v) || !aws_field_add(r, &one, m->event, v)) return false;
    struct value *slot = vec_push(r->arena, list);
    if (!slot) return error_no_memory(r->err);
    *slot = value_object(r->arena, one.items, one.len);
    return !value_is_none(*slot) || error_no_memory(r->err);
}

bool aws_read_events(struct aws_reader *r, const struct aws_member *stream, aws_fields *initial, const struct aws_member *output, struct value *out)
{
    values list = {0};
    struct message m = {0};
    for (struct str rest = r->response->body; rest.len;) {
        if (!next_message(r, &rest, &m)) return false;
        if (!str_is(m.kind, "event")) return aws_bad_answer(r, "its event stream ends with '%.*s'", (int)(m.exception.len < 80 ? m.exception.len : 80), m.exception.s);
        if (!(str_is(m.event, "initial-response") ? initial_response(r, output, &m, initial) : add_event(r, stream, &m, &list))) return false;
    }
    *out = value_array(r->arena, list.items, list.len);
    return !value_is_none(*out) || error_no_memory(r->err);
}
