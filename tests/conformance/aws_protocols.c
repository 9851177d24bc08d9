/* tests/conformance/aws_protocols.c: runs the cases of AWS's protocols, as botocore keeps them: parameters → request, response → result or error.
 * A case is {given: an operation, params, serialized} or {given, response, result or error}; the suite around it has the model's shapes and metadata.
 * Bodies are compared by what they mean: JSON as values, XML as a tree, a form as its pairs; a raw payload byte for byte.
 *
 * usage: aws_protocols DIRECTORY. Prints the cases that fail, then `aws/protocols: N passed, M failed`. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "aws/protocol.h"
#include "aws/scalars.h"
#include "aws/shapes.h"
#include "aws/xml.h"
#include "base/io.h"
#include "value/json.h"

#define TOKEN "00000000-0000-4000-8000-000000000000"   /* what the cases expect for one that is not given */

struct run { struct arena *arena; struct buf why; struct aws_service service; struct aws_operation operation; struct value suite; };
struct tally { size_t passed, failed; };

static struct str text_of(struct value v, const char *otherwise) { return value_is_string(v) ? value_str(v) : str_of(otherwise); }

/* --- what the cases write otherwise than we do: blobs are plain text, times are seconds --- */

enum side { TO_US, TO_THEM, THEIRS };   /* THEIRS: what they expect, times alone made alike */

static struct value scalar(struct run *r, const struct aws_member *shape, struct value v, enum side side)
{
    struct str bytes;
    struct aws_time time;
    bool valid;
    if (shape->type == AWS_BLOB && value_is_string(v) && side == TO_US) return value_cstring(r->arena, aws_base64(r->arena, value_str(v)));
    if (shape->type == AWS_BLOB && value_is_string(v) && side == TO_THEM) return aws_base64_decode(r->arena, value_str(v), &bytes, &valid) && valid ? value_string(r->arena, bytes) : v;
    if (shape->type == AWS_TIMESTAMP && side != TO_US && aws_time_from_value(v, &time)) return value_int(r->arena, time.seconds);
    return v;
}

static struct value converted(struct run *r, const struct aws_member *shape, struct value v, enum side side)
{
    struct value out = v;
    if (shape->type == AWS_STRUCTURE && value_is_object(v))
        for (size_t i = 0; i < value_len(v); i++) {
            struct aws_member member = aws_member_named(shape, value_str(value_pairs(v)[i].key));
            out = value_with(r->arena, out, value_pairs(v)[i].key, converted(r, &member, value_pairs(v)[i].value, side));
        }
    else if (shape->type == AWS_MAP && value_is_object(v)) {
        struct aws_member element = aws_member_part(shape, "value");
        for (size_t i = 0; i < value_len(v); i++) out = value_with(r->arena, out, value_pairs(v)[i].key, converted(r, &element, value_pairs(v)[i].value, side));
    } else if (value_is_array(v)) {   /* a list; or the events of a stream, each a structure of one member */
        struct aws_member element = shape->type == AWS_LIST ? aws_member_part(shape, "member") : *shape;
        struct value *items = arena_array(r->arena, value_len(v) + 1, sizeof *items);
        for (size_t i = 0; i < value_len(v); i++) items[i] = converted(r, &element, value_items(v)[i], side);
        out = value_array(r->arena, items, value_len(v));
    } else out = scalar(r, shape, v, side);
    return out;
}

/* --- comparing --- */

static bool differ(struct run *r, const char *what, struct str got, struct str want)
{
    buf_printf(&r->why, "%s: got %.*s, wanted %.*s", what, (int)got.len, got.s ? got.s : "", (int)want.len, want.s ? want.s : "");
    return false;
}

static bool same_json(struct run *r, struct str got, struct str want, bool *both)
{
    struct value a, b;
    *both = json_read(r->arena, want, NULL, &b, NULL, NULL) && json_read(r->arena, got, NULL, &a, NULL, NULL);
    return *both && value_equal(a, b);
}

