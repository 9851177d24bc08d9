#include "../unit.h"
#include "aws/retry.h"
#include "aws/timers.h"

#include <stdlib.h>

#include "value/json.h"

/* retry.c asks the model for the errors it marks; here one that is made by hand. */
struct value aws_shape(const struct aws_service *service, struct value reference)
{
    return value_get(value_field(service->model, "shapes"), value_field(reference, "shape"));
}

static const struct { const char *code; int status; enum retry_kind kind; } faults[] = {
    {"Throttling", 400, RETRY_THROTTLED}, {"ThrottlingException", 400, RETRY_THROTTLED}, {"SlowDown", 503, RETRY_THROTTLED}, {"RequestLimitExceeded", 503, RETRY_THROTTLED},
    {"EC2ThrottledException", 400, RETRY_THROTTLED}, {"ProvisionedThroughputExceededException", 400, RETRY_THROTTLED}, {"429", 429, RETRY_THROTTLED},
    {"Busy", 400, RETRY_THROTTLED}, {"Other", 400, RETRY_TRANSIENT}, {"Plain", 400, RETRY_NO},
    {"RequestTimeout", 400, RETRY_TRANSIENT}, {"InternalFailure", 500, RETRY_TRANSIENT}, {"503", 503, RETRY_TRANSIENT}, {"Whatever", 502, RETRY_TRANSIENT}, {"504", 504, RETRY_TRANSIENT},
    {"AccessDenied", 403, RETRY_NO}, {"ValidationError", 400, RETRY_NO}, {"NotImplemented", 501, RETRY_NO}, {"NoSuchBucket", 404, RETRY_NO},
};

static void faults_are_told_apart(void **state)
{
    struct arena *arena = arena_new(0);
    struct aws_service service = {.name = "test"};
    struct aws_operation operation = {.service = &service, .name = "Do"};
    struct error err = {0};
    assert_true(json_read(arena, STR("{\"shapes\":{\"TooBusy\":{\"error\":{\"code\":\"Busy\"},\"retryable\":{\"throttling\":true}},\"Other\":{\"retryable\":{\"throttling\":false}},\"Plain\":{}}}"),
                          NULL, &service.model, NULL, &err));
    assert_true(json_read(arena, STR("{\"errors\":[{\"shape\":\"TooBusy\"},{\"shape\":\"Other\"},{\"shape\":\"Plain\"}]}"), NULL, &operation.operation, NULL, &err));
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        struct aws_fault fault = {faults[i].code, "", "", faults[i].status, {0}};
        if (retry_of_fault(&operation, &fault) != faults[i].kind) fail_msg("%s %d", faults[i].code, faults[i].status);
    }
    arena_free(arena);
}

static void delays_double_up_to_twenty_seconds(void **state)
{
    assert_int_equal(retry_delay_ms(RETRY_THROTTLED, 1, -1, 0.5), 500);
    assert_int_equal(retry_delay_ms(RETRY_THROTTLED, 2, -1, 0.5), 1000);
    assert_int_equal(retry_delay_ms(RETRY_THROTTLED, 10, -1, 0.5), 10000);
    assert_int_equal(retry_delay_ms(RETRY_THROTTLED, 1000000, -1, 0.5), 10000);
    assert_int_equal(retry_delay_ms(RETRY_TRANSIENT, 1, -1, 0.5), 25);
    assert_int_equal(retry_delay_ms(RETRY_TRANSIENT, 3, -1, 0.5), 100);
    assert_int_equal(retry_delay_ms(RETRY_TRANSIENT, 1, -1, 0), 0);
    assert_int_equal(retry_delay_ms(RETRY_THROTTLED, 1, 2000, 0.5), 2000);       /* asked for */
    assert_int_equal(retry_delay_ms(RETRY_THROTTLED, 1, 3600000, 0.5), 5500);    /* ... within reason */
    assert_int_equal(retry_delay_ms(RETRY_THROTTLED, 1, 100, 0.5), 500);         /* never earlier than ours */
}

static void the_budget_ends_and_is_given_back(void **state)
{
    struct retry_budget budget = {0};
    unsigned n = 0;
    while (retry_take(&budget, RETRY_THROTTLED)) n++;
    assert_int_equal(n, RETRY_TOKENS / 5);
    retry_give(&budget, 5);
    assert_int_equal(retry_take(&budget, RETRY_TRANSIENT), 0);
    assert_int_equal(retry_take(&budget, RETRY_THROTTLED), 5);
    for (int i = 0; i < 14; i++) retry_give(&budget, 0);
    assert_int_equal(retry_take(&budget, RETRY_TRANSIENT), 14);
    for (int i = 0; i < 1000; i++) retry_give(&budget, 0);
    assert_int_equal(budget.spent, 0);
}

