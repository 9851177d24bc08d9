/* aws/read_fault.c: what a service says when it refuses. Where even that cannot be read, the status stands for the code. */
#include <stdio.h>

#include "aws/protocol_parts.h"
#include "aws/xml.h"

static const struct { int status; const char *text; } statuses[] = {
    {301, "Moved Permanently"}, {302, "Found"}, {304, "Not Modified"}, {307, "Temporary Redirect"}, {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
    {405, "Method Not Allowed"}, {408, "Request Timeout"}, {409, "Conflict"}, {412, "Precondition Failed"}, {413, "Request Entity Too Large"}, {429, "Too Many Requests"},
    {500, "Internal Server Error"}, {501, "Not Implemented"}, {502, "Bad Gateway"}, {503, "Service Unavailable"}, {504, "Gateway Timeout"},
};

static const char *status_text(int status)
{
    for (size_t i = 0; i < COUNT_OF(statuses); i++)
        if (statuses[i].status == status) return statuses[i].text;
    return "";
}

static bool text(struct aws_reader *r, struct str s, const char **out)
{
    char *copy = arena_strndup(r->arena, s.s ? s.s : "", s.len);
    *out = copy ? copy : "";
    return copy || error_no_memory(r->err);
}

/* com.amazon#NotFound:http://... → NotFound */
static struct str bare(struct str code)
{
    size_t colon = str_find(code, STR(":"), 0);
    if (colon != SIZE_MAX) code.len = colon;
    for (size_t hash = str_find(code, STR("#"), 0); hash != SIZE_MAX; hash = str_find(code, STR("#"), 0)) code = (struct str){code.s + hash + 1, code.len - hash - 1};
    return code;
}

/* The shape of the error with this code: of that name, or saying that this is its code. */
static struct aws_member error_shape(struct aws_reader *r, struct str code)
{
    const struct aws_service *service = r->operation->service;
    struct value shapes = value_field(service->model, "shapes"), errors = value_field(r->operation->operation, "errors"), named = value_get_str(shapes, code);
    struct aws_member none = {service, VALUE_NONE, VALUE_NONE, AWS_NO_TYPE};
    for (size_t i = 0; value_is_array(errors) && i < value_len(errors); i++) {
        struct aws_member member = aws_member(service, value_items(errors)[i]);
        struct value own = value_field(value_field(member.shape, "error"), "code");
        if (value_is_string(own) && str_eq(value_str(own), code)) return member;
    }
    if (value_is_true(value_field(named, "exception"))) return (struct aws_member){service, VALUE_NONE, named, AWS_STRUCTURE};
    for (size_t i = 0; value_is_object(shapes) && i < value_len(shapes); i++) {
        struct value shape = value_pairs(shapes)[i].value, own = value_field(value_field(shape, "error"), "code");
        if (value_is_string(own) && str_eq(value_str(own), code)) return (struct aws_member){service, VALUE_NONE, shape, AWS_STRUCTURE};
    }
    return none;
}

static bool is_rest(struct aws_reader *r) { return r->operation->service->protocol == AWS_REST_JSON || r->operation->service->protocol == AWS_REST_XML; }

/* Details that cannot be read are left out: the refusal counts. */
static bool details(struct aws_reader *r, struct str code, struct value json, const struct xml_node *node, struct aws_fault *fault)
{
    struct aws_member shape = error_shape(r, code);
    struct error ignored = {0}, *err = r->err;
    aws_fields fields = {0};
    struct value body = VALUE_NONE;
    r->err = &ignored;
    if (shape.type == AWS_STRUCTURE && is_rest(r) && !aws_read_bound(r, &shape, &fields)) fields.len = 0;
    if (shape.type == AWS_STRUCTURE && !(node ? aws_read_xml(r, &shape, node, &body) : !value_is_object(json) || aws_read_json(r, &shape, json, 0, &body))) body = VALUE_NONE;
    for (size_t i = 0; value_is_object(body) && i < value_len(body); i++)
        if (!aws_field_add(r, &fields, value_str(value_pairs(body)[i].key), value_pairs(body)[i].value)) break;
    r->err = err;
    fault->details = r->arena->failed ? VALUE_NONE : value_object(r->arena, fields.items, fields.len);
    return !value_is_none(fault->details) || error_no_memory(r->err);
}

static const char *request_id(struct aws_reader *r)
{
    const char *id = aws_headers_get(&r->response->headers, "x-amzn-requestid");
    if (!id) id = aws_headers_get(&r->response->headers, "x-amz-request-id");
    return id ? id : "";
}

/* By the status alone. */
static bool bare_status(struct aws_reader *r, struct aws_fault *fault)
{
    fault->code = arena_printf(r->arena, "%d", fault->status);
    fault->message = status_text(fault->status);
    fault->details = value_object(r->arena, NULL, 0);
    if (!fault->code) fault->code = "";
    return (*fault->code && !value_is_none(fault->details)) || error_no_memory(r->err);
}

/* --- JSON --- */

static struct str field(struct value body, const char *a, const char *b)
{
    struct value v = value_field(body, a);
    if (!value_is_string(v) && b) v = value_field(body, b);
    return value_is_string(v) ? value_str(v) : (struct str){NULL, 0};
}

static struct str json_code(struct aws_reader *r, struct value body)
{
    struct str header = str_of(aws_headers_get(&r->response->headers, "x-amzn-errortype")), type = field(body, "__type", NULL), code = field(body, "code", "Code");
    bool rest = r->operation->service->protocol == AWS_REST_JSON;
    struct str order[3] = {rest ? header : type, rest ? code : header, rest ? type : code};
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (order[i].s && bare(order[i]).len) return bare(order[i]);
    return (struct str){NULL, 0};
}

/* The code by which clients of the older query protocol know the error: "Code;Sender". */
static struct str query_code(struct aws_reader *r, struct str code)
{
    struct str both = str_of(aws_headers_get(&r->response->headers, "x-amzn-query-error"));
    size_t semicolon = both.s ? str_find(both, STR(";"), 0) : SIZE_MAX;
    return semicolon != SIZE_MAX && semicolon > 0 ? (struct str){both.s, semicolon} : code;
}

static bool json_fault(struct aws_reader *r, struct aws_fault *fault)
{
    struct value body = VALUE_NONE;
    struct error ignored = {0}, *err = r->err;
    r->err = &ignored;
    bool read = aws_body_json(r, r->response->body, &body);
    r->err = err;
    if (r->arena->failed) return error_no_memory(r->err);
    if (!read || !value_is_object(body)) body = VALUE_NONE;
    struct str code = json_code(r, body);
    if (!code.s) {
        struct str message = field(body, "message", "Message");
        return bare_status(r, fault) && (!message.len || text(r, message, &fault->message));
    }
    return details(r, code, body, NULL, fault) && text(r, query_code(r, code), &fault->code) && text(r, field(body, "message", "Message"), &fault->message);
}

/* --- XML --- */

/* <Error>, <ErrorResponse><Error>, <Response><Errors><Error> */
static const struct xml_node *error_node(const struct xml_node *root)
{
    if (str_is(root->name, "Error")) return root;
    const struct xml_node *errors = xml_child(root, STR("Errors")), *node = xml_child(errors ? errors : root, STR("Error"));
    return node;
}

static struct str child_text(const struct xml_node *node, struct str name)
{
    const struct xml_node *child = node ? xml_child(node, name) : NULL;
    return child ? child->text : (struct str){NULL, 0};
}

/* S3's errors have no shapes: what stands in them is given as it is. */
static bool plain_details(struct aws_reader *r, const struct xml_node *node, struct aws_fault *fault)
{
    aws_fields fields = {0};
    for (const struct xml_node *child = node->first; child; child = child->next) {
        if (child->first || str_is(child->name, "Code") || str_is(child->name, "Message") || str_is(child->name, "RequestId") || str_is(child->name, "HostId")) continue;
        if (!aws_field_add(r, &fields, child->name, value_string(r->arena, child->text))) return false;
    }
    fault->details = value_object(r->arena, fields.items, fields.len);
    return !value_is_none(fault->details) || error_no_memory(r->err);
}

static bool xml_request_id(struct aws_reader *r, const struct xml_node *root, const struct xml_node *node, struct aws_fault *fault)
{
    static const char *const names[] = {"RequestId", "RequestID", "requestId"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct str id = child_text(root, str_of(names[i]));
        if (!id.s) id = child_text(node, str_of(names[i]));
        if (id.len) return text(r, id, &fault->request_id);
    }
    return true;
}

static bool xml_fault(struct aws_reader *r, struct aws_fault *fault)
{
    const struct xml_node *root = NULL, *node;
    struct error ignored = {0}, *err = r->err;
    r->err = &ignored;
    bool read = aws_body_xml(r, r->response->body, &root);
    r->err = err;
    if (r->arena->failed) return error_no_memory(r->err);
    node = read && root ? error_node(root) : NULL;
    struct str code = child_text(node, STR("Code"));
    if (!code.len) return bare_status(r, fault);
    bool plain = node == root && error_shape(r, code).type == AWS_NO_TYPE;
    struct str message = child_text(node, STR("Message"));
    if (!message.s) message = child_text(node, STR("message"));
    return (plain ? plain_details(r, node, fault) : details(r, code, VALUE_NONE, node, fault)) && text(r, code, &fault->code) && text(r, message, &fault->message) &&
           xml_request_id(r, root, node, fault);
}

bool aws_read_fault(struct aws_reader *r, struct aws_fault *fault)
{
    enum aws_protocol protocol = r->operation->service->protocol;
    fault->request_id = request_id(r);
    fault->details = VALUE_NONE;
    bool good = protocol == AWS_JSON || protocol == AWS_REST_JSON ? json_fault(r, fault) : xml_fault(r, fault);
    if (!good) fault->code = "";
    return good;
}
