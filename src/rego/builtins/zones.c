/* rego/builtins/zones.c: see zones.h. What lies after the last transition follows the POSIX rule at the end of the file. */
#include "rego/builtins/zones.h"

#include <stdio.h>
#include <stdlib.h>

#include "rego/builtins/civil.h"

#define MAX_FILE (1 << 20)

struct type { int32_t seconds; bool summer; uint8_t name; };
/* Mm.w.d, Jn or n, at `second` of the day (which may be negative or beyond it). */
struct rule { char kind; int month, week, day; int32_t second; };
struct posix { bool known, has_summer; int32_t standard, summer; char standard_name[16], summer_name[16]; struct rule from, to; };

struct zone { size_t transitions, types; int64_t *at; uint8_t *type; struct type *kinds; char *names; size_t names_len; struct posix rule; };

void zone_free(void *object)
{
    struct zone *zone = object;
    if (!zone) return;
    free(zone->at);
    free(zone->type);
    free(zone->kinds);
    free(zone->names);
    free(zone);
}

/* --- the rule --- */

static bool take_name(const char **p, char *out, size_t room)
{
    const char *s = *p;
    size_t n = 0;
    bool quoted = *s == '<';
    if (quoted) s++;
    while (*s && (quoted ? *s != '>' : ((*s | 32) >= 'a' && (*s | 32) <= 'z'))) {
        if (n + 1 < room) out[n++] = *s;
        s++;
    }
    out[n] = '\0';
    if (quoted && *s == '>') s++;
    *p = s;
    return n > 0;
}

/* [+-]hh[:mm[:ss]] */
static int32_t take_time(const char **p)
{
    int sign = 1;
    int32_t seconds = 0, unit = 3600;
    if (**p == '+' || **p == '-') sign = *(*p)++ == '-' ? -1 : 1;
    for (int i = 0; i < 3; i++, unit /= 60) {
        int32_t n = 0;
        while (**p >= '0' && **p <= '9' && n < 1000) n = n * 10 + (*(*p)++ - '0');
        seconds += n * unit;
        if (**p != ':') break;
        (*p)++;
    }
    return sign * seconds;
}

static int take_int(const char **p)
{
    int n = 0;
    while (**p >= '0' && **p <= '9' && n < 10000) n = n * 10 + (*(*p)++ - '0');
    return n;
}

static struct rule take_rule(const char **p)
{
    struct rule r = {.kind = 'N', .second = 7200};
    if (**p == ',') (*p)++;
    if (**p == 'M' || **p == 'J') r.kind = *(*p)++;
    r.day = take_int(p);
    if (r.kind == 'M') {
        r.month = r.day;
        if (**p == '.') (*p)++;
        r.week = take_int(p);
        if (**p == '.') (*p)++;
        r.day = take_int(p);
    }
    if (**p == '/') {
        (*p)++;
        r.second = take_time(p);
    }
    return r;
}

static void parse_posix(const char *p, struct posix *out)
{
    memset(out, 0, sizeof *out);
    if (!take_name(&p, out->standard_name, sizeof out->standard_name)) return;
    out->standard = -take_time(&p);
    out->known = true;
    if (!*p || !take_name(&p, out->summer_name, sizeof out->summer_name)) return;
    out->summer = out->standard + 3600;
    if (*p && *p != ',') out->summer = -take_time(&p);
    out->has_summer = *p == ',';
    if (!out->has_summer) return;
    out->from = take_rule(&p);
    out->to = take_rule(&p);
}

/* The second since 1970, in local time, at which the rule takes effect that year. */
static int64_t rule_second(const struct rule *r, int64_t year)
{
    int64_t day;
    if (r->kind == 'J') {
        day = civil_days(year, 1, 1) + r->day - 1 + (civil_is_leap(year) && r->day >= 60);
    } else if (r->kind == 'N') {
        day = civil_days(year, 1, 1) + r->day;
    } else {
        int month = r->month >= 1 && r->month <= 12 ? r->month : 1;
        int64_t first = civil_days(year, month, 1);
        int shift = (r->day - civil_weekday(first) + 7) % 7 + 7 * (r->week - 1);
        while (shift >= civil_days_in_month(year, month)) shift -= 7;
        day = first + shift;
    }
    return day * 86400 + r->second;
}

static struct zone_offset posix_at(const struct posix *p, int64_t second, int64_t floor)
{
    struct zone_offset out = {floor, INT64_MAX, p->standard, p->standard_name};
    if (!p->has_summer) return out;
    struct civil c;
    civil_of_days((second + p->standard) / 86400 - ((second + p->standard) % 86400 < 0), &c);
    /* The changes of the years around, in order; the last one at or before the second counts. */
    for (int64_t year = c.year - 1; year <= c.year + 1; year++) {
        int64_t change[2] = {rule_second(&p->from, year) - p->standard, rule_second(&p->to, year) - p->summer};
        int first = change[0] <= change[1] ? 0 : 1;
        for (int k = 0; k < 2; k++) {
            int which = k == 0 ? first : 1 - first;
            if (change[which] > second) {
                out.end = change[which];
                return out;
            }
            out.start = change[which] > floor ? change[which] : floor;
            out.seconds = which == 0 ? p->summer : p->standard;
            out.name = which == 0 ? p->summer_name : p->standard_name;
        }
    }
    return out;
}

