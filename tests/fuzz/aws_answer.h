/* One answer to one of these operations: the first byte says which, the second whether it is a refusal, the rest is the body. An answer is a result, a fault, or an
 * error that says why; it is never two of these, and the same twice. */
#include <stdlib.h>

#include "aws/protocol.h"

struct fuzz_operation { const char *service, *operation; };

static int fuzz_answer(const struct fuzz_operation *operations, size_t n, const uint8_t *data, size_t size)
{
    static struct aws_models *models;
    static const int statuses[] = {200, 204, 301, 400, 404, 503};
    struct value result, again;
    struct aws_fault fault, fault_again;
    struct error err = {0};
    struct aws_operation op;
    if (!models) models = aws_models_new();
    struct arena *arena = arena_new((size_t)256 << 20);
    if (size >= 2 && models && arena) {
        const struct fuzz_operation *which = &operations[data[0] % n];
        if (!aws_operation_find(arena, aws_models_service(models, str_of(which->service), NULL), str_of(which->operation), &op, NULL)) abort();
        struct aws_http_response response = {.status = statuses[data[1] % COUNT_OF(statuses)], .body = {(const char *)data + 2, size - 2}};
        bool good = aws_parse(arena, &op, &response, &result, &fault, &err);
        if (good == (err.code != NULL) || (good && (*fault.code != 0) == !value_is_none(result))) abort();
        bool second = aws_parse(arena, &op, &response, &again, &fault_again, &err);
        if (!arena->failed && (good != second || strcmp(fault.code, fault_again.code) != 0 || (good && !*fault.code && !value_equal(result, again)))) abort();
    }
    arena_free(arena);
    return 0;
}
