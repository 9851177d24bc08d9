/* aws/protocol.c: a call's request, and its answer's meaning: what the protocols have in common. */
#include "aws/protocol.h"

#include <stdio.h>
#include <strings.h>

#include "aws/protocol_parts.h"
#include "aws/scalars.h"
#include "aws/xml.h"
#include "value/json.h"

/* --- the request --- */

static bool set(struct aws_writer *w, struct aws_http_request *out, const char *name, const char *value)
{
    return (value && aws_headers_set(w->arena, &out->headers, name, value)) || error_no_memory(w->err);
}

static bool write_json(struct aws_writer *w, struct value params, struct aws_http_request *out)
{
    const struct aws_service *service = w->operation->service;
    struct aws_member input = aws_input(w->operation);
    struct buf body = buf_new(0);
    if (input.type == AWS_NO_TYPE) buf_puts(&body, "{}");
    else if (!aws_write_json(w, &input, params, &body)) {
        buf_free(&body);
        return false;
    }
    if (!value_is_none(value_field(value_field(service->model, "metadata"), "awsQueryCompatible")) && !set(w, out, "x-amzn-query-mode", "true")) {
        buf_free(&body);
        return false;
    }
    return aws_take(w, &body, &out->body) && set(w, out, "X-Amz-Target", arena_printf(w->arena, "%s.%s", service->target_prefix, w->operation->name)) &&
           set(w, out, "Content-Type", arena_printf(w->arena, "application/x-amz-json-%s", *service->json_version ? service->json_version : "1.0"));
}

static bool is_host_text(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.s[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.')) return false;
    }
    return s.len > 0;
}

/* "{AccountId}." with the parameters in it. */
static bool host_prefix(struct aws_writer *w, struct value params, struct aws_http_request *out)
{
    struct value prefix = value_field(value_field(w->operation->operation, "endpoint"), "hostPrefix");
    struct buf text = buf_new(4096);
    struct str template = value_is_string(prefix) ? value_str(prefix) : (struct str){"", 0}, taken;
    for (size_t at = 0; at < template.len;) {
        size_t open = str_find(template, STR("{"), at), close = open == SIZE_MAX ? SIZE_MAX : str_find(template, STR("}"), open);
        if (close == SIZE_MAX) open = template.len;
        buf_add(&text, template.s + at, open - at);
        if (close == SIZE_MAX) break;
        struct str name = {template.s + open + 1, close - open - 1};
        struct value v = value_get_str(params, name);
        if (!value_is_string(v) || !is_host_text(value_str(v))) {
            buf_free(&text);
            return error_set(w->err, &AWS_PARAMETER, "%.*s of %s: is part of the host's name, and must be letters, digits, hyphens and points", (int)name.len, name.s, w->operation->name);
        }
        buf_add_str(&text, value_str(v));
        at = close + 1;
    }
    if (!aws_take(w, &text, &taken)) return false;
    out->host_prefix = taken.s;
    return true;
}

bool aws_serialize(struct arena *arena, const struct aws_operation *operation, struct value params, const char *token, struct aws_http_request *out, struct error *err)
{
    struct aws_writer w = {arena, operation, err};
    struct value http = value_field(operation->operation, "http"), method = value_field(http, "method"), auth = value_field(operation->operation, "authtype");
    *out = (struct aws_http_request){.method = value_is_string(method) ? value_cstr(method) : "POST", .path = "/", .query = "", .host_prefix = "", .body = {"", 0}};
    out->unsigned_payload = value_is_true(value_field(operation->operation, "unsignedPayload")) || (value_is_string(auth) && str_is(value_str(auth), "v4-unsigned-body"));
    if (!aws_quirks_before(&w, &params) || !aws_check_params(arena, operation, params, token, &params, err) || !host_prefix(&w, params, out)) return false;
    bool good;
    switch (operation->service->protocol) {
    case AWS_EC2: case AWS_QUERY: good = aws_write_query(&w, params, out); break;
    case AWS_JSON: good = write_json(&w, params, out); break;
    case AWS_REST_JSON: case AWS_REST_XML: good = aws_write_rest(&w, params, out); break;
    default: return error_set(err, &AWS_MODEL, "service '%s' speaks a protocol that is not supported", operation->service->name);
    }
    return good && aws_write_extras(&w, params, out);
}

/* --- the answer --- */

bool aws_bad_answer(struct aws_reader *r, const char *format, ...)
{
    char message[400];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return error_set(r->err, &AWS_ANSWER, "the answer to %s is none: %s", r->operation->name, message);
}

bool aws_field_add(struct aws_reader *r, aws_fields *fields, struct str name, struct value v)
{
    struct value key = value_string(r->arena, name);
    struct value_pair *slot = value_is_none(key) || value_is_none(v) ? NULL : vec_push(r->arena, fields);
    if (!slot) return error_no_memory(r->err);
    *slot = (struct value_pair){key, v};
    return true;
}

static bool made(struct aws_reader *r, const aws_fields *fields, struct value *out)
{
    *out = value_object(r->arena, fields->items, fields->len);
    return !value_is_none(*out) || error_no_memory(r->err);
}

