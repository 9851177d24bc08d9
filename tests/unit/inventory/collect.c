/* Lists and items against recorded answers: what comes of them, whole, and above all what does not: a thing that could not be read is never "not there". */
#include "../unit.h"
#include "inventory/collect.h"

#include "server.h"
#include "value/json.h"

static const char keys[] =
    "service: kms\n"
    "resources:\n"
    "  aws_kms_key:\n"
    "    list: {call: ListKeys, each: 'Keys[]'}\n"
    "    when: \"!starts_with(KeyId, 'x')\"\n"
    "    get:\n"
    "      - {call: DescribeKey, params: {KeyId: '${KeyId}'}, value: KeyMetadata, merge: true}\n"
    "      - {call: GetKeyRotationStatus, params: {KeyId: '${KeyId}'}, as: rotation, absent: [UnsupportedOperationException]}\n"
    "    id: KeyId\n"
    "    arn: '${KeyArn}'\n"
    "    values: {is_enabled: Enabled, enable_key_rotation: rotation.KeyRotationEnabled}\n"
    "    drop: [multi_region, customer_master_key_spec, key_usage]\n"
    "  aws_kms_external_key:\n"
    "    list: {call: ListKeys, each: 'Keys[]'}\n"
    "    when: \"starts_with(KeyId, 'x')\"\n"
    "    id: KeyId\n"
    "  aws_kms_key_policy:\n"
    "    per: aws_kms_key\n"
    "    call: GetKeyPolicy\n"
    "    params: {KeyId: '${parent.id}'}\n"
    "    absent: [NotFoundException]\n"
    "    id: parent.id\n"
    "    values: {key_id: parent.id}\n"
    "  aws_kms_grant:\n"
    "    per: aws_kms_key\n"
    "    call: ListGrants\n"
    "    params: {KeyId: '${parent.item.KeyId}'}\n"
    "    each: 'Grants[]'\n"
    "    id: GrantId\n"
    "  aws_kms_alias:\n"
    "    list: {call: ListAliases, each: 'Aliases[]', absent: [NotFoundException]}\n"
    "    id: AliasName\n"
    "    values: {name: AliasName}\n"
    "    one: {KeyId: '${id}'}\n";

#define LIST_ONE {"ListKeys", NULL, 200, "{\"Keys\":[{\"KeyId\":\"a\",\"KeyArn\":\"arn:a\"}],\"Truncated\":false}"}
#define DESCRIBED(key) {"DescribeKey", "\"" key "\"", 200, "{\"KeyMetadata\":{\"KeyId\":\"" key "\",\"Arn\":\"arn:" key "\",\"Description\":\"key " key "\",\"Enabled\":true}}"}
#define ROTATED {"GetKeyRotationStatus", NULL, 200, "{\"KeyRotationEnabled\":true}"}
#define POLICY {"GetKeyPolicy", NULL, 200, "{\"Policy\":\"{}\"}"}
#define GRANTS {"ListGrants", NULL, 200, "{\"Grants\":[],\"Truncated\":false}"}
#define ALIASES {"ListAliases", NULL, 200, "{\"Aliases\":[],\"Truncated\":false}"}
#define DENIED(call) {call, NULL, 400, "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"}

struct got { struct arena *arena; struct aws_models *models; struct collector_set set; struct collect_result result; struct buf text; struct server server; unsigned calls; };

static void take(void *context, struct collect_result *result)
{
    struct got *g = (struct got *)context;
    g->result = *result;
    g->calls++;
    result->arena = NULL;
}

static void write_result(struct got *g)
{
    const struct collect_result *r = &g->result;
    for (size_t i = 0; i < r->resources.len; i++) {
        const struct resource *x = r->resources.items[i];
        struct value unknown = resource_unknown_paths(g->result.arena, x->values);
        buf_printf(&g->text, "%s %s in %s: ", x->type, x->address, x->region ? x->region : "-");
        json_write(&g->text, x->values, 0);
        if (value_len(unknown)) buf_printf(&g->text, " not known ");
        if (value_len(unknown)) json_write(&g->text, unknown, 0);
        buf_printf(&g->text, "\n");
    }
    for (size_t i = 0; i < r->gaps.len; i++) {
        const struct collect_gap *x = &r->gaps.items[i];
        buf_printf(&g->text, "gap %s in '%s' of '%s': %s needs %s: %s\n", x->type, x->region, x->parent, x->call, x->permission, x->code);
    }
    for (size_t i = 0; i < r->listings.len; i++)
        buf_printf(&g->text, "all of %s in '%s' of '%s'\n", r->listings.items[i].type, r->listings.items[i].region, r->listings.items[i].parent);
    if (r->elsewhere) buf_printf(&g->text, "%zu elsewhere\n", r->elsewhere);
}

/* The file (NULL: the built-in ones), asked of a server that has these answers. With `models` or without, the same comes of it. */
static void run_with(struct got *g, const char *file, bool checked, struct collect_request request, const struct answer *answers, size_t n)
{
    struct error err = {0};
    struct aws_client_options options = {.max_attempts = 1, .seed = 1};
    *g = (struct got){.arena = arena_new(0), .models = aws_models_new(), .set = {.permissions = VALUE_NULL_}, .text = buf_new(0)};
    g->set.arena = g->arena;
    bool ok = file ? collectors_add(&g->set, checked ? g->models : NULL, "test.yaml", str_of(file), &err) && collectors_finish(&g->set, &err)
                   : collectors_builtin(g->arena, checked ? g->models : NULL, &g->set, &err);
    if (!ok) fail_msg("%u:%u: %s", err.at.line, err.at.column, err.message);
    assert_true(server_start(&g->server, answers, n));
    options.endpoint_url = g->server.url;
    request.client = aws_client_new(g->models, &options, &err);
    request.set = &g->set, request.account = "111122223333", request.partition = request.partition ? request.partition : "aws";
    request.region = request.region ? request.region : "eu-west-1", request.done = take, request.context = g;
    if (!request.client || !collect_start(&request, &err) || !aws_client_run(request.client, 0, &err)) fail_msg("%s", err.message);
    aws_client_free(request.client);
    server_stop(&g->server);
    assert_int_equal(g->calls, 1);
    assert_int_equal(g->server.lost, 0);
    assert_false(g->result.out_of_memory);
    write_result(g);
}

