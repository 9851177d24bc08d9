/* value/json_read.c: JSON text → value in one pass.
 * No recursion: finished values wait on a stack of their own until their container closes and takes them, copied in one piece.
 * Short strings go through a small cache (one slot a hash, replaced on a miss, so it cannot be flooded): keys and the values that
 * repeat in every plan share one node, which saves memory and makes later look-ups a comparison of pointers. */
#include "value/json.h"

#include <stdio.h>
#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/utf8.h"

JSON_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const json_errors[] = {JSON_ERRORS(ERROR_CODE_ROW) NULL};

#define CACHE_SLOTS 4096
#define CACHED_STRING_MAX 64   /* bytes; longer strings seldom repeat */

/* An open container: where its elements begin on the stack. */
struct frame { size_t start; bool object; };

struct reader {
    struct arena *arena;
    struct str text;
    const char *p, *end;
    struct value *stack;
    size_t depth, top, cap, frames_cap;
    struct frame *frames;
    const struct json_options *options;
    struct error *err;
    const struct value_string *cache[CACHE_SLOTS];
};

/* --- errors --- */

static bool fail_at(struct reader *r, const struct error_code *code, const char *at, const char *message)
{
    return error_at(r->err, code, position_of(r->text, (size_t)(at - r->text.s)), "%s", message);
}

/* `wanted` was expected at p. */
static bool unexpected(struct reader *r, const char *wanted)
{
    char message[160];
    if (r->p >= r->end) {
        snprintf(message, sizeof message, "the text ends where %s was expected", wanted);
        return fail_at(r, &JSON_TRUNCATED, r->end, message);
    }
    size_t n;
    utf8_decode(r->p, (size_t)(r->end - r->p), &n);
    unsigned char c = (unsigned char)*r->p;
    if (c < 0x20 || c == 0x7f || (c >= 0x80 && n == 1)) snprintf(message, sizeof message, "expected %s, found byte 0x%02x", wanted, c);
    else snprintf(message, sizeof message, "expected %s, found '%.*s'", wanted, (int)n, r->p);
    return fail_at(r, &JSON_SYNTAX, r->p, message);
}

/* --- stack --- */

static bool grow_stack(struct reader *r)
{
    size_t cap = r->cap ? r->cap * 2 : 1024;
    struct value *stack = (struct value *)realloc(r->stack, cap * sizeof *stack);
    if (!stack) return error_no_memory(r->err);
    r->stack = stack;
    r->cap = cap;
    return true;
}

static inline bool push(struct reader *r, struct value v)
{
    if (r->top == r->cap && !grow_stack(r)) return false;
    r->stack[r->top++] = v;
    return true;
}

static bool open_container(struct reader *r, bool object)
{
    uint32_t max = r->options && r->options->max_depth ? r->options->max_depth : JSON_MAX_DEPTH;
    if (r->depth >= max) {
        char message[80];
        snprintf(message, sizeof message, "nested deeper than %u levels", max);
        return fail_at(r, &JSON_DEPTH, r->p, message);
    }
    if (r->depth == r->frames_cap) {
        size_t cap = r->frames_cap ? r->frames_cap * 2 : 64;
        struct frame *frames = (struct frame *)realloc(r->frames, cap * sizeof *frames);
        if (!frames) return error_no_memory(r->err);
        r->frames = frames;
        r->frames_cap = cap;
    }
    r->frames[r->depth++] = (struct frame){r->top, object};
    r->p++;
    return true;
}

/* --- strings --- */

/* First byte in [p, end) that is '"', '\\', a control character or not ASCII; `end` when there is none. */
static inline const char *plain_end(const char *p, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), space = _mm_set1_epi8(0x20);
    while (end - p >= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
        /* signed comparison: bytes from 0x80 on are negative, so they are "less than space" as control characters are */
        __m128i stop = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)), _mm_cmplt_epi8(bytes, space));
        int mask = _mm_movemask_epi8(stop);
        if (mask) return p + __builtin_ctz((unsigned)mask);
        p += 16;
    }
#endif
    while (p < end && *p != '"' && *p != '\\' && (signed char)*p >= 0x20) p++;
    return p;
}

static inline uint64_t load(const char *p, size_t len)
{
    uint64_t word = 0;
    memcpy(&word, p, len < 8 ? len : 8);
    return word;
}