static bool add_all(struct aws_reader *r, aws_fields *fields, struct value object)
{
    for (size_t i = 0; value_is_object(object) && i < value_len(object); i++)
        if (!aws_field_add(r, fields, value_str(value_pairs(object)[i].key), value_pairs(object)[i].value)) return false;
    return true;
}

/* The member that is an event stream, or an empty name. */
static struct str event_stream(const struct aws_member *output)
{
    struct value members = aws_members(output);
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct aws_member member = aws_member_named(output, value_str(value_pairs(members)[i].key));
        if (aws_trait_true(&member, "eventstream")) return value_str(value_pairs(members)[i].key);
    }
    return (struct str){"", 0};
}

static bool parse_events(struct aws_reader *r, const struct aws_member *output, struct str name, aws_fields *fields)
{
    struct aws_member stream = aws_member_named(output, name);
    struct value events;
    return aws_read_events(r, &stream, fields, output, &events) && aws_field_add(r, fields, name, events);
}

static bool parse_json(struct aws_reader *r, const struct aws_member *output, struct value *out)
{
    struct value body;
    if (output->type == AWS_NO_TYPE) return made(r, &(aws_fields){0}, out);
    if (!aws_body_json(r, r->response->body, &body)) return false;
    struct value members = aws_members(output);
    bool wanted = value_is_object(members) && value_len(members) > 0;
    if (value_is_none(body)) return wanted ? aws_bad_answer(r, "its body is empty") : made(r, &(aws_fields){0}, out);
    return aws_read_json(r, output, body, 0, out);
}

static bool raw_payload(struct aws_reader *r, const struct aws_member *member, struct str name, aws_fields *fields)
{
    struct str body = r->response->body;
    if (!body.len) return true;
    if (member->type == AWS_BLOB) {
        char *text = aws_base64(r->arena, body);
        return text ? aws_field_add(r, fields, name, value_cstring(r->arena, text)) : error_no_memory(r->err);
    }
    return aws_read_scalar(r, member, body, name, &(struct value){0}) && aws_field_add(r, fields, name, value_string(r->arena, body));
}

/* S3's GetBucketLocation answers with its one member as the root, without the element around it: is this such an answer, and of which member? */
static bool is_unwrapped(const struct aws_member *shape, const struct xml_node *root, struct str *key)
{
    struct value members = aws_members(shape);
    if (root->first || !value_is_object(members)) return false;
    size_t in_body = 0, named = 0;
    for (size_t i = 0; i < value_len(members); i++) {
        struct str name = value_str(value_pairs(members)[i].key);
        struct aws_member member = aws_member_named(shape, name);
        if (aws_is_bound(&member)) continue;
        in_body++;
        if (member.type == AWS_STRUCTURE || member.type == AWS_LIST || member.type == AWS_MAP || !str_eq(aws_wire_name(&member, name), root->name)) continue;
        named++;
        *key = name;
    }
    return in_body == 1 && named == 1;
}

static bool unwrapped(struct aws_reader *r, const struct aws_member *shape, const struct xml_node *root, struct str key, struct value *out)
{
    struct aws_member member = aws_member_named(shape, key);
    aws_fields fields = {0};
    struct value v;
    if (root->text.len && !(aws_read_scalar(r, &member, root->text, key, &v) && aws_field_add(r, &fields, key, v))) return false;
    return made(r, &fields, out);
}

/* A page of something in between (a proxy's, a portal's) may be good XML: without this it would be an answer in which nothing is. */
static bool is_page(struct str root) { return root.len == 4 && strncasecmp(root.s, "html", 4) == 0; }

/* The body as a value of this shape; VALUE_NONE for an empty one. */
static bool structured_payload(struct aws_reader *r, const struct aws_member *shape, struct value *out)
{
    struct value json;
    const struct xml_node *root;
    *out = VALUE_NONE;
    if (r->operation->service->protocol == AWS_REST_JSON) {
        if (!aws_body_json(r, r->response->body, &json)) return false;
        return value_is_none(json) || aws_read_json(r, shape, json, 0, out);
    }
    struct str key = {"", 0};
    if (!aws_body_xml(r, r->response->body, &root)) return false;
    if (root && is_page(root->name)) return aws_bad_answer(r, "it is a page of HTML");
    if (root && shape->type == AWS_STRUCTURE && is_unwrapped(shape, root, &key)) return unwrapped(r, shape, root, key, out);
    return !root || aws_read_xml(r, shape, root, out);
}

/* Reading calls always answer with a body where they have something to say in it: nothing at all is half an answer, and must not pass for "there is none". */
static bool wants_body(const struct aws_reader *r, const struct aws_member *output, bool payload)
{
    struct value method = value_field(value_field(r->operation->operation, "http"), "method"), members = aws_members(output);
    if (r->response->body.len || r->response->status == 204 || !value_is_string(method) || !str_is(value_str(method), "GET")) return false;
    if (payload) return true;
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct aws_member member = aws_member_named(output, value_str(value_pairs(members)[i].key));
        if (!aws_is_bound(&member)) return true;
    }
    return false;
}

