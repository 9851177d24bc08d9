/* aws/write_rest.c: parameters → path, query, headers and body of rest-json and rest-xml. */
#include "aws/protocol_parts.h"
#include "aws/scalars.h"
#include "value/json.h"

struct rest { struct aws_writer *w; struct aws_member input; struct value params; struct aws_http_request *out; struct buf query; bool has_body; };

static bool no_memory(struct rest *r) { return error_no_memory(r->w->err); }

static bool header(struct rest *r, struct str name, struct str text)
{
    char *n = arena_strndup(r->w->arena, name.s, name.len), *t = arena_strndup(r->w->arena, text.s, text.len);
    return (n && t && aws_headers_set(r->w->arena, &r->out->headers, n, t)) || no_memory(r);
}

/* --- the path --- */

/* {Name} or {Name+} of the template: the parameter bound to this label. */
static bool label(struct rest *r, struct str name, struct buf *out)
{
    bool greedy = str_has_suffix(name, STR("+"));
    struct value members = aws_members(&r->input);
    if (greedy) name.len--;
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct str key = value_str(value_pairs(members)[i].key), text;
        struct aws_member member = aws_member_named(&r->input, key);
        if (!str_is(aws_trait_text(&member, "location", (struct str){"", 0}), "uri") || !str_eq(aws_wire_name(&member, key), name)) continue;
        struct value v = value_get_str(r->params, key);
        if (value_is_none(v)) return error_set(r->w->err, &AWS_PARAMETER, "%.*s of %s: is part of the path and required", (int)key.len, key.s, r->w->operation->name);
        if (!aws_scalar_text(r->w, &member, v, STR("iso8601"), &text)) return false;
        aws_percent_encode(out, text, greedy ? "/" : "");
        return true;
    }
    return error_set(r->w->err, &AWS_MODEL, "%s has '{%.*s}' in its path and no such parameter", r->w->operation->name, (int)name.len, name.s);
}

static bool path(struct rest *r, struct str template)
{
    struct buf out = buf_new(1 << 20);
    struct str text;
    for (size_t at = 0; at < template.len;) {
        size_t open = str_find(template, STR("{"), at), close = open == SIZE_MAX ? SIZE_MAX : str_find(template, STR("}"), open);
        if (close == SIZE_MAX) open = template.len;
        buf_add(&out, template.s + at, open - at);
        if (close == SIZE_MAX) break;
        if (!label(r, (struct str){template.s + open + 1, close - open - 1}, &out)) {
            buf_free(&out);
            return false;
        }
        at = close + 1;
    }
    if (!out.len) buf_add_char(&out, '/');
    if (!aws_take(r->w, &out, &text)) return false;
    r->out->path = text.s;
    return true;
}

/* --- the query --- */

static void query_pair(struct rest *r, struct str name, struct str text)
{
    if (r->query.len) buf_add_char(&r->query, '&');
    aws_percent_encode(&r->query, name, "");
    buf_add_char(&r->query, '=');
    aws_percent_encode(&r->query, text, "");
}

static bool query(struct rest *r, const struct aws_member *member, struct str name, struct value v)
{
    struct str text;
    if (member->type == AWS_LIST) {
        struct aws_member element = aws_member_part(member, "member");
        for (size_t i = 0; i < value_len(v); i++)
            if (!query(r, &element, name, value_items(v)[i])) return false;
        return true;
    }
    if (member->type == AWS_MAP) {   /* its keys are the names; what is bound by itself goes first */
        struct aws_member element = aws_member_part(member, "value");
        struct value members = aws_members(&r->input);
        for (size_t i = 0; i < value_len(v); i++) {
            struct str key = value_str(value_pairs(v)[i].key);
            bool taken = false;
            for (size_t k = 0; k < value_len(members) && !taken; k++) {
                struct str other = value_str(value_pairs(members)[k].key);
                struct aws_member bound = aws_member_named(&r->input, other);
                taken = bound.type != AWS_MAP && str_is(aws_trait_text(&bound, "location", (struct str){"", 0}), "querystring") && str_eq(aws_wire_name(&bound, other), key) &&
                        !value_is_none(value_get_str(r->params, other));
            }
            if (!taken && !query(r, &element, key, value_pairs(v)[i].value)) return false;
        }
        return true;
    }
    if (value_is_null(v)) return true;
    if (!aws_scalar_text(r->w, member, v, STR("iso8601"), &text)) return false;
    query_pair(r, name, text);
    return true;
}

