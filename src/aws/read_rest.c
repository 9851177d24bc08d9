/* aws/read_rest.c: what an answer says in its headers and its status. */
#include <strings.h>

#include "aws/protocol_parts.h"
#include "aws/scalars.h"
#include "value/json.h"

typedef VEC(struct value) values;

/* The next element of a header's list, in quotes or up to a comma; an HTTP date has a comma of its own. */
static bool next_item(struct aws_reader *r, struct str *rest, bool dates, struct str *out)
{
    struct str s = str_trim(*rest);
    char *text = arena_alloc(r->arena, s.len + 1);
    size_t n = 0, i = 0;
    if (!text) return error_no_memory(r->err);
    if (s.len && *s.s == '"') {
        for (i = 1; i < s.len && s.s[i] != '"'; i++) {
            if (s.s[i] == '\\' && i + 1 < s.len) i++;
            text[n++] = s.s[i];
        }
        while (i < s.len && s.s[i] != ',') i++;
    } else {
        bool skip = dates && s.len && (*s.s < '0' || *s.s > '9');
        for (; i < s.len && (s.s[i] != ',' || skip); i++) {
            if (s.s[i] == ',') skip = false;
            text[n++] = s.s[i];
        }
    }
    *rest = i < s.len ? (struct str){s.s + i + 1, s.len - i - 1} : (struct str){NULL, 0};
    *out = str_trim((struct str){text, n});
    return true;
}

static bool header_list(struct aws_reader *r, const struct aws_member *member, struct str text, struct str key, struct value *out)
{
    struct aws_member element = aws_member_part(member, "member");
    bool dates = element.type == AWS_TIMESTAMP && str_is(aws_trait_text(&element, "timestampFormat", STR("rfc822")), "rfc822");
    values list = {0};
    for (struct str rest = text, item; rest.s;) {
        if (!next_item(r, &rest, dates, &item)) return false;
        struct value v, *slot;
        if (!aws_read_scalar(r, &element, item, key, &v)) return false;
        if (!(slot = vec_push(r->arena, &list))) return error_no_memory(r->err);
        *slot = v;
    }
    *out = value_array(r->arena, list.items, list.len);
    return !value_is_none(*out) || error_no_memory(r->err);
}

static bool header_json(struct aws_reader *r, struct str text, struct str key, struct value *out)
{
    struct str json;
    struct error inner = {0};
    bool valid;
    if (!aws_base64_decode(r->arena, text, &json, &valid)) return error_no_memory(r->err);
    if (valid && json_read(r->arena, json, NULL, out, NULL, &inner)) {
        if (!value_is_object(*out) && !value_is_array(*out)) *out = value_string(r->arena, json);   /* a lone scalar stays the text it is */
        return !value_is_none(*out) || error_no_memory(r->err);
    }
    return inner.code == &ERROR_NO_MEMORY ? error_no_memory(r->err) : aws_bad_answer(r, "the header of %.*s is no JSON in base64", (int)key.len, key.s);
}

static bool header(struct aws_reader *r, const struct aws_member *member, struct str key, aws_fields *fields)
{
    struct str name = aws_wire_name(member, key);
    char *copy = arena_strndup(r->arena, name.s, name.len);
    if (!copy) return error_no_memory(r->err);
    const char *text = aws_headers_get(&r->response->headers, copy);
    struct value v;
    bool good;
    if (!text) return true;
    if (member->type == AWS_LIST) good = header_list(r, member, str_of(text), key, &v);
    else if (aws_trait_true(member, "jsonvalue")) good = header_json(r, str_of(text), key, &v);
    else good = aws_read_scalar(r, member, str_of(text), key, &v);
    return good && aws_field_add(r, fields, key, v);
}

static bool header_map(struct aws_reader *r, const struct aws_member *member, struct str key, aws_fields *fields)
{
    struct str prefix = aws_trait_text(member, "locationName", (struct str){"", 0});
    struct aws_member element = aws_member_part(member, "value");
    aws_fields found = {0};
    for (size_t i = 0; i < r->response->headers.len; i++) {
        const struct aws_header *h = &r->response->headers.items[i];
        size_t len = strlen(h->name);
        struct value v;
        if (len < prefix.len || strncasecmp(h->name, prefix.s, prefix.len) != 0) continue;
        if (!aws_read_scalar(r, &element, str_of(h->value), key, &v) || !aws_field_add(r, &found, (struct str){h->name + prefix.len, len - prefix.len}, v)) return false;
    }
    return aws_field_add(r, fields, key, value_object(r->arena, found.items, found.len));
}

bool aws_read_bound(struct aws_reader *r, const struct aws_member *structure, aws_fields *fields)
{
    struct value members = aws_members(structure);
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct str key = value_str(value_pairs(members)[i].key);
        struct aws_member member = aws_member(structure->service, value_pairs(members)[i].value);
        struct str location = aws_trait_text(&member, "location", (struct str){"", 0});
        if (str_is(location, "statusCode") && !aws_field_add(r, fields, key, value_small(r->response->status))) return false;
        if (str_is(location, "header") && !header(r, &member, key, fields)) return false;
        if (str_is(location, "headers") && !header_map(r, &member, key, fields)) return false;
    }
    return true;
}
