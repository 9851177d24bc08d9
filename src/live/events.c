#include "live/events.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "live/aws_types.h"
#include "value/json.h"

EVENT_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const event_errors[] = {EVENT_ERRORS(ERROR_CODE_ROW) NULL};

#define MAX_NESTING 4    /* an event in an SNS message in a queue's message */

struct changes { VEC(struct change { const struct collector_type *type; const struct jmespath *key; }) items; };
struct event_index { const struct collector_set *collectors; struct map by_name; };   /* event name → struct changes */

struct event_index *event_index_new(struct arena *arena, const struct collector_set *collectors, struct error *err)
{
    struct event_index *index = (struct event_index *)arena_zero(arena, sizeof *index);
    if (!index) return error_no_memory(err), NULL;
    index->collectors = collectors;
    for (size_t i = 0; i < collectors->types.len; i++) {
        const struct collector_type *type = collectors->types.items[i];
        for (size_t k = 0; k < type->events.len; k++) {
            void **slot = map_at(arena, &index->by_name, str_of(type->events.items[k].name));
            if (slot && !*slot) *slot = arena_zero(arena, sizeof(struct changes));
            struct change *at = slot && *slot ? vec_push(arena, &((struct changes *)*slot)->items) : NULL;
            if (!at) return error_no_memory(err), NULL;
            *at = (struct change){type, type->events.items[k].key};
        }
    }
    return index;
}

struct reading { struct arena *arena; const struct event_index *index; int64_t now, not_before; struct events *out; struct error *err; };

static const char *text_at(struct value v, const char *name)
{
    struct value text = value_field(v, name);
    return value_is_string(text) ? value_cstr(text) : NULL;
}

/* 2026-11-25T10:00:00Z, with or without fractions → milliseconds; 0: no such time. */
static int64_t time_of(const char *s)
{
    int y, mo, d, h, mi, sec;
    if (!s || sscanf(s, "%4d-%2d-%2dT%2d:%2d:%2d", &y, &mo, &d, &h, &mi, &sec) != 6) return 0;
    int64_t era_year = mo <= 2 ? y - 1 : y, era = era_year / 400, yoe = era_year - era * 400;
    int64_t doy = (153 * (mo + (mo > 2 ? -3 : 9)) + 2) / 5 + d - 1, doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return ((era * 146097 + doe - 719468) * 86400 + h * 3600 + mi * 60 + sec) * 1000;
}

/* Some names carry a date and a version: AddPermission20150331v2, CreateDistribution2014_11_06. */
static struct str plain_name(struct str name)
{
    size_t n = name.len;
    while (n && (isdigit((unsigned char)name.s[n - 1]) || name.s[n - 1] == 'v' || name.s[n - 1] == '_')) n--;
    return name.len - n >= 8 ? (struct str){name.s, n} : name;
}

/* The event is of the service that the type's call is of: s3.amazonaws.com is of s3 and s3control; a collector's service names itself, its end point or its signing. */
static bool same_service(const struct collector_type *type, const char *source)
{
    static const struct { const char *service, *source; } other[] = {
        {"s3control", "s3"}, {"elbv2", "elasticloadbalancing"}, {"elb", "elasticloadbalancing"}, {"logs", "logs"}, {"cloudwatch", "monitoring"}, {"efs", "elasticfilesystem"}, {"opensearch", "es"},
        {"sesv2", "ses"}, {"apigatewayv2", "apigateway"}, {"stepfunctions", "states"}, {"emr", "elasticmapreduce"}, {"docdb", "rds"}, {"neptune", "rds"}, {"cognito-idp", "cognito-idp"}, {"mq", "amazonmq"},
        {"accessanalyzer", "access-analyzer"}, {"wafv2", "wafv2"}, {"inspector2", "inspector2"}, {"acm-pca", "acm-pca"}, {"sso-admin", "sso"},
    };
    size_t n = strcspn(source, ".");
    struct str first = {source, n};
    if (str_is(first, type->service) || str_is(first, type->call.service)) return true;
    for (size_t i = 0; i < COUNT_OF(other); i++)
        if (strcmp(type->call.service, other[i].service) == 0 && str_is(first, other[i].source)) return true;
    return false;
}

static struct str kept(struct arena *arena, const char *s) { return str_of(s ? arena_strdup(arena, s) : NULL); }

typedef VEC(struct store_reread) rereads;

