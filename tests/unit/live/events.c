/* What an event says is to be read anew, and what is no event. */
#include "../unit.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/io.h"
#include "live/events.h"
#include "value/json.h"

static const char collectors[] =
    "service: s3\n"
    "scope: global\n"
    "resources:\n"
    "  aws_s3_bucket:\n"
    "    list: {call: ListBuckets, each: 'Buckets[]'}\n"
    "    id: Name\n"
    "    changed_by: [CreateBucket, DeleteBucket]\n"
    "    event_key: requestParameters.bucketName\n"
    "  aws_s3_bucket_versioning:\n"
    "    per: aws_s3_bucket\n"
    "    call: GetBucketVersioning\n"
    "    params: {Bucket: '${parent.id}'}\n"
    "    id: parent.id\n"
    "    changed_by: {PutBucketVersioning: requestParameters.bucketName}\n";
static const char regional[] =
    "service: ec2\n"
    "resources:\n"
    "  aws_instance:\n"
    "    list: {call: DescribeInstances, each: 'Reservations[].Instances[]'}\n"
    "    id: InstanceId\n"
    "    changed_by: {RunInstances: 'responseElements.instancesSet.items[].instanceId', CreateTags: \"requestParameters.resourcesSet.items[?starts_with(resourceId, 'i-')].resourceId\", EnableThing: }\n"
    "  aws_security_group:\n"
    "    list: {call: DescribeSecurityGroups, each: 'SecurityGroups[]'}\n"
    "    id: GroupId\n"
    "    changed_by: {AuthorizeSecurityGroupIngress: requestParameters.groupId, RunInstances: requestParameters.groupId}\n";
static const char functions[] =
    "service: lambda\n"
    "resources:\n"
    "  aws_lambda_function:\n"
    "    list: {call: ListFunctions, each: 'Functions[]'}\n"
    "    id: FunctionName\n"
    "    changed_by: {AddPermission: requestParameters.functionName, CreateFunction: requestParameters.functionName}\n";

struct made { struct arena *arena; struct collector_set set; struct event_index *index; };

static void make(struct made *m, bool builtin)
{
    struct error err = {0};
    *m = (struct made){.arena = arena_new(0), .set = {.permissions = VALUE_NULL_}};
    m->set.arena = m->arena;
    bool ok = builtin ? collectors_builtin(m->arena, NULL, &m->set, &err) : collectors_add(&m->set, NULL, "s3.yaml", str_of(collectors), &err) &&
              collectors_add(&m->set, NULL, "ec2.yaml", str_of(regional), &err) && collectors_add(&m->set, NULL, "lambda.yaml", str_of(functions), &err) && collectors_finish(&m->set, &err);
    if (!ok || !(m->index = event_index_new(m->arena, &m->set, &err))) fail_msg("%s", err.message);
}

/* "account region type id @event-time, ..." of all that is to be read; or the error. */
static const char *read(struct made *m, const char *text, struct events *events)
{
    struct error err = {0};
    struct buf out = buf_new(0);
    *events = (struct events){0};
    if (!events_read(m->arena, m->index, str_of(text), 1000, 500, events, &err)) return arena_printf(m->arena, "%s: %s", err.code->name, err.message);
    for (size_t i = 0; i < events->len; i++)
        for (size_t k = 0; k < events->items[i].n_rereads; k++) {
            const struct store_reread *r = &events->items[i].rereads[k];
            assert_int_equal(r->not_before, 1500);
            buf_printf(&out, "%s%.*s/%.*s/%.*s/%.*s", out.len ? " " : "", (int)r->key.account.len, r->key.account.s, (int)r->key.region.len, r->key.region.s, (int)r->key.type.len, r->key.type.s,
                       (int)r->key.id.len, r->key.id.s);
        }
    buf_add_char(&out, '\0');
    const char *s = buf_to_arena(m->arena, &out);
    buf_free(&out);
    return s;
}