/* Cheap: a miss only costs a node. */
static inline size_t cache_slot(const char *s, size_t len)
{
    uint64_t first, last;
    if (len >= 8) memcpy(&first, s, 8), memcpy(&last, s + len - 8, 8);
    else first = load(s, len), last = len;
    uint64_t middle = len > 24 ? load(s + len / 2, 8) : 0;
    return (size_t)(((first ^ len) * 0x9e3779b97f4a7c15u + (last ^ middle * 31)) * 0xd6e8feb86659fd93u >> 52);
}

static inline bool make_string(struct reader *r, const char *s, size_t len, struct value *out)
{
    const struct value_string **slot = NULL;
    if (len <= CACHED_STRING_MAX) {
        slot = &r->cache[cache_slot(s, len)];
        if (*slot && (*slot)->size == len && memcmp((*slot)->bytes, s, len) == 0) {
            *out = value_tagged(TAG_STRING, *slot);
            return true;
        }
    } else if (len > VALUE_MAX_LEN) {
        return fail_at(r, &JSON_SIZE, s, "a string of more than 2 GiB");
    }
    struct value_string *node = (struct value_string *)arena_alloc(r->arena, sizeof *node + len + 1);
    if (!node) return error_no_memory(r->err);
    node->size = (uint32_t)len;
    node->hash = 0;
    memcpy(node->bytes, s, len);
    node->bytes[len] = '\0';
    if (slot) *slot = node;
    *out = value_tagged(TAG_STRING, node);
    return true;
}

/* Four hex digits at p, or -1. */
static int32_t hex4(const char *p, const char *end)
{
    int32_t unit = 0;
    if (end - p < 4) return -1;
    for (int i = 0; i < 4; i++) {
        int d = hex_digit(p[i]);
        if (d < 0) return -1;
        unit = unit << 4 | d;
    }
    return unit;
}

/* An escape at r->p (the backslash); writes at most 4 bytes. Half a surrogate pair becomes U+FFFD, as in Go. */
static bool escape(struct reader *r, char *out, size_t *n)
{
    if (r->end - r->p < 2) return r->p = r->end, unexpected(r, "the rest of an escape");
    char c = r->p[1];
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *known = c ? strchr(from, c) : NULL;
    if (known) {
        *out = to[known - from];
        *n = 1;
        r->p += 2;
        return true;
    }
    if (c != 'u') return r->p++, unexpected(r, "an escape (one of \" \\ / b f n r t u)");
    int32_t unit = hex4(r->p + 2, r->end);
    if (unit < 0) return r->p += 2, unexpected(r, "four hexadecimal digits");
    r->p += 6;
    if (unit >= 0xD800 && unit < 0xDC00 && r->end - r->p >= 6 && r->p[0] == '\\' && r->p[1] == 'u') {
        int32_t low = hex4(r->p + 2, r->end);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            r->p += 6;
        }
    }
    *n = utf8_encode((uint32_t)unit, out);
    return true;
}

/* A string with escapes or non-ASCII text: r->p is where the plain start ended. */
static bool long_string(struct reader *r, const char *start, struct value *out)
{
    struct buf text = buf_new(VALUE_MAX_LEN);
    bool ok = true;
    const char *done = start;
    for (;;) {
        r->p = plain_end(r->p, r->end);
        if (r->p >= r->end) {
            ok = fail_at(r, &JSON_TRUNCATED, start - 1, "the string opened here is not closed before the text ends");
            break;
        }
        unsigned char c = (unsigned char)*r->p;
        if (c == '"') break;
        if (c == '\\') {
            char bytes[4];
            size_t n = 0;
            buf_add(&text, done, (size_t)(r->p - done));
            if (!(ok = escape(r, bytes, &n))) break;
            buf_add(&text, bytes, n);
            done = r->p;
        } else if (c >= 0x80) {
            size_t n = 0;
            if (utf8_decode(r->p, (size_t)(r->end - r->p), &n) == UTF8_REPLACEMENT && n == 1) {
                ok = fail_at(r, &JSON_UTF8, r->p, "a string holds a byte that is not UTF-8");
                break;
            }
            r->p += n;
        } else {
            ok = unexpected(r, "an escaped control character or '\"'");
            break;
        }
    }
    if (ok && done == start) {
        ok = make_string(r, start, (size_t)(r->p - start), out);
    } else if (ok) {
        buf_add(&text, done, (size_t)(r->p - done));
        ok = text.failed ? error_no_memory(r->err) : make_string(r, text.s, text.len, out);
    }
    buf_free(&text);
    r->p++;
    return ok;
}

