#include "live/session.h"

#include <stdlib.h>

#include "aws/secret.h"
#include "inventory/collect.h"

bool live_session_open(struct live_session *s, const struct live_session_options *options, struct error *err)
{
    secret_guard_process();
    *s = (struct live_session){.arena = arena_new(0), .models = aws_models_new()};
    if (!s->arena || !s->models) return error_no_memory(err);
    struct aws_client_options client = {.endpoint_url = options->endpoint_url, .max_in_flight = options->max_in_flight, .retry_mode = AWS_RETRY_ADAPTIVE};
    struct aws_profile_options profile = {.profile = options->profile};
    if (!(s->client = aws_client_new(s->models, &client, err)) || !collectors_builtin(s->arena, options->check ? s->models : NULL, &s->collectors, err)) return false;
    return (s->provider = aws_provider_default(s->client, &profile, err)) != NULL;
}

bool live_session_identify(struct live_session *s, struct error *err)
{
    const char *region = aws_provider_region(s->provider);
    struct aws_request request = {.service = "sts", .operation = "GetCallerIdentity", .region = region ? region : "us-east-1", .provider = s->provider};
    struct value identity;
    if (!aws_call(s->arena, s->client, &request, &identity, NULL, err)) return false;
    struct value account = value_field(identity, "Account"), arn = value_field(identity, "Arn");
    if (!value_is_string(account) || !value_is_string(arn)) return error_set(err, &AWS_ANSWER, "sts:GetCallerIdentity names no account");
    s->account = value_cstr(account);
    s->arn = value_cstr(arn);
    size_t colon = str_find(value_str(arn), STR(":"), 4);
    s->partition = colon != SIZE_MAX ? arena_strndup(s->arena, s->arn + 4, colon - 4) : "aws";
    s->region = region ? region : s->partition ? collect_main_region(s->partition) : NULL;
    return s->partition || error_no_memory(err);
}

void live_session_close(struct live_session *s)
{
    aws_provider_free(s->provider);
    aws_client_free(s->client);
    aws_models_free(s->models);
    arena_free(s->arena);
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

bool live_regions_in(struct arena *arena, struct value answer, const char *const **out, size_t *n)
{
    struct value regions = value_field(answer, "Regions");
    size_t all = value_is_array(regions) ? value_len(regions) : 0;
    const char **names = (const char **)arena_array(arena, all + 1, sizeof *names);
    if (!names) return false;
    *n = 0;
    for (size_t i = 0; i < all; i++) {
        struct value name = value_field(value_items(regions)[i], "RegionName"), opt = value_field(value_items(regions)[i], "OptInStatus");
        if (!value_is_string(name) || (value_is_string(opt) && str_is(value_str(opt), "not-opted-in"))) continue;
        if (!(names[(*n)++] = arena_strdup(arena, value_cstr(name)))) return false;
    }
    if (*n) qsort(names, *n, sizeof *names, by_text);
    *out = names;
    return true;
}

bool live_regions(struct arena *arena, struct live_session *s, struct aws_provider *provider, const char *account, const char *region, const char *const **out, size_t *n, struct error *err)
{
    struct aws_request request = {.service = "ec2", .operation = "DescribeRegions", .region = region, .provider = provider, .account = account};
    struct value answer;
    if (!aws_call(arena, s->client, &request, &answer, NULL, err)) return false;
    if (!live_regions_in(arena, answer, out, n)) return error_no_memory(err);
    return *n > 0 || error_set(err, &AWS_ANSWER, "ec2:DescribeRegions names no region");
}
