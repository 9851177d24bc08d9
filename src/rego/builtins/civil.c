/* rego/builtins/civil.c: see civil.h. A layout is read piece by piece: text, then one element ("Jan", "02", "Z07:00") that stands for a field. */
#include "rego/builtins/civil.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

const char *const civil_months[12] = {"January", "February", "March", "April", "May", "June",
                                      "July", "August", "September", "October", "November", "December"};
const char *const civil_weekdays[7] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/* --- the calendar --- */

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

bool civil_is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int civil_days_in_month(int64_t year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && civil_is_leap(year) ? 29 : days[month - 1];
}

int64_t civil_days(int64_t year, int64_t month, int64_t day)
{
    year += floor_div(month - 1, 12);
    month = month - 1 - 12 * floor_div(month - 1, 12);       /* from 0 */
    int64_t y = month < 2 ? year - 1 : year, m = (month + 10) % 12;   /* the year begins in March: its last day is the odd one */
    return 365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) + (m * 306 + 5) / 10 + day - 1 - 719468;
}

void civil_of_days(int64_t days, struct civil *out)
{
    int64_t z = days + 719468, era = floor_div(z, 146097), d = z - era * 146097;
    int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365, n = d - (365 * y + y / 4 - y / 100), m = (5 * n + 2) / 153;
    out->day = (int)(n - (153 * m + 2) / 5 + 1);
    out->month = (int)(m < 10 ? m + 3 : m - 9);
    out->year = y + era * 400 + (out->month <= 2);
}

int civil_weekday(int64_t days)
{
    int64_t w = (days + 4) % 7;
    return (int)(w < 0 ? w + 7 : w);
}

struct civil civil_of(int64_t ns, const struct zone *zone, struct zone_offset *offset)
{
    struct civil c;
    int64_t seconds = floor_div(ns, 1000000000);
    *offset = zone_at(zone, seconds);
    int64_t local = seconds + offset->seconds, days = floor_div(local, 86400), rest = local - days * 86400;
    civil_of_days(days, &c);
    c.hour = (int)(rest / 3600);
    c.minute = (int)(rest / 60 % 60);
    c.second = (int)(rest % 60);
    c.nanosecond = (int)((ns % 1000000000 + 1000000000) % 1000000000);
    return c;
}