#define HEAD "\"eventID\": \"e1\", \"awsRegion\": \"eu-west-1\", \"recipientAccountId\": \"1\", \"eventTime\": \"2026-01-02T03:04:05Z\""
#define S3(name, more) "{" HEAD ", \"eventSource\": \"s3.amazonaws.com\", \"eventName\": \"" name "\", \"requestParameters\": {\"bucketName\": \"logs\"}" more "}"
#define EC2(name, more) "{" HEAD ", \"eventSource\": \"ec2.amazonaws.com\", \"eventName\": \"" name "\"" more "}"
#define BRIDGE(detail) "{\"id\": \"x\", \"detail-type\": \"AWS API Call via CloudTrail\", \"account\": \"9\", \"region\": \"us-east-1\", \"detail\": " detail "}"

static const struct { const char *what, *text, *out; size_t ignored, bad; } cases[] = {
    {"a record", S3("CreateBucket", ""), "1//aws_s3_bucket/logs", 0, 0},
    {"of EventBridge", BRIDGE(S3("CreateBucket", "")), "1//aws_s3_bucket/logs", 0, 0},
    {"whose account and region are the envelope's", BRIDGE("{\"eventID\": \"e\", \"eventSource\": \"ec2.amazonaws.com\", \"eventName\": \"AuthorizeSecurityGroupIngress\", \"requestParameters\": {\"groupId\": \"sg-1\"}}"),
     "9/us-east-1/aws_security_group/sg-1", 0, 0},
    {"per a parent", S3("PutBucketVersioning", ""), "1//aws_s3_bucket_versioning/logs", 0, 0},
    {"a log file", "{\"Records\": [" S3("CreateBucket", "") ", " S3("GetBucketAcl", ", \"readOnly\": true") ", " S3("PutBucketVersioning", "") "]}", "1//aws_s3_bucket/logs 1//aws_s3_bucket_versioning/logs", 1, 0},
    {"a list", "[" S3("CreateBucket", "") "]", "1//aws_s3_bucket/logs", 0, 0},
    {"nothing at all", "[]", "", 0, 0},
    {"in a topic's message", "{\"TopicArn\": \"t\", \"Message\": \"{\\\"Records\\\": [{\\\"eventID\\\": \\\"e\\\", \\\"awsRegion\\\": \\\"r\\\", \\\"recipientAccountId\\\": \\\"1\\\", \\\"eventSource\\\": "
     "\\\"s3.amazonaws.com\\\", \\\"eventName\\\": \\\"DeleteBucket\\\", \\\"requestParameters\\\": {\\\"bucketName\\\": \\\"b\\\"}}]}\"}", "1//aws_s3_bucket/b", 0, 0},
    {"several ids, and two types", EC2("RunInstances", ", \"requestParameters\": {\"groupId\": \"sg-2\"}, \"responseElements\": {\"instancesSet\": {\"items\": [{\"instanceId\": \"i-1\"}, {\"instanceId\": \"i-2\"}]}}"),
     "1/eu-west-1/aws_instance/i-1 1/eu-west-1/aws_instance/i-2 1/eu-west-1/aws_security_group/sg-2", 0, 0},
    {"an id that is missing is all of the type", EC2("RunInstances", ", \"responseElements\": null"), "1/eu-west-1/aws_instance/ 1/eu-west-1/aws_security_group/", 0, 0},
    {"no id is said", EC2("EnableThing", ""), "1/eu-west-1/aws_instance/", 0, 0},
    {"an id twice is one", EC2("RunInstances", ", \"requestParameters\": {\"groupId\": \"sg\"}, \"responseElements\": {\"instancesSet\": {\"items\": [{\"instanceId\": \"i-1\"}, {\"instanceId\": \"i-1\"}]}}"),
     "1/eu-west-1/aws_instance/i-1 1/eu-west-1/aws_security_group/sg", 0, 0},
    {"a failed call", S3("CreateBucket", ", \"errorCode\": \"AccessDenied\""), "", 1, 0},
    {"a reading call", S3("CreateBucket", ", \"readOnly\": \"true\""), "", 1, 0},
    {"another service's event of that name", "{" HEAD ", \"eventSource\": \"glacier.amazonaws.com\", \"eventName\": \"CreateBucket\"}", "", 1, 0},
    {"a name that nobody knows", S3("Frobnicate", ""), "", 1, 0},
    {"a date and a version in the name", "{" HEAD ", \"eventSource\": \"lambda.amazonaws.com\", \"eventName\": \"AddPermission20150331v2\", \"requestParameters\": {\"functionName\": \"f\"}}", "1/eu-west-1/aws_lambda_function/f", 0, 0},
    {"a date with lines", "{" HEAD ", \"eventSource\": \"lambda.amazonaws.com\", \"eventName\": \"CreateFunction2015_03_31\", \"requestParameters\": {\"functionName\": \"f\"}}", "1/eu-west-1/aws_lambda_function/f", 0, 0},
    {"accounts of the organisation", "{" HEAD ", \"eventSource\": \"organizations.amazonaws.com\", \"eventName\": \"CreateAccountResult\", \"eventType\": \"AwsServiceEvent\"}", "1//rampart_accounts/", 0, 0},
    {"an item of Config", "{\"id\": \"c\", \"detail-type\": \"Config Configuration Item Change\", \"account\": \"1\", \"region\": \"eu-west-1\", \"detail\": {\"configurationItem\": {\"resourceType\": \"AWS::EC2::SecurityGroup\", "
     "\"resourceId\": \"sg-9\", \"awsAccountId\": \"1\", \"awsRegion\": \"eu-west-1\"}}}", "1/eu-west-1/aws_security_group/sg-9", 0, 0},
    {"an item of Config that is global", "{\"id\": \"c\", \"detail-type\": \"Config Configuration Item Change\", \"detail\": {\"configurationItem\": {\"resourceType\": \"AWS::S3::Bucket\", \"resourceId\": \"b\", "
     "\"awsAccountId\": \"1\", \"awsRegion\": \"global\"}}}", "1//aws_s3_bucket/b", 0, 0},
    {"an item of Config of another type", "{\"id\": \"c\", \"detail-type\": \"Config Configuration Item Change\", \"detail\": {\"configurationItem\": {\"resourceType\": \"AWS::Lambda::LayerVersion\", \"resourceId\": \"b\", "
     "\"awsAccountId\": \"1\", \"awsRegion\": \"global\"}}}", "", 1, 0},
    {"another event of EventBridge", "{\"id\": \"x\", \"detail-type\": \"EC2 Instance State-change Notification\", \"detail\": {\"state\": \"running\"}}", "", 1, 0},
    {"some of a list are none", "[17, " S3("CreateBucket", "") ", {\"a\": 1}]", "1//aws_s3_bucket/logs", 0, 2},
};