static void end(struct got *g)
{
    arena_free(g->result.arena);
    arena_free(g->arena);
    aws_models_free(g->models);
    buf_free(&g->text);
}

static void expect(const char *file, struct collect_request request, const struct answer *answers, size_t n, const char *wanted)
{
    for (int checked = 0; checked < 2; checked++) {
        struct got g;
        run_with(&g, file, checked, request, answers, n);
        assert_string_equal(g.text.s ? g.text.s : "", wanted);
        end(&g);
    }
}
#define EXPECT(request, answers, wanted) expect(keys, (struct collect_request)request, answers, COUNT_OF(answers), wanted)
#define COMMA ,
#define KMS {.service = "kms"}


/* --- what is there --- */

static void an_item_is_completed_and_its_parts_are_read(void **state)
{
    const struct answer answers[] = {LIST_ONE, DESCRIBED("a"), ROTATED, POLICY, {"ListGrants", "\"a\"", 200, "{\"Grants\":[{\"GrantId\":\"g1\",\"Operations\":[\"Sign\",\"Decrypt\"]}]}"}, ALIASES};
    (void)state;
    EXPECT(KMS, answers,
           "aws_kms_key arn:a in eu-west-1: {\"arn\":\"arn:a\",\"description\":\"key a\",\"enable_key_rotation\":true,\"id\":\"a\",\"is_enabled\":true,\"key_id\":\"a\"}\n"
           "aws_kms_grant aws_kms_grant/eu-west-1/g1 in eu-west-1: {\"grant_id\":\"g1\",\"id\":\"g1\",\"operations\":[\"Decrypt\",\"Sign\"]}\n"
           "aws_kms_key_policy aws_kms_key_policy/eu-west-1/a in eu-west-1: {\"id\":\"a\",\"key_id\":\"a\",\"policy\":\"{}\"}\n"
           "all of aws_kms_alias in 'eu-west-1' of ''\nall of aws_kms_external_key in 'eu-west-1' of ''\nall of aws_kms_grant in 'eu-west-1' of ''\n"
           "all of aws_kms_key in 'eu-west-1' of ''\nall of aws_kms_key_policy in 'eu-west-1' of ''\n");
}

/* More than are asked at a time; of one in the middle what it needs is refused. */
static void of_many_items_each_is_read(void **state)
{
    enum { MANY = 300 };
    struct buf list = buf_new(0);
    struct got g;
    size_t found = 0;
    (void)state;
    buf_puts(&list, "{\"Keys\":[");
    for (int i = 0; i < MANY; i++) buf_printf(&list, "%s{\"KeyId\":\"k%d\",\"KeyArn\":\"arn:k%d\"}", i ? "," : "", i, i);
    buf_puts(&list, "],\"Truncated\":false}");
    buf_add_char(&list, '\0');
    const struct answer answers[] = {{"ListKeys", NULL, 200, list.s}, {"DescribeKey", "\"k150\"", 400, "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"},
                                     {"DescribeKey", NULL, 200, "{\"KeyMetadata\":{\"Enabled\":true}}"}, ROTATED, POLICY, GRANTS, ALIASES};
    run_with(&g, keys, true, (struct collect_request)KMS, answers, COUNT_OF(answers));
    for (size_t i = 0; i < g.result.resources.len; i++) {
        const struct resource *r = g.result.resources.items[i];
        bool refused = strcmp(r->address, "arn:k150") == 0;
        if (strcmp(r->type, "aws_kms_key") != 0) continue;
        found++;
        assert_true(refused ? value_is_unknown(value_field(r->values, "is_enabled")) : value_is_true(value_field(r->values, "is_enabled")));
    }
    assert_int_equal(found, MANY);
    assert_int_equal(g.result.resources.len, 2 * MANY);
    assert_int_equal(g.result.gaps.len, 1);
    assert_int_equal(g.server.hits[2], MANY - 1);
    assert_int_equal(g.server.hits[4], MANY);
    end(&g);
    buf_free(&list);
}

static void pages_are_read_to_the_end_and_what_they_repeat_is_one(void **state)
{
    const struct answer answers[] = {
        {"ListKeys", "\"Marker\":\"m2\"", 200, "{\"Keys\":[{\"KeyId\":\"a\",\"KeyArn\":\"arn:a\"},{\"KeyId\":\"x1\",\"KeyArn\":\"arn:x1\"}],\"Truncated\":false}"},
        {"ListKeys", NULL, 200, "{\"Keys\":[{\"KeyId\":\"a\",\"KeyArn\":\"arn:a\"}],\"NextMarker\":\"m2\",\"Truncated\":true}"},
        DESCRIBED("a"), ROTATED, POLICY, GRANTS, ALIASES,
    };
    (void)state;
    EXPECT(KMS, answers,
           "aws_kms_key arn:a in eu-west-1: {\"arn\":\"arn:a\",\"description\":\"key a\",\"enable_key_rotation\":true,\"id\":\"a\",\"is_enabled\":true,\"key_id\":\"a\"}\n"
           "aws_kms_external_key aws_kms_external_key/eu-west-1/x1 in eu-west-1: {\"id\":\"x1\"}\n"
           "aws_kms_key_policy aws_kms_key_policy/eu-west-1/a in eu-west-1: {\"id\":\"a\",\"key_id\":\"a\",\"policy\":\"{}\"}\n"
           "all of aws_kms_alias in 'eu-west-1' of ''\nall of aws_kms_external_key in 'eu-west-1' of ''\nall of aws_kms_grant in 'eu-west-1' of ''\n"
           "all of aws_kms_key in 'eu-west-1' of ''\nall of aws_kms_key_policy in 'eu-west-1' of ''\n");
}