static bool same_xml(const struct xml_node *a, const struct xml_node *b);

/* Is it a map's entry: a key, which is text, and a value? Two of them may stand in any order. */
static bool is_entry(const struct xml_node *node) { return node->n_children == 2 && !node->first->first && !str_eq(node->first->name, node->last->name); }

static bool has_entry(const struct xml_node *b, const struct xml_node *entry)
{
    for (const struct xml_node *other = b->first; other; other = other->next)
        if (str_eq(other->name, entry->name) && is_entry(other) && str_eq(other->first->text, entry->first->text) && same_xml(entry, other)) return true;
    return false;
}

/* Elements of one name keep their order, entries of a map aside; the order between names means nothing. */
static bool same_xml(const struct xml_node *a, const struct xml_node *b)
{
    if (!str_eq(a->name, b->name) || a->n_attributes != b->n_attributes || a->n_children != b->n_children) return false;
    if (!a->first && !str_eq(a->text, b->text)) return false;
    for (size_t i = 0; i < a->n_attributes; i++) {
        bool found = false;
        for (size_t k = 0; k < b->n_attributes; k++)
            found |= str_eq(a->attributes[i].name, b->attributes[k].name) && str_eq(a->attributes[i].text, b->attributes[k].text);
        if (!found) return false;
    }
    for (const struct xml_node *child = a->first; child; child = child->next) {
        size_t before = 0;
        for (const struct xml_node *other = a->first; other != child; other = other->next) before += str_eq(other->name, child->name);
        const struct xml_node *match = b->first;
        for (; match; match = match->next)
            if (str_eq(match->name, child->name) && before-- == 0) break;
        if (!match || !(same_xml(child, match) || (is_entry(child) && has_entry(b, child)))) return false;
    }
    return true;
}

static int compare_str(const void *a, const void *b) { return str_compare(*(const struct str *)a, *(const struct str *)b); }

/* The pairs of a form or a query, decoded and in order of name. */
static struct str sorted_pairs(struct run *r, struct str form)
{
    VEC(struct str) pairs = {0};
    for (size_t at = 0; at < form.len;) {
        size_t end = str_find(form, STR("&"), at);
        if (end == SIZE_MAX) end = form.len;
        struct str pair = {form.s + at, end - at}, plain;
        size_t equals = str_find(pair, STR("="), 0);
        if (!str_percent_decode(r->arena, pair, true, &plain)) abort();
        *vec_push(r->arena, &pairs) = equals == SIZE_MAX ? str_of(arena_printf(r->arena, "%.*s=", (int)plain.len, plain.s)) : plain;
        at = end + 1;
    }
    if (pairs.len) qsort(pairs.items, pairs.len, sizeof *pairs.items, compare_str);
    struct buf out = buf_new(0);
    for (size_t i = 0; i < pairs.len; i++) buf_add_str(&out, pairs.items[i]), buf_add_char(&out, '\n');
    char *text = buf_to_arena(r->arena, &out);
    struct str joined = {text, out.len};
    buf_free(&out);
    return joined;
}

/* A map's entries may stand in any order: PREFIX.entry.N is written PREFIX.entry.KEY, by the entry's key. */
static struct str renumbered(struct run *r, struct str form)
{
    for (size_t at = 0; (at = str_find(form, STR(".entry."), at)) != SIZE_MAX; at++) {
        size_t number = at + strlen(".entry."), end = number;
        while (end < form.len && form.s[end] >= '0' && form.s[end] <= '9') end++;
        struct str rest = {form.s + end, form.len - end};
        if (end == number || !str_has_prefix(rest, STR(".key="))) continue;
        struct str key = {rest.s + 5, 0}, start = {form.s, at};
        while (key.s + key.len < form.s + form.len && key.s[key.len] != '&') key.len++;
        while (start.len && start.s[start.len - 1] != '&') start.len--;
        struct str from = {form.s + start.len, end - start.len}, to = str_of(arena_printf(r->arena, "%.*s!%.*s", (int)(number - start.len), form.s + start.len, (int)key.len, key.s));
        struct buf out = buf_new(0);
        for (size_t i = 0, next; i < form.len; i = next + from.len) {
            next = str_find(form, from, i);
            if (next == SIZE_MAX) next = form.len;
            buf_add(&out, form.s + i, next - i);
            if (next == form.len) break;
            bool whole = next + from.len < form.len && form.s[next + from.len] == '.';
            buf_add_str(&out, whole ? to : from);
        }
        char *text = buf_to_arena(r->arena, &out);
        form = (struct str){text, out.len};
        buf_free(&out);
    }
    return form;
}