int64_t civil_seconds(const struct civil *c, const struct zone *zone)
{
    int64_t local = civil_days(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 + c->second;
    struct zone_offset offset = zone_at(zone, local);   /* a guess, good unless a change is near */
    if (offset.seconds != 0) {
        int64_t utc = local - offset.seconds;
        if (utc < offset.start || utc >= offset.end) offset = zone_at(zone, utc);
    }
    return local - offset.seconds;
}

/* --- layouts --- */

enum element {
    NONE, LONG_MONTH, MONTH, NUM_MONTH, ZERO_MONTH, LONG_WEEKDAY, WEEKDAY, DAY, UNDER_DAY, ZERO_DAY, UNDER_YEARDAY, ZERO_YEARDAY, HOUR, HOUR12,
    ZERO_HOUR12, MINUTE, ZERO_MINUTE, SECOND, ZERO_SECOND, LONG_YEAR, YEAR, PM_UPPER, PM_LOWER, ZONE_NAME, ZONE_Z, ZONE_Z_SECONDS, ZONE_Z_SHORT,
    ZONE_Z_COLON, ZONE_Z_COLON_SECONDS, ZONE_NUM, ZONE_NUM_SECONDS, ZONE_NUM_SHORT, ZONE_NUM_COLON, ZONE_NUM_COLON_SECONDS, FRACTION0, FRACTION9
};

/* In order of trying: a longer text before its beginning. lower: not if a small letter follows (Month is no Mon). */
static const struct { const char *text; enum element element; bool lower; uint8_t skip; } elements[] = {
    {"January", LONG_MONTH, false, 0}, {"Jan", MONTH, true, 0},
    {"Monday", LONG_WEEKDAY, false, 0}, {"Mon", WEEKDAY, true, 0}, {"MST", ZONE_NAME, false, 0},
    {"002", ZERO_YEARDAY, false, 0}, {"01", ZERO_MONTH, false, 0}, {"02", ZERO_DAY, false, 0}, {"03", ZERO_HOUR12, false, 0},
    {"04", ZERO_MINUTE, false, 0}, {"05", ZERO_SECOND, false, 0}, {"06", YEAR, false, 0},
    {"15", HOUR, false, 0}, {"1", NUM_MONTH, false, 0},
    {"2006", LONG_YEAR, false, 0}, {"2", DAY, false, 0},
    {"_2006", LONG_YEAR, false, 1}, {"__2", UNDER_YEARDAY, false, 0}, {"_2", UNDER_DAY, false, 0},
    {"3", HOUR12, false, 0}, {"4", MINUTE, false, 0}, {"5", SECOND, false, 0}, {"PM", PM_UPPER, false, 0}, {"pm", PM_LOWER, false, 0},
    {"-070000", ZONE_NUM_SECONDS, false, 0}, {"-07:00:00", ZONE_NUM_COLON_SECONDS, false, 0}, {"-0700", ZONE_NUM, false, 0},
    {"-07:00", ZONE_NUM_COLON, false, 0}, {"-07", ZONE_NUM_SHORT, false, 0},
    {"Z070000", ZONE_Z_SECONDS, false, 0}, {"Z07:00:00", ZONE_Z_COLON_SECONDS, false, 0}, {"Z0700", ZONE_Z, false, 0},
    {"Z07:00", ZONE_Z_COLON, false, 0}, {"Z07", ZONE_Z_SHORT, false, 0},
};

struct chunk { struct str before, text, rest; enum element element; int digits; };

static bool is_digit(struct str s, size_t i) { return i < s.len && s.s[i] >= '0' && s.s[i] <= '9'; }

static struct str from(struct str s, size_t i) { return i < s.len ? (struct str){s.s + i, s.len - i} : (struct str){s.s + s.len, 0}; }

static struct chunk next_chunk(struct str layout)
{
    struct chunk c = {.before = layout, .rest = from(layout, layout.len)};
    for (size_t i = 0; i < layout.len; i++) {
        struct str here = from(layout, i);
        for (size_t k = 0; k < sizeof elements / sizeof *elements; k++) {
            size_t len = strlen(elements[k].text);
            if (!str_has_prefix(here, str_of(elements[k].text))) continue;
            if (elements[k].lower && len < here.len && here.s[len] >= 'a' && here.s[len] <= 'z') continue;
            size_t skip = elements[k].skip;
            return (struct chunk){{layout.s, i + skip}, {here.s + skip, len - skip}, from(here, len), elements[k].element, 0};
        }
        if ((here.s[0] == '.' || here.s[0] == ',') && here.len > 1 && (here.s[1] == '0' || here.s[1] == '9')) {
            size_t n = 1;
            while (n < here.len && here.s[n] == here.s[1]) n++;
            if (is_digit(here, n)) continue;
            return (struct chunk){{layout.s, i}, {here.s, n}, from(here, n), here.s[1] == '0' ? FRACTION0 : FRACTION9, (int)n - 1};
        }
    }
    return c;
}

/* --- writing --- */

static void put_zone(struct buf *out, enum element e, int32_t offset)
{
    bool z = e >= ZONE_Z && e <= ZONE_Z_COLON_SECONDS;
    if (z && offset == 0) {
        buf_add_char(out, 'Z');
        return;
    }
    if (z) e = (enum element)(e + (ZONE_NUM - ZONE_Z));
    bool colon = e == ZONE_NUM_COLON || e == ZONE_NUM_COLON_SECONDS, seconds = e == ZONE_NUM_SECONDS || e == ZONE_NUM_COLON_SECONDS;
    int minutes = offset / 60, absolute = abs(minutes);
    buf_printf(out, "%c%02d", minutes < 0 ? '-' : '+', absolute / 60);
    if (e == ZONE_NUM_SHORT) return;
    buf_printf(out, "%s%02d", colon ? ":" : "", absolute % 60);
    if (seconds) buf_printf(out, "%s%02d", colon ? ":" : "", abs(offset) % 60);
}

static void put_fraction(struct buf *out, const struct chunk *c, int ns)
{
    char digits[10];
    int n = c->digits < 9 ? c->digits : 9;
    snprintf(digits, sizeof digits, "%09d", ns);
    if (c->element == FRACTION9) {
        while (n > 0 && digits[n - 1] == '0') n--;
        if (n == 0) return;
    }
    buf_add_char(out, c->text.s[0]);
    buf_add(out, digits, (size_t)n);
    for (int i = 9; i < c->digits && c->element == FRACTION0; i++) buf_add_char(out, '0');
}

static void put_year(struct buf *out, int64_t year)
{
    if (year < 0) buf_printf(out, "-%04lld", (long long)-year);
    else buf_printf(out, "%04lld", (long long)year);
}

static void put_element(struct buf *out, const struct chunk *k, const struct civil *c, const struct zone_offset *offset)
{
    int64_t days = civil_days(c->year, c->month, c->day);
    int yearday = (int)(days - civil_days(c->year, 1, 1)) + 1, hour12 = c->hour % 12 ? c->hour % 12 : 12;
    switch (k->element) {
    case NONE: break;
    case LONG_MONTH: buf_puts(out, civil_months[c->month - 1]); break;
    case MONTH: buf_add(out, civil_months[c->month - 1], 3); break;
    case NUM_MONTH: buf_printf(out, "%d", c->month); break;
    case ZERO_MONTH: buf_printf(out, "%02d", c->month); break;
    case LONG_WEEKDAY: buf_puts(out, civil_weekdays[civil_weekday(days)]); break;
    case WEEKDAY: buf_add(out, civil_weekdays[civil_weekday(days)], 3); break;
    case DAY: buf_printf(out, "%d", c->day); break;
    case UNDER_DAY: buf_printf(out, "%2d", c->day); break;
    case ZERO_DAY: buf_printf(out, "%02d", c->day); break;
    case UNDER_YEARDAY: buf_printf(out, "%3d", yearday); break;
    case ZERO_YEARDAY: buf_printf(out, "%03d", yearday); break;
    case HOUR: buf_printf(out, "%02d", c->hour); break;
    case HOUR12: buf_printf(out, "%d", hour12); break;
    case ZERO_HOUR12: buf_printf(out, "%02d", hour12); break;
    case MINUTE: buf_printf(out, "%d", c->minute); break;
    case ZERO_MINUTE: buf_printf(out, "%02d", c->minute); break;
    case SECOND: buf_printf(out, "%d", c->second); break;
    case ZERO_SECOND: buf_printf(out, "%02d", c->second); break;
    case LONG_YEAR: put_year(out, c->year); break;
    case YEAR: buf_printf(out, "%02d", (int)(c->year < 0 ? 0 : c->year % 100)); break;
    case PM_UPPER: buf_puts(out, c->hour >= 12 ? "PM" : "AM"); break;
    case PM_LOWER: buf_puts(out, c->hour >= 12 ? "pm" : "am"); break;
    case ZONE_NAME: buf_puts(out, offset->name); break;
    case ZONE_Z:
    case ZONE_Z_SECONDS:
    case ZONE_Z_SHORT:
    case ZONE_Z_COLON:
    case ZONE_Z_COLON_SECONDS:
    case ZONE_NUM:
    case ZONE_NUM_SECONDS:
    case ZONE_NUM_SHORT:
    case ZONE_NUM_COLON:
    case ZONE_NUM_COLON_SECONDS: put_zone(out, k->element, offset->seconds); break;
    case FRACTION0:
    case FRACTION9: put_fraction(out, k, c->nanosecond); break;
    }
}

void civil_format(struct buf *out, struct str layout, const struct civil *c, const struct zone_offset *offset)
{
    while (layout.len > 0) {
        struct chunk k = next_chunk(layout);
        buf_add_str(out, k.before);
        if (k.element == NONE) return;
        put_element(out, &k, c, offset);
        layout = k.rest;
    }
}

/* --- reading --- */

/* What was read so far; -1: not given. range: the name of a field that is out of its range. */
struct reading {
    struct str value;
    int64_t year;
    int month, day, yearday, hour, minute, second, nanosecond;
    bool pm, am, utc, has_offset;
    int32_t offset;
    struct str zone_name;
    const char *range;
};

/* One or two digits (two: exactly). */
static bool take_number(struct str *s, bool two, int *out)
{
    if (!is_digit(*s, 0)) return false;
    *out = s->s[0] - '0';
    if (!is_digit(*s, 1)) {
        *s = from(*s, 1);
        return !two;
    }
    *out = *out * 10 + s->s[1] - '0';
    *s = from(*s, 2);
    return true;
}

static bool take_in_range(struct reading *r, bool two, int low, int high, const char *what, int *out)
{
    if (!take_number(&r->value, two, out)) return false;
    if (*out < low || *out > high) r->range = what;
    return true;
}

static bool take_name(struct str *s, const char *const *names, int n, size_t len, int *out)
{
    for (int i = 0; i < n; i++) {
        size_t l = len ? len : strlen(names[i]);
        if (s->len < l || strncasecmp(s->s, names[i], l) != 0) continue;
        *s = from(*s, l);
        *out = i;
        return true;
    }
    return false;
}

static bool take_digits(struct str *s, size_t n, int64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_digit(*s, i)) return false;
        *out = *out * 10 + s->s[i] - '0';
    }
    *s = from(*s, n);
    return true;
}