/* --- what could not be read --- */

static void a_list_that_is_refused_is_a_gap_of_its_types_and_their_parts(void **state)
{
    const struct answer answers[] = {DENIED("ListKeys"), ALIASES};
    (void)state;
    EXPECT(KMS, answers,
           "gap aws_kms_external_key in 'eu-west-1' of '': kms:ListKeys needs kms:ListKeys: AccessDeniedException\n"
           "gap aws_kms_grant in 'eu-west-1' of '': kms:ListKeys needs kms:ListKeys: AccessDeniedException\n"
           "gap aws_kms_key in 'eu-west-1' of '': kms:ListKeys needs kms:ListKeys: AccessDeniedException\n"
           "gap aws_kms_key_policy in 'eu-west-1' of '': kms:ListKeys needs kms:ListKeys: AccessDeniedException\n"
           "all of aws_kms_alias in 'eu-west-1' of ''\n");
}

static void a_list_of_which_a_page_is_refused_is_not_read_to_its_end(void **state)
{
    const struct answer answers[] = {{"ListAliases", "m2", 400, "{\"__type\":\"AccessDeniedException\"}"},
                                     {"ListAliases", NULL, 200, "{\"Aliases\":[{\"AliasName\":\"alias/a\"}],\"NextMarker\":\"m2\",\"Truncated\":true}"}};
    (void)state;
    EXPECT({.service = "kms" COMMA .type = "aws_kms_alias"}, answers,
           "aws_kms_alias aws_kms_alias/eu-west-1/alias/a in eu-west-1: {\"id\":\"alias/a\",\"name\":\"alias/a\"}\n"
           "gap aws_kms_alias in 'eu-west-1' of '': kms:ListAliases needs kms:ListAliases: AccessDeniedException\n");
}

static void what_a_refused_call_would_have_said_is_unknown_by_whatever_name(void **state)
{
    const struct answer answers[] = {{"ListKeys", NULL, 200, "{\"Keys\":[{\"KeyId\":\"a\",\"KeyArn\":\"arn:a\"}]}"}, DENIED("DescribeKey"), DENIED("GetKeyRotationStatus"), POLICY, GRANTS, ALIASES};
    struct got g;
    (void)state;
    run_with(&g, keys, false, (struct collect_request)KMS, answers, COUNT_OF(answers));
    assert_non_null(strstr(g.text.s, "gap aws_kms_key in 'eu-west-1' of 'arn:a': kms:DescribeKey needs kms:DescribeKey: AccessDeniedException\n"));
    assert_non_null(strstr(g.text.s, "gap aws_kms_key in 'eu-west-1' of 'arn:a': kms:GetKeyRotationStatus needs kms:GetKeyRotationStatus: AccessDeniedException\n"));
    const struct resource *key = g.result.resources.items[0];
    assert_string_equal(key->type, "aws_kms_key");
    static const char *const unknown[] = {"description", "is_enabled", "enable_key_rotation"}, *const known[] = {"id", "arn", "key_id"}, *const none[] = {"multi_region", "key_usage", "tags"};
    for (size_t i = 0; i < COUNT_OF(unknown); i++)
        if (!value_is_unknown(value_field(key->values, unknown[i]))) fail_msg("%s is known", unknown[i]);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (!value_is_string(value_field(key->values, known[i]))) fail_msg("%s is not known", known[i]);
    for (size_t i = 0; i < COUNT_OF(none); i++)
        if (!value_is_none(value_field(key->values, none[i]))) fail_msg("%s is there", none[i]);
    end(&g);
}

static void an_absent_answer_is_a_fact(void **state)
{
    const struct answer answers[] = {LIST_ONE, DESCRIBED("a"), {"GetKeyRotationStatus", NULL, 400, "{\"__type\":\"UnsupportedOperationException\"}"},
                                     {"GetKeyPolicy", NULL, 400, "{\"__type\":\"NotFoundException\"}"}, GRANTS, {"ListAliases", NULL, 400, "{\"__type\":\"NotFoundException\"}"}};
    (void)state;
    EXPECT(KMS, answers,
           "aws_kms_key arn:a in eu-west-1: {\"arn\":\"arn:a\",\"description\":\"key a\",\"id\":\"a\",\"is_enabled\":true,\"key_id\":\"a\"}\n"
           "all of aws_kms_alias in 'eu-west-1' of ''\nall of aws_kms_external_key in 'eu-west-1' of ''\nall of aws_kms_grant in 'eu-west-1' of ''\n"
           "all of aws_kms_key in 'eu-west-1' of ''\nall of aws_kms_key_policy in 'eu-west-1' of ''\n");
}

static void a_part_that_is_refused_is_a_gap_of_its_parent_alone(void **state)
{
    const struct answer answers[] = {{"ListKeys", NULL, 200, "{\"Keys\":[{\"KeyId\":\"a\",\"KeyArn\":\"arn:a\"},{\"KeyId\":\"b\",\"KeyArn\":\"arn:b\"}]}"}, DESCRIBED("a"), DESCRIBED("b"), ROTATED,
                                     {"GetKeyPolicy", "\"a\"", 400, "{\"__type\":\"AccessDeniedException\"}"}, POLICY, GRANTS, ALIASES};
    struct got g;
    (void)state;
    run_with(&g, keys, true, (struct collect_request)KMS, answers, COUNT_OF(answers));
    assert_int_equal(g.result.gaps.len, 1);
    assert_non_null(strstr(g.text.s, "gap aws_kms_key_policy in 'eu-west-1' of 'arn:a': kms:GetKeyPolicy needs kms:GetKeyPolicy: AccessDeniedException\n"));
    assert_non_null(strstr(g.text.s, "aws_kms_key_policy/eu-west-1/b"));
    end(&g);
}