static void an_event_names_what_is_to_be_read(void **state)
{
    struct made m;
    (void)state;
    make(&m, false);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct events events;
        const char *got = read(&m, cases[i].text, &events);
        if (strcmp(got, cases[i].out) != 0 || events.ignored != cases[i].ignored || events.bad != cases[i].bad)
            fail_msg("%s: %s (%zu ignored, %zu bad)", cases[i].what, got, events.ignored, events.bad);
    }
    arena_free(m.arena);
}

static void time_and_author_come_with_it(void **state)
{
    struct made m;
    struct events events;
    (void)state;
    make(&m, false);
    read(&m, S3("CreateBucket", ", \"userIdentity\": {\"arn\": \"arn:aws:iam::1:user/u\", \"type\": \"IAMUser\"}"), &events);
    assert_true(events.len == 1 && events.items[0].time == 1767323045000 && str_is(events.items[0].principal, "arn:aws:iam::1:user/u") && str_is(events.items[0].id, "e1"));
    read(&m, S3("CreateBucket", ", \"userIdentity\": {\"type\": \"Root\"}"), &events);
    assert_true(str_is(events.items[0].principal, "Root"));
    arena_free(m.arena);
}

static const struct { const char *text, *why; } wrong[] = {
    {"", "event-shape: the event is no JSON"}, {"{", "event-shape: the event is no JSON"}, {"\"text\"", "event-shape: an event is an object, not string"}, {"{}", "event-shape: this is no event"},
    {"{\"eventName\": \"X\"}", "event-shape: a record has no eventName and eventSource"}, {"{\"eventName\": \"X\", \"eventSource\": \"s\"}", "event-shape: the record of X lacks its account"},
    {"{\"detail-type\": \"Config Configuration Item Change\"}", "event-shape: a configuration item lacks"}, {"{\"TopicArn\": \"t\", \"Message\": \"no\"}", "event-shape: the message of a topic is no JSON"},
    {"[[[[[[[{}]]]]]]]", "event-shape: 0: 0: 0: 0: 0: messages within messages"}, {"[1, {}]", "event-shape: 0: an event is an object, not number"},
};

