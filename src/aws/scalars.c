#include "aws/scalars.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>
#include <time.h>

#include "value/json.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* --- timestamps --- */

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* Days from 1970-01-01 of a date of the Gregorian calendar. */
static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400, of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* `n` digits at *at. */
static bool digits(struct str s, size_t *at, size_t n, int *out)
{
    *out = 0;
    if (*at + n > s.len) return false;
    for (size_t i = 0; i < n; i++) {
        char c = s.s[*at + i];
        if (!is_digit(c)) return false;
        *out = *out * 10 + (c - '0');
    }
    *at += n;
    return true;
}

static bool take(struct str s, size_t *at, char c)
{
    if (*at >= s.len || s.s[*at] != c) return false;
    (*at)++;
    return true;
}

/* A fraction after its point, in millionths; what is finer is cut off. */
static int32_t fraction(struct str s, size_t *at)
{
    int32_t micros = 0, unit = 100000;
    for (; *at < s.len && is_digit(s.s[*at]); (*at)++, unit /= 10) micros += unit * (s.s[*at] - '0');
    return micros;
}

static bool put_together(int year, int month, int day, int hour, int minute, int second, struct aws_time *out)
{
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return false;
    out->seconds = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

/* Z, +01:00, +0100, or nothing (UTC). */
static bool zone(struct str s, size_t *at, int64_t *offset)
{
    int hours, minutes;
    *offset = 0;
    if (*at == s.len || ((s.s[*at] == 'Z' || s.s[*at] == 'z') && (*at)++ + 1 == s.len)) return true;
    if (*at >= s.len || (s.s[*at] != '+' && s.s[*at] != '-')) return false;
    int sign = s.s[(*at)++] == '-' ? -1 : 1;
    if (!digits(s, at, 2, &hours)) return false;
    (void)take(s, at, ':');
    if (!digits(s, at, 2, &minutes)) return false;
    *offset = sign * (hours * 3600 + minutes * 60);
    return *at == s.len;
}

static bool from_iso(struct str s, struct aws_time *out)
{
    int year, month, day, hour = 0, minute = 0, second = 0;
    int64_t offset = 0;
    size_t at = 0;
    if (!digits(s, &at, 4, &year)) return false;
    bool dashes = take(s, &at, '-');
    if (!digits(s, &at, 2, &month) || (dashes && !take(s, &at, '-')) || !digits(s, &at, 2, &day)) return false;
    if (at < s.len) {
        if (!take(s, &at, 'T') && !take(s, &at, 't') && !take(s, &at, ' ')) return false;
        if (!digits(s, &at, 2, &hour)) return false;
        bool colons = take(s, &at, ':');
        if (!digits(s, &at, 2, &minute)) return false;
        if ((!colons || take(s, &at, ':')) && at < s.len && is_digit(s.s[at]) && !digits(s, &at, 2, &second)) return false;
        if (take(s, &at, '.')) out->micros = fraction(s, &at);
        if (!zone(s, &at, &offset)) return false;
    }
    if (!put_together(year, month, day, hour, minute, second, out)) return false;
    out->seconds -= offset;
    return true;
}

/* Sun, 02 Jan 2000 20:34:56.000 GMT */
static bool from_http(struct str s, struct aws_time *out)
{
    size_t comma = str_find(s, STR(","), 0), at = comma == SIZE_MAX ? 0 : comma + 1;
    int year, month = 0, day, hour, minute, second;
    while (at < s.len && s.s[at] == ' ') at++;
    if (!digits(s, &at, at + 1 < s.len && is_digit(s.s[at + 1]) ? 2 : 1, &day) || (!take(s, &at, ' ') && !take(s, &at, '-')) || at + 3 > s.len) return false;
    for (int m = 0; m < 12; m++)
        if (strncasecmp(s.s + at, months[m], 3) == 0) month = m + 1;
    at += 3;
    if ((!take(s, &at, ' ') && !take(s, &at, '-')) || !digits(s, &at, 4, &year) || !take(s, &at, ' ')) return false;
    if (!digits(s, &at, 2, &hour) || !take(s, &at, ':') || !digits(s, &at, 2, &minute) || !take(s, &at, ':') || !digits(s, &at, 2, &second)) return false;
    if (take(s, &at, '.')) out->micros = fraction(s, &at);
    struct str rest = str_trim((struct str){s.s + at, s.len - at});
    int64_t offset = 0;
    size_t end = 0;
    if (!str_is(rest, "GMT") && !str_is(rest, "UTC") && !zone(rest, &end, &offset)) return false;
    if (!put_together(year, month, day, hour, minute, second, out)) return false;
    out->seconds -= offset;
    return true;
}

static bool from_seconds(double seconds, struct aws_time *out)
{
    if (!(fabs(seconds) < 253402300800.0)) return false;   /* the year 10000 */
    double whole = floor(seconds);
    out->seconds = (int64_t)whole;
    out->micros = (int32_t)((seconds - whole) * 1e6 + 0.5);
    if (out->micros > 999999) out->seconds++, out->micros = 0;
    return true;
}

static bool is_number(struct str s)
{
    size_t at = s.len && (s.s[0] == '-' || s.s[0] == '+'), points = 0;
    if (at >= s.len) return false;
    for (size_t i = at; i < s.len; i++) {
        if (s.s[i] == '.') points++;
        else if (!is_digit(s.s[i]) && s.s[i] != 'e' && s.s[i] != 'E' && s.s[i] != '+' && s.s[i] != '-') return false;
    }
    return points <= 1 && (is_digit(s.s[at]) || s.s[at] == '.');
}

bool aws_time_from_text(struct str text, struct aws_time *out)
{
    char copy[64];
    double seconds;
    char end;
    *out = (struct aws_time){0, 0};
    text = str_trim(text);
    if (!text.len || text.len >= sizeof copy) return false;
    snprintf(copy, sizeof copy, "%.*s", (int)text.len, text.s);
    bool date = text.len == 8 && (text.s[0] == '1' || text.s[0] == '2');   /* 20150125 is a day, as botocore reads it */
    if (date && from_iso(text, out)) return true;
    if (is_number(text)) return sscanf(copy, "%lf%c", &seconds, &end) == 1 && from_seconds(seconds, out);
    *out = (struct aws_time){0, 0};
    if (is_digit(text.s[0]) && from_iso(text, out)) return true;
    *out = (struct aws_time){0, 0};
    return from_http(text, out);
}

bool aws_time_from_value(struct value v, struct aws_time *out)
{
    *out = (struct aws_time){0, 0};
    if (value_is_string(v)) return aws_time_from_text(value_str(v), out);
    return value_is_number(v) && from_seconds(value_number_to_double(v), out);
}

/* ".5", ".123456" or "". */
static const char *fraction_text(int32_t micros, char *room, size_t size)
{
    room[0] = '\0';
    if (micros) snprintf(room, size, ".%06d", micros);
    for (size_t n = strlen(room); n && room[n - 1] == '0'; n--) room[n - 1] = 0;
    return room;
}

char *aws_time_write(struct arena *arena, struct aws_time time, struct str format)
{
    static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    struct tm tm;
    time_t seconds = (time_t)time.seconds;
    char part[16];
    if (format.len >= 4 && strncasecmp(format.s, "unix", 4) == 0)
        return time.seconds < 0 && time.micros ? arena_printf(arena, "%.6f", (double)time.seconds + time.micros / 1e6)
                                              : arena_printf(arena, "%lld%s", (long long)time.seconds, fraction_text(time.micros, part, sizeof part));
    if (!gmtime_r(&seconds, &tm)) return NULL;
    if (format.len == 6 && strncasecmp(format.s, "rfc822", 6) == 0)
        return arena_printf(arena, "%s, %02d %s %04d %02d:%02d:%02d GMT", weekdays[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d%sZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
                        fraction_text(time.micros, part, sizeof part));
}

struct value aws_time_value(struct arena *arena, struct aws_time time)
{
    struct tm tm;
    time_t seconds = (time_t)time.seconds;
    char part[16] = "";
    if (!gmtime_r(&seconds, &tm)) return VALUE_NONE;
    if (time.micros) snprintf(part, sizeof part, ".%06d", time.micros);
    return value_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d%s+00:00", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, part);
}

/* --- numbers --- */

bool aws_is_special_number(struct str text) { return str_is(text, "NaN") || str_is(text, "Infinity") || str_is(text, "-Infinity"); }

struct str aws_number_text(struct arena *arena, struct value v, bool integer)
{
    char scratch[32];
    int64_t n;
    if (value_is_string(v)) return value_str(v);
    if (integer && value_number_to_int64(v, &n)) {
        char *text = arena_printf(arena, "%lld", (long long)n);
        return text ? str_of(text) : (struct str){"", 0};
    }
    struct str text = value_number_text(v, scratch);
    char *copy = arena_strndup(arena, text.s, text.len);
    return copy ? (struct str){copy, text.len} : (struct str){"", 0};
}

struct value aws_number_from_text(struct arena *arena, struct str text, bool integer)
{
    struct value v;
    struct json_options options = {.refuse_extreme = true};
    text = str_trim(text);
    if (!integer && aws_is_special_number(text)) return value_string(arena, text);
    if (text.len && *text.s == '+') text.s++, text.len--;
    if (!json_read(arena, text, &options, &v, NULL, NULL) || !value_is_number(v)) return VALUE_NONE;
    return !integer || value_number_is_integer(v) ? v : VALUE_NONE;
}

/* --- base64 --- */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *aws_base64(struct arena *arena, struct str bytes)
{
    char *out = arena_alloc(arena, (bytes.len + 2) / 3 * 4 + 1), *p = out;
    if (!out) return NULL;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++) bits = bits << 8 | (k < n ? (unsigned char)bytes.s[i + k] : 0);
        for (size_t k = 0; k < 4; k++) *p++ = k <= n ? alphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
    *p = 0;
    return out;
}

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool aws_base64_decode(struct arena *arena, struct str text, struct str *out, bool *valid)
{
    char *bytes = arena_alloc(arena, text.len / 4 * 3 + 4);
    size_t n = 0, sextets = 0, padding = 0;
    uint32_t bits = 0;
    if (!bytes) return false;
    *valid = true;
    for (size_t i = 0; i < text.len && *valid; i++) {
        char c = text.s[i];
        int v = sextet(c);
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        if (c == '=') padding++;
        else if (v < 0 || padding) *valid = false;
        else {
            bits = bits << 6 | (uint32_t)v;
            unsigned of_four = ++sextets % 4;   /* the first of four sextets is no byte yet */
            if (of_four != 1) bytes[n++] = (char)(bits >> (of_four == 2 ? 4 : of_four == 3 ? 2 : 0));
        }
    }
    *valid = *valid && padding <= 2 && (sextets + padding) % 4 == 0;
    *out = (struct str){bytes, n};
    return true;
}

/* --- percent-encoding --- */

void aws_percent_encode(struct buf *out, struct str s, const char *keep)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.s[i];
        bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit((char)c) || c == '-' || c == '_' || c == '.' || c == '~' || (c && strchr(keep, c));
        if (plain) buf_add_char(out, (char)c);
        else buf_add(out, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
    }
}