static void what_is_no_answer_is_a_gap_too(void **state)
{
    const struct answer answers[] = {{"ListAliases", NULL, 200, "{\"Aliases\": ["}};
    (void)state;
    EXPECT({.service = "kms" COMMA .type = "aws_kms_alias"}, answers, "gap aws_kms_alias in 'eu-west-1' of '': kms:ListAliases needs kms:ListAliases: aws-answer\n");
}

/* --- one of them --- */

static void a_refresh_asks_for_one_and_says_nothing_of_the_others(void **state)
{
    const struct answer one[] = {{"ListAliases", "\"KeyId\":\"alias/b\"", 200, "{\"Aliases\":[{\"AliasName\":\"alias/b\"}]}"}};
    const struct answer gone[] = {{"ListAliases", NULL, 400, "{\"__type\":\"NotFoundException\"}"}};
    (void)state;
    EXPECT({.service = "kms" COMMA .type = "aws_kms_alias" COMMA .id = "alias/b"}, one,
           "aws_kms_alias aws_kms_alias/eu-west-1/alias/b in eu-west-1: {\"id\":\"alias/b\",\"name\":\"alias/b\"}\n");
    EXPECT({.service = "kms" COMMA .type = "aws_kms_alias" COMMA .id = "alias/b"}, gone, "");
}

static void a_refresh_without_a_call_for_one_keeps_the_one_and_reads_its_parts_whole(void **state)
{
    const struct answer answers[] = {{"ListKeys", NULL, 200, "{\"Keys\":[{\"KeyId\":\"a\",\"KeyArn\":\"arn:a\"},{\"KeyId\":\"b\",\"KeyArn\":\"arn:b\"}]}"}, DESCRIBED("b"), ROTATED, POLICY, GRANTS};
    (void)state;
    EXPECT({.service = "kms" COMMA .type = "aws_kms_key" COMMA .id = "b"}, answers,
           "aws_kms_key arn:b in eu-west-1: {\"arn\":\"arn:b\",\"description\":\"key b\",\"enable_key_rotation\":true,\"id\":\"b\",\"is_enabled\":true,\"key_id\":\"b\"}\n"
           "aws_kms_key_policy aws_kms_key_policy/eu-west-1/b in eu-west-1: {\"id\":\"b\",\"key_id\":\"b\",\"policy\":\"{}\"}\n"
           "all of aws_kms_grant in 'eu-west-1' of 'arn:b'\nall of aws_kms_key_policy in 'eu-west-1' of 'arn:b'\n");
}

static void a_part_is_read_anew_of_a_parent_whose_answers_are_forgotten(void **state)
{
    const struct answer policy[] = {{"GetKeyPolicy", "\"a\"", 200, "{\"Policy\":\"{}\"}"}}, none[] = {{"never", NULL, 200, ""}};
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct resource parent = {.address = "arn:a", .type = "aws_kms_key", .name = "a", .arn = "arn:a", .region = "eu-west-1"};
    (void)state;
    assert_true(json_read(arena, STR("{\"id\":\"a\",\"arn\":\"arn:a\"}"), NULL, &parent.values, NULL, &err));
    EXPECT({.service = "kms" COMMA .type = "aws_kms_key_policy" COMMA .parent = &parent}, policy,
           "aws_kms_key_policy aws_kms_key_policy/eu-west-1/a in eu-west-1: {\"id\":\"a\",\"key_id\":\"a\",\"policy\":\"{}\"}\nall of aws_kms_key_policy in 'eu-west-1' of 'arn:a'\n");
    /* its parameter comes of the parent's answer: without it the call would be of all keys, or none */
    EXPECT({.service = "kms" COMMA .type = "aws_kms_grant" COMMA .parent = &parent}, none,
           "gap aws_kms_grant in 'eu-west-1' of 'arn:a': kms:ListGrants needs kms:ListGrants: unknown-parameter\n");
    arena_free(arena);
}

/* --- regions --- */

#define S3_LIST {"GET / ", NULL, 200, "<ListAllMyBucketsResult><Buckets><Bucket><Name>eu</Name></Bucket><Bucket><Name>us</Name></Bucket></Buckets></ListAllMyBucketsResult>"}, \
    {"GET /?", NULL, 200, "<ListAllMyBucketsResult><Buckets><Bucket><Name>eu</Name></Bucket><Bucket><Name>us</Name></Bucket></Buckets></ListAllMyBucketsResult>"}
static const char buckets[] =
    "service: s3\nscope: global\nresources:\n  aws_s3_bucket:\n    list: {call: ListBuckets, each: 'Buckets[]'}\n"
    "    get:\n      - {call: GetBucketLocation, params: {Bucket: '${Name}'}, as: location, value: \"{place: LocationConstraint || 'us-east-1'}\"}\n"
    "    region: location.place\n    id: Name\n    arn: 'arn:aws:s3:::${Name}'\n    values: {bucket: Name}\n"
    "  aws_s3_bucket_versioning:\n    per: aws_s3_bucket\n    call: GetBucketVersioning\n    params: {Bucket: '${parent.id}'}\n    id: parent.id\n    drop: [mfa]\n"
    "    values: {versioning_configuration: \"{status: Status || 'Disabled'}\"}\n";