static bool same_body(struct run *r, struct str got, struct str want)
{
    const struct xml_node *a, *b;
    const char *bad;
    bool both;
    if (str_eq(got, want)) return true;
    if (same_json(r, got, want, &both)) return true;
    if (r->service.protocol == AWS_REST_XML && xml_read(r->arena, want, &b, &bad) && xml_read(r->arena, got, &a, &bad) && same_xml(a, b)) return true;
    bool form = r->service.protocol == AWS_QUERY || r->service.protocol == AWS_EC2;
    if (form && str_eq(sorted_pairs(r, got), sorted_pairs(r, want))) return true;
    if (form && str_eq(sorted_pairs(r, renumbered(r, got)), sorted_pairs(r, renumbered(r, want)))) return true;
    return differ(r, "body", got, want);
}

/* Without the spaces behind commas; a Content-Type without its parameters. */
static struct str header_meaning(struct run *r, const char *name, struct str text)
{
    char *out = arena_alloc(r->arena, text.len + 1);
    size_t n = 0, semicolon = strcasecmp(name, "content-type") == 0 ? str_find(text, STR(";"), 0) : SIZE_MAX;
    if (semicolon != SIZE_MAX) text.len = semicolon;
    for (size_t i = 0; i < text.len; i++) {
        out[n++] = text.s[i];
        if (text.s[i] == ',') while (i + 1 < text.len && text.s[i + 1] == ' ') i++;
    }
    return (struct str){out, n};
}

static bool same_headers(struct run *r, const struct aws_http_request *request, struct value want)
{
    struct value headers = value_field(want, "headers"), forbidden = value_field(want, "forbidHeaders"), required = value_field(want, "requireHeaders");
    for (size_t i = 0; value_is_object(headers) && i < value_len(headers); i++) {
        const char *name = value_cstr(value_pairs(headers)[i].key), *got = aws_headers_get(&request->headers, name);
        struct str expected = value_str(value_pairs(headers)[i].value);
        if (!got || !str_eq(header_meaning(r, name, str_of(got)), header_meaning(r, name, expected))) return differ(r, name, str_of(got ? got : "nothing"), expected);
    }
    for (size_t i = 0; value_is_array(forbidden) && i < value_len(forbidden); i++) {
        const char *name = value_cstr(value_items(forbidden)[i]), *got = aws_headers_get(&request->headers, name);
        bool length = strcasecmp(name, "content-length") == 0 && request->body.len > 0;   /* the HTTP library writes it where there is a body */
        if (got || length) return differ(r, name, str_of(got ? got : "a body"), STR("no such header"));
    }
    for (size_t i = 0; value_is_array(required) && i < value_len(required); i++) {
        const char *name = value_cstr(value_items(required)[i]);
        bool there = strcasecmp(name, "content-length") == 0 ? request->body.len > 0 : aws_headers_get(&request->headers, name) != NULL;
        if (!there) return differ(r, name, STR("nothing"), STR("such a header"));
    }
    return true;
}

static bool same_uri(struct run *r, const struct aws_http_request *request, struct str want, struct str endpoint_path)
{
    size_t question = str_find(want, STR("?"), 0);
    struct str path = question == SIZE_MAX ? want : (struct str){want.s, question}, query = question == SIZE_MAX ? STR("") : (struct str){want.s + question + 1, want.len - question - 1};
    struct str got = str_of(arena_printf(r->arena, "%.*s%s", (int)endpoint_path.len, endpoint_path.s, request->path));
    if (!str_eq(got, path)) return differ(r, "path", got, path);
    struct str pairs = sorted_pairs(r, str_of(request->query)), wanted = sorted_pairs(r, query);
    return str_eq(pairs, wanted) || differ(r, "query", pairs, wanted);
}

