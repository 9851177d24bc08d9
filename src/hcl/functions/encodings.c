/* hcl/functions/encodings.c: base64, gzip, other character sets, URLs, CSV, JSON. YAML has a file of its own. */
#include <errno.h>
#include <iconv.h>
#include <zlib.h>

#include "base/map.h"
#include "base/utf8.h"
#include "hcl/functions/encode.h"
#include "hcl/functions/families.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool hcl_base64(struct hcl_call *call, const void *bytes, size_t len, struct value *out)
{
    const unsigned char *in = bytes;
    if (len > HCL_MAX_STRING / 2) return error_set(call->err, &HCL_ERR_SIZE, "%s: more than %u MiB", call->function->name, HCL_MAX_STRING >> 21);
    char *text = arena_alloc(call->arena, (len + 2) / 3 * 4 + 1);
    if (!text) return error_no_memory(call->err);
    size_t n = 0;
    for (size_t i = 0; i < len; i += 3) {
        uint32_t group = (uint32_t)in[i] << 16 | (i + 1 < len ? (uint32_t)in[i + 1] << 8 : 0) | (i + 2 < len ? in[i + 2] : 0);
        text[n++] = alphabet[group >> 18];
        text[n++] = alphabet[group >> 12 & 63];
        text[n++] = i + 1 < len ? alphabet[group >> 6 & 63] : '=';
        text[n++] = i + 2 < len ? alphabet[group & 63] : '=';
    }
    return hcl_function_result(call, value_string(call->arena, (struct str){text, n}), out);
}

/* Strict, as Go's StdEncoding: padding needed, line ends allowed. */
static bool decode(struct hcl_call *call, struct str s, struct str *out)
{
    char *bytes = arena_alloc(call->arena, s.len + 1);
    size_t n = 0, symbols = 0, padding = 0;
    uint32_t group = 0;
    if (!bytes) return error_no_memory(call->err);
    for (size_t i = 0; i < s.len; i++) {
        const char *at = s.s[i] ? strchr(alphabet, s.s[i]) : NULL;
        if (s.s[i] == '\n' || s.s[i] == '\r') continue;
        if (s.s[i] == '=') padding++;
        else if (!at || padding) goto bad;
        group = group << 6 | (at ? (uint32_t)(at - alphabet) : 0);
        if (++symbols % 4) continue;
        if (padding > 2) goto bad;
        bytes[n++] = (char)(group >> 16);
        if (padding < 2) bytes[n++] = (char)(group >> 8);
        if (padding < 1) bytes[n++] = (char)group;
    }
    if (symbols % 4) goto bad;
    *out = (struct str){bytes, n};
    return true;
bad:
    return hcl_function_error(call, "failed to decode base64 data '%.*s'", (int)(s.len < 80 ? s.len : 80), s.s);
}

static bool base64encode(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    return hcl_base64(call, value_cstr(args[0]), value_len(args[0]), out);
}

static bool base64decode(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str bytes;
    if (!decode(call, value_str(args[0]), &bytes)) return false;
    if (!utf8_is_valid(bytes)) return hcl_function_error(call, "the decoded bytes are not UTF-8");
    return hcl_function_result(call, value_string(call->arena, bytes), out);
}

static bool base64gzip(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)value_cstr(args[0]), .avail_in = (unsigned)value_len(args[0])};
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return error_no_memory(call->err);
    size_t room = deflateBound(&z, value_len(args[0])) + 64;
    unsigned char *bytes = arena_alloc(call->arena, room);
    z.next_out = bytes;
    z.avail_out = (unsigned)room;
    int status = bytes ? deflate(&z, Z_FINISH) : Z_MEM_ERROR;
    size_t len = z.total_out;
    deflateEnd(&z);
    if (status != Z_STREAM_END) return error_no_memory(call->err);
    bytes[9] = 255;   /* the system it was made on: unknown, as Go writes it, and the same everywhere */
    return hcl_base64(call, bytes, len, out);
}

/* --- character sets --- */