#define EU {"/eu?location", NULL, 200, "<LocationConstraint>eu-west-1</LocationConstraint>"}
#define US {"/us?location", NULL, 200, "<LocationConstraint/>"}
#define VERSIONING {"?versioning", NULL, 200, "<VersioningConfiguration/>"}
#define DENIED_XML 403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
#define BUCKET(name, region) "aws_s3_bucket arn:aws:s3:::" name " in " region ": {\"arn\":\"arn:aws:s3:::" name "\",\"bucket\":\"" name "\",\"id\":\"" name "\"}\n"
#define VERSIONED(name, region) "aws_s3_bucket_versioning aws_s3_bucket_versioning/" name " in " region ": {\"id\":\"" name "\",\"versioning_configuration\":[{\"status\":\"Disabled\"}]}\n"
#define BUCKETS_LISTED "all of aws_s3_bucket in '' of ''\nall of aws_s3_bucket_versioning in '' of ''\n"

static void a_bucket_is_where_it_says(void **state)
{
    const struct answer answers[] = {S3_LIST, EU, US, VERSIONING};
    static const char *const regions[] = {"eu-west-1"};
    (void)state;
    expect(buckets, (struct collect_request){.service = "s3", .region = "us-east-1"}, answers, COUNT_OF(answers),
           BUCKET("eu", "eu-west-1") BUCKET("us", "us-east-1") VERSIONED("eu", "eu-west-1") VERSIONED("us", "us-east-1") BUCKETS_LISTED);
    expect(buckets, (struct collect_request){.service = "s3", .region = "us-east-1", .regions = regions, .n_regions = 1}, answers, COUNT_OF(answers),
           BUCKET("eu", "eu-west-1") VERSIONED("eu", "eu-west-1") BUCKETS_LISTED "1 elsewhere\n");
}

static void a_bucket_whose_region_is_refused_is_kept_and_is_in_none(void **state)
{
    const struct answer answers[] = {S3_LIST, {"/eu?location", NULL, DENIED_XML}, US, VERSIONING};
    static const char *const regions[] = {"eu-west-1"};
    (void)state;
    expect(buckets, (struct collect_request){.service = "s3", .region = "us-east-1", .regions = regions, .n_regions = 1}, answers, COUNT_OF(answers),
           BUCKET("eu", "-") VERSIONED("eu", "-")
           "gap aws_s3_bucket in '' of 'arn:aws:s3:::eu': s3:GetBucketLocation needs s3:GetBucketLocation: AccessDenied\n" BUCKETS_LISTED "1 elsewhere\n");
}

static void a_refused_list_of_a_global_service_is_a_gap_everywhere(void **state)
{
    const struct answer answers[] = {{"GET /", NULL, DENIED_XML}};
    (void)state;
    expect(buckets, (struct collect_request){.service = "s3", .region = "us-east-1"}, answers, COUNT_OF(answers),
           "gap aws_s3_bucket in '' of '': s3:ListBuckets needs s3:ListBuckets: AccessDenied\n"
           "gap aws_s3_bucket_versioning in '' of '': s3:ListBuckets needs s3:ListBuckets: AccessDenied\n");
}

static void what_is_global_is_read_once_and_what_is_not_where_it_is_asked_for(void **state)
{
    static const char file[] = "service: kms\nresources:\n  aws_kms_alias: {list: {call: ListAliases, each: 'Aliases[]'}, id: AliasName}\n"
                               "  aws_kms_external_key: {scope: global, list: {call: ListKeys, each: 'Keys[]'}, id: KeyId}\n";
    const struct answer both[] = {{"ListKeys", NULL, 200, "{\"Keys\":[{\"KeyId\":\"k\"}]}"}, ALIASES}, alias[] = {ALIASES}, key[] = {{"ListKeys", NULL, 200, "{\"Keys\":[{\"KeyId\":\"k\"}]}"}};
    static const char *const regions[] = {"eu-west-1"};
    (void)state;
    expect(file, (struct collect_request){.service = "kms", .region = "us-east-1"}, both, COUNT_OF(both),
           "aws_kms_external_key aws_kms_external_key/k in -: {\"id\":\"k\"}\nall of aws_kms_alias in 'us-east-1' of ''\nall of aws_kms_external_key in '' of ''\n");
    expect(file, (struct collect_request){.service = "kms", .region = "us-east-1", .regions = regions, .n_regions = 1}, key, 1,
           "aws_kms_external_key aws_kms_external_key/k in -: {\"id\":\"k\"}\nall of aws_kms_external_key in '' of ''\n");
    expect(file, (struct collect_request){.service = "kms", .region = "eu-west-1", .regions = regions, .n_regions = 1}, alias, 1, "all of aws_kms_alias in 'eu-west-1' of ''\n");
}

/* --- content that does not fit the answer --- */

