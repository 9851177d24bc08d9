#include "finding/skip.h"

static struct str cut(struct str s, size_t from, size_t to) { return (struct str){s.s + from, to - from}; }

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* The word at `at`: up to white space or one of `stops`. */
static struct str word(struct str s, size_t at, const char *stops)
{
    size_t end = at;
    while (end < s.len && !is_space(s.s[end]) && !strchr(stops, s.s[end])) end++;
    return cut(s, at, end);
}

/* ID[,ID...]:reason, as Checkov and we write it. Checkov takes the reason up to the end of the line. */
static size_t parse_equals(struct str s, size_t at, bool own, struct skip *out, size_t max, size_t n)
{
    size_t colon = at;
    while (colon < s.len && s.s[colon] != ':' && !is_space(s.s[colon])) colon++;
    struct str reason = colon < s.len && s.s[colon] == ':' ? str_trim(cut(s, colon + 1, s.len)) : (struct str){"", 0}, until = {"", 0};
    if (!own && colon >= s.len) reason = (struct str){"", 0};
    size_t expiry = own ? str_find(s, STR("until="), colon) : SIZE_MAX;
    if (expiry != SIZE_MAX) {
        until = word(s, expiry + 6, "");
        if (reason.len) reason = str_trim(cut(s, (size_t)(reason.s - s.s), expiry > (size_t)(reason.s - s.s) ? expiry : (size_t)(reason.s - s.s)));
    }
    while (at < colon && n < max) {
        struct str id = word(s, at, ",:");
        if (id.len) out[n++] = (struct skip){.id = id, .reason = reason, .until = until};
        at += id.len + 1;
    }
    return n;
}

/* trivy:ignore:ID[:exp:DATE], possibly with [param=value] behind the id, which narrows it: then it is not honoured for all. */
static size_t parse_ignore(struct str s, size_t at, struct skip *out, size_t max, size_t n)
{
    struct str id = word(s, at, ":["), until = {"", 0};
    size_t next = at + id.len;
    if (next < s.len && s.s[next] == '[') return n;
    if (str_has_prefix(cut(s, next, s.len), STR(":exp:"))) until = word(s, next + 5, ":");
    if (id.len && n < max) out[n++] = (struct skip){.id = id, .reason = {"", 0}, .until = until};
    return n;
}

size_t skip_parse(struct str s, struct skip *out, size_t max)
{
    static const struct { const char *mark; bool equals, own; } marks[] = {
        {"checkov:skip=", true, false}, {"bridgecrew:skip=", true, false}, {"rampart:skip=", true, true},
        {"trivy:ignore:", false, false}, {"tfsec:ignore:", false, false},
    };
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        struct str mark = str_of(marks[i].mark);
        for (size_t at = str_find(s, mark, 0); at != SIZE_MAX; at = str_find(s, mark, at + mark.len))
            n = marks[i].equals ? parse_equals(s, at + mark.len, marks[i].own, out, max, n) : parse_ignore(s, at + mark.len, out, max, n);
    }
    return n;
}

/* An id of another tool means our rule through its alias; ids of Trivy come as AVD-AWS-0086, AWS-0086 and aws-s3-... */
bool skip_id_names(struct str id, const struct rule *rule)
{
    enum severity severity;
    if (str_is(id, "*") || str_is(id, "all")) return true;
    return !severity_parse(id, &severity) && rule_matches(rule, id);
}

static bool is_expired(const struct skip *skip, const char *today) { return skip->until.len && str_compare(skip->until, str_of(today)) < 0; }

#define SKIPS_MAX 32

bool skip_find(const struct resource *resource, const struct rule *rule, const char *today, struct skip *out, struct skip *expired)
{
    for (size_t i = 0; i < resource->comments.len; i++) {
        struct skip skips[SKIPS_MAX];
        size_t n = skip_parse(resource->comments.items[i].text, skips, SKIPS_MAX);
        for (size_t k = 0; k < n; k++) {
            if (!skip_id_names(skips[k].id, rule)) continue;
            skips[k].line = resource->comments.items[i].line;
            if (is_expired(&skips[k], today)) {
                *expired = skips[k];
                continue;
            }
            *out = skips[k];
            return true;
        }
    }
    return false;
}