/* --- the two kinds of cases --- */

static bool input_case(struct run *r, struct value c)
{
    struct value want = value_field(c, "serialized"), params = value_field(c, "params"), body = value_field(want, "body"), method = value_field(want, "method");
    struct aws_member input = aws_member(&r->service, value_field(r->operation.operation, "input"));
    struct aws_http_request request;
    struct error err = {0};
    if (!value_is_object(want)) return differ(r, "the case", STR("nothing"), STR("an expectation"));
    params = value_is_object(params) ? converted(r, &input, params, TO_US) : VALUE_NONE;
    if (!aws_serialize(r->arena, &r->operation, params, TOKEN, &request, &err)) return differ(r, err.code->name, str_of(err.message), STR("a request"));
    if (value_is_string(method) && !str_is(value_str(method), request.method)) return differ(r, "method", str_of(request.method), value_str(method));
    struct str endpoint = text_of(value_field(r->suite, "clientEndpoint"), "https://example.com"), host = {endpoint.s + strlen("https://"), endpoint.len - strlen("https://")};
    size_t slash = str_find(host, STR("/"), 0);
    struct str endpoint_path = slash == SIZE_MAX ? STR("") : (struct str){host.s + slash, host.len - slash};
    if (!same_uri(r, &request, text_of(value_field(want, "uri"), "/"), endpoint_path) || !same_headers(r, &request, want)) return false;
    struct str got = str_of(arena_printf(r->arena, "%s%.*s", request.host_prefix, (int)host.len, host.s)), wanted = text_of(value_field(want, "host"), "");
    if (wanted.len && !str_eq(got, wanted)) return differ(r, "host", got, wanted);
    return !value_is_string(body) || same_body(r, request.body, value_str(body));
}

static struct aws_http_response response_of(struct run *r, struct value response, bool stream)
{
    struct aws_http_response out = {0};
    struct value headers = value_field(response, "headers");
    int64_t status = 200;
    bool valid;
    (void)(value_is_number(value_field(response, "status_code")) && value_number_to_int64(value_field(response, "status_code"), &status));
    out.status = (int)status;
    for (size_t i = 0; value_is_object(headers) && i < value_len(headers); i++)
        if (!aws_headers_set(r->arena, &out.headers, value_cstr(value_pairs(headers)[i].key), value_cstr(value_pairs(headers)[i].value))) abort();
    out.body = text_of(value_field(response, "body"), "");
    if (stream && !aws_base64_decode(r->arena, out.body, &out.body, &valid)) abort();
    return out;
}

static bool is_stream(const struct aws_member *output)
{
    struct value members = aws_members(output);
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct aws_member member = aws_member_named(output, value_str(value_pairs(members)[i].key));
        if (aws_trait_true(&member, "eventstream")) return true;
    }
    return false;
}

static bool same_value(struct run *r, const char *what, struct value got, struct value want)
{
    if (value_equal(got, want)) return true;
    buf_printf(&r->why, "%s: got ", what);
    json_write(&r->why, got, 0);
    buf_puts(&r->why, ", wanted ");
    json_write(&r->why, want, 0);
    return false;
}