static void what_is_no_event_is_said(void **state)
{
    struct made m;
    (void)state;
    make(&m, false);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct events events;
        const char *got = read(&m, wrong[i].text, &events);
        if (strncmp(got, wrong[i].why, strlen(wrong[i].why)) != 0) fail_msg("%s: %s", wrong[i].text, got);
    }
    arena_free(m.arena);
}

/* Whichever allocation fails, it is said as that and nothing else. */
static void no_memory_is_no_bad_event(void **state)
{
    struct made m;
    (void)state;
    make(&m, false);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t n = 1; n < 400; n++) {
            struct arena *arena = arena_new(0);
            struct events events = {0};
            struct error err = {0};
            arena_fail_at(arena, n);
            bool ok = events_read(arena, m.index, str_of(cases[i].text), 1000, 500, &events, &err), failed = arena->failed;
            arena_free(arena);
            if (!ok && err.code != &ERROR_NO_MEMORY) fail_msg("%s: %zu: %s", cases[i].what, n, err.message);
            if (ok && !failed) break;
        }
    arena_free(m.arena);
}

/* --- facts and real logs, where they are --- */

static bool shared(struct arena *arena, const char *path, struct str *out)
{
    const char *base = getenv("RAMPART_SHARED");
    struct error err = {0};
    return io_read_file(arena, arena_printf(arena, "%s/%s", base ? base : "../shared", path), (size_t)64 << 20, out, &err);
}

/* Puts `leaf` at a path such as requestParameters.a.items[].b. */
static struct value placed(struct arena *arena, const char *path, struct value leaf)
{
    size_t n = strcspn(path, ".[");
    if (n == 0 && path[0] == '[') {
        const char *rest = path + strcspn(path, "]") + 1;
        struct value inner = *rest ? placed(arena, rest + (*rest == '.'), leaf) : leaf;
        return value_array(arena, &inner, 1);
    }
    const char *rest = path + n;
    struct value_pair pair = {value_string(arena, (struct str){path, n}), *rest ? placed(arena, rest + (*rest == '.'), leaf) : leaf};
    return value_object(arena, &pair, 1);
}

static const char *field(struct value row, const char *name)
{
    struct value v = value_field(row, name);
    return value_is_string(v) ? value_cstr(v) : "";
}

/* Is each change that the table knows of a type that we collect waited for? Where the event has the id at the table's place, the reading is of that id, or of all of the type; another
 * id would be a disagreement. */
static void the_table_of_facts_agrees(void **state)
{
    struct made m;
    struct str text;
    struct value facts;
    struct error err = {0};
    size_t collected = 0, all = 0, agree = 0;
    (void)state;
    make(&m, true);
    if (!shared(m.arena, "facts/response/eventbridge_events.json", &text)) {
        arena_free(m.arena);
        skip();
    }
    assert_true(json_read(m.arena, text, NULL, &facts, NULL, &err));
    struct value rows = value_field(facts, "cloudtrail");
    assert_true(value_len(rows) > 1000);
    for (size_t i = 0; i < value_len(rows); i++) {
        struct value row = value_items(rows)[i];
        const struct collector_type *type = collectors_find(&m.set, field(row, "resource_type"));
        if (!type) continue;
        collected++;
        struct value record = placed(m.arena, field(row, "id_from"), value_cstring(m.arena, "the-id"));
        static const char *const heads[][2] = {{"eventID", "e"}, {"awsRegion", "eu-west-1"}, {"recipientAccountId", "111122223333"}};
        for (size_t k = 0; k < COUNT_OF(heads); k++)
            if (value_is_none(value_get_str(record, str_of(heads[k][0])))) record = value_with(m.arena, record, value_cstring(m.arena, heads[k][0]), value_cstring(m.arena, heads[k][1]));
        record = value_with(m.arena, record, value_cstring(m.arena, "eventName"), value_field(row, "eventName"));
        record = value_with(m.arena, record, value_cstring(m.arena, "eventSource"), value_field(row, "eventSource"));
        struct buf json = buf_new(0);
        json_write(&json, record, 0);
        struct events events;
        const char *text_of = buf_to_arena(m.arena, &json), *got = read(&m, text_of, &events);
        buf_free(&json);
        const char *wanted = arena_printf(m.arena, "/%s/", type->type);
        const char *at = strstr(got, wanted);
        if (!at) fail_msg("nobody waits for %s %s, which changes %s: %s", field(row, "eventSource"), field(row, "eventName"), type->type, got);
        if (strstr(got, arena_printf(m.arena, "/%s/the-id", type->type))) agree++;
        else if (at[strlen(wanted)] == ' ' || at[strlen(wanted)] == '\0') all++;
        else fail_msg("%s %s changes %s of the id at %s, and we read: %s", field(row, "eventSource"), field(row, "eventName"), type->type, field(row, "id_from"), got);
    }
    print_message("%zu rows of types that are collected: %zu lead to the one resource, %zu to all of the type\n", collected, agree, all);
    assert_true(collected > 600);
    arena_free(m.arena);
}

