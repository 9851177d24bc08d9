#include "base/error.h"

#include <stdio.h>

#include "base/utf8.h"

BASE_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const base_errors[] = {BASE_ERRORS(ERROR_CODE_ROW) NULL};

static bool fill(struct error *err, const struct error_code *code, struct position at, const char *format, va_list args)
{
    if (!err) return false;
    err->code = code;
    err->at = at;
    err->file[0] = err->help[0] = '\0';
    vsnprintf(err->message, sizeof err->message, format, args);
    size_t len = strlen(err->message);   /* a text that was cut must not end inside a character */
    err->message[utf8_valid_prefix(err->message, len)] = '\0';
    return false;
}

bool error_set(struct error *err, const struct error_code *code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, (struct position){0}, format, args);
    va_end(args);
    return false;
}

bool error_at(struct error *err, const struct error_code *code, struct position at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, at, format, args);
    va_end(args);
    return false;
}

bool error_no_memory(struct error *err) { return error_set(err, &ERROR_NO_MEMORY, "out of memory, or past the memory limit"); }

bool error_in_file(struct error *err, struct str file)
{
    if (err && !err->file[0]) snprintf(err->file, sizeof err->file, "%.*s", (int)file.len, file.s);
    return false;
}

bool error_help(struct error *err, const char *format, ...)
{
    if (!err) return false;
    va_list args;
    va_start(args, format);
    vsnprintf(err->help, sizeof err->help, format, args);
    va_end(args);
    return false;
}

static struct str line_at(struct str text, size_t offset)
{
    size_t start = offset > text.len ? text.len : offset, end = start;
    while (start > 0 && text.s[start - 1] != '\n') start--;
    while (end < text.len && text.s[end] != '\n' && text.s[end] != '\r') end++;
    return (struct str){text.s + start, end - start};
}

#define FRAME_MAX 160   /* bytes of a line shown; generated one-line files would flood the screen */

void error_print(struct buf *out, const struct error *err, struct str source)
{
    if (err->file[0]) buf_puts(out, err->file);
    if (err->at.line) buf_printf(out, "%s%u:%u", err->file[0] ? ":" : "", err->at.line, err->at.column);
    if (err->file[0] || err->at.line) buf_puts(out, ": ");
    buf_printf(out, "error[%s]: %s\n", err->code ? err->code->name : "unknown", err->message);
    if (source.s && err->at.line && err->at.offset <= source.len) {
        struct str line = line_at(source, err->at.offset);
        if (line.len && line.len <= FRAME_MAX) {
            buf_printf(out, "%5u | %.*s\n      | ", err->at.line, (int)line.len, line.s);
            size_t i = 0, n;
            for (uint32_t column = 1; column < err->at.column && i < line.len; column++, i += n) {
                utf8_decode(line.s + i, line.len - i, &n);
                buf_add_char(out, line.s[i] == '\t' ? '\t' : ' ');
            }
            buf_puts(out, "^\n");
        }
    }
    if (err->help[0]) buf_printf(out, "   help: %s\n", err->help);
}

struct position position_of(struct str text, size_t offset)
{
    struct position at = {1, 1, offset};
    if (offset > text.len) offset = text.len;
    size_t line = 0;
    for (const char *p = text.s, *end = text.s + offset; p < end && (p = (const char *)memchr(p, '\n', (size_t)(end - p)));) {
        p++;
        at.line++;
        line = (size_t)(p - text.s);
    }
    at.column += (uint32_t)utf8_count((struct str){text.s + line, offset - line});
    return at;
}