/* --- headers --- */

/* An element of a header's list: in quotes where a comma or a quote is inside. */
static void list_item(struct buf *out, struct str text, bool string)
{
    if (out->len) buf_puts(out, ",");
    if (!string || (!memchr(text.s, ',', text.len) && !memchr(text.s, '"', text.len))) {
        buf_add_str(out, text);
        return;
    }
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] == '"') buf_add_char(out, '\\');
        buf_add_char(out, text.s[i]);
    }
    buf_add_char(out, '"');
}

static bool header_list(struct rest *r, const struct aws_member *member, struct str name, struct value v)
{
    struct aws_member element = aws_member_part(member, "member");
    struct buf out = buf_new(1 << 20);
    struct str text;
    /* Models that name their protocols come from Smithy, whose tests send an empty list as an empty header; older ones send none. */
    bool smithy = !value_is_none(value_field(value_field(r->w->operation->service->model, "metadata"), "protocols"));
    if (value_len(v) == 0) return !smithy || header(r, name, STR(""));
    for (size_t i = 0; i < value_len(v); i++) {
        if (value_is_null(value_items(v)[i])) continue;
        if (!aws_scalar_text(r->w, &element, value_items(v)[i], STR("rfc822"), &text)) {
            buf_free(&out);
            return false;
        }
        list_item(&out, text, element.type == AWS_STRING);
    }
    return aws_take(r->w, &out, &text) && header(r, name, text);
}

/* A string that is JSON goes as it is, any other value as JSON. */
static bool header_json(struct rest *r, struct str name, struct value v)
{
    struct buf out = buf_new(1 << 20);
    struct str text;
    struct value ignored;
    if (value_is_string(v) && json_read(r->w->arena, value_str(v), NULL, &ignored, NULL, NULL)) buf_add_str(&out, value_str(v));
    else json_write(&out, v, 0);
    if (!aws_take(r->w, &out, &text)) return false;
    char *encoded = aws_base64(r->w->arena, text);
    return encoded ? header(r, name, str_of(encoded)) : no_memory(r);
}

static bool header_map(struct rest *r, const struct aws_member *member, struct str prefix, struct value v)
{
    struct aws_member element = aws_member_part(member, "value");
    struct str text;
    for (size_t i = 0; i < value_len(v); i++) {
        struct str key = value_str(value_pairs(v)[i].key);
        for (size_t k = 0; k < key.len; k++)
            if ((unsigned char)key.s[k] <= 0x20 || key.s[k] == ':' || (unsigned char)key.s[k] >= 0x7f)
                return error_set(r->w->err, &AWS_PARAMETER, "'%.*s' of %s: cannot be the name of a header", (int)(key.len < 80 ? key.len : 80), key.s, r->w->operation->name);
        char *name = arena_printf(r->w->arena, "%.*s%.*s", (int)prefix.len, prefix.s, (int)key.len, key.s);
        if (!name) return no_memory(r);
        if (!aws_scalar_text(r->w, &element, value_pairs(v)[i].value, STR("rfc822"), &text) || !header(r, str_of(name), text)) return false;
    }
    return true;
}

static bool bound_header(struct rest *r, const struct aws_member *member, struct str name, struct value v)
{
    struct str text;
    if (member->type == AWS_LIST) return header_list(r, member, name, v);
    if (aws_trait_true(member, "jsonvalue")) return header_json(r, name, v);
    return aws_scalar_text(r->w, member, v, STR("rfc822"), &text) && header(r, name, text);
}

/* --- the body --- */

static bool content_type(struct rest *r, const char *type)
{
    if (aws_headers_get(&r->out->headers, "Content-Type")) return true;
    return aws_headers_set(r->w->arena, &r->out->headers, "Content-Type", type) || no_memory(r);
}

static struct str name_or(struct value v, struct str otherwise) { return value_is_string(v) ? value_str(v) : otherwise; }

/* The root of a whole input is named by its shape, else by the reference to it. Of a payload a reference with a namespace, or with a name that is not just the
 * member's, decides; else the shape. */