/* A service that takes 20 a second: from the first throttling on the rate settles there, and no call is lost for good. */
static void the_rate_settles_at_what_the_service_takes(void **state)
{
    struct retry_rate rate = {0};
    double now = 1000, taken[64] = {0};
    unsigned sent = 0, throttled = 0, late = 0, late_throttled = 0;
    for (unsigned at = 0; now < 1060; sent++) {
        now += 0.005;
        for (double wait; (wait = retry_rate_take(&rate, now)) > 0;) now += wait + 1e-6;
        bool over = now - taken[at] < 1;   /* the twentieth before this one */
        if (!over) taken[at] = now, at = (at + 1) % 20;
        retry_rate_answered(&rate, over, now, now);
        throttled += over;
        if (now > 1030) late++, late_throttled += over;
    }
    assert_true(rate.enabled && throttled > 0);
    assert_in_range(late, 30 * 10, 30 * 25);
    assert_true(late_throttled * 4 < late);
}

static void a_service_that_does_not_throttle_is_not_slowed(void **state)
{
    struct retry_rate rate = {0};
    for (int i = 0; i < 1000; i++) {
        assert_true(retry_rate_take(&rate, 5 + i * 0.001) <= 0);
        retry_rate_answered(&rate, false, 5 + i * 0.001, 5 + i * 0.001);
    }
    assert_false(rate.enabled);
}

static void clocks_that_are_far_apart(void **state)
{
    int64_t skew;
    assert_true(skew_of("Fri, 24 May 2013 00:10:00 GMT", 1369353600, &skew));
    assert_int_equal(skew, 600);
    assert_true(skew_of("Thu, 23 May 2013 00:00:00 GMT", 1369353600, &skew));
    assert_int_equal(skew, -86400);
    assert_false(skew_of("Fri, 24 May 2013 00:00:30 GMT", 1369353600, &skew));
    assert_false(skew_of("yesterday", 1369353600, &skew));
    assert_false(skew_of(NULL, 1369353600, &skew));
    assert_true(skew_is_suspected("RequestTimeTooSkewed") && skew_is_suspected("SignatureDoesNotMatch") && !skew_is_suspected("AccessDenied"));
    assert_true(retry_is_expired("ExpiredTokenException") && !retry_is_expired("AccessDenied"));
}

/* --- timers --- */

struct fired { int64_t last; unsigned n; bool wrong; };
struct one { struct timer timer; struct fired *fired; };

static void fire(void *context)
{
    struct one *one = context;
    one->fired->wrong |= one->timer.at_ms < one->fired->last || one->timer.place;
    one->fired->last = one->timer.at_ms;
    one->fired->n++;
}

static void timers_fire_in_order(void **state)
{
    struct timers timers = {0};
    struct fired fired = {0};
    struct one ones[500];
    uint32_t x = 1;
    for (size_t i = 0; i < COUNT_OF(ones); i++) {
        x = x * 1664525u + 1013904223u;
        ones[i] = (struct one){.timer = {.fire = fire, .context = &ones[i]}, .fired = &fired};
        assert_true(timers_set(&timers, &ones[i].timer, x >> 20));
    }
    for (size_t i = 0; i < COUNT_OF(ones); i += 3) timers_unset(&timers, &ones[i].timer);
    for (size_t i = 1; i < COUNT_OF(ones); i += 3) assert_true(timers_set(&timers, &ones[i].timer, 5000 - (int64_t)i));
    timers_fire(&timers, 1000);
    assert_true(timers_next_ms(&timers) > 1000);
    timers_fire(&timers, INT64_MAX);
    assert_int_equal(fired.n, COUNT_OF(ones) - (COUNT_OF(ones) + 2) / 3);
    assert_false(fired.wrong);
    assert_true(timers_next_ms(&timers) == INT64_MAX);
    timers_free(&timers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_told_apart),
        cmocka_unit_test(delays_double_up_to_twenty_seconds),
        cmocka_unit_test(the_budget_ends_and_is_given_back),
        cmocka_unit_test(the_rate_settles_at_what_the_service_takes),
        cmocka_unit_test(a_service_that_does_not_throttle_is_not_slowed),
        cmocka_unit_test(clocks_that_are_far_apart),
        cmocka_unit_test(timers_fire_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