static void what_content_cannot_make_of_an_answer_is_not_known(void **state)
{
    static const char file[] = "service: kms\nresources:\n  aws_kms_alias:\n    list: {call: ListAliases, each: 'Aliases[]'}\n    id: AliasName\n    arn: '${AliasArn}'\n"
                               "    values: {name: 'abs(AliasName)', target_key_id: '@'}\n";
    static const char each[] = "service: kms\nresources:\n  aws_kms_alias:\n    list: {call: ListAliases, each: 'abs(@)'}\n    id: AliasName\n";
    static const char no_id[] = "service: kms\nresources:\n  aws_kms_alias:\n    list: {call: ListAliases, each: 'Aliases[]'}\n    id: TargetKeyId\n";
    const struct answer answers[] = {{"ListAliases", NULL, 200, "{\"Aliases\":[{\"AliasName\":\"alias/a\",\"AliasArn\":\"arn:x\"}]}"}};
    struct got g;
    (void)state;
    run_with(&g, file, true, (struct collect_request)KMS, answers, 1);
    assert_string_equal(g.result.resources.items[0]->address, "arn:x");
    assert_true(value_is_unknown(value_field(g.result.resources.items[0]->values, "name")));
    assert_true(value_is_unknown(value_field(g.result.resources.items[0]->values, "target_key_id")));   /* an object is no text */
    end(&g);
    expect(each, (struct collect_request)KMS, answers, 1, "gap aws_kms_alias in 'eu-west-1' of '': kms:ListAliases needs kms:ListAliases: jmespath-invalid-type\n"
                                                          "all of aws_kms_alias in 'eu-west-1' of ''\n");
    expect(no_id, (struct collect_request)KMS, answers, 1, "gap aws_kms_alias in 'eu-west-1' of '': kms:ListAliases needs kms:ListAliases: collector-expression\n"
                                                           "all of aws_kms_alias in 'eu-west-1' of ''\n");
}

static void an_arn_that_is_not_known_makes_no_second_resource(void **state)
{
    static const char file[] = "service: kms\nresources:\n  aws_kms_key:\n    list: {call: ListKeys, each: 'Keys[]'}\n    id: KeyId\n    arn: '${Arn}'\n"
                               "    get: [{call: DescribeKey, params: {KeyId: '${KeyId}'}, value: KeyMetadata, merge: true}]\n";
    const struct answer answers[] = {LIST_ONE, DENIED("DescribeKey")};
    (void)state;
    expect(file, (struct collect_request)KMS, answers, COUNT_OF(answers),
           "gap aws_kms_key in 'eu-west-1' of '': kms:ListKeys needs kms:ListKeys: collector-expression\n"
           "gap aws_kms_key in 'eu-west-1' of 'aws_kms_key/eu-west-1/a': kms:DescribeKey needs kms:DescribeKey: AccessDeniedException\n"
           "all of aws_kms_key in 'eu-west-1' of ''\n");
}

static void two_types_may_have_one_arn(void **state)
{
    static const char file[] = "service: kms\nresources:\n  aws_kms_key: {list: {call: ListKeys, each: 'Keys[]'}, id: KeyId, arn: '${KeyArn}'}\n"
                               "  aws_kms_external_key: {list: {call: ListKeys, each: 'Keys[]'}, id: KeyId, arn: '${KeyArn}'}\n";
    const struct answer answers[] = {LIST_ONE};
    struct got g;
    (void)state;
    run_with(&g, file, true, (struct collect_request)KMS, answers, 1);
    assert_int_equal(g.result.resources.len, 2);
    assert_int_equal(g.server.hits[0], 1);   /* one call serves both */
    end(&g);
}

static void a_part_cannot_be_read_without_its_parent(void **state)
{
    struct arena *arena = arena_new(0);
    struct aws_models *models = aws_models_new();
    struct collector_set set = {.arena = arena, .permissions = VALUE_NULL_};
    struct error err = {0};
    (void)state;
    assert_true(collectors_add(&set, NULL, "test.yaml", str_of(keys), &err) && collectors_finish(&set, &err));
    struct collect_request request = {.set = &set, .service = "kms", .type = "aws_kms_key_policy", .region = "eu-west-1", .partition = "aws", .account = "1"};
    assert_false(collect_start(&request, &err));
    assert_ptr_equal(err.code, &COLLECTOR_FIELD);
    aws_models_free(models);
    arena_free(arena);
}

/* --- calls that are made only where they are due --- */

static const char secrets[] =
    "service: secretsmanager\n"
    "resources:\n"
    "  aws_secretsmanager_secret:\n"
    "    list: {call: ListSecrets, each: 'SecretList[]'}\n"
    "    get:\n"
    "      - {if: \"Type == 'a'\", call: DescribeSecret, params: {SecretId: '${ARN}'}, as: more, gone: [ResourceNotFoundException]}\n"
    "    keep: \"more.OwningService != 'rds'\"\n"
    "    id: ARN\n"
    "    values: {description: more.Description}\n"
    "  aws_secretsmanager_secret_rotation:\n"
    "    per: aws_secretsmanager_secret\n"
    "    each: RotationRules\n"
    "    id: parent.id\n"
    "    values: {rotation_rules: '{automatically_after_days: AutomaticallyAfterDays}'}\n"
    "  aws_secretsmanager_secret_policy:\n"
    "    per: aws_secretsmanager_secret\n"
    "    if: \"parent.item.Type == 'a'\"\n"
    "    call: GetResourcePolicy\n"
    "    params: {SecretId: '${parent.id}'}\n"
    "    absent: ['AccessDeniedException: not enabled']\n"
    "    id: parent.id\n"
    "    values: {policy: ResourcePolicy}\n";
#define SECRETS {.service = "secretsmanager"}
#define EXPECT_SECRETS(request, answers, wanted) expect(secrets, (struct collect_request)request, answers, COUNT_OF(answers), wanted)
#define LIST_SECRETS {"ListSecrets", NULL, 200, "{\"SecretList\":[{\"ARN\":\"s1\",\"Type\":\"a\",\"RotationRules\":{\"AutomaticallyAfterDays\":7}},{\"ARN\":\"s2\"}]}"}
#define ALL_SECRETS "all of aws_secretsmanager_secret in 'eu-west-1' of ''\nall of aws_secretsmanager_secret_policy in 'eu-west-1' of ''\nall of aws_secretsmanager_secret_rotation in 'eu-west-1' of ''\n"
#define SECOND "aws_secretsmanager_secret aws_secretsmanager_secret/eu-west-1/s2 in eu-west-1: {\"arn\":\"s2\",\"id\":\"s2\"}\n"

