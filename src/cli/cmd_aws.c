/* cli/cmd_aws.c: `rampart aws call SERVICE OPERATION`: any operation of AWS, as `aws SERVICE OPERATION --output json` does it; `wait`, `services`, `operations`. */
#include <stdio.h>
#include <unistd.h>

#include "aws/client.h"
#include "aws/secret.h"
#include "base/io.h"
#include "cli/commands.h"
#include "jmespath/jmespath.h"
#include "value/json.h"

#define PARAMS_MAX ((size_t)64 << 20)

/* The exit statuses of awscli, version 2. */
enum { EXIT_OK = 0, EXIT_ASKED_WRONGLY = 252, EXIT_SETUP = 253, EXIT_REFUSED = 254, EXIT_FAILED = 255 };

struct options {
    const char *params, *region, *profile, *endpoint_url, *query, *output, *retry_mode;
    long max_attempts;
    uint64_t timeout, connect_timeout;
    bool no_paginate, no_sign, dual_stack, fips;
};

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"connect-timeout", 0, FLAG_DURATION, "DURATION", "for a connection (10s)", AT(connect_timeout)},
    {"dual-stack", 0, FLAG_BOOL, "", "end points that have IPv6 too", AT(dual_stack)},
    {"endpoint-url", 0, FLAG_TEXT, "URL", "ask there, whatever service and region", AT(endpoint_url)},
    {"fips", 0, FLAG_BOOL, "", "end points that are validated after FIPS 140", AT(fips)},
    {"max-attempts", 0, FLAG_INT, "N", "how often a call is sent at most (3, or what the profile says)", AT(max_attempts)},
    {"no-paginate", 0, FLAG_BOOL, "", "the first page alone, as the service sends it", AT(no_paginate)},
    {"no-sign-request", 0, FLAG_BOOL, "", "ask without credentials", AT(no_sign)},
    {"output", 'o', FLAG_TEXT, "{json}", "how to print the answer", AT(output)},
    {"params", 'p', FLAG_TEXT, "JSON", "the parameters, an object with the model's names; file://PATH reads them, - reads standard input", AT(params)},
    {"profile", 0, FLAG_TEXT, "NAME", "a profile of the shared config files", AT(profile)},
    {"query", 0, FLAG_TEXT, "JMESPATH", "what to print of the answer", AT(query)},
    {"region", 0, FLAG_TEXT, "REGION", "where to ask", AT(region)},
    {"retry-mode", 0, FLAG_TEXT, "{standard,adaptive}", "how failures are tried again", AT(retry_mode)},
    {"timeout", 0, FLAG_DURATION, "DURATION", "for one sending of a call, its answer included (1m)", AT(timeout)},
};

static int print_error(const struct error *err)
{
    struct buf out = buf_new(1 << 16);
    error_print(&out, err, (struct str){NULL, 0});
    fwrite(out.s, 1, out.len, stderr);
    buf_free(&out);
    if (err->code == &AWS_FAULT) return EXIT_REFUSED;
    if (err->code == &AWS_NO_CREDENTIALS || err->code == &AWS_CREDENTIALS || err->code == &AWS_CONFIG) return EXIT_SETUP;
    if (err->code == &AWS_PARAMETER || err->code == &AWS_UNKNOWN_SERVICE || err->code == &AWS_UNKNOWN_OPERATION || err->code == &CLI_ERR_FLAG || err->code == &AWS_ENDPOINT ||
        err->code == &JMESPATH_SYNTAX)
        return EXIT_ASKED_WRONGLY;
    return EXIT_FAILED;
}

/* A text, file://PATH, or - for standard input. */
static bool read_params(struct arena *arena, const char *text, struct value *out, struct error *err)
{
    struct str json = str_of(text);
    *out = VALUE_NONE;
    if (!text) return true;
    const char *path = strcmp(text, "-") == 0 ? text : strncmp(text, "file://", 7) == 0 ? text + 7 : NULL;
    if (path && !io_read_file(arena, path, PARAMS_MAX, &json, err)) return false;
    if (!json_read(arena, json, &(struct json_options){.duplicates = JSON_REFUSE_DUPLICATES}, out, NULL, err)) return error_in_file(err, str_of(path ? path : "--params"));
    return value_is_object(*out) || error_set(err, &CLI_ERR_FLAG, "--params must be an object, not %s", value_type_name(*out));
}

