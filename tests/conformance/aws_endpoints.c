/* tests/conformance/aws_endpoints.c: runs AWS's endpoint cases: SERVICE.json {testCases: [{params, expect: {endpoint or error}, operationInputs}]}, answered by the
 * service's own rules. A case with operation inputs is asked once more for each, with the parameters that the operation gives instead of the case's own.
 *
 * usage: aws_endpoints DIRECTORY KNOWN. Prints the cases that fail, then `aws/endpoints: N passed, M failed`. KNOWN lists failures with their reason, a line
 * `SERVICE.json N # reason` each: they count as neither; one that passes is a failure, so that the list only shrinks. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "aws/endpoint.h"
#include "base/io.h"
#include "value/json.h"

struct run { struct aws_models *models; struct arena *arena; const struct aws_service *service; struct buf why; struct str known; size_t passed, failed, excused; };

static bool differ(struct run *r, const char *what, const char *got, const char *want)
{
    buf_printf(&r->why, "%s: got %s, wanted %s", what, got ? got : "none", want ? want : "none");
    return false;
}

static bool same_headers(struct run *r, const struct aws_endpoint *got, struct value want)
{
    if ((value_is_object(want) ? value_len(want) : 0) != got->headers.len) return differ(r, "headers", "another number of them", "");
    for (size_t i = 0; value_is_object(want) && i < value_len(want); i++) {
        const char *name = value_cstr(value_pairs(want)[i].key), *text = aws_headers_get(&got->headers, name);
        struct value list = value_pairs(want)[i].value;
        if (value_len(list) != 1 || !text || strcmp(text, value_cstr(value_items(list)[0]))) return differ(r, name, text, value_cstr(value_items(list)[0]));
    }
    return true;
}

/* The scheme that was chosen is one of those that are wanted, with its fields. */
static bool same_auth(struct run *r, const struct aws_endpoint *got, struct value schemes)
{
    if (!value_is_array(schemes)) return !got->auth_scheme || differ(r, "auth scheme", got->auth_scheme, NULL);
    for (size_t i = 0; i < value_len(schemes); i++) {
        struct value s = value_items(schemes)[i], name = value_field(s, "signingName"), region = value_field(s, "signingRegion");
        bool same = got->auth_scheme && str_is(value_str(value_field(s, "name")), got->auth_scheme);
        same = same && (value_is_string(name) ? got->signing_name && str_is(value_str(name), got->signing_name) : !got->signing_name);
        same = same && (value_is_string(region) ? got->signing_region && str_is(value_str(region), got->signing_region) : !got->signing_region);
        if (same && got->disable_double_encoding == value_is_true(value_field(s, "disableDoubleEncoding"))) return true;
    }
    return differ(r, "auth scheme", got->auth_scheme, "one of the case's");
}

static bool judge(struct run *r, struct value params, struct value expect)
{
    struct value want = value_field(expect, "endpoint"), error = value_field(expect, "error"), properties = value_field(want, "properties");
    struct aws_endpoint got;
    struct error err = {0};
    if (value_is_none(want) == value_is_none(error)) return differ(r, "the case", "nothing", "an expectation");
    bool resolved = aws_endpoint_resolve(r->arena, r->models, r->service, params, &got, &err);
    if (value_is_string(error)) return !resolved && err.code == &AWS_ENDPOINT && str_is(value_str(error), err.message) ? true : differ(r, "error", resolved ? got.url : err.message, value_cstr(error));
    if (!resolved) return differ(r, "end point", err.message, value_cstr(value_field(want, "url")));
    if (!str_is(value_str(value_field(want, "url")), got.url)) return differ(r, "url", got.url, value_cstr(value_field(want, "url")));
    if (!value_equal(got.properties, value_is_object(properties) ? properties : value_object(r->arena, NULL, 0))) {
        buf_puts(&r->why, "properties: got ");
        json_write(&r->why, got.properties, 0);
        buf_puts(&r->why, ", wanted ");
        json_write(&r->why, properties, 0);
        return false;
    }
    return same_headers(r, &got, value_field(want, "headers")) && same_auth(r, &got, value_field(properties, "authSchemes"));
}

static bool flag(struct value built_ins, const char *name) { return value_is_true(value_field(built_ins, name)); }
static const char *text(struct value built_ins, const char *name)
{
    struct value v = value_field(built_ins, name);
    return value_is_string(v) ? value_cstr(v) : NULL;
}