static bool take_year_day(struct reading *r, enum element e)
{
    int i = 0;
    for (i = 0; i < 2 && e == UNDER_YEARDAY && r->value.len > 0 && r->value.s[0] == ' '; i++) r->value = from(r->value, 1);
    r->yearday = 0;
    for (i = 0; i < 3 && is_digit(r->value, 0); i++) {
        r->yearday = r->yearday * 10 + r->value.s[0] - '0';
        r->value = from(r->value, 1);
    }
    return i > 0 && (e != ZERO_YEARDAY || i == 3);
}

/* Separator and n - 1 digits. */
static bool take_fraction(struct reading *r, size_t n)
{
    if (r->value.len < n || (r->value.s[0] != '.' && r->value.s[0] != ',')) return false;
    int ns = 0, scale = 100000000;
    for (size_t i = 1; i < n && i < 10; i++, scale /= 10) {
        if (!is_digit(r->value, i)) return false;
        ns += (r->value.s[i] - '0') * scale;
    }
    r->nanosecond = ns;
    r->value = from(r->value, n);
    return true;
}

static size_t fraction_len(struct str s)
{
    if (s.len < 2 || (s.s[0] != '.' && s.s[0] != ',') || !is_digit(s, 1)) return 0;
    size_t n = 2;
    while (is_digit(s, n)) n++;
    return n;
}