static bool print(struct arena *arena, const char *query, struct value result, struct error *err)
{
    struct jmespath *path = query ? jmespath_compile(arena, str_of(query), err) : NULL;
    if (query && (!path || !jmespath_search(arena, path, result, &result, err))) return false;
    struct buf out = buf_new(0);
    json_write(&out, result, 4);
    buf_add_char(&out, '\n');
    bool ok = !out.failed && fwrite(out.s, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
    buf_free(&out);
    return ok || error_set(err, &ERROR_IO, "standard output: the answer cannot be written");
}

/* --- what is there --- */

static int list_services(void)
{
    for (size_t i = 0; aws_models_name(i); i++) puts(aws_models_name(i));
    return EXIT_OK;
}

static int list_operations(const char *name)
{
    struct error err = {0};
    struct aws_models *models = aws_models_new();
    const struct aws_service *service = models ? aws_models_service(models, str_of(name), &err) : NULL;
    if (!models) error_no_memory(&err);
    if (!service) {
        aws_models_free(models);
        return print_error(&err);
    }
    struct value operations = value_field(service->model, "operations");
    for (size_t i = 0; value_is_object(operations) && i < value_len(operations); i++) puts(value_cstr(value_pairs(operations)[i].key));
    aws_models_free(models);
    return EXIT_OK;
}

/* --- calls --- */

static unsigned milliseconds(uint64_t ns) { return ns / 1000000 > 86400000 ? 86400000 : (unsigned)(ns / 1000000); }

static struct aws_client *new_client(struct aws_models *models, const struct options *o, struct error *err)
{
    if (o->max_attempts < 0 || o->max_attempts > 1000) {
        error_set(err, &CLI_ERR_FLAG, "--max-attempts must be from 1 to 1000");
        return NULL;
    }
    const struct aws_client_options options = {
        .max_attempts = (unsigned)o->max_attempts, .endpoint_url = o->endpoint_url, .fips = o->fips, .dual_stack = o->dual_stack, .timeout_ms = milliseconds(o->timeout),
        .connect_timeout_ms = milliseconds(o->connect_timeout), .retry_mode = o->retry_mode && strcmp(o->retry_mode, "adaptive") == 0 ? AWS_RETRY_ADAPTIVE : AWS_RETRY_STANDARD};
    secret_guard_process();
    return aws_client_new(models, &options, err);
}

static bool ask(struct arena *arena, struct aws_client *client, struct aws_provider *provider, const struct options *o, const struct flag_list *rest, struct error *err)
{
    struct value params, result;
    if (!read_params(arena, o->params, &params, err)) return false;
    const struct aws_request request = {.service = rest->items[1], .operation = rest->items[2], .region = o->region, .params = params, .provider = provider, .pages = !o->no_paginate};
    if (strcmp(rest->items[0], "wait") == 0) return aws_wait(arena, client, &request, rest->items[2], err);
    return aws_call(arena, client, &request, &result, NULL, err) && print(arena, o->query, result, err);
}

static int call(struct arena *arena, const struct options *o, const struct flag_list *rest)
{
    struct error err = {0};
    struct aws_models *models = aws_models_new();
    struct aws_client *client = models ? new_client(models, o, &err) : NULL;
    struct aws_provider *provider = client && !o->no_sign ? aws_provider_default(client, &(struct aws_profile_options){.profile = o->profile}, &err) : NULL;
    if (!models) error_no_memory(&err);
    bool ok = client && (provider || o->no_sign) && ask(arena, client, provider, o, rest, &err);
    aws_provider_free(provider);
    aws_client_free(client);
    aws_models_free(models);
    return ok ? EXIT_OK : print_error(&err);
}

/* --- */

static const struct { const char *name; size_t arguments; const char *usage; } verbs[] = {
    {"call", 3, "call SERVICE OPERATION"}, {"wait", 3, "wait SERVICE WAITER"}, {"services", 1, "services"}, {"operations", 2, "operations SERVICE"},
};

static bool check_arguments(const struct flag_list *rest, struct error *err)
{
    for (size_t i = 0; rest->len && i < COUNT_OF(verbs); i++)
        if (strcmp(rest->items[0], verbs[i].name) == 0)
            return rest->len == verbs[i].arguments || error_set(err, &CLI_ERR_FLAG, "rampart aws %s takes %zu arguments, not %zu", verbs[i].usage, verbs[i].arguments - 1, rest->len - 1);
    error_set(err, &CLI_ERR_FLAG, rest->len ? "'%s' is nothing that rampart aws does" : "rampart aws wants to know what to do%s", rest->len ? rest->items[0] : "");
    return error_help(err, "call SERVICE OPERATION, wait SERVICE WAITER, services, operations SERVICE");
}

static int run(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct options options = {0};
    struct flag_list rest = {0};
    struct error err = {0};
    bool help = false;
    int status;
    if (!arena) return EXIT_FAILED;
    if (!flags_parse(arena, flags, COUNT_OF(flags), argc, argv, &options, &rest, &help, &err)) status = print_error(&err);
    else if (help) flags_print_help(&command_aws), status = EXIT_OK;
    else if (!check_arguments(&rest, &err)) status = print_error(&err);
    else if (strcmp(rest.items[0], "services") == 0) status = list_services();
    else if (strcmp(rest.items[0], "operations") == 0) status = list_operations(rest.items[1]);
    else status = call(arena, &options, &rest);
    arena_free(arena);
    return status;
}

const struct command command_aws = {
    "aws", "call SERVICE OPERATION", "call any operation of AWS",
    "Prints what `aws SERVICE OPERATION --output json` would, all pages as one. Names are awscli's or the model's (list-buckets, ListBuckets).\n"
    "Credentials, region and end points are found as by other SDKs.\n\n"
    "  rampart aws call SERVICE OPERATION     one call\n"
    "  rampart aws wait SERVICE WAITER        until the waiter of the service's model is content\n"
    "  rampart aws services                   the services that are known\n"
    "  rampart aws operations SERVICE         the operations of one\n\n"
    "Exit status as awscli: 0; 252 asked wrongly; 253 no usable credentials or config; 254 the service refuses; 255 anything else.",
    flags, COUNT_OF(flags), run,
};