static bool output_case(struct run *r, struct value c)
{
    struct value result, want = value_field(c, "result"), error = value_field(c, "error");
    struct aws_member output = aws_member(&r->service, value_field(r->operation.operation, "output"));
    struct aws_http_response response = response_of(r, value_field(c, "response"), is_stream(&output));
    struct aws_fault fault;
    struct error err = {0};
    if (value_is_none(want) == value_is_none(error)) return differ(r, "the case", STR("nothing"), STR("an expectation"));
    if (!aws_parse(r->arena, &r->operation, &response, &result, &fault, &err)) return differ(r, err.code->name, str_of(err.message), STR("an answer"));
    if (value_is_none(error)) return *fault.code ? differ(r, "fault", str_of(fault.code), STR("a result")) : same_value(r, "result", converted(r, &output, result, TO_THEM), converted(r, &output, want, THEIRS));
    struct str code = text_of(value_field(c, "errorCode"), ""), message = text_of(value_field(c, "errorMessage"), "");
    if (!str_is(code, fault.code)) return differ(r, "code", str_of(fault.code), code);
    if (!str_is(message, fault.message)) return differ(r, "message", str_of(fault.message), message);
    return same_value(r, "error", fault.details, error);
}

static bool run_case(struct run *r, struct value c)
{
    struct value given = value_field(c, "given"), name = value_field(given, "name");
    struct value keys[] = {value_cstring(r->arena, "operations"), value_is_string(name) ? name : value_cstring(r->arena, "OperationName")};
    struct value operations = value_object(r->arena, &(struct value_pair){keys[1], given}, 1), model = value_with(r->arena, r->suite, keys[0], operations);
    struct error err = {0};
    if (!aws_service_from_model(r->arena, "case", model, &r->service, &err)) return differ(r, err.code->name, str_of(err.message), STR("a service"));
    if (!aws_operation_find(r->arena, &r->service, value_str(keys[1]), &r->operation, &err)) return differ(r, err.code->name, str_of(err.message), STR("an operation"));
    return value_is_none(value_field(c, "response")) ? input_case(r, c) : output_case(r, c);
}

/* --- running --- */

static void judge(struct tally *tally, const char *name, bool good, const char *why)
{
    if (good) tally->passed++;
    else {
        tally->failed++;
        printf("%s: %s\n", name, why);
    }
}

static void run_file(const char *folder, const char *kind, const char *file, struct tally *tally)
{
    struct arena *arena = arena_new(0);
    struct str text;
    struct value suites = VALUE_NONE;
    struct error err = {0};
    if (!io_read_file(arena, arena_printf(arena, "%s/%s/%s", folder, kind, file), 0, &text, &err) || !json_read(arena, text, NULL, &suites, NULL, &err) || !value_is_array(suites))
        judge(tally, file, false, err.message);
    for (size_t i = 0; value_is_array(suites) && i < value_len(suites); i++) {
        struct value suite = value_items(suites)[i], cases = value_field(suite, "cases"), description = value_field(suite, "description");
        for (size_t k = 0; value_is_array(cases) && k < value_len(cases); k++) {
            struct value id = value_field(value_items(cases)[k], "id");
            struct str label = text_of(value_is_string(id) ? id : description, "?");
            const char *name = arena_printf(arena, "%s/%s %zu.%zu %.*s", kind, file, i, k, (int)label.len, label.s);
            struct run r = {.arena = arena, .why = buf_new(0), .suite = suite};
            bool good = run_case(&r, value_items(cases)[k]);
            judge(tally, name, good, r.why.s ? r.why.s : "");
            buf_free(&r.why);
        }
    }
    arena_free(arena);
}

static int is_json(const struct dirent *entry) { return str_has_suffix(str_of(entry->d_name), STR(".json")); }

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"input", "output", "legacy-input", "legacy-output"};
    struct tally tally = {0};
    struct arena *arena = arena_new(0);
    if (argc != 2) return fprintf(stderr, "usage: aws_protocols DIRECTORY\n"), 2;
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct dirent **entries = NULL;
        int n = scandir(arena_printf(arena, "%s/%s", argv[1], kinds[k]), &entries, is_json, alphasort);
        for (int i = 0; i < n; i++) {
            run_file(argv[1], kinds[k], entries[i]->d_name, &tally);
            free(entries[i]);
        }
        free(entries);
    }
    arena_free(arena);
    printf("aws/protocols: %zu passed, %zu failed\n", tally.passed, tally.failed);
    return tally.failed || !tally.passed;
}