/* r->p is at the opening quote. */
static inline bool read_string(struct reader *r, struct value *out)
{
    const char *start = ++r->p;
    r->p = plain_end(start, r->end);
    if (r->p < r->end && *r->p == '"') return make_string(r, start, (size_t)(r->p++ - start), out);
    return long_string(r, start, out);
}

/* --- numbers and words --- */

static bool skip_digits(struct reader *r)
{
    if (r->p >= r->end || *r->p < '0' || *r->p > '9') return unexpected(r, "a digit");
    while (r->p < r->end && *r->p >= '0' && *r->p <= '9') r->p++;
    return true;
}

static bool read_number(struct reader *r, struct value *out)
{
    const char *start = r->p;
    if (*r->p == '-') r->p++;
    if (r->p < r->end && *r->p == '0') r->p++;
    else if (!skip_digits(r)) return false;
    if (r->p < r->end && *r->p >= '0' && *r->p <= '9') return unexpected(r, "no digit after a leading zero");
    if (r->p < r->end && *r->p == '.') {
        r->p++;
        if (!skip_digits(r)) return false;
    }
    if (r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
        r->p++;
        if (r->p < r->end && (*r->p == '+' || *r->p == '-')) r->p++;
        if (!skip_digits(r)) return false;
        if (r->options && r->options->refuse_extreme && value_number_is_extreme((struct str){start, (size_t)(r->p - start)}))
            return fail_at(r, &JSON_NUMBER, start, "invalid number: number too big");
    }
    *out = value_number(r->arena, (struct str){start, (size_t)(r->p - start)});
    return !value_is_none(*out) || error_no_memory(r->err);
}

static bool read_word(struct reader *r, const char *word, size_t len, struct value value, struct value *out)
{
    if ((size_t)(r->end - r->p) < len && memcmp(r->p, word, (size_t)(r->end - r->p)) == 0) return r->p = r->end, unexpected(r, "the rest of a word");
    if ((size_t)(r->end - r->p) < len || memcmp(r->p, word, len) != 0) return unexpected(r, "a value (true, false or null?)");
    r->p += len;
    *out = value;
    return true;
}

/* --- containers --- */

static inline void skip_space(struct reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r')) r->p++;
}

/* Most writers sort keys, and most keys come from the cache: then this only compares neighbours. */
static bool keys_ascend(const struct value *stack, size_t n)
{
    for (size_t i = 2; i < n; i += 2)
        if (str_compare(value_str(stack[i - 2]), value_str(stack[i])) >= 0) return false;
    return true;
}

static bool has_duplicate(struct reader *r, const struct value *stack, size_t n, struct value object)
{
    if (value_len(object) == n / 2) return false;
    for (size_t i = 0, at = 0; i < n; i += 2, at++) {   /* find one to name: the message is worth the walk */
        for (size_t j = 0; j < i; j += 2) {
            if (!value_equal(stack[i], stack[j])) continue;
            error_at(r->err, &JSON_DUPLICATE, position_of(r->text, (size_t)(r->p - r->text.s)), "this object names the key '%.*s' twice",
                     (int)(value_len(stack[i]) < 80 ? value_len(stack[i]) : 80), value_cstr(stack[i]));
            return true;
        }
    }
    return true;
}

static bool close_object(struct reader *r, size_t start, struct value *out)
{
    size_t n = r->top - start;
    const struct value *items = r->stack + start;
    if (keys_ascend(items, n)) {
        struct value_object *node = (struct value_object *)arena_alloc(r->arena, sizeof *node + n * sizeof *items);
        if (!node || n / 2 > VALUE_MAX_LEN) return error_no_memory(r->err);
        node->size = (uint32_t)(n / 2);
        node->hash = 0;
        memcpy(node->pairs, items, n * sizeof *items);
        *out = value_tagged(TAG_OBJECT, node);
        return true;
    }
    *out = value_object(r->arena, (const struct value_pair *)(const void *)items, n / 2);
    if (value_is_none(*out)) return error_no_memory(r->err);
    return !(r->options && r->options->duplicates == JSON_REFUSE_DUPLICATES && has_duplicate(r, items, n, *out));
}

