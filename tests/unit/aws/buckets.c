#include "../unit.h"

#include <stdlib.h>

#include "aws/client_internal.h"

static void fire(void *bucket) { (void)bucket; }

static struct bucket *bucket(struct aws_client *client, const char *name, size_t i)
{
    char key[64];
    snprintf(key, sizeof key, "%s-%zu", name, i);
    struct bucket *b = client_bucket(client, str_of(key), fire);
    assert_non_null(b);
    return b;
}

static void a_bucket_is_the_same_for_the_same_key(void **state)
{
    struct aws_client client = {0};
    struct bucket *a = bucket(&client, "a", 1);
    (void)state;
    assert_ptr_equal(a, bucket(&client, "a", 1));
    assert_ptr_not_equal(a, bucket(&client, "a", 2));
    assert_ptr_equal(a->timer.context, a);
    client_buckets_free(&client);
}

/* A million pass by: what is in use, in debt or slowed down lately stays where it is; the rest is forgotten. */
static void only_what_is_as_new_is_forgotten(void **state)
{
    struct aws_client client = {0};
    struct bucket *used = bucket(&client, "used", 0), *debt = bucket(&client, "debt", 0), *slow = bucket(&client, "slow", 0), *waits = bucket(&client, "waits", 0);
    struct call call = {0};
    double now = (double)timers_now_ms() / 1000;
    (void)state;
    used->calls = 1;
    debt->budget.spent = 5;
    slow->rate.enabled = true, slow->rate.filled_at = now;
    waits->first = waits->last = &call;
    struct bucket *old = bucket(&client, "old", 0);
    old->rate.enabled = true, old->rate.filled_at = now - 3600;
    for (size_t i = 0; i < 1000000; i++) {
        bucket(&client, "passes", i);
        if (client.buckets.len > 20000) fail_msg("%zu are kept", (size_t)client.buckets.len);
    }
    assert_ptr_equal(bucket(&client, "used", 0), used);
    assert_ptr_equal(bucket(&client, "debt", 0), debt);
    assert_ptr_equal(bucket(&client, "slow", 0), slow);
    assert_ptr_equal(bucket(&client, "waits", 0), waits);
    assert_false(bucket(&client, "old", 0)->rate.enabled);
    client_buckets_free(&client);
}

/* More in use than the first limit: all stay, and looking for what could go is not done each time. */
static void what_is_in_use_may_be_any_number(void **state)
{
    struct aws_client client = {0};
    (void)state;
    for (size_t i = 0; i < 50000; i++) bucket(&client, "used", i)->calls = 1;
    assert_int_equal(client.buckets.len, 50000);
    assert_true(client.buckets_max >= 50000);
    client_buckets_free(&client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_is_the_same_for_the_same_key), cmocka_unit_test(only_what_is_as_new_is_forgotten), cmocka_unit_test(what_is_in_use_may_be_any_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
