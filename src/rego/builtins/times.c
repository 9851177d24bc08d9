/* rego/builtins/times.c: time.*. Instants are nanoseconds since 1970; a zone is a name of the system's time zone database. */
#include "rego/builtins/families.h"

#include <stdio.h>
#include <stdlib.h>

#include "rego/builtins/civil.h"
#include "rego/builtins/common.h"
#include "rego/builtins/memo.h"

/* What an operand says: ns, [ns, zone] or [ns, zone, layout]. */
struct instant { int64_t ns; struct zone *zone; bool owned; struct str layout; };

static void release(struct instant *t)
{
    if (t->owned) zone_free(t->zone);
}

static bool open_zone(struct rego_call *call, const char *name, struct str zone, struct instant *out)
{
    if (zone.len == 0 || str_is(zone, "UTC")) return true;
    out->zone = memo_get(call->memo, MEMO_ZONE, zone);
    if (out->zone) return true;
    out->zone = zone_load(zone);
    if (!out->zone && str_is(zone, "Local")) return true;   /* a machine without a zone shows UTC */
    if (!out->zone) return rego_builtin_error(call, name, "unknown time zone %.*s", (int)(zone.len < 100 ? zone.len : 100), zone.s);
    out->owned = !memo_put(call->memo, MEMO_ZONE, zone, out->zone, zone_free);
    return true;
}

static bool want_instant(struct rego_call *call, const char *name, struct value v, struct instant *out)
{
    *out = (struct instant){.layout = STR("")};
    struct value ns = v;
    if (value_is_array(v)) {
        const struct value *item = value_items(v);
        size_t n = value_len(v);
        if (n == 0) return operand_type(call, name, 1, v, "either number (ns) or [number (ns), string (tz)]");
        ns = item[0];
        if (!value_is_number(ns)) return operand_type(call, name, 1, ns, "number");
        if (n > 1 && !value_is_string(item[1])) return operand_type(call, name, 1, item[1], "string");
        if (n > 1 && !open_zone(call, name, value_str(item[1]), out)) return false;
        if (n > 2 && !value_is_string(item[2])) {
            release(out);
            return operand_type(call, name, 1, item[2], "string");
        }
        if (n > 2) out->layout = value_str(item[2]);
    } else if (!value_is_number(v)) {
        return operand_type(call, name, 1, v, "either number (ns) or [number (ns), string (tz)]");
    }
    if (value_number_to_int64(ns, &out->ns)) return true;
    release(out);
    return rego_builtin_error(call, name, "timestamp too big");
}