/* The parameters by way of the operation. Settings that are no part of a call (S3's acceleration and the like) are added as the case has them. */
static bool judge_operation(struct run *r, struct value input, struct value expect)
{
    struct value built_ins = value_field(input, "builtInParams"), declared = value_field(r->service->endpoint_rules, "parameters"), client = value_field(input, "clientParams"), params;
    struct value name = value_field(input, "operationName");
    struct aws_operation operation;
    struct error err = {0};
    if (!value_is_string(name) || !aws_operation_find(r->arena, r->service, value_str(name), &operation, &err)) return differ(r, "operation", err.message, "one that is known");
    if (!aws_endpoint_params(r->arena, &operation, value_field(input, "operationParams"), text(built_ins, "AWS::Region"), flag(built_ins, "AWS::UseFIPS"), flag(built_ins, "AWS::UseDualStack"),
                             text(built_ins, "SDK::Endpoint"), &params, &err))
        return differ(r, "parameters", err.message, "some");
    for (size_t i = 0; value_is_object(declared) && i < value_len(declared); i++) {
        struct value key = value_pairs(declared)[i].key, built_in = value_field(value_pairs(declared)[i].value, "builtIn");
        struct value set = value_is_string(built_in) ? value_get(built_ins, built_in) : value_get(client, key);
        if (!value_is_none(set)) params = value_with(r->arena, params, key, set);
    }
    /* A case with an end point of its own does not ask by path unless it says so. */
    if (text(built_ins, "SDK::Endpoint") && !flag(built_ins, "AWS::S3::ForcePathStyle") && !value_is_none(value_field(params, "ForcePathStyle")))
        params = value_with(r->arena, params, value_cstring(r->arena, "ForcePathStyle"), VALUE_FALSE);
    return judge(r, params, expect);
}

static void count(struct run *r, bool good, const char *file, size_t n, struct value documentation)
{
    char line[200];
    snprintf(line, sizeof line, "\n%s %zu # ", file, n);
    bool known = str_find(r->known, str_of(line), 0) != SIZE_MAX;
    if (good && !known) r->passed++;
    else if (!good && known) r->excused++;
    else {
        if (known) buf_puts(&r->why, "it is listed as a known failure and passes");
        r->failed++;
        printf("endpoints/%s %zu: %s (%s)\n", file, n, r->why.s, value_is_string(documentation) ? value_cstr(documentation) : "");
    }
    buf_clear(&r->why);
}

static void run_file(struct run *r, const char *folder, const char *file)
{
    struct str source, name = {file, strlen(file) - strlen(".json")};
    struct value cases = VALUE_NONE, suite;
    struct error err = {0};
    r->arena = arena_new(0);
    r->service = aws_models_service(r->models, name, &err);
    if (r->service && io_read_file(r->arena, arena_printf(r->arena, "%s/%s", folder, file), 0, &source, &err) && json_read(r->arena, source, NULL, &suite, NULL, &err))
        cases = value_field(suite, "testCases");
    if (!value_is_array(cases)) {
        differ(r, "the file", err.message, "cases");
        count(r, false, file, 0, VALUE_NONE);
    }
    for (size_t i = 0; value_is_array(cases) && i < value_len(cases); i++) {
        struct value c = value_items(cases)[i], expect = value_field(c, "expect"), inputs = value_field(c, "operationInputs"), params = value_field(c, "params");
        bool good = judge(r, value_is_object(params) ? params : value_object(r->arena, NULL, 0), expect);
        for (size_t k = 0; good && value_is_array(inputs) && k < value_len(inputs); k++) good = judge_operation(r, value_items(inputs)[k], expect);
        count(r, good, file, i, value_field(c, "documentation"));
    }
    arena_free(r->arena);
}

static int is_json(const struct dirent *entry) { return str_has_suffix(str_of(entry->d_name), STR(".json")); }

int main(int argc, char **argv)
{
    struct run r = {.models = aws_models_new(), .why = buf_new(0)};
    struct dirent **entries = NULL;
    struct arena *arena = arena_new(0);
    if (argc != 3 || !r.models || !io_read_file(arena, argv[2], 0, &r.known, NULL)) return fprintf(stderr, "usage: aws_endpoints DIRECTORY KNOWN\n"), 2;
    int n = scandir(argv[1], &entries, is_json, alphasort);
    for (int i = 0; i < n; i++) {
        run_file(&r, argv[1], entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    buf_free(&r.why);
    aws_models_free(r.models);
    arena_free(arena);
    if (r.excused) printf("%zu known failures with their reasons: %s\n", r.excused, argv[2]);
    printf("aws/endpoints: %zu passed, %zu failed\n", r.passed, r.failed);
    return r.failed || !r.passed;
}
