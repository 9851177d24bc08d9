/* tests/e2e/aws_many.c: many calls at once, by the client as a library; test_aws.py says what a server makes of them.
 * usage: aws_many URL {standard,adaptive} ATTEMPTS IN_FLIGHT N SERVICE/OPERATION/ACCOUNT...
 * Prints {KIND: {"ok", "fault", "error", "attempts", "throttled", "seconds"}}; seconds until the last answer of its kind. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "aws/client.h"

struct kind { const char *name; char service[40], operation[80], account[20]; unsigned ok, fault, error, attempts, throttled; double last; };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void done(void *context, struct aws_answer *answer)
{
    struct kind *kind = context;
    if (answer->error.code) {
        kind->error++;
        fprintf(stderr, "%s\n", answer->error.message);
    } else if (answer->fault.code[0]) kind->fault++;
    else kind->ok++;
    kind->attempts += answer->attempts, kind->throttled += answer->throttled;
    kind->last = now();
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct kind kinds[8] = {0};
    if (argc < 7 || argc - 6 > (int)COUNT_OF(kinds)) return 2;
    const struct aws_client_options options = {.endpoint_url = argv[1], .retry_mode = strcmp(argv[2], "adaptive") == 0 ? AWS_RETRY_ADAPTIVE : AWS_RETRY_STANDARD,
                                               .max_attempts = (unsigned)strtoul(argv[3], NULL, 10), .max_in_flight = (unsigned)strtoul(argv[4], NULL, 10), .seed = 7};
    struct aws_models *models = aws_models_new();
    struct aws_client *client = aws_client_new(models, &options, &err);
    struct aws_provider *provider = client ? aws_provider_default(client, NULL, &err) : NULL;
    bool ok = provider != NULL;
    double started = now();
    for (int i = 6; ok && i < argc; i++) {
        struct kind *kind = &kinds[i - 6];
        kind->name = argv[i];
        ok = sscanf(argv[i], "%39[^/]/%79[^/]/%19s", kind->service, kind->operation, kind->account) == 3;
    }
    for (unsigned long n = strtoul(argv[5], NULL, 10); ok && n; n--)
        for (int i = 0; ok && i < argc - 6; i++) {
            const struct aws_request request = {.service = kinds[i].service, .operation = kinds[i].operation, .region = "eu-west-1", .account = kinds[i].account, .provider = provider,
                                                .done = done, .context = &kinds[i]};
            ok = aws_submit(client, &request, &err);
        }
    ok = ok && aws_client_run(client, 0, &err);
    aws_provider_free(provider);
    aws_client_free(client);
    aws_models_free(models);
    if (!ok) fprintf(stderr, "%s\n", err.message);
    for (int i = 0; i < argc - 6; i++)
        printf("%s\"%s\": {\"ok\": %u, \"fault\": %u, \"error\": %u, \"attempts\": %u, \"throttled\": %u, \"seconds\": %.3f}%s", i ? ", " : "{", kinds[i].name, kinds[i].ok,
               kinds[i].fault, kinds[i].error, kinds[i].attempts, kinds[i].throttled, kinds[i].last - started, i + 1 == argc - 6 ? "}\n" : "");
    return ok ? 0 : 1;
}