static bool close_array(struct reader *r, size_t start, struct value *out)
{
    size_t n = r->top - start;
    struct value_array *node = (struct value_array *)arena_alloc(r->arena, sizeof *node + n * sizeof *r->stack);
    if (!node || n > VALUE_MAX_LEN) return error_no_memory(r->err);
    node->size = (uint32_t)n;
    node->hash = 0;
    if (n) memcpy(node->items, r->stack + start, n * sizeof *r->stack);
    *out = value_tagged(TAG_ARRAY, node);
    return true;
}

static bool read_key(struct reader *r)
{
    struct value key = VALUE_NONE;
    skip_space(r);
    if (r->p >= r->end || *r->p != '"') return unexpected(r, "a key in double quotes");
    if (!read_string(r, &key) || !push(r, key)) return false;
    if (r->p >= r->end || *r->p != ':') skip_space(r);
    if (r->p >= r->end || *r->p != ':') return unexpected(r, "':' after a key");
    r->p++;
    return true;
}

/* After a value: closes what ends here, passes a comma. *done when the outermost value is complete (then on the stack alone). */
static bool after_value(struct reader *r, struct value v, bool *done)
{
    for (;;) {
        if (r->depth == 0) {
            *done = true;
            return push(r, v);
        }
        if (!push(r, v)) return false;
        skip_space(r);
        struct frame frame = r->frames[r->depth - 1];
        if (r->p >= r->end) return unexpected(r, frame.object ? "',' or '}'" : "',' or ']'");
        if (*r->p == ',') {
            r->p++;
            if (!(r->options && r->options->trailing_commas)) return !frame.object || read_key(r);
            skip_space(r);
            if (r->p >= r->end || *r->p != (frame.object ? '}' : ']')) return !frame.object || read_key(r);
        }
        if (*r->p != (frame.object ? '}' : ']')) return unexpected(r, frame.object ? "',' or '}'" : "',' or ']'");
        if (!(frame.object ? close_object(r, frame.start, &v) : close_array(r, frame.start, &v))) return false;
        r->p++;
        r->top = frame.start;
        r->depth--;
    }
}

/* Opens the container at r->p; an empty one is a value at once. */
static bool read_open(struct reader *r, struct value *out, bool *empty)
{
    bool object = *r->p == '{';
    if (!open_container(r, object)) return false;
    skip_space(r);
    if (r->p >= r->end || *r->p != (object ? '}' : ']')) return *empty = false, !object || read_key(r);
    r->p++;
    r->depth--;
    *empty = true;
    *out = object ? value_object(r->arena, NULL, 0) : value_array(r->arena, NULL, 0);
    return !value_is_none(*out) || error_no_memory(r->err);
}

static bool read_values(struct reader *r)
{
    bool done = false;
    while (!done) {
        struct value v = VALUE_NONE;
        bool ok, complete = true;
        skip_space(r);
        switch (r->p < r->end ? *r->p : '\0') {
        case '"': ok = read_string(r, &v); break;
        case '{':
        case '[': ok = read_open(r, &v, &complete); break;
        case 't': ok = read_word(r, "true", 4, VALUE_TRUE, &v); break;
        case 'f': ok = read_word(r, "false", 5, VALUE_FALSE, &v); break;
        case 'n': ok = read_word(r, "null", 4, VALUE_NULL_, &v); break;
        case '-':
        case '0': case '1': case '2': case '3': case '4':
        case '5': case '6': case '7': case '8': case '9': ok = read_number(r, &v); break;
        default: ok = unexpected(r, "a value");
        }
        if (!ok || (complete && !after_value(r, v, &done))) return false;
    }
    return true;
}

bool json_read(struct arena *arena, struct str text, const struct json_options *options, struct value *out, size_t *end, struct error *err)
{
    struct reader *r = (struct reader *)calloc(1, sizeof *r);
    if (!r) return error_no_memory(err);
    r->arena = arena;
    r->text = text;
    r->p = text.s;
    r->end = text.s + text.len;
    r->options = options;
    r->err = err;
    if (str_has_prefix(text, STR("\xEF\xBB\xBF"))) r->p += 3;
    bool ok = read_values(r);
    if (ok) {
        *out = r->stack[0];
        if (end) *end = (size_t)(r->p - text.s);
        skip_space(r);
        if (r->p < r->end && !(options && options->allow_trailing)) ok = fail_at(r, &JSON_TRAILING, r->p, "text follows the JSON value");
    }
    free(r->stack);
    free(r->frames);
    free(r);
    return ok;
}