static bool take_offset(struct reading *r, enum element e)
{
    static const char *const shapes[] = {"shhmm", "shhmmcc", "shh", "shh:mm", "shh:mm:cc"};
    bool z = e >= ZONE_Z && e <= ZONE_Z_COLON_SECONDS;
    if (z && r->value.len > 0 && r->value.s[0] == 'Z') {
        r->value = from(r->value, 1);
        r->utc = true;
        return true;
    }
    const char *shape = shapes[z ? e - ZONE_Z : e - ZONE_NUM];
    int part[3] = {0};
    size_t len = strlen(shape);
    if (r->value.len < len || (r->value.s[0] != '+' && r->value.s[0] != '-')) return false;
    for (size_t i = 1; i < len; i++) {
        int which = shape[i] == 'h' ? 0 : shape[i] == 'm' ? 1 : 2;
        if (shape[i] == ':' ? r->value.s[i] != ':' : !is_digit(r->value, i)) return false;
        if (shape[i] != ':') part[which] = part[which] * 10 + r->value.s[i] - '0';
    }
    if (part[0] > 24) r->range = "time zone offset hour";
    if (part[1] > 60) r->range = "time zone offset minute";
    if (part[2] > 60) r->range = "time zone offset second";
    r->offset = (part[0] * 60 + part[1]) * 60 + part[2];
    if (r->value.s[0] == '-') r->offset = -r->offset;
    r->has_offset = true;
    r->value = from(r->value, len);
    return true;
}