/* The examples of API calls: each that the table says something about leads to a reading. */
static void the_examples_are_understood(void **state)
{
    struct made m;
    struct str text;
    struct value facts;
    struct error err = {0};
    size_t calls = 0;
    (void)state;
    make(&m, true);
    if (!shared(m.arena, "facts/response/eventbridge_events.json", &text)) {
        arena_free(m.arena);
        skip();
    }
    assert_true(json_read(m.arena, text, NULL, &facts, NULL, &err));
    struct value examples = value_field(facts, "events");
    for (size_t i = 0; i < value_len(examples); i++) {
        struct value example = value_items(examples)[i], changed = value_field(example, "changed_resource");
        struct buf json = buf_new(0);
        json_write(&json, value_field(example, "example"), 0);
        struct events events;
        const char *got = read(&m, buf_to_arena(m.arena, &json), &events);
        buf_free(&json);
        if (strncmp(got, "event-shape", 11) == 0) fail_msg("%s: %s", field(example, "key"), got);
        const char *type = field(value_is_array(changed) && value_len(changed) ? value_items(changed)[0] : changed, "type");
        if (!*type) type = field(value_is_array(changed) && value_len(changed) ? value_items(changed)[0] : changed, "resource_type");
        if (!*type || !collectors_find(&m.set, type)) continue;
        calls++;
        if (!strstr(got, arena_printf(m.arena, "/%s/", type))) fail_msg("%s changes %s, and we read: %s", field(example, "key"), type, got);
    }
    assert_true(calls > 20);
    arena_free(m.arena);
}

/* Real log files: every record is understood; what changes something that is collected leads to a reading, reads and refusals to none. */
static void real_logs_are_understood(void **state)
{
    struct made m;
    const char *base = getenv("RAMPART_SHARED");
    size_t files = 0, accepted = 0, ignored = 0;
    (void)state;
    make(&m, true);
    const char *folder = arena_printf(m.arena, "%s/corpus/cloudtrail/stratus-2023", base ? base : "../shared");
    DIR *dir = opendir(folder);
    if (!dir) {
        arena_free(m.arena);
        skip();
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        struct str text;
        struct error err = {0};
        struct events events = {0};
        if (!strstr(entry->d_name, ".json") || !io_read_file(m.arena, arena_printf(m.arena, "%s/%s", folder, entry->d_name), (size_t)16 << 20, &text, &err)) continue;
        if (!events_read(m.arena, m.index, text, 1000, 500, &events, &err)) fail_msg("%s: %s", entry->d_name, err.message);
        if (events.bad) fail_msg("%s: %zu records: %s", entry->d_name, events.bad, events.why);
        for (size_t i = 0; i < events.len; i++) assert_true(events.items[i].time > (int64_t)1688000000 * 1000 && events.items[i].id.len == 36 && events.items[i].principal.len > 0);
        files++, accepted += events.len, ignored += events.ignored;
    }
    closedir(dir);
    print_message("%zu files: %zu changes, %zu other records\n", files, accepted, ignored);
    assert_true(files > 50 && accepted + ignored == 2900 && accepted > 50);
    arena_free(m.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_names_what_is_to_be_read), cmocka_unit_test(time_and_author_come_with_it), cmocka_unit_test(what_is_no_event_is_said), cmocka_unit_test(no_memory_is_no_bad_event),
        cmocka_unit_test(the_table_of_facts_agrees), cmocka_unit_test(the_examples_are_understood),
        cmocka_unit_test(real_logs_are_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
