/* rego/builtins/encoding.c: base64, base64url, hex. Decoded bytes that are no UTF-8 become U+FFFD, as OPA prints them. */
#include "rego/builtins/families.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "rego/builtins/common.h"

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static bool encode(struct rego_call *call, const char *name, const struct value *in, const char *alphabet, bool pad, struct value *out)
{
    struct str s;
    if (!want_string(call, name, in, 1, &s)) return false;
    char *text = arena_alloc(call->arena, s.len / 3 * 4 + 5);
    size_t n = 0;
    if (!text) return error_no_memory(call->err);
    for (size_t i = 0; i < s.len; i += 3) {
        size_t left = s.len - i;
        uint32_t bits = (uint32_t)(unsigned char)s.s[i] << 16;
        if (left > 1) bits |= (uint32_t)(unsigned char)s.s[i + 1] << 8;
        if (left > 2) bits |= (unsigned char)s.s[i + 2];
        text[n++] = alphabet[bits >> 18];
        text[n++] = alphabet[bits >> 12 & 63];
        if (left > 1) text[n++] = alphabet[bits >> 6 & 63];
        else if (pad) text[n++] = '=';
        if (left > 2) text[n++] = alphabet[bits & 63];
        else if (pad) text[n++] = '=';
    }
    return give_str(call, (struct str){text, n}, out);
}

static int digit_of(const char *alphabet, char c)
{
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

/* Line breaks are skipped, padding is required and ends the text. False: *bad is where it is wrong. */
static bool decode(struct arena *arena, struct str s, const char *alphabet, struct str *out, size_t *bad)
{
    char *text = arena_alloc(arena, s.len / 4 * 3 + 4);
    uint32_t bits = 0;
    size_t n = 0, j = 0, i = 0;
    if (!text) return false;
    for (; i < s.len; i++) {
        if (s.s[i] == '\n' || s.s[i] == '\r') continue;
        if (s.s[i] == '=') break;
        int digit = digit_of(alphabet, s.s[i]);
        *bad = i;
        if (digit < 0) return false;
        bits = bits << 6 | (uint32_t)digit;
        if (++j < 4) continue;
        text[n++] = (char)(bits >> 16), text[n++] = (char)(bits >> 8), text[n++] = (char)bits;
        bits = 0, j = 0;
    }
    *bad = i;
    if (i < s.len) {   /* padding */
        if (j < 2) return false;
        size_t wanted = 4 - j;
        for (; i < s.len && wanted > 0; i++) {
            if (s.s[i] == '\n' || s.s[i] == '\r') continue;
            *bad = i;
            if (s.s[i] != '=') return false;
            wanted--;
        }
        *bad = s.len;
        if (wanted > 0) return false;
        for (; i < s.len; i++) {
            *bad = i;
            if (s.s[i] != '\n' && s.s[i] != '\r') return false;
        }
        text[n++] = (char)(j == 2 ? bits >> 4 : bits >> 10);
        if (j == 3) text[n++] = (char)(bits >> 2);
        j = 0;
    }
    *bad = s.len - j;
    *out = (struct str){text, n};
    return j == 0;
}

static bool give_decoded(struct rego_call *call, const char *name, struct str s, const char *alphabet, struct value *out)
{
    struct str decoded;
    size_t bad = 0;
    if (decode(call->arena, s, alphabet, &decoded, &bad)) return give_str(call, decoded, out);
    if (call->arena->failed) return error_no_memory(call->err);
    return rego_builtin_error(call, name, "illegal base64 data at input byte %zu", bad);
}

BUILTIN(base64_encode) { return encode(call, "base64.encode", in, standard, true, out); }
BUILTIN(base64url_encode) { return encode(call, "base64url.encode", in, url_safe, true, out); }
BUILTIN(base64url_encode_no_pad) { return encode(call, "base64url.encode_no_pad", in, url_safe, false, out); }

BUILTIN(base64_decode)
{
    struct str s;
    return want_string(call, "base64.decode", in, 1, &s) && give_decoded(call, "base64.decode", s, standard, out);
}

BUILTIN(base64_is_valid)
{
    struct str decoded;
    size_t bad;
    return give_bool(value_is_string(in[0]) && decode(call->arena, value_str(in[0]), standard, &decoded, &bad), out);
}

/* Missing padding is added (RFC 7515, appendix C). */
BUILTIN(base64url_decode)
{
    struct str s;
    if (!want_string(call, "base64url.decode", in, 1, &s)) return false;
    if (s.len % 4 == 0 || s.s[s.len - 1] == '=') return give_decoded(call, "base64url.decode", s, url_safe, out);
    if (s.len % 4 == 1) return rego_builtin_error(call, "base64url.decode", "illegal base64url string: %.*s", (int)(s.len < 200 ? s.len : 200), s.s);
    char *padded = arena_alloc(call->arena, s.len + 3);
    if (!padded) return error_no_memory(call->err);
    memcpy(padded, s.s, s.len);
    memcpy(padded + s.len, "==", 3);
    return give_decoded(call, "base64url.decode", (struct str){padded, s.len + (s.len % 4 == 2 ? 2 : 1)}, url_safe, out);
}

BUILTIN(hex_encode)
{
    static const char digits[] = "0123456789abcdef";
    struct str s;
    if (!want_string(call, "hex.encode", in, 1, &s)) return false;
    char *text = arena_alloc(call->arena, 2 * s.len + 1);
    if (!text) return error_no_memory(call->err);
    for (size_t i = 0; i < s.len; i++) {
        text[2 * i] = digits[(unsigned char)s.s[i] >> 4];
        text[2 * i + 1] = digits[s.s[i] & 15];
    }
    return give_str(call, (struct str){text, 2 * s.len}, out);
}

BUILTIN(hex_decode)
{
    struct str s;
    if (!want_string(call, "hex.decode", in, 1, &s)) return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.s[i];
        char bytes[5] = {0};
        if (hex_digit((char)c) >= 0) continue;
        utf8_encode(c, bytes);   /* Go names the byte, read as a code point */
        if (unicode_is_printable(c)) return rego_builtin_error(call, "hex.decode", "encoding/hex: invalid byte: U+%04X '%s'", c, bytes);
        return rego_builtin_error(call, "hex.decode", "encoding/hex: invalid byte: U+%04X", c);
    }
    if (s.len % 2) return rego_builtin_error(call, "hex.decode", "encoding/hex: odd length hex string");
    char *text = arena_alloc(call->arena, s.len / 2 + 1);
    if (!text) return error_no_memory(call->err);
    for (size_t i = 0; i < s.len / 2; i++) text[i] = (char)(hex_digit(s.s[2 * i]) << 4 | hex_digit(s.s[2 * i + 1]));
    return give_str(call, (struct str){text, s.len / 2}, out);
}

#define S_S "string -> string"

const struct rego_builtin rego_encoding[] = {
    {"base64.decode", S_S, base64_decode, REGO_PURE, NULL},
    {"base64.encode", S_S, base64_encode, REGO_PURE, NULL},
    {"base64.is_valid", "string -> boolean", base64_is_valid, REGO_PURE, NULL},
    {"base64url.decode", S_S, base64url_decode, REGO_PURE, NULL},
    {"base64url.encode", S_S, base64url_encode, REGO_PURE, NULL},
    {"base64url.encode_no_pad", S_S, base64url_encode_no_pad, REGO_PURE, NULL},
    {"hex.decode", S_S, hex_decode, REGO_PURE, NULL},
    {"hex.encode", S_S, hex_encode, REGO_PURE, NULL},
};
const size_t rego_encoding_n = COUNT_OF(rego_encoding);