/* "+3", "-11": the length, 0 when it is none. */
static size_t signed_offset_len(struct str s)
{
    if (s.len < 2 || (s.s[0] != '+' && s.s[0] != '-')) return 0;
    int n = 0;
    size_t i = 1;
    for (; is_digit(s, i) && n < 1000; i++) n = n * 10 + s.s[i] - '0';
    return i == 1 || n > 23 ? 0 : i;
}

static size_t zone_name_len(struct str s)
{
    if (s.len < 3) return 0;
    if (str_has_prefix(s, STR("ChST")) || str_has_prefix(s, STR("MeST"))) return 4;
    if (str_has_prefix(s, STR("GMT"))) return 3 + signed_offset_len(from(s, 3));
    if (s.s[0] == '+' || s.s[0] == '-') return signed_offset_len(s);
    size_t n = 0;
    while (n < 6 && n < s.len && s.s[n] >= 'A' && s.s[n] <= 'Z') n++;
    if (n == 3) return 3;
    if (n == 4 && (s.s[3] == 'T' || str_has_prefix(s, STR("WITA")))) return 4;
    return n == 5 && s.s[4] == 'T' ? 5 : 0;
}

static bool take_zone_name(struct reading *r)
{
    if (str_has_prefix(r->value, STR("UTC"))) {
        r->utc = true;
        r->value = from(r->value, 3);
        return true;
    }
    size_t n = zone_name_len(r->value);
    r->zone_name = (struct str){r->value.s, n};
    r->value = from(r->value, n);
    return n > 0;
}

static bool take_half(struct reading *r, const char *pm, const char *am)
{
    if (str_has_prefix(r->value, str_of(pm))) r->pm = true;
    else if (str_has_prefix(r->value, str_of(am))) r->am = true;
    else return false;
    r->value = from(r->value, 2);
    return true;
}

static bool take_second(struct reading *r, const struct chunk *k)
{
    if (!take_in_range(r, k->element == ZERO_SECOND, 0, 59, "second", &r->second)) return false;
    /* A fraction in the text counts even when the layout has none. */
    size_t n = fraction_len(r->value);
    if (n == 0 || r->range) return true;
    enum element next = next_chunk(k->rest).element;
    return next == FRACTION0 || next == FRACTION9 || take_fraction(r, n);
}

static bool take_element(struct reading *r, const struct chunk *k)
{
    int ignored;
    int64_t n;
    switch (k->element) {
    case NONE: return true;
    case YEAR:
        if (!take_digits(&r->value, 2, &n)) return false;
        r->year = n >= 69 ? n + 1900 : n + 2000;
        return true;
    case LONG_YEAR: return take_digits(&r->value, 4, &r->year);
    case MONTH:
    case LONG_MONTH:
        if (!take_name(&r->value, civil_months, 12, k->element == MONTH ? 3 : 0, &r->month)) return false;
        r->month++;
        return true;
    case NUM_MONTH:
    case ZERO_MONTH: return take_in_range(r, k->element == ZERO_MONTH, 1, 12, "month", &r->month);
    case WEEKDAY:
    case LONG_WEEKDAY: return take_name(&r->value, civil_weekdays, 7, k->element == WEEKDAY ? 3 : 0, &ignored);
    case UNDER_DAY:
        if (r->value.len > 0 && r->value.s[0] == ' ') r->value = from(r->value, 1);
        return take_number(&r->value, false, &r->day);
    case DAY:
    case ZERO_DAY: return take_number(&r->value, k->element == ZERO_DAY, &r->day);
    case UNDER_YEARDAY:
    case ZERO_YEARDAY: return take_year_day(r, k->element);
    case HOUR: return take_in_range(r, false, 0, 23, "hour", &r->hour);
    case HOUR12:
    case ZERO_HOUR12: return take_in_range(r, k->element == ZERO_HOUR12, 0, 12, "hour", &r->hour);
    case MINUTE:
    case ZERO_MINUTE: return take_in_range(r, k->element == ZERO_MINUTE, 0, 59, "minute", &r->minute);
    case SECOND:
    case ZERO_SECOND: return take_second(r, k);
    case PM_UPPER: return take_half(r, "PM", "AM");
    case PM_LOWER: return take_half(r, "pm", "am");
    case ZONE_NAME: return take_zone_name(r);
    case ZONE_Z:
    case ZONE_Z_SECONDS:
    case ZONE_Z_SHORT:
    case ZONE_Z_COLON:
    case ZONE_Z_COLON_SECONDS:
    case ZONE_NUM:
    case ZONE_NUM_SECONDS:
    case ZONE_NUM_SHORT:
    case ZONE_NUM_COLON:
    case ZONE_NUM_COLON_SECONDS: return take_offset(r, k->element);
    case FRACTION0: return take_fraction(r, (size_t)k->digits + 1);
    case FRACTION9: return fraction_len(r->value) == 0 || take_fraction(r, fraction_len(r->value));
    }
    return false;
}