static void a_call_is_made_where_it_is_due_and_what_the_parent_holds_needs_none(void **state)
{
    const struct answer answers[] = {LIST_SECRETS, {"DescribeSecret", "\"s1\"", 200, "{\"Description\":\"d\"}"}, {"GetResourcePolicy", "\"s1\"", 200, "{\"ResourcePolicy\":\"p\"}"}};
    (void)state;
    EXPECT_SECRETS(SECRETS, answers,
                   "aws_secretsmanager_secret aws_secretsmanager_secret/eu-west-1/s1 in eu-west-1: {\"arn\":\"s1\",\"description\":\"d\",\"id\":\"s1\"}\n" SECOND
                   "aws_secretsmanager_secret_policy aws_secretsmanager_secret_policy/eu-west-1/s1 in eu-west-1: {\"id\":\"s1\",\"policy\":\"p\"}\n"
                   "aws_secretsmanager_secret_rotation aws_secretsmanager_secret_rotation/eu-west-1/s1 in eu-west-1: {\"id\":\"s1\",\"rotation_rules\":[{\"automatically_after_days\":7}]}\n" ALL_SECRETS);
}

static void what_is_gone_by_then_is_not_there_and_what_is_not_kept_is_none_of_ours(void **state)
{
    const struct answer gone[] = {LIST_SECRETS, {"DescribeSecret", NULL, 400, "{\"__type\":\"ResourceNotFoundException\"}"}};
    const struct answer others[] = {LIST_SECRETS, {"DescribeSecret", NULL, 200, "{\"OwningService\":\"rds\"}"}};
    const struct answer refused[] = {{"ListSecrets", NULL, 200, "{\"SecretList\":[{\"ARN\":\"s1\",\"Type\":\"a\"}]}"}, DENIED("DescribeSecret")};
    (void)state;
    EXPECT_SECRETS(SECRETS, gone, SECOND ALL_SECRETS);
    EXPECT_SECRETS(SECRETS, others, SECOND ALL_SECRETS);
    /* Whether it is ours is not known: that there is one must not be a fact, nor that there is none. */
    EXPECT_SECRETS(SECRETS, refused,
                   "gap aws_secretsmanager_secret in 'eu-west-1' of '': secretsmanager:DescribeSecret needs secretsmanager:DescribeSecret: AccessDeniedException\n"
                   "gap aws_secretsmanager_secret in 'eu-west-1' of 'aws_secretsmanager_secret/eu-west-1/s1': secretsmanager:DescribeSecret needs secretsmanager:DescribeSecret: AccessDeniedException\n"
                   "gap aws_secretsmanager_secret_policy in 'eu-west-1' of '': secretsmanager:DescribeSecret needs secretsmanager:DescribeSecret: AccessDeniedException\n"
                   "gap aws_secretsmanager_secret_rotation in 'eu-west-1' of '': secretsmanager:DescribeSecret needs secretsmanager:DescribeSecret: AccessDeniedException\n" ALL_SECRETS);
}

static void parts_of_parts_that_are_refused_may_be_anybodys(void **state)
{
    static const char file[] = "service: kms\nresources:\n  aws_kms_key: {list: {call: ListKeys, each: 'Keys[]'}, id: KeyId}\n"
                               "  aws_kms_grant: {per: aws_kms_key, call: ListGrants, params: {KeyId: '${parent.id}'}, each: 'Grants[]', id: GrantId}\n"
                               "  aws_kms_key_policy: {per: aws_kms_grant, call: GetKeyPolicy, params: {KeyId: '${parent.id}'}, id: parent.id}\n";
    const struct answer answers[] = {LIST_ONE, DENIED("ListGrants")};
    (void)state;
    expect(file, (struct collect_request)KMS, answers, COUNT_OF(answers),
           "aws_kms_key aws_kms_key/eu-west-1/a in eu-west-1: {\"id\":\"a\",\"key_id\":\"a\"}\n"
           "gap aws_kms_grant in 'eu-west-1' of 'aws_kms_key/eu-west-1/a': kms:ListGrants needs kms:ListGrants: AccessDeniedException\n"
           "gap aws_kms_key_policy in 'eu-west-1' of '': kms:ListGrants needs kms:ListGrants: AccessDeniedException\n"   /* known by their grant, which nobody names now */
           "all of aws_kms_grant in 'eu-west-1' of ''\nall of aws_kms_key in 'eu-west-1' of ''\nall of aws_kms_key_policy in 'eu-west-1' of ''\n");
}

static void what_a_refused_list_would_have_held_is_a_gap_too(void **state)
{
    const struct answer answers[] = {DENIED("ListSecrets")};
    (void)state;
    EXPECT_SECRETS(SECRETS, answers,
                   "gap aws_secretsmanager_secret in 'eu-west-1' of '': secretsmanager:ListSecrets needs secretsmanager:ListSecrets: AccessDeniedException\n"
                   "gap aws_secretsmanager_secret_policy in 'eu-west-1' of '': secretsmanager:ListSecrets needs secretsmanager:ListSecrets: AccessDeniedException\n"
                   "gap aws_secretsmanager_secret_rotation in 'eu-west-1' of '': secretsmanager:ListSecrets needs secretsmanager:ListSecrets: AccessDeniedException\n");
}