/* Go's names for its layouts. */
static struct str known_layout(struct str layout)
{
    static const struct { const char *name, *layout; } known[] = {
        {"ANSIC", "Mon Jan _2 15:04:05 2006"},
        {"UnixDate", "Mon Jan _2 15:04:05 MST 2006"},
        {"RubyDate", "Mon Jan 02 15:04:05 -0700 2006"},
        {"RFC822", "02 Jan 06 15:04 MST"},
        {"RFC822Z", "02 Jan 06 15:04 -0700"},
        {"RFC850", "Monday, 02-Jan-06 15:04:05 MST"},
        {"RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"},
        {"RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"},
        {"RFC3339", "2006-01-02T15:04:05Z07:00"},
        {"RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_is(layout, known[i].name)) return str_of(known[i].layout);
    return layout;
}

static bool give_instant(struct rego_call *call, const char *name, int64_t seconds, int64_t ns, struct value *out)
{
    __int128 total = (__int128)seconds * 1000000000 + ns;
    if (total < INT64_MIN || total > INT64_MAX) return rego_builtin_error(call, name, "time outside of valid range");
    return give_int(call, (int64_t)total, out);
}

BUILTIN(now_ns) { return give_int(call, call->now_ns, out); }

static bool parse(struct rego_call *call, const char *name, struct str layout, struct str text, struct value *out)
{
    int64_t seconds;
    int ns;
    char why[512];
    if (!civil_parse(layout, text, &seconds, &ns, why, sizeof why)) return rego_builtin_error(call, name, "%s", why);
    return give_instant(call, name, seconds, ns, out);
}

BUILTIN(parse_ns)
{
    struct str layout, text;
    if (!want_string(call, "time.parse_ns", in, 1, &layout) || !want_string(call, "time.parse_ns", in, 2, &text)) return false;
    return parse(call, "time.parse_ns", known_layout(layout), text, out);
}

BUILTIN(parse_rfc3339_ns)
{
    struct str text;
    return want_string(call, "time.parse_rfc3339_ns", in, 1, &text) &&
           parse(call, "time.parse_rfc3339_ns", STR("2006-01-02T15:04:05Z07:00"), text, out);
}

BUILTIN(format)
{
    struct instant t;
    struct zone_offset offset;
    if (!want_instant(call, "time.format", in[0], &t)) return false;
    struct civil c = civil_of(t.ns, t.zone, &offset);
    struct buf buf = buf_new(MAX_STRING);
    civil_format(&buf, t.layout.len ? known_layout(t.layout) : known_layout(STR("RFC3339Nano")), &c, &offset);
    release(&t);
    return give_buf(call, "time.format", &buf, out);
}

static bool give_ints(struct rego_call *call, const int64_t *numbers, size_t n, struct value *out)
{
    struct value items[6];
    for (size_t i = 0; i < n; i++) items[i] = value_small(numbers[i]);
    return give(call, value_array(call->arena, items, n), out);
}

static bool clock_of(struct rego_call *call, const char *name, const struct value *in, struct civil *out)
{
    struct instant t;
    struct zone_offset offset;
    if (!want_instant(call, name, in[0], &t)) return false;
    *out = civil_of(t.ns, t.zone, &offset);
    release(&t);
    return true;
}

BUILTIN(date)
{
    struct civil c;
    return clock_of(call, "time.date", in, &c) && give_ints(call, (int64_t[]){c.year, c.month, c.day}, 3, out);
}

BUILTIN(clock_)
{
    struct civil c;
    return clock_of(call, "time.clock", in, &c) && give_ints(call, (int64_t[]){c.hour, c.minute, c.second}, 3, out);
}

BUILTIN(weekday)
{
    struct civil c;
    return clock_of(call, "time.weekday", in, &c) &&
           give(call, value_cstring(call->arena, civil_weekdays[civil_weekday(civil_days(c.year, c.month, c.day))]), out);
}

#define MAX_SHIFT 100000000   /* years, months or days: far beyond what an instant can hold */

BUILTIN(add_date)
{
    static const char name[] = "time.add_date";
    struct instant t;
    struct zone_offset offset;
    int64_t shift[3];
    if (!want_instant(call, name, in[0], &t)) return false;
    bool ok = true;
    for (int i = 0; i < 3 && ok; i++) ok = want_int(call, name, in, i + 2, &shift[i]);
    for (int i = 0; i < 3 && ok; i++)
        if (llabs(shift[i]) > MAX_SHIFT) ok = rego_builtin_error(call, name, "time outside of valid range");
    if (ok) {
        struct civil c = civil_of(t.ns, t.zone, &offset);
        civil_of_days(civil_days(c.year + shift[0], c.month + shift[1], c.day + shift[2]), &c);
        ok = give_instant(call, name, civil_seconds(&c, t.zone), c.nanosecond, out);
    }
    release(&t);
    return ok;
}

/* Years, months, days, hours, minutes and seconds between two instants, by the calendar of the first one's zone. */
BUILTIN(diff)
{
    struct instant a, b;
    struct zone_offset offset;
    if (!want_instant(call, "time.diff", in[0], &a)) return false;
    if (!want_instant(call, "time.diff", in[1], &b)) {
        release(&a);
        return false;
    }
    int64_t low = a.ns < b.ns ? a.ns : b.ns, high = a.ns < b.ns ? b.ns : a.ns;
    struct civil x = civil_of(low, a.zone, &offset), y = civil_of(high, a.zone, &offset);
    release(&a);
    release(&b);
    int64_t d[6] = {y.year - x.year, y.month - x.month, y.day - x.day, y.hour - x.hour, y.minute - x.minute, y.second - x.second};
    if (d[5] < 0) d[5] += 60, d[4]--;
    if (d[4] < 0) d[4] += 60, d[3]--;
    if (d[3] < 0) d[3] += 24, d[2]--;
    if (d[2] < 0) d[2] += civil_days_in_month(x.year, x.month), d[1]--;
    if (d[1] < 0) d[1] += 12, d[0]--;
    return give_ints(call, d, 6, out);
}

/* --- durations: "1h30m", "-1.5s", and with d, w, y (of 24, 168 and 8760 hours) --- */

static int64_t unit_ns(struct str unit)
{
    static const struct { const char *name; int64_t ns; } units[] = {
        {"ns", 1}, {"us", 1000}, {"\xC2\xB5s", 1000}, {"\xCE\xBCs", 1000}, {"ms", 1000000}, {"s", 1000000000},
        {"m", 60000000000}, {"h", 3600000000000},
    };
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_is(unit, units[i].name)) return units[i].ns;
    return 0;
}

enum duration_problem { DURATION_FINE, DURATION_INVALID, DURATION_NO_UNIT, DURATION_UNKNOWN_UNIT };

/* Number and unit at s: how many nanoseconds, and how long the text is. */
static enum duration_problem take_segment(struct str *s, uint64_t *out, struct str *unit)
{
    uint64_t whole = 0, fraction = 0;
    double scale = 1;
    size_t i = 0;
    bool digits = false, overflow = false;
    for (; i < s->len && s->s[i] >= '0' && s->s[i] <= '9'; i++) {
        digits = true;
        if (whole > ((uint64_t)1 << 63) / 10) return DURATION_INVALID;
        whole = whole * 10 + (uint64_t)(s->s[i] - '0');
        if (whole > (uint64_t)1 << 63) return DURATION_INVALID;
    }
    if (i < s->len && s->s[i] == '.') {
        for (i++; i < s->len && s->s[i] >= '0' && s->s[i] <= '9'; i++) {
            digits = true;
            if (overflow) continue;
            overflow = fraction > (((uint64_t)1 << 63) - 1) / 10;
            uint64_t next = fraction * 10 + (uint64_t)(s->s[i] - '0');
            if (!overflow && next > (uint64_t)1 << 63) overflow = true;
            if (!overflow) fraction = next, scale *= 10;
        }
    }
    if (!digits) return DURATION_INVALID;
    size_t from = i;
    while (i < s->len && s->s[i] != '.' && (s->s[i] < '0' || s->s[i] > '9')) i++;
    *unit = (struct str){s->s + from, i - from};
    if (unit->len == 0) return DURATION_NO_UNIT;
    uint64_t ns = (uint64_t)unit_ns(*unit);
    if (ns == 0) return DURATION_UNKNOWN_UNIT;
    if (whole > ((uint64_t)1 << 63) / ns) return DURATION_INVALID;
    whole *= ns;
    if (fraction > 0) whole += (uint64_t)((double)fraction * ((double)ns / scale));
    if (whole > (uint64_t)1 << 63) return DURATION_INVALID;
    *out = whole;
    *s = (struct str){s->s + i, s->len - i};
    return DURATION_FINE;
}

static bool parse_duration(struct rego_call *call, struct str s, struct str original, struct value *out)
{
    static const char name[] = "time.parse_duration_ns";
    int len = (int)(original.len < 200 ? original.len : 200);
    bool negative = s.len > 0 && s.s[0] == '-';
    uint64_t total = 0, part;
    struct str unit;
    if (s.len > 0 && (s.s[0] == '-' || s.s[0] == '+')) s.s++, s.len--;
    if (str_is(s, "0")) return give_int(call, 0, out);
    if (s.len == 0) return rego_builtin_error(call, name, "time: invalid duration \"%.*s\"", len, original.s);
    while (s.len > 0) {
        switch (take_segment(&s, &part, &unit)) {
        case DURATION_FINE: break;
        case DURATION_INVALID: return rego_builtin_error(call, name, "time: invalid duration \"%.*s\"", len, original.s);
        case DURATION_NO_UNIT: return rego_builtin_error(call, name, "time: missing unit in duration \"%.*s\"", len, original.s);
        case DURATION_UNKNOWN_UNIT:
            return rego_builtin_error(call, name, "time: unknown unit \"%.*s\" in duration \"%.*s\"", (int)(unit.len < 50 ? unit.len : 50), unit.s, len,
                                      original.s);
        }
        total += part;
        if (total > (uint64_t)1 << 63) return rego_builtin_error(call, name, "time: invalid duration \"%.*s\"", len, original.s);
    }
    if (negative) return give_int(call, (int64_t)(0 - total), out);
    if (total > INT64_MAX) return rego_builtin_error(call, name, "time: invalid duration \"%.*s\"", len, original.s);
    return give_int(call, (int64_t)total, out);
}

/* The shortest plain decimal notation of d ≥ 0. */
static void put_plain(struct buf *buf, double d)
{
    char text[400];
    for (int precision = 0; precision <= 20; precision++) {
        snprintf(text, sizeof text, "%.*f", precision, d);
        if (strtod(text, NULL) == d) break;
    }
    buf_puts(buf, text);
}

/* Writes days, weeks and years as hours; false when the text is not made of segments. */
static bool rewrite(struct str s, struct buf *buf)
{
    size_t i = 0;
    if (s.len > 0 && (s.s[0] == '-' || s.s[0] == '+')) buf_add_char(buf, s.s[i++]);
    while (i < s.len) {
        char number[64], *end;
        size_t from = i;
        while (i < s.len && ((s.s[i] >= '0' && s.s[i] <= '9') || s.s[i] == '.')) i++;
        size_t len = i - from, unit = 0;
        struct str rest = {s.s + i, s.len - i};
        if (str_has_prefix(rest, STR("ms")) || str_has_prefix(rest, STR("us")) || str_has_prefix(rest, STR("ns"))) unit = 2;
        else if (str_has_prefix(rest, STR("\xC2\xB5s"))) unit = 3;
        else if (rest.len > 0 && rest.s[0] >= 'a' && rest.s[0] <= 'z') unit = 1;
        if (len == 0 || unit == 0 || len >= sizeof number) return false;
        i += unit;
        double hours = unit > 1 ? 0 : rest.s[0] == 'd' ? 24 : rest.s[0] == 'w' ? 168 : rest.s[0] == 'y' ? 8760 : 0;
        if (hours == 0) {
            buf_add(buf, s.s + from, i - from);
            continue;
        }
        memcpy(number, s.s + from, len);
        number[len] = '\0';
        double n = strtod(number, &end);
        if (*end || end == number) return false;
        put_plain(buf, n * hours);
        buf_add_char(buf, 'h');
    }
    return true;
}

BUILTIN(parse_duration_ns)
{
    static const char name[] = "time.parse_duration_ns";
    struct str s;
    if (!want_string(call, name, in, 1, &s)) return false;
    bool extended = false;
    for (size_t i = 0; i < s.len; i++) extended = extended || s.s[i] == 'd' || s.s[i] == 'w' || s.s[i] == 'y';
    if (!extended) return parse_duration(call, s, s, out);
    struct buf buf = buf_new(0);
    bool ok = rewrite(s, &buf) ? parse_duration(call, (struct str){buf.s, buf.len}, s, out)
                               : rego_builtin_error(call, name, "time: invalid duration \"%.*s\"", (int)(s.len < 200 ? s.len : 200), s.s);
    buf_free(&buf);
    return ok;
}

#define INSTANT "any<number, [number, string]>"

const struct rego_builtin rego_times[] = {
    {"time.add_date", "number, number, number, number -> number", add_date, REGO_PURE, NULL},
    {"time.clock", INSTANT " -> [number, number, number]", clock_, REGO_PURE, NULL},
    {"time.date", INSTANT " -> [number, number, number]", date, REGO_PURE, NULL},
    {"time.diff", INSTANT ", " INSTANT " -> [number, number, number, number, number, number]", diff, REGO_PURE, NULL},
    {"time.format", "any<number, [number, string], [number, string, string]> -> string", format, REGO_PURE, NULL},
    {"time.now_ns", "-> number", now_ns, REGO_NONDETERMINISTIC, NULL},
    {"time.parse_duration_ns", "string -> number", parse_duration_ns, REGO_PURE, NULL},
    {"time.parse_ns", "string, string -> number", parse_ns, REGO_PURE, NULL},
    {"time.parse_rfc3339_ns", "string -> number", parse_rfc3339_ns, REGO_PURE, NULL},
    {"time.weekday", INSTANT " -> string", weekday, REGO_PURE, NULL},
};
const size_t rego_times_n = COUNT_OF(rego_times);
