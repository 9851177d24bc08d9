/* report/source.c: lines of code in a report. Secrets in the code must not be carried into logs and reports, so they are masked: the values of
 * attributes that hold secrets by their name, access key ids, and what looks like a secret key. */
#include "report/report.h"

#define MASK "****"

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
static bool is_key_character(char c) { return is_word(c) || c == '/' || c == '+' || c == '='; }

/* Where the quoted value behind `name =` or "name": begins (after its quote); 0 when the line has none at this word. */
static size_t secret_value(struct str line, size_t start, size_t end)
{
    if (!resource_secret_name((struct str){line.s + start, end - start})) return 0;
    size_t i = end;
    while (i < line.len && (line.s[i] == ' ' || line.s[i] == '\t' || line.s[i] == '"' || line.s[i] == '\\')) i++;
    if (i >= line.len || (line.s[i] != '=' && line.s[i] != ':')) return 0;
    i++;
    while (i < line.len && (line.s[i] == ' ' || line.s[i] == '\t' || line.s[i] == '\\')) i++;
    return i < line.len && line.s[i] == '"' ? i + 1 : 0;
}

/* Length of an access key id at `start`: AKIA or ASIA and 16 capitals or digits. */
static size_t access_key(struct str line, size_t start)
{
    struct str rest = {line.s + start, line.len - start};
    if (!str_has_prefix(rest, STR("AKIA")) && !str_has_prefix(rest, STR("ASIA"))) return 0;
    size_t n = 4;
    while (n < rest.len && n < 20 && ((rest.s[n] >= 'A' && rest.s[n] <= 'Z') || (rest.s[n] >= '0' && rest.s[n] <= '9'))) n++;
    return n == 20 ? n : 0;
}

/* Length of what looks like a secret key: 40 characters of base64 in quotes, small and capital letters and digits among them. */
static size_t secret_key(struct str line, size_t start)
{
    size_t n = 0;
    bool small = false, capital = false, digit = false;
    while (start + n < line.len && is_key_character(line.s[start + n])) {
        char c = line.s[start + n++];
        small = small || (c >= 'a' && c <= 'z');
        capital = capital || (c >= 'A' && c <= 'Z');
        digit = digit || (c >= '0' && c <= '9');
    }
    return n == 40 && small && capital && digit ? n : 0;
}

void report_source(struct buf *out, struct str line)
{
    size_t hidden_until = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (i < hidden_until) continue;
        bool starts = i == 0 || !is_key_character(line.s[i - 1]);
        size_t key = starts ? access_key(line, i) : 0, secret = starts && !key ? secret_key(line, i) : 0;
        if (key || secret) {
            buf_puts(out, key ? "AKIA" MASK : MASK);
            hidden_until = i + key + secret;
            continue;
        }
        size_t end = i;
        while ((i == 0 || !is_word(line.s[i - 1])) && end < line.len && is_word(line.s[end])) end++;
        size_t value = end > i ? secret_value(line, i, end) : 0;
        if (value) {
            size_t close = value;
            while (close < line.len && line.s[close] != '"') close += line.s[close] == '\\' ? 2 : 1;
            if (close > line.len) close = line.len;
            for (size_t k = i; k < value; k++) buf_add_char(out, line.s[k]);
            buf_puts(out, MASK);
            hidden_until = close;
            continue;
        }
        unsigned char c = (unsigned char)line.s[i];
        buf_add_char(out, c == '\t' ? ' ' : c < 0x20 || c == 0x7f ? '?' : (char)c);
    }
}