static bool convert(struct hcl_call *call, const char *to, const char *from, struct str in, struct str *out)
{
    const char *other = strcmp(to, "UTF-8") == 0 ? from : to;
    size_t plain = strspn(other, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");   /* no "//TRANSLIT", nor iconv's own "" */
    iconv_t c = *other && other[plain] == 0 ? iconv_open(to, from) : (iconv_t)-1;
    if (c == (iconv_t)-1) return hcl_function_error(call, "'%s' is not a supported encoding", other);
    size_t room = in.len * 4 + 16, left = room, in_left = in.len;
    char *bytes = arena_alloc(call->arena, room), *at = bytes, *source = (char *)(uintptr_t)in.s;
    size_t status = bytes ? iconv(c, &source, &in_left, &at, &left) : (size_t)-1;
    if (status != (size_t)-1) status = iconv(c, NULL, NULL, &at, &left);
    iconv_close(c);
    if (!bytes) return error_no_memory(call->err);
    if (status == (size_t)-1) return hcl_function_error(call, "the string holds characters that cannot be written in '%s'", other);
    *out = (struct str){bytes, room - left};
    return true;
}

/* UTF-16 without more is big endian with a mark, as in Go. */
static bool is_utf16(struct str name) { return name.len == 6 && strncasecmp(name.s, "UTF-16", 6) == 0; }

static bool textencodebase64(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str bytes;
    bool utf16 = is_utf16(value_str(args[1]));
    if (!convert(call, utf16 ? "UTF-16BE" : value_cstr(args[1]), "UTF-8", value_str(args[0]), &bytes)) return false;
    if (!utf16) return hcl_base64(call, bytes.s, bytes.len, out);
    char *marked = arena_alloc(call->arena, bytes.len + 2);
    if (!marked) return error_no_memory(call->err);
    memcpy(marked, "\xfe\xff", 2);
    memcpy(marked + 2, bytes.s, bytes.len);
    return hcl_base64(call, marked, bytes.len + 2, out);
}

static bool textdecodebase64(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str bytes, text;
    if (!decode(call, value_str(args[0]), &bytes)) return false;
    const char *from = is_utf16(value_str(args[1])) && !(bytes.len > 1 && (bytes.s[0] == '\xfe' || bytes.s[0] == '\xff')) ? "UTF-16BE" : value_cstr(args[1]);
    if (!convert(call, "UTF-8", from, bytes, &text)) return false;
    return hcl_function_result(call, value_string(call->arena, text), out);
}

static bool urlencode(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    static const char hex[] = "0123456789ABCDEF";
    struct str s = value_str(args[0]);
    char *text = arena_alloc(call->arena, s.len * 3 + 1);
    size_t len = 0;
    if (!text) return error_no_memory(call->err);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.s[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-_.~", c))) text[len++] = (char)c;
        else if (c == ' ') text[len++] = '+';
        else {
            text[len++] = '%';
            text[len++] = hex[c >> 4];
            text[len++] = hex[c & 15];
        }
    }
    return hcl_function_result(call, value_string(call->arena, (struct str){text, len}), out);
}

/* --- CSV, after RFC 4180 as Go reads it --- */

struct csv { struct hcl_call *call; struct str s; size_t at, line; };

/* One field; *last says that the record ends behind it. */
static bool csv_field(struct csv *c, struct value *out, bool *last)
{
    struct buf text = buf_new(HCL_MAX_STRING);
    bool is_quoted = c->at < c->s.len && c->s.s[c->at] == '"', ok = true;
    if (is_quoted) c->at++;
    for (; ok; c->at++) {
        char ch = c->at < c->s.len ? c->s.s[c->at] : 0;
        bool end = c->at >= c->s.len;
        if (is_quoted) {
            if (end) ok = hcl_function_error(c->call, "CSV parse error on line %zu: a quoted field is not closed", c->line);
            else if (ch == '"' && c->at + 1 < c->s.len && c->s.s[c->at + 1] == '"') buf_add_char(&text, c->s.s[c->at++]);
            else if (ch == '"') {
                c->at++;
                break;
            } else if (ch == '\r' && c->at + 1 < c->s.len && c->s.s[c->at + 1] == '\n') continue;
            else {
                c->line += ch == '\n';
                buf_add_char(&text, ch);
            }
        } else if (end || ch == ',' || ch == '\n' || (ch == '\r' && c->at + 1 < c->s.len && c->s.s[c->at + 1] == '\n')) break;
        else if (ch == '"') ok = hcl_function_error(c->call, "CSV parse error on line %zu: a quote in a field that is not quoted", c->line);
        else buf_add_char(&text, ch);
    }
    if (ok) {
        *last = true;
        if (c->at < c->s.len && c->s.s[c->at] == '\r') c->at++;
        if (c->at < c->s.len && c->s.s[c->at] == '\n') c->at++;
        else if (c->at < c->s.len && c->s.s[c->at] == ',') {
            *last = false;
            c->at++;
        } else if (c->at < c->s.len) ok = hcl_function_error(c->call, "CSV parse error on line %zu: text behind the closing quote of a field", c->line);
        c->line += *last;
    }
    if (ok) ok = hcl_function_result(c->call, hcl_string(c->call->arena, (struct str){text.s ? text.s : "", text.len}), out);
    buf_free(&text);
    return ok;
}

typedef VEC(struct value) value_list;

/* The next record; *n 0 at the end. Empty lines are skipped. */
static bool csv_record(struct csv *c, value_list *fields)
{
    fields->len = 0;
    while (c->at < c->s.len && (c->s.s[c->at] == '\n' || (c->s.s[c->at] == '\r' && c->at + 1 < c->s.len && c->s.s[c->at + 1] == '\n'))) {
        c->line += c->s.s[c->at] == '\n';
        c->at++;
    }
    for (bool last = c->at >= c->s.len; !last;) {
        struct value *field = vec_push(c->call->arena, fields);
        if (!field) return error_no_memory(c->call->err);
        if (!csv_field(c, field, &last)) return false;
    }
    return true;
}

static bool csv_header(struct csv *c, value_list *header)
{
    struct map seen = {0};
    if (!csv_record(c, header)) return false;
    if (header->len == 0) return hcl_function_error(c->call, "missing header line");
    for (size_t i = 0; i < header->len; i++) {
        struct str name = value_str(header->items[i]);
        if (map_has(&seen, name)) return hcl_function_error(c->call, "duplicate column name '%.*s'", (int)(name.len < 80 ? name.len : 80), name.s);
        if (!map_set(c->call->arena, &seen, name, header)) return error_no_memory(c->call->err);
    }
    return true;
}

static bool csvdecode(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct csv c = {call, value_str(args[0]), 0, 1};
    value_list header = {0}, row = {0}, rows = {0};
    if (!csv_header(&c, &header)) return false;
    struct value_pair *pairs = arena_array(call->arena, header.len, sizeof *pairs);
    if (!pairs) return error_no_memory(call->err);
    for (;;) {
        size_t line = c.line;
        if (!csv_record(&c, &row)) return false;
        if (row.len == 0) break;
        if (row.len != header.len) return hcl_function_error(call, "CSV parse error on line %zu: wrong number of fields", line);
        for (size_t i = 0; i < row.len; i++) pairs[i] = (struct value_pair){header.items[i], row.items[i]};
        struct value *slot = vec_push(call->arena, &rows);
        if (!slot) return error_no_memory(call->err);
        *slot = value_object(call->arena, pairs, row.len);
        if (value_is_none(*slot)) return error_no_memory(call->err);
    }
    return hcl_function_result(call, value_array(call->arena, rows.items, rows.len), out);
}

/* --- JSON --- */

static bool jsonencode(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return hcl_jsonencode(call->arena, args[0], out, call->err); }

static bool jsondecode(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct error err = {0};
    if (hcl_jsondecode(call->arena, args[0], out, &err)) return true;
    return call->arena->failed ? error_no_memory(call->err) : hcl_function_error(call, "%s", err.message);
}

const struct hcl_function hcl_encodings[] = {
    {"base64decode", "s", HCL_FN_PLAIN, base64decode},
    {"base64encode", "s", HCL_FN_PLAIN, base64encode},
    {"base64gzip", "s", HCL_FN_PLAIN, base64gzip},
    {"csvdecode", "s", HCL_FN_PLAIN, csvdecode},
    {"jsondecode", "s", HCL_FN_UNKNOWN, jsondecode},
    {"jsonencode", "a?", HCL_FN_UNKNOWN, jsonencode},
    {"textdecodebase64", "ss", HCL_FN_PLAIN, textdecodebase64},
    {"textencodebase64", "ss", HCL_FN_PLAIN, textencodebase64},
    {"urlencode", "s", HCL_FN_PLAIN, urlencode},
    {NULL, NULL, 0, NULL},
};