/* What is global is read in one place, wherever the event comes from: two for one thing are one. */
static bool add_reread(struct reading *r, rereads *list, const char *account, const char *region, const struct collector_type *of, struct str id)
{
    const char *type = of ? of->type : EVENT_ACCOUNTS;
    if (!of || of->global) region = "";
    for (size_t i = 0; i < list->len; i++)
        if (str_is(list->items[i].key.type, type) && str_eq(list->items[i].key.id, id)) return true;
    struct store_reread *at = vec_push(r->arena, list);
    if (!at) return error_no_memory(r->err);
    *at = (struct store_reread){.key = {str_of(account), str_of(region), str_of(type), id}, .not_before = r->not_before};
    return true;
}

/* The ids that the event names: a text, or several; a list without any is about none of this type. Where it says nothing, it may be any of the type. */
static bool add_ids(struct reading *r, rereads *list, const struct change *change, const char *account, const char *region, struct value detail)
{
    const struct collector_type *type = change->type;
    struct value v = VALUE_NULL_;
    struct error why = {0};
    if (change->key && !jmespath_search(r->arena, change->key, detail, &v, &why)) {
        if (why.code == &ERROR_NO_MEMORY) return error_no_memory(r->err);
        v = VALUE_NULL_;
    }
    bool any = value_is_array(v) && value_len(v) == 0;
    if (value_is_string(v) && value_len(v)) return add_reread(r, list, account, region, type, value_str(v));
    for (size_t i = 0; value_is_array(v) && i < value_len(v); i++) {
        struct value id = value_items(v)[i];
        if (!value_is_string(id) || !value_len(id)) continue;
        any = true;
        if (!add_reread(r, list, account, region, type, value_str(id))) return false;
    }
    return any || add_reread(r, list, account, region, type, STR(""));
}

static bool add_event(struct reading *r, const char *id, const char *principal, int64_t time, const rereads *list)
{
    if (list->len == 0) {
        r->out->ignored++;
        return true;
    }
    struct store_event *at = vec_push(r->arena, r->out);
    if (!at) return error_no_memory(r->err);
    *at = (struct store_event){.id = kept(r->arena, id), .source = STR("event"), .principal = kept(r->arena, principal), .time = time, .rereads = list->items, .n_rereads = list->len};
    return true;
}