static struct str root_name(const struct aws_member *shape, struct str payload)
{
    struct value own = value_field(shape->shape, "locationName"), given = value_field(shape->reference, "locationName");
    struct str shape_name = name_or(value_field(shape->reference, "shape"), STR("Request"));
    bool decides = value_is_string(given) && (!str_eq(value_str(given), payload) || !value_is_none(value_field(shape->reference, "xmlNamespace")));
    if (payload.s) return decides ? value_str(given) : name_or(own, shape_name);
    return name_or(own, name_or(given, shape_name));
}

/* `payload`: the member that is the body; NULL for the whole input. */
static bool structured(struct rest *r, const struct aws_member *shape, struct value v, struct str payload)
{
    bool json = r->w->operation->service->protocol == AWS_REST_JSON;
    struct buf out = buf_new(0);
    if (!(json ? aws_write_json(r->w, shape, v, &out) : aws_write_xml(r->w, shape, v, root_name(shape, payload), &out))) {
        buf_free(&out);
        return false;
    }
    return aws_take(r->w, &out, &r->out->body) && content_type(r, json ? "application/json" : "application/xml");
}

static bool raw(struct rest *r, const struct aws_member *member, struct value v)
{
    bool valid, blob = member->type == AWS_BLOB;
    if (value_is_none(v)) return !blob || content_type(r, "application/octet-stream");
    if (!blob) r->out->body = value_str(v);
    else if (!aws_base64_decode(r->w->arena, value_str(v), &r->out->body, &valid)) return no_memory(r);
    return content_type(r, blob ? "application/octet-stream" : "text/plain");
}

static bool payload(struct rest *r, struct str name)
{
    struct aws_member member = aws_member_named(&r->input, name);
    struct value v = value_get_str(r->params, name);
    bool json = r->w->operation->service->protocol == AWS_REST_JSON;
    if (member.type == AWS_BLOB || member.type == AWS_STRING) return raw(r, &member, v);
    if (!value_is_none(v)) return structured(r, &member, v, name);
    if (!json || value_is_true(value_field(member.shape, "union"))) return true;
    r->out->body = STR("{}");
    return content_type(r, "application/json");
}

static bool body(struct rest *r)
{
    struct value name = aws_trait(&r->input, "payload"), members = aws_members(&r->input);
    bool given = false, modelled = false;
    if (value_is_string(name)) return payload(r, value_str(name));
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct aws_member member = aws_member_named(&r->input, value_str(value_pairs(members)[i].key));
        if (aws_is_bound(&member)) continue;
        modelled = true;
        given |= !value_is_none(value_get_str(r->params, value_str(value_pairs(members)[i].key)));
    }
    return given || (modelled && r->w->operation->service->protocol == AWS_REST_JSON) ? structured(r, &r->input, r->params, (struct str){NULL, 0}) : true;
}

static bool bind(struct rest *r)
{
    for (size_t i = 0; i < value_len(r->params); i++) {
        struct str key = value_str(value_pairs(r->params)[i].key);
        struct value v = value_pairs(r->params)[i].value;
        struct aws_member member = aws_member_named(&r->input, key);
        struct str location = aws_trait_text(&member, "location", (struct str){"", 0}), name = aws_wire_name(&member, key);
        if (str_is(location, "querystring") && !query(r, &member, name, v)) return false;
        if (str_is(location, "header") && !bound_header(r, &member, name, v)) return false;
        if (str_is(location, "headers") && !header_map(r, &member, aws_trait_text(&member, "locationName", (struct str){"", 0}), v)) return false;
    }
    return true;
}

bool aws_write_rest(struct aws_writer *w, struct value params, struct aws_http_request *out)
{
    struct rest r = {.w = w, .input = aws_input(w->operation), .params = params, .out = out, .query = buf_new(1 << 20)};
    struct value uri = value_field(value_field(w->operation->operation, "http"), "requestUri");
    struct str template = value_is_string(uri) ? value_str(uri) : STR("/");
    size_t question = str_find(template, STR("?"), 0);
    struct str constant = {"", 0}, text;
    if (question != SIZE_MAX) {
        constant = (struct str){template.s + question + 1, template.len - question - 1};
        template.len = question;
    }
    buf_add_str(&r.query, constant);
    bool good = path(&r, template) && bind(&r) && (r.input.type == AWS_NO_TYPE || body(&r));
    if (!good) {
        buf_free(&r.query);
        return false;
    }
    if (!aws_take(w, &r.query, &text)) return false;
    out->query = text.s;
    return true;
}
