/* aws/answer_quirks.c: what services do that their models do not say, as botocore's handlers know it. */
#include "aws/protocol_parts.h"
#include "aws/scalars.h"
#include "value/json.h"

static bool is_service(const struct aws_operation *operation, const char *id) { return strcmp(operation->service->service_id, id) == 0; }

/* S3's lists can be asked to percent-encode what keys XML cannot carry. */
static bool lists_keys(const struct aws_operation *operation)
{
    struct aws_member input = aws_input(operation), output = aws_output(operation);
    return is_service(operation, "S3") && aws_member_named(&input, STR("EncodingType")).type != AWS_NO_TYPE && aws_member_named(&output, STR("EncodingType")).type != AWS_NO_TYPE;
}

bool aws_quirks_before(struct aws_writer *w, struct value *params)
{
    if (!lists_keys(w->operation) || !(value_is_none(*params) || value_is_object(*params)) || !value_is_none(value_field(*params, "EncodingType"))) return true;
    struct value key = value_cstring(w->arena, "EncodingType"), url = value_cstring(w->arena, "url");
    *params = value_is_none(key) || value_is_none(url) ? VALUE_NONE : value_with(w->arena, *params, key, url);
    return !value_is_none(*params) || error_no_memory(w->err);
}

/* --- S3's keys --- */

static const char *const texts[] = {"Delimiter", "Key", "KeyMarker", "Marker", "NextKeyMarker", "NextMarker", "Prefix", "StartAfter"};
static const char *const lists[] = {"CommonPrefixes", "Contents", "DeleteMarkers", "Uploads", "Versions"};

static bool is_one_of(struct str name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(name, names[i])) return true;
    return false;
}

static struct value decoded(struct aws_reader *r, struct value v)
{
    struct str plain;
    return str_percent_decode(r->arena, value_str(v), true, &plain) ? value_string(r->arena, plain) : VALUE_NONE;
}

static struct value decoded_object(struct aws_reader *r, struct value object, bool top);

static struct value decoded_list(struct aws_reader *r, struct value list)
{
    struct value *items = arena_array(r->arena, value_len(list) + 1, sizeof *items);
    for (size_t i = 0; items && i < value_len(list); i++) {
        items[i] = decoded_object(r, value_items(list)[i], false);
        if (value_is_none(items[i])) return VALUE_NONE;
    }
    return items ? value_array(r->arena, items, value_len(list)) : VALUE_NONE;
}

static struct value decoded_object(struct aws_reader *r, struct value object, bool top)
{
    if (!value_is_object(object)) return object;
    struct value_pair *pairs = arena_array(r->arena, value_len(object) + 1, sizeof *pairs);
    size_t n = 0;
    for (size_t i = 0; pairs && i < value_len(object); i++) {
        struct value_pair pair = value_pairs(object)[i];
        struct str name = value_str(pair.key);
        if (top && str_is(name, "EncodingType")) continue;
        if (value_is_string(pair.value) && is_one_of(name, texts, COUNT_OF(texts))) pair.value = decoded(r, pair.value);
        else if (top && value_is_array(pair.value) && is_one_of(name, lists, COUNT_OF(lists))) pair.value = decoded_list(r, pair.value);
        if (value_is_none(pair.value)) return VALUE_NONE;
        pairs[n++] = pair;
    }
    return pairs ? value_object(r->arena, pairs, n) : VALUE_NONE;
}

/* The one answer that is JSON itself, and for the protocol a raw text: half of it, or a page of a proxy, would be taken for a policy. */
static bool is_policy(struct aws_reader *r, struct value result)
{
    struct value policy = value_field(result, "Policy"), json;
    struct error why = {0};
    if (!is_service(r->operation, "S3") || strcmp(r->operation->name, "GetBucketPolicy") != 0) return true;
    if (!value_is_string(policy)) return aws_bad_answer(r, "its body is empty");
    if (json_read(r->arena, value_str(policy), NULL, &json, NULL, &why) && value_is_object(json)) return true;
    return why.code == &ERROR_NO_MEMORY ? error_no_memory(r->err) : aws_bad_answer(r, "it is no JSON");
}

bool aws_quirks_after(struct aws_reader *r, struct value *result)
{
    if (!is_policy(r, *result)) return false;
    struct value encoding = value_field(*result, "EncodingType");
    if (!lists_keys(r->operation) || !value_is_string(encoding) || !str_is(value_str(encoding), "url")) return true;
    *result = decoded_object(r, *result, true);
    return !value_is_none(*result) || error_no_memory(r->err);
}