static bool is_about_accounts(const char *name)
{
    static const char *const names[] = {"CreateAccountResult", "CreateAccount", "CloseAccount", "CloseAccountResult", "MoveAccount", "InviteAccountToOrganization", "AcceptHandshake",
                                        "RemoveAccountFromOrganization", "LeaveOrganization", "CreateOrganizationalUnit", "UpdateOrganizationalUnit", "DeleteOrganizationalUnit", "JoinOrganization"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

/* A record of CloudTrail. `account` and `region` (may be NULL) are those of the envelope. */
static bool read_record(struct reading *r, struct value detail, const char *account, const char *region)
{
    const char *name = text_at(detail, "eventName"), *source = text_at(detail, "eventSource"), *own = text_at(detail, "recipientAccountId"), *where = text_at(detail, "awsRegion"),
               *id = text_at(detail, "eventID");
    rereads list = {0};
    if (!name || !source) return error_set(r->err, &EVENT_SHAPE, "a record has no eventName and eventSource");
    if (own) account = own;
    if (!account) account = text_at(value_field(detail, "userIdentity"), "accountId");   /* records of before 2014 */
    if (where) region = where;
    if (!account || !region || !id) return error_set(r->err, &EVENT_SHAPE, "the record of %.100s lacks its account, region or eventID", name);
    struct value read_only = value_field(detail, "readOnly");
    bool reads = value_is_true(read_only) || (value_is_string(read_only) && str_is(value_str(read_only), "true"));
    bool failed = text_at(detail, "errorCode") != NULL;
    if (!failed && is_about_accounts(name) && strncmp(source, "organizations.", 14) == 0 && !add_reread(r, &list, account, region, NULL, STR(""))) return false;
    const struct changes *changes = reads || failed ? NULL : (const struct changes *)map_get(&r->index->by_name, str_of(name));
    if (!changes && !reads && !failed) changes = (const struct changes *)map_get(&r->index->by_name, plain_name(str_of(name)));
    for (size_t i = 0; changes && i < changes->items.len; i++)
        if (same_service(changes->items.items[i].type, source) && !add_ids(r, &list, &changes->items.items[i], account, region, detail)) return false;
    const char *principal = text_at(value_field(detail, "userIdentity"), "arn");
    return add_event(r, id, principal ? principal : text_at(value_field(detail, "userIdentity"), "type"), time_of(text_at(detail, "eventTime")), &list);
}

static bool read_config_change(struct reading *r, struct value event, struct value detail)
{
    struct value item = value_field(detail, "configurationItem");
    const char *type = text_at(item, "resourceType"), *id = text_at(item, "resourceId"), *account = text_at(item, "awsAccountId"), *region = text_at(item, "awsRegion"), *event_id = text_at(event, "id");
    rereads list = {0};
    if (!type || !account || !region || !event_id) return error_set(r->err, &EVENT_SHAPE, "a configuration item lacks its type, account or region");
    const char *terraform = aws_type_to_terraform(type);
    const struct collector_type *collector = terraform ? collectors_find(r->index->collectors, terraform) : NULL;
    if (collector && !collector->parent && !add_reread(r, &list, account, region, collector, str_of(id))) return false;
    return add_event(r, event_id, "AWS Config", time_of(text_at(item, "configurationItemCaptureTime")), &list);
}

static bool read_any(struct reading *r, struct value v, unsigned depth);

/* One that is no event does not spoil the others: they cannot be sent again without it. */
static bool read_list(struct reading *r, struct value list, unsigned depth)
{
    size_t bad = 0, n = value_len(list);
    struct error first = {0};
    for (size_t i = 0; i < n; i++) {
        struct error why = {0};
        struct reading one = *r;
        one.err = &why;
        if (read_any(&one, value_items(list)[i], depth + 1)) continue;
        if (why.code == &ERROR_NO_MEMORY) return error_no_memory(r->err);
        if (bad++ == 0) error_set(&first, &EVENT_SHAPE, "%zu: %.120s", i, why.message);
    }
    if (bad && bad == n) return error_set(r->err, &EVENT_SHAPE, "%s", first.message);
    if (bad && !r->out->bad) snprintf(r->out->why, sizeof r->out->why, "%.150s", first.message);
    r->out->bad += bad;
    return true;
}

static bool read_any(struct reading *r, struct value v, unsigned depth)
{
    if (depth > MAX_NESTING) return error_set(r->err, &EVENT_SHAPE, "messages within messages");
    if (value_is_array(v)) return read_list(r, v, depth);
    if (!value_is_object(v)) return error_set(r->err, &EVENT_SHAPE, "an event is an object, not %s", value_type_name(v));
    struct value records = value_field(v, "Records"), detail = value_field(v, "detail"), message = value_field(v, "Message");
    const char *kind = text_at(v, "detail-type");
    if (value_is_array(records)) return read_list(r, records, depth);
    if (value_is_string(message) && text_at(v, "TopicArn")) {
        struct value inner;
        if (!json_read(r->arena, value_str(message), NULL, &inner, NULL, r->err)) return r->err && r->err->code == &ERROR_NO_MEMORY ? false : error_set(r->err, &EVENT_SHAPE, "the message of a topic is no JSON");
        return read_any(r, inner, depth + 1);
    }
    if (kind && strcmp(kind, "Config Configuration Item Change") == 0) return read_config_change(r, v, detail);
    if (value_is_object(detail) && text_at(detail, "eventName")) return read_record(r, detail, text_at(v, "account"), text_at(v, "region"));
    if (text_at(v, "eventName")) return read_record(r, v, NULL, NULL);
    if (kind) {   /* another kind of event: none of ours */
        r->out->ignored++;
        return true;
    }
    return error_set(r->err, &EVENT_SHAPE, "this is no event of CloudTrail, EventBridge or Config");
}

bool events_read(struct arena *arena, const struct event_index *index, struct str text, int64_t now, int64_t delay_ms, struct events *out, struct error *err)
{
    struct reading r = {arena, index, now, now + delay_ms, out, err};
    struct error why = {0};
    struct value v;
    if (!json_read(arena, text, NULL, &v, NULL, &why)) return why.code == &ERROR_NO_MEMORY ? error_no_memory(err) : error_at(err, &EVENT_SHAPE, why.at, "the event is no JSON: %s", why.message);
    return read_any(&r, v, 0);
}
