/* hcl/functions/datetimes.c: RFC 3339 timestamps: formatdate, timeadd, timecmp. What reads the clock stays unknown. */
#include <stdio.h>

#include "hcl/functions/families.h"

struct moment { int64_t seconds; int32_t nanos, offset; };   /* since 1970 in UTC; offset of the zone in seconds */
struct civil { int64_t year; int month, day, hour, minute, second, weekday; };

/* Days since 1970-01-01 of a date in the Gregorian calendar, counted in 400-year cycles that begin in March. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static struct civil civil_of(const struct moment *m)
{
    int64_t local = m->seconds + m->offset, days = local / 86400, rest = local % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100), month = (5 * of_year + 2) / 153;
    struct civil c = {.day = (int)(of_year - (153 * month + 2) / 5 + 1), .month = (int)(month < 10 ? month + 3 : month - 9)};
    c.year = year_of_era + era * 400 + (c.month <= 2);
    c.hour = (int)(rest / 3600);
    c.minute = (int)(rest % 3600 / 60);
    c.second = (int)(rest % 60);
    c.weekday = (int)(((days + 4) % 7 + 7) % 7);
    return c;
}

/* `n` digits at s[*i]. */
static bool digits(struct str s, size_t *i, int n, int *out)
{
    *out = 0;
    for (; n; n--, ++*i) {
        if (*i >= s.len || s.s[*i] < '0' || s.s[*i] > '9') return false;
        *out = *out * 10 + (s.s[*i] - '0');
    }
    return true;
}

static bool is(struct str s, size_t *i, char c) { return *i < s.len && s.s[*i] == c && ++*i; }

static bool days_in(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1] + (month == 2 && leap);
}

static bool parse_moment(struct str s, struct moment *out)
{
    int year, month, day, hour, minute, second, zone_hour = 0, zone_minute = 0;
    size_t i = 0;
    if (!digits(s, &i, 4, &year) || !is(s, &i, '-') || !digits(s, &i, 2, &month) || !is(s, &i, '-') || !digits(s, &i, 2, &day) || !is(s, &i, 'T')) return false;
    if (!digits(s, &i, 2, &hour) || !is(s, &i, ':') || !digits(s, &i, 2, &minute) || !is(s, &i, ':') || !digits(s, &i, 2, &second)) return false;
    if (!days_in(year, month, day) || hour > 23 || minute > 59 || second > 59) return false;
    *out = (struct moment){0};
    if (is(s, &i, '.')) {
        int32_t scale = 100000000;
        size_t start = i;
        for (; i < s.len && s.s[i] >= '0' && s.s[i] <= '9'; i++, scale /= 10) out->nanos += (s.s[i] - '0') * scale;
        if (i == start) return false;
    }
    int sign = is(s, &i, '+') ? 1 : is(s, &i, '-') ? -1 : 0;
    if (sign == 0 && !is(s, &i, 'Z')) return false;
    if (sign && (!digits(s, &i, 2, &zone_hour) || !is(s, &i, ':') || !digits(s, &i, 2, &zone_minute) || zone_hour > 23 || zone_minute > 59)) return false;
    out->offset = sign * (zone_hour * 3600 + zone_minute * 60);
    out->seconds = days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - out->offset;
    return i == s.len;
}

static bool moment_argument(struct hcl_call *call, struct value v, struct moment *out)
{
    struct str s = value_str(v);
    return parse_moment(s, out) || hcl_function_error(call, "'%.*s' is no timestamp as RFC 3339 has it, such as 2025-01-31T23:59:59Z", (int)(s.len < 80 ? s.len : 80), s.s);
}

/* --- formatdate --- */