/* Spaces match any number of spaces. */
static bool skip_text(struct str *value, struct str text)
{
    while (text.len > 0) {
        if (text.s[0] == ' ') {
            if (value->len > 0 && value->s[0] != ' ') return false;
            while (text.len > 0 && text.s[0] == ' ') text = from(text, 1);
            while (value->len > 0 && value->s[0] == ' ') *value = from(*value, 1);
            continue;
        }
        if (value->len == 0 || value->s[0] != text.s[0]) return false;
        text = from(text, 1);
        *value = from(*value, 1);
    }
    return true;
}

static const char *settle_date(struct reading *r)
{
    if (r->yearday >= 0) {
        int yearday = r->yearday, limit = civil_is_leap(r->year) ? 366 : 365;
        if (yearday < 1 || yearday > limit) return "day-of-year out of range";
        struct civil c;
        civil_of_days(civil_days(r->year, 1, 1) + yearday - 1, &c);
        if (r->month > 0 && r->month != c.month) return "day-of-year does not match month";
        r->month = c.month;
        if (r->day > 0 && r->day != c.day) return "day-of-year does not match day";
        r->day = c.day;
    } else {
        if (r->month < 0) r->month = 1;
        if (r->day < 0) r->day = 1;
    }
    if (r->day < 1 || r->day > civil_days_in_month(r->year, r->month)) return "day out of range";
    return NULL;
}

bool civil_parse(struct str layout, struct str text, int64_t *seconds, int *nanoseconds, char *why, size_t room)
{
    struct reading r = {.value = text, .year = 0, .month = -1, .day = -1, .yearday = -1};
    struct str whole = layout;
    const char *problem = NULL;
#define CUT(view) (int)((view).len < 100 ? (view).len : 100), (view).s
    for (;;) {
        struct chunk k = next_chunk(layout);
        struct str hold = r.value;
        bool ok = skip_text(&r.value, k.before);
        struct str wanted = ok ? k.text : k.before;
        if (ok && k.element == NONE) {
            if (r.value.len == 0) break;
            snprintf(why, room, "parsing time \"%.*s\": extra text: \"%.*s\"", CUT(text), CUT(r.value));
            return false;
        }
        if (ok) hold = r.value;
        ok = ok && take_element(&r, &k);
        if (ok && r.range) {
            snprintf(why, room, "parsing time \"%.*s\": %s out of range", CUT(text), r.range);
            return false;
        }
        if (!ok) {
            snprintf(why, room, "parsing time \"%.*s\" as \"%.*s\": cannot parse \"%.*s\" as \"%.*s\"", CUT(text), CUT(whole), CUT(hold), CUT(wanted));
            return false;
        }
        layout = k.rest;
    }
    if (r.pm && r.hour < 12) r.hour += 12;
    if (r.am && r.hour == 12) r.hour = 0;
    problem = settle_date(&r);
    if (problem) {
        snprintf(why, room, "parsing time \"%.*s\": %s", CUT(text), problem);
        return false;
    }
#undef CUT
    struct civil c = {r.year, r.month, r.day, r.hour, r.minute, r.second, r.nanosecond};
    *seconds = civil_seconds(&c, NULL);
    *nanoseconds = r.nanosecond;
    if (!r.utc && r.has_offset) *seconds -= r.offset;
    return true;   /* a zone known by name only counts as UTC, even "GMT+3", as in Go */
}