static void what_a_parent_holds_is_read_anew_with_it(void **state)
{
    const struct answer answers[] = {LIST_SECRETS, {"DescribeSecret", "\"s1\"", 200, "{}"}, {"GetResourcePolicy", "\"s1\"", 200, "{}"}};
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct resource parent = {.address = "aws_secretsmanager_secret/eu-west-1/s1", .type = "aws_secretsmanager_secret", .region = "eu-west-1"};
    (void)state;
    assert_true(json_read(arena, STR("{\"id\":\"s1\"}"), NULL, &parent.values, NULL, &err));
    EXPECT_SECRETS({.service = "secretsmanager" COMMA .type = "aws_secretsmanager_secret_rotation" COMMA .parent = &parent}, answers,
                   "aws_secretsmanager_secret aws_secretsmanager_secret/eu-west-1/s1 in eu-west-1: {\"arn\":\"s1\",\"id\":\"s1\"}\n"
                   "aws_secretsmanager_secret_policy aws_secretsmanager_secret_policy/eu-west-1/s1 in eu-west-1: {\"id\":\"s1\"}\n"
                   "aws_secretsmanager_secret_rotation aws_secretsmanager_secret_rotation/eu-west-1/s1 in eu-west-1: {\"id\":\"s1\",\"rotation_rules\":[{\"automatically_after_days\":7}]}\n"
                   "all of aws_secretsmanager_secret_policy in 'eu-west-1' of 'aws_secretsmanager_secret/eu-west-1/s1'\n"
                   "all of aws_secretsmanager_secret_rotation in 'eu-west-1' of 'aws_secretsmanager_secret/eu-west-1/s1'\n");
    arena_free(arena);
}

static void an_error_may_be_a_fact_by_its_message_alone(void **state)
{
    static const struct { const char *body; size_t gaps; } cases[] = {
        {"{\"__type\":\"AccessDeniedException\",\"message\":\"it is not enabled here\"}", 0}, {"{\"__type\":\"AccessDeniedException\",\"message\":\"not allowed\"}", 1},
        {"{\"__type\":\"AccessDeniedException\"}", 1}, {"{\"__type\":\"AccessDenied\",\"message\":\"it is not enabled here\"}", 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct answer answers[] = {LIST_SECRETS, {"DescribeSecret", NULL, 200, "{}"}, {"GetResourcePolicy", NULL, 400, cases[i].body}};
        struct got g;
        run_with(&g, secrets, true, (struct collect_request)SECRETS, answers, COUNT_OF(answers));
        assert_int_equal(g.result.gaps.len, cases[i].gaps);
        assert_null(strstr(g.text.s, "aws_secretsmanager_secret_policy aws"));
        end(&g);
    }
}

static const char prepared[] =
    "service: kms\n"
    "resources:\n"
    "  aws_kms_key:\n"
    "    list: {call: ListKeys, each: 'Keys[]', prepare: {call: ListAliases, until: 'Truncated == `true`'}}\n"
    "    id: KeyId\n";

static void a_list_waits_for_what_prepares_it_and_not_for_a_refusal(void **state)
{
    const struct answer later[] = {{"ListAliases", NULL, 200, "{\"Truncated\":false}", 1}, {"ListAliases", NULL, 200, "{\"Truncated\":true}", 1}, LIST_ONE};
    const struct answer refused[] = {DENIED("ListAliases"), LIST_ONE};
    struct got g;
    (void)state;
    run_with(&g, prepared, true, (struct collect_request)KMS, later, COUNT_OF(later));
    assert_int_equal(g.server.hits[0] + g.server.hits[1], 2);
    assert_int_equal(g.result.resources.len, 1);
    assert_int_equal(g.result.gaps.len, 0);
    end(&g);
    run_with(&g, prepared, true, (struct collect_request)KMS, refused, COUNT_OF(refused));
    assert_int_equal(g.result.resources.len, 1);
    end(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_item_is_completed_and_its_parts_are_read), cmocka_unit_test(of_many_items_each_is_read), cmocka_unit_test(pages_are_read_to_the_end_and_what_they_repeat_is_one),
        cmocka_unit_test(a_list_that_is_refused_is_a_gap_of_its_types_and_their_parts), cmocka_unit_test(a_list_of_which_a_page_is_refused_is_not_read_to_its_end),
        cmocka_unit_test(what_a_refused_call_would_have_said_is_unknown_by_whatever_name), cmocka_unit_test(an_absent_answer_is_a_fact),
        cmocka_unit_test(a_part_that_is_refused_is_a_gap_of_its_parent_alone), cmocka_unit_test(what_is_no_answer_is_a_gap_too),
        cmocka_unit_test(a_refresh_asks_for_one_and_says_nothing_of_the_others), cmocka_unit_test(a_refresh_without_a_call_for_one_keeps_the_one_and_reads_its_parts_whole),
        cmocka_unit_test(a_part_is_read_anew_of_a_parent_whose_answers_are_forgotten), cmocka_unit_test(a_bucket_is_where_it_says),
        cmocka_unit_test(a_bucket_whose_region_is_refused_is_kept_and_is_in_none), cmocka_unit_test(a_refused_list_of_a_global_service_is_a_gap_everywhere),
        cmocka_unit_test(what_is_global_is_read_once_and_what_is_not_where_it_is_asked_for), cmocka_unit_test(what_content_cannot_make_of_an_answer_is_not_known),
        cmocka_unit_test(an_arn_that_is_not_known_makes_no_second_resource), cmocka_unit_test(two_types_may_have_one_arn), cmocka_unit_test(a_part_cannot_be_read_without_its_parent),
        cmocka_unit_test(a_call_is_made_where_it_is_due_and_what_the_parent_holds_needs_none),
        cmocka_unit_test(what_is_gone_by_then_is_not_there_and_what_is_not_kept_is_none_of_ours), cmocka_unit_test(parts_of_parts_that_are_refused_may_be_anybodys), cmocka_unit_test(what_a_refused_list_would_have_held_is_a_gap_too),
        cmocka_unit_test(what_a_parent_holds_is_read_anew_with_it), cmocka_unit_test(an_error_may_be_a_fact_by_its_message_alone), cmocka_unit_test(a_list_waits_for_what_prepares_it_and_not_for_a_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