/* --- the file --- */

static uint32_t be32(const unsigned char *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }
static int64_t be64(const unsigned char *p) { return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4)); }

struct counts { uint32_t utc, standard, leap, time, type, name; };

static struct counts read_counts(const unsigned char *p)
{
    return (struct counts){be32(p + 20), be32(p + 24), be32(p + 28), be32(p + 32), be32(p + 36), be32(p + 40)};
}

static uint64_t body_size(struct counts c, unsigned width)
{
    return (uint64_t)c.time * width + c.time + (uint64_t)c.type * 6 + c.name + (uint64_t)c.leap * (width + 4) + c.standard + c.utc;
}

static bool read_body(struct zone *zone, const unsigned char *p, struct counts c, unsigned width)
{
    zone->transitions = c.time;
    zone->types = c.type;
    zone->names_len = c.name;
    zone->at = calloc(c.time + 1, sizeof *zone->at);
    zone->type = calloc(c.time + 1, 1);
    zone->kinds = calloc(c.type + 1, sizeof *zone->kinds);
    zone->names = calloc(c.name + 1, 1);
    if (!zone->at || !zone->type || !zone->kinds || !zone->names || c.type == 0) return false;
    for (uint32_t i = 0; i < c.time; i++) zone->at[i] = width == 8 ? be64(p + 8 * i) : (int32_t)be32(p + 4 * i);
    p += (size_t)c.time * width;
    for (uint32_t i = 0; i < c.time; i++) {
        zone->type[i] = p[i];
        if (p[i] >= c.type) return false;
    }
    p += c.time;
    for (uint32_t i = 0; i < c.type; i++, p += 6) {
        zone->kinds[i] = (struct type){(int32_t)be32(p), p[4] != 0, p[5]};
        if (p[5] >= c.name) return false;
    }
    memcpy(zone->names, p, c.name);
    return true;
}

static bool read_zone(struct zone *zone, const unsigned char *bytes, size_t len)
{
    if (len < 44 || memcmp(bytes, "TZif", 4) != 0) return false;
    struct counts c = read_counts(bytes);
    if (bytes[4] == 0) return body_size(c, 4) <= len - 44 && read_body(zone, bytes + 44, c, 4);
    uint64_t skip = 44 + body_size(c, 4);
    if (skip + 44 > len) return false;
    c = read_counts(bytes + skip);
    uint64_t size = body_size(c, 8);
    if (skip + 44 + size > len || !read_body(zone, bytes + skip + 44, c, 8)) return false;
    char footer[128] = "";
    const unsigned char *p = bytes + skip + 44 + size;
    for (size_t i = 1, n = 0; p + i < bytes + len && p[i] != '\n' && n + 1 < sizeof footer; i++) footer[n++] = (char)p[i], footer[n] = '\0';
    parse_posix(footer, &zone->rule);
    return true;
}

struct zone *zone_load(struct str name)
{
    char path[256];
    if (name.len > 200 || name.len == 0 || name.s[0] == '/' || name.s[0] == '\\' || memchr(name.s, '\0', name.len)) return NULL;
    if (str_find(name, STR(".."), 0) != SIZE_MAX) return NULL;
    if (str_is(name, "Local")) snprintf(path, sizeof path, "/etc/localtime");
    else snprintf(path, sizeof path, "/usr/share/zoneinfo/%.*s", (int)name.len, name.s);
    FILE *file = fopen(path, "rbe");
    if (!file) return NULL;
    unsigned char *bytes = malloc(MAX_FILE);
    struct zone *zone = calloc(1, sizeof *zone);
    size_t len = bytes ? fread(bytes, 1, MAX_FILE, file) : 0;
    fclose(file);
    bool ok = zone && bytes && read_zone(zone, bytes, len);
    free(bytes);
    if (ok) return zone;
    zone_free(zone);
    return NULL;
}

static struct zone_offset of_type(const struct zone *zone, size_t type, int64_t start, int64_t end)
{
    return (struct zone_offset){start, end, zone->kinds[type].seconds, zone->names + zone->kinds[type].name};
}

struct zone_offset zone_at(const struct zone *zone, int64_t second)
{
    if (!zone) return (struct zone_offset){INT64_MIN, INT64_MAX, 0, "UTC"};
    size_t low = 0, high = zone->transitions;
    while (low < high) {   /* the first transition after the second */
        size_t middle = low + (high - low) / 2;
        if (zone->at[middle] <= second) low = middle + 1;
        else high = middle;
    }
    if (low == 0 && zone->transitions == 0 && zone->rule.known) return posix_at(&zone->rule, second, INT64_MIN);
    if (low == 0) {
        size_t type = 0;   /* before the first: the first standard time */
        while (type < zone->types && zone->kinds[type].summer) type++;
        return of_type(zone, type < zone->types ? type : 0, INT64_MIN, zone->transitions ? zone->at[0] : INT64_MAX);
    }
    if (low == zone->transitions && zone->rule.known) return posix_at(&zone->rule, second, zone->at[low - 1]);
    return of_type(zone, zone->type[low - 1], zone->at[low - 1], low < zone->transitions ? zone->at[low] : INT64_MAX);
}