static bool parse_rest(struct aws_reader *r, const struct aws_member *output, struct value *out)
{
    aws_fields fields = {0};
    struct value v, payload = aws_trait(output, "payload");
    if (output->type == AWS_NO_TYPE) return made(r, &fields, out);
    struct str events = event_stream(output);
    if (!aws_read_bound(r, output, &fields)) return false;
    if (events.len) return parse_events(r, output, events, &fields) && made(r, &fields, out);
    if (value_is_string(payload)) {
        struct aws_member member = aws_member_named(output, value_str(payload));
        if (member.type == AWS_BLOB || member.type == AWS_STRING) return raw_payload(r, &member, value_str(payload), &fields) && made(r, &fields, out);
        if (wants_body(r, output, true)) return aws_bad_answer(r, "its body is empty");
        if (!structured_payload(r, &member, &v)) return false;
        return (value_is_none(v) || aws_field_add(r, &fields, value_str(payload), v)) && made(r, &fields, out);
    }
    if (wants_body(r, output, false)) return aws_bad_answer(r, "its body is empty");
    return structured_payload(r, output, &v) && add_all(r, &fields, v) && made(r, &fields, out);
}

static bool parse_query(struct aws_reader *r, const struct aws_member *output, struct value *out)
{
    const struct xml_node *root;
    struct value members = aws_members(output);
    bool wanted = output->type != AWS_NO_TYPE && value_is_object(members) && value_len(members) > 0;
    if (!aws_body_xml(r, r->response->body, &root)) return false;
    if (!root) return wanted ? aws_bad_answer(r, "its body is empty") : made(r, &(aws_fields){0}, out);
    if (!str_has_suffix(root->name, STR("Response"))) return aws_bad_answer(r, "its root is <%.*s>", (int)(root->name.len < 80 ? root->name.len : 80), root->name.s);
    if (output->type == AWS_NO_TYPE) return made(r, &(aws_fields){0}, out);
    struct str wrapper = aws_trait_text(output, "resultWrapper", (struct str){"", 0});
    if (!wrapper.len && r->operation->service->protocol == AWS_QUERY) {   /* where the model says nothing it is the operation's name */
        struct str name = str_of(arena_printf(r->arena, "%sResult", r->operation->name));
        if (!name.s) return error_no_memory(r->err);
        if (xml_child(root, name)) wrapper = name;
    }
    if (wrapper.len) root = xml_child(root, wrapper);
    if (!root && wanted) return aws_bad_answer(r, "it has no <%.*s>", (int)wrapper.len, wrapper.s);
    return root ? aws_read_xml(r, output, root, out) : made(r, &(aws_fields){0}, out);
}

/* S3 answers some long calls with 200 before it knows, and an error in the body. */
static bool is_late_error(struct aws_reader *r, const struct aws_member *output)
{
    struct value payload = aws_trait(output, "payload");
    struct str body = str_trim(r->response->body);
    struct aws_member member = value_is_string(payload) ? aws_member_named(output, value_str(payload)) : (struct aws_member){.type = AWS_STRUCTURE};
    if (r->operation->service->protocol != AWS_REST_XML || member.type == AWS_BLOB || member.type == AWS_STRING || event_stream(output).len) return false;
    if (str_has_prefix(body, STR("<?"))) {
        size_t end = str_find(body, STR("?>"), 0);
        if (end == SIZE_MAX) return false;
        body = str_trim((struct str){body.s + end + 2, body.len - end - 2});
    }
    return str_has_prefix(body, STR("<Error>")) || str_has_prefix(body, STR("<Error "));
}

bool aws_parse(struct arena *arena, const struct aws_operation *operation, const struct aws_http_response *response, struct value *result, struct aws_fault *fault,
               struct error *err)
{
    struct aws_reader r = {arena, operation, response, err};
    struct aws_member output = aws_output(operation);
    bool good;
    *fault = (struct aws_fault){.code = "", .message = "", .request_id = "", .status = response->status};
    *result = VALUE_NONE;
    if (response->status < 200 || response->status > 599) return aws_bad_answer(&r, "its status is %d", response->status);
    if (response->status >= 300) return aws_read_fault(&r, fault);
    if (is_late_error(&r, &output)) {
        fault->status = 500;   /* as if it had said so: the call is sent again */
        return aws_read_fault(&r, fault);
    }
    switch (operation->service->protocol) {
    case AWS_EC2: case AWS_QUERY: good = parse_query(&r, &output, result); break;
    case AWS_JSON:
        if (event_stream(&output).len) {
            aws_fields fields = {0};
            good = parse_events(&r, &output, event_stream(&output), &fields) && made(&r, &fields, result);
        } else good = parse_json(&r, &output, result);
        break;
    default: good = parse_rest(&r, &output, result); break;
    }
    if (good) good = aws_quirks_after(&r, result);
    if (!good) *result = VALUE_NONE;
    return good;
}
