/* value/json.h: JSON text ↔ value, after RFC 8259. */
#ifndef RAMPART_VALUE_JSON_H
#define RAMPART_VALUE_JSON_H

#include "base/error.h"
#include "value/value.h"

#define JSON_ERRORS(ROW)                                                                                          \
    ROW(JSON_SYNTAX, "json-syntax", "The text is not JSON; the message says what was expected and what was there.") \
    ROW(JSON_TRUNCATED, "json-truncated", "The text ends inside a JSON value: a file cut off while written or sent.") \
    ROW(JSON_UTF8, "json-utf8", "A string holds bytes that are not UTF-8.")                                       \
    ROW(JSON_DEPTH, "json-depth", "The value is nested deeper than the limit, which guards the stack.")           \
    ROW(JSON_SIZE, "json-size", "The text or a string is larger than the limit.")                                 \
    ROW(JSON_NUMBER, "json-number", "A number is larger than 2^100000, or as close to zero: nobody means it.")         \
    ROW(JSON_DUPLICATE, "json-duplicate-key", "An object names a key twice and the reader was told to refuse that.") \
    ROW(JSON_TRAILING, "json-trailing", "Text follows the JSON value: two documents in one file, or a log line.")
JSON_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const json_errors[];

#define JSON_MAX_DEPTH 10000   /* the reader keeps its own stack; comparing and writing recurse, some 100 bytes a level */

enum json_duplicates { JSON_LAST_WINS, JSON_REFUSE_DUPLICATES };

struct json_options {
    enum json_duplicates duplicates;
    uint32_t max_depth;       /* 0: JSON_MAX_DEPTH */
    bool allow_trailing;      /* stop after the value; *end says where */
    bool refuse_extreme;      /* numbers that value_number_is_extreme */
    bool trailing_commas;     /* accept [1,] and {"a":1,}: people write policies by hand */
};

/* Reads one value. `text` may have a UTF-8 BOM. options NULL: the defaults. end (may be NULL): offset after the value. */
MUST_USE bool json_read(struct arena *arena, struct str text, const struct json_options *options, struct value *out, size_t *end,
                        struct error *err);

/* Writes `v`; sets become arrays, a non-string key its JSON text, an unknown {"__unknown__": [refs]} (so that it is never taken for a value).
 * indent 0: compact as Go's encoding/json without HTML escaping; else that many spaces a level. */
void json_write(struct buf *out, struct value v, unsigned indent);
/* One JSON string with its quotes. */
void json_write_string(struct buf *out, struct str s);
/* The string that stands for a key that is none: its JSON text with <, > and & escaped, as Go writes it. */
void json_write_key_text(struct buf *out, struct value key);
/* As Rego prints a term: like JSON with a space after ':' and ',', sets as {1, 2} and set(), objects with any key. */
void value_print(struct buf *out, struct value v);

#endif