static void zone(struct buf *out, int32_t offset, const char *format)
{
    int32_t minutes = (offset < 0 ? -offset : offset) / 60;
    buf_printf(out, format, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static bool wrong_verb(struct hcl_call *call, struct str verb, const char *why)
{
    return hcl_function_error(call, "invalid date format verb \"%.*s\"%s", (int)(verb.len < 20 ? verb.len : 20), verb.s, why);
}

static bool write_verb(struct hcl_call *call, struct buf *out, const struct moment *m, const struct civil *c, struct str verb)
{
    static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
    static const char *const weekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    int twelve = c->hour % 12 ? c->hour % 12 : 12, n = (int)verb.len, number = -1;
    char letter = verb.s[0];
    if (letter == 'Y') {
        if (n == 4) return buf_printf(out, "%04d", (int)c->year);
        return n == 2 ? buf_printf(out, "%02d", (int)(c->year % 100)) : wrong_verb(call, verb, ": year must either be \"YY\" or \"YYYY\"");
    }
    if (letter == 'M' && n > 2) return n == 3 ? buf_printf(out, "%.3s", months[c->month - 1]) : n == 4 ? buf_puts(out, months[c->month - 1]) : wrong_verb(call, verb, "");
    if (letter == 'E') return n == 3 ? buf_printf(out, "%.3s", weekdays[c->weekday]) : n == 4 ? buf_puts(out, weekdays[c->weekday]) : wrong_verb(call, verb, "");
    if (letter == 'A' || letter == 'a') return n == 2 ? buf_puts(out, letter == 'A' ? (c->hour < 12 ? "AM" : "PM") : c->hour < 12 ? "am" : "pm") : wrong_verb(call, verb, "");
    if (letter == 'Z') {
        if (n == 1 && m->offset == 0) return buf_puts(out, "Z");
        if (n == 3 && m->offset == 0) return buf_puts(out, "UTC");
        if (n == 1 || n == 5) zone(out, m->offset, "%c%02d:%02d");
        else if (n == 3 || n == 4) zone(out, m->offset, "%c%02d%02d");
        else return wrong_verb(call, verb, "");
        return true;
    }
    if (letter == 'M') number = c->month;
    else if (letter == 'D') number = c->day;
    else if (letter == 'h') number = c->hour;
    else if (letter == 'H') number = twelve;
    else if (letter == 'm') number = c->minute;
    else if (letter == 's') number = c->second;
    if (number < 0 || n > 2) return wrong_verb(call, verb, "");
    return buf_printf(out, n == 2 ? "%02d" : "%d", number);
}

/* 'text in quotes', '' a quote; s[*i] is the opening one. */
static bool write_literal(struct hcl_call *call, struct buf *out, struct str s, size_t *i)
{
    for (++*i; *i < s.len; ++*i) {
        if (s.s[*i] != '\'') buf_add_char(out, s.s[*i]);
        else if (*i + 1 < s.len && s.s[*i + 1] == '\'') buf_add_char(out, s.s[(*i)++]);
        else {
            ++*i;
            return true;
        }
    }
    return hcl_function_error(call, "unterminated literal '");
}

static bool formatdate(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct moment m;
    struct str s = value_str(args[0]);
    if (!moment_argument(call, args[1], &m)) return false;
    struct civil c = civil_of(&m);
    struct buf text = buf_new(HCL_MAX_STRING);
    bool ok = true;
    for (size_t i = 0; i < s.len && ok;) {
        char letter = s.s[i];
        size_t start = i;
        if (letter == '\'') {
            ok = write_literal(call, &text, s, &i);
        } else if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')) {
            while (i < s.len && s.s[i] == letter) i++;
            ok = write_verb(call, &text, &m, &c, (struct str){s.s + start, i - start});
        } else {
            buf_add_char(&text, s.s[i++]);
        }
    }
    if (ok) ok = hcl_function_result(call, value_string(call->arena, (struct str){text.s ? text.s : "", text.len}), out);
    buf_free(&text);
    return ok;
}

/* --- timeadd, timecmp --- */

/* Nanoseconds of "1h30m5.5s"; false when it is none, or beyond 292 years. */
static bool parse_duration(struct str s, int64_t *out)
{
    static const struct { const char *name; int64_t nanos; } units[] = {   /* longer names first */
        {"ns", 1}, {"us", 1000}, {"µs", 1000}, {"μs", 1000}, {"ms", 1000000}, {"s", 1000000000}, {"m", 60000000000}, {"h", 3600000000000}};
    size_t i = 0;
    bool negative = is(s, &i, '-');
    if (!negative) is(s, &i, '+');
    if (s.len - i == 1 && s.s[i] == '0') return *out = 0, true;
    if (i == s.len) return false;
    long double total = 0;
    while (i < s.len) {
        long double number = 0, scale = 1;
        size_t start = i, n = 0;
        for (; i < s.len && s.s[i] >= '0' && s.s[i] <= '9'; i++, n++) number = number * 10 + (s.s[i] - '0');
        if (is(s, &i, '.'))
            for (; i < s.len && s.s[i] >= '0' && s.s[i] <= '9'; i++, n++) number += (s.s[i] - '0') * (scale /= 10);
        if (n == 0 || i == start) return false;
        size_t unit = 0;
        while (unit < COUNT_OF(units) && !str_has_prefix((struct str){s.s + i, s.len - i}, str_of(units[unit].name))) unit++;
        if (unit == COUNT_OF(units)) return false;
        i += strlen(units[unit].name);
        total += number * (long double)units[unit].nanos;
        if (total > 9.2e18L) return false;
    }
    *out = negative ? -(int64_t)total : (int64_t)total;
    return true;
}

static bool timeadd(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct moment m;
    int64_t nanos;
    struct str duration = value_str(args[1]);
    if (!moment_argument(call, args[0], &m)) return false;
    if (!parse_duration(duration, &nanos)) return hcl_function_error(call, "invalid duration '%.*s'", (int)(duration.len < 80 ? duration.len : 80), duration.s);
    int64_t rest = nanos % 1000000000 + m.nanos;
    m.seconds += nanos / 1000000000;
    if (rest < 0) m.seconds--;
    else if (rest >= 1000000000) m.seconds++;
    struct civil c = civil_of(&m);
    if (c.year < 0 || c.year > 9999) return hcl_function_error(call, "the result is outside the years 0 to 9999");
    struct buf text = buf_new(100);
    buf_printf(&text, "%04d-%02d-%02dT%02d:%02d:%02d", (int)c.year, c.month, c.day, c.hour, c.minute, c.second);
    if (m.offset == 0) buf_puts(&text, "Z");
    else zone(&text, m.offset, "%c%02d:%02d");
    bool ok = hcl_function_result(call, value_string(call->arena, (struct str){text.s, text.len}), out);
    buf_free(&text);
    return ok;
}

static bool timecmp(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct moment a, b;
    if (!moment_argument(call, args[0], &a) || !moment_argument(call, args[1], &b)) return false;
    int64_t order = a.seconds != b.seconds ? (a.seconds < b.seconds ? -1 : 1) : a.nanos != b.nanos ? (a.nanos < b.nanos ? -1 : 1) : 0;
    *out = value_small(order);
    return true;
}

const struct hcl_function hcl_datetimes[] = {
    {"formatdate", "ss", HCL_FN_PLAIN, formatdate},
    {"plantimestamp", "", HCL_FN_IMPURE, NULL},
    {"timeadd", "ss", HCL_FN_PLAIN, timeadd},
    {"timecmp", "ss", HCL_FN_PLAIN, timecmp},
    {"timestamp", "", HCL_FN_IMPURE, NULL},
    {NULL, NULL, 0, NULL},
};
