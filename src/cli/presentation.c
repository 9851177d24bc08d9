/* cli/presentation.c: see presentation.h. JSON is written by hand here, since OPA's order of fields is not that of a sorted object. */
#include "cli/presentation.h"

#include "base/utf8.h"
#include "value/json.h"

static void spaces(struct buf *out, size_t n) { while (n--) buf_add_char(out, ' '); }

/* Go's encoding/json escapes what HTML would take for markup. Outside of strings these characters do not occur. */
static void add_json(struct buf *out, const char *s, size_t len, unsigned indent)
{
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        if (c == '<') buf_puts(out, "\\u003c");
        else if (c == '>') buf_puts(out, "\\u003e");
        else if (c == '&') buf_puts(out, "\\u0026");
        else {
            buf_add_char(out, c);
            if (c == '\n') spaces(out, indent);
        }
    }
}

static void write_value(struct buf *out, struct value v, bool pretty, unsigned indent)
{
    struct buf text = buf_new(0);
    json_write(&text, v, pretty ? 2 : 0);
    add_json(out, text.s, text.len, indent);
    if (text.failed) out->failed = true;
    buf_free(&text);
}

static void write_text(struct buf *out, struct str s)
{
    struct buf text = buf_new(0);
    json_write_string(&text, s);
    add_json(out, text.s, text.len, 0);
    buf_free(&text);
}

/* --- errors --- */

void present_error_json(struct buf *out, const struct error *err, unsigned indent)
{
    bool placed = err->at.line > 0;
    buf_puts(out, "{\n");
    spaces(out, indent + 2);
    buf_puts(out, "\"message\": ");
    write_text(out, str_of(err->message));
    if (err->code && err->code != &ERROR_IO) {   /* OPA has no code for what the system says */
        buf_puts(out, ",\n");
        spaces(out, indent + 2);
        buf_puts(out, "\"code\": ");
        write_text(out, str_of(err->code->name));
    }
    if (placed) {
        buf_puts(out, ",\n");
        spaces(out, indent + 2);
        buf_puts(out, "\"location\": {\n");
        spaces(out, indent + 4);
        buf_puts(out, "\"file\": ");
        write_text(out, str_of(err->file));
        buf_puts(out, ",\n");
        spaces(out, indent + 4);
        buf_printf(out, "\"row\": %u,\n", err->at.line);
        spaces(out, indent + 4);
        buf_printf(out, "\"col\": %u\n", err->at.column);
        spaces(out, indent + 2);
        buf_add_char(out, '}');
    }
    buf_add_char(out, '\n');
    spaces(out, indent);
    buf_add_char(out, '}');
}

void present_errors(struct buf *out, const struct rego_errors *errors)
{
    buf_printf(out, "%zu error%s occurred:", errors->n + errors->dropped, errors->n + errors->dropped == 1 ? "" : "s");
    for (size_t i = 0; i < errors->n; i++) {
        const struct error *e = &errors->items[i];
        buf_puts(out, errors->n == 1 ? " " : "\n");
        if (e->at.line && e->file[0]) buf_printf(out, "%s:%u: ", e->file, e->at.line);
        else if (e->at.line) buf_printf(out, "%u:%u: ", e->at.line, e->at.column);
        else if (e->file[0]) buf_printf(out, "%s: ", e->file);
        if (e->code && e->code != &ERROR_IO) buf_printf(out, "%s: ", e->code->name);
        buf_puts(out, e->message);
    }
    buf_add_char(out, '\n');
}

/* --- json --- */

static void write_answer(struct buf *out, const struct presented *what, const struct rego_answer *answer)
{
    const struct rego_expression *expressions;
    size_t n = rego_prepared_expressions(what->query, &expressions);
    buf_puts(out, "    {\n      \"expressions\": [\n");
    for (size_t i = 0; i < n; i++) {
        buf_puts(out, "        {\n          \"value\": ");
        write_value(out, answer->expressions[i], true, 10);
        buf_puts(out, ",\n          \"text\": ");
        write_text(out, expressions[i].text);
        buf_printf(out, ",\n          \"location\": {\n            \"row\": %u,\n            \"col\": %u\n          }\n        }%s\n",
                   expressions[i].row, expressions[i].col, i + 1 < n ? "," : "");
    }
    buf_puts(out, "      ]");
    if (value_len(answer->bindings)) {
        buf_puts(out, ",\n      \"bindings\": ");
        write_value(out, answer->bindings, true, 6);
    }
    if (!value_is_none(answer->unknown)) {   /* ours: this answer holds only maybe */
        buf_puts(out, ",\n      \"unknown\": ");
        write_value(out, answer->unknown, true, 6);
    }
    buf_puts(out, "\n    }");
}

static void begin_field(struct buf *out, const char *name, bool *first)
{
    buf_printf(out, "%s  \"%s\": ", *first ? "\n" : ",\n", name);
    *first = false;
}

static void write_json(struct buf *out, const struct presented *what, bool discard)
{
    bool first = true;
    buf_add_char(out, '{');
    if (what->errors.n) {
        begin_field(out, "errors", &first);
        buf_puts(out, "[\n");
        for (size_t i = 0; i < what->errors.n; i++) {
            spaces(out, 4);
            present_error_json(out, &what->errors.items[i], 4);
            buf_puts(out, i + 1 < what->errors.n ? ",\n" : "\n");
        }
        buf_puts(out, "  ]");
    }
    if (what->answers.n) {
        begin_field(out, "result", &first);
        if (discard) buf_puts(out, "\"discarded\"");
        else {
            buf_puts(out, "[\n");
            for (size_t i = 0; i < what->answers.n; i++) {
                write_answer(out, what, &what->answers.items[i]);
                buf_puts(out, i + 1 < what->answers.n ? ",\n" : "\n");
            }
            buf_puts(out, "  ]");
        }
    }
    if (what->n_metrics) {
        begin_field(out, "metrics", &first);
        buf_puts(out, "{\n");
        for (size_t i = 0; i < what->n_metrics; i++)
            buf_printf(out, "    \"%s\": %llu%s\n", what->metrics[i].name, (unsigned long long)what->metrics[i].value, i + 1 < what->n_metrics ? "," : "");
        buf_puts(out, "  }");
    }
    if (what->has_explanation) {
        begin_field(out, "explanation", &first);
        buf_puts(out, "[\n");
        for (size_t i = 0; i < what->n_explanation; i++) {
            spaces(out, 4);
            write_text(out, what->explanation[i]);
            buf_puts(out, i + 1 < what->n_explanation ? ",\n" : "\n");
        }
        buf_puts(out, "  ]");
    }
    if (what->n_profile) {
        begin_field(out, "profile", &first);
        buf_puts(out, "[\n");
        for (size_t i = 0; i < what->n_profile; i++) {
            const struct profile_row *p = &what->profile[i];
            buf_printf(out, "    {\n      \"total_time_ns\": %llu,\n      \"num_eval\": %llu,\n      \"location\": {\n        \"file\": ", (unsigned long long)p->time_ns,
                       (unsigned long long)p->count);
            write_text(out, str_of(p->file));
            buf_printf(out, ",\n        \"row\": %u,\n        \"col\": %u\n      }\n    }%s\n", p->row, p->col, i + 1 < what->n_profile ? "," : "");
        }
        buf_puts(out, "  ]");
    }
    if (!value_is_none(what->coverage)) {
        begin_field(out, "coverage", &first);
        write_value(out, what->coverage, true, 2);
    }
    buf_puts(out, first ? "}\n" : "\n}\n");
}

/* --- pretty --- */

static bool is_bool_expression(const struct presented *what, size_t i) { return value_is_bool(what->answers.items[0].expressions[i]); }

struct cell { struct str text; size_t width; };

static void rule_line(struct buf *out, const size_t *widths, size_t n, const char *left, const char *middle, const char *right)
{
    buf_puts(out, left);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < widths[i] + 2; k++) buf_puts(out, "─");
        buf_puts(out, i + 1 < n ? middle : right);
    }
    buf_add_char(out, '\n');
}

static void table_row(struct buf *out, const struct cell *cells, const size_t *widths, size_t n, bool centred)
{
    buf_puts(out, "│");
    for (size_t i = 0; i < n; i++) {
        size_t room = widths[i] - cells[i].width, before = centred ? room / 2 : 0;
        spaces(out, 1 + before);
        buf_add_str(out, cells[i].text);
        spaces(out, room - before + 1);
        buf_puts(out, "│");
    }
    buf_add_char(out, '\n');
}

static struct cell cell_of(struct arena *arena, struct str text, size_t limit)
{
    if (limit && text.len > limit) text = str_of(arena_printf(arena, "%.*s...", (int)limit, text.s));
    else text = str_of(arena_strndup(arena, text.s, text.len));
    return (struct cell){text, utf8_count(text)};
}

static bool write_table(struct arena *arena, struct buf *out, const struct presented *what)
{
    const struct rego_answer *first = &what->answers.items[0];
    const struct rego_expression *expressions;
    size_t n_expressions = rego_prepared_expressions(what->query, &expressions), n_vars = value_len(first->bindings), n = 0, rows = what->answers.n;
    size_t *shown = arena_array(arena, n_expressions + 1, sizeof *shown), n_shown = 0;
    if (!shown) return false;
    for (size_t i = 0; i < n_expressions; i++)
        if (!is_bool_expression(what, i) || n_vars == 0) shown[n_shown++] = i;
    n = n_shown + n_vars;
    if (!n) return true;
    struct cell *cells = arena_array(arena, (rows + 1) * n, sizeof *cells);
    size_t *widths = arena_zero(arena, n * sizeof *widths);
    if (!cells || !widths) return false;
    for (size_t i = 0; i < n_shown; i++) cells[i] = cell_of(arena, expressions[shown[i]].text, 0);
    for (size_t i = 0; i < n_vars; i++) cells[n_shown + i] = cell_of(arena, value_str(value_pairs(first->bindings)[i].key), 0);
    for (size_t r = 0; r < rows; r++) {
        for (size_t i = 0; i < n; i++) {
            const struct rego_answer *answer = &what->answers.items[r];
            struct value v = i < n_shown ? answer->expressions[shown[i]] : value_get(answer->bindings, value_pairs(first->bindings)[i - n_shown].key);
            struct buf text = buf_new(0);
            if (!value_is_none(v)) write_value(&text, v, false, 0);
            cells[(r + 1) * n + i] = cell_of(arena, (struct str){text.s ? text.s : "", text.len}, what->pretty_limit);
            buf_free(&text);
        }
    }
    for (size_t i = 0; i < (rows + 1) * n; i++)
        if (cells[i].width > widths[i % n]) widths[i % n] = cells[i].width;
    rule_line(out, widths, n, "┌", "┬", "┐");
    table_row(out, cells, widths, n, true);
    rule_line(out, widths, n, "├", "┼", "┤");
    for (size_t r = 1; r <= rows; r++) table_row(out, cells + r * n, widths, n, false);
    rule_line(out, widths, n, "└", "┴", "┘");
    return true;
}

static void write_pretty(struct buf *out, const struct presented *what)
{
    const struct rego_expression *expressions;
    if (what->answers.n == 0) { buf_puts(out, "undefined\n"); return; }
    size_t n = rego_prepared_expressions(what->query, &expressions);
    if (what->answers.n == 1 && n == 1 && value_len(what->answers.items[0].bindings) == 0) {
        struct value v = what->answers.items[0].expressions[0];
        write_value(out, v, true, 0);
        buf_add_char(out, '\n');
        return;
    }
    struct arena *arena = arena_new(0);
    if (!arena || !write_table(arena, out, what)) out->failed = true;
    arena_free(arena);
}

/* --- the others --- */

static void write_values(struct buf *out, const struct presented *what)
{
    const struct rego_expression *expressions;
    size_t n = rego_prepared_expressions(what->query, &expressions);
    for (size_t r = 0; r < what->answers.n; r++) {
        buf_puts(out, "[\n");
        for (size_t i = 0; i < n; i++) {
            spaces(out, 2);
            write_value(out, what->answers.items[r].expressions[i], true, 2);
            buf_puts(out, i + 1 < n ? ",\n" : "\n");
        }
        buf_puts(out, "]\n");
    }
}

static void write_bindings(struct buf *out, const struct presented *what)
{
    for (size_t r = 0; r < what->answers.n; r++) {
        write_value(out, what->answers.items[r].bindings, true, 0);
        buf_add_char(out, '\n');
    }
}

static void write_raw(struct buf *out, const struct presented *what)
{
    const struct rego_expression *expressions;
    size_t n = rego_prepared_expressions(what->query, &expressions);
    for (size_t r = 0; r < what->answers.n; r++) {
        for (size_t i = 0; i < n; i++) {
            struct value v = what->answers.items[r].expressions[i];
            if (i) buf_add_char(out, ' ');
            if (value_is_string(v)) buf_add_str(out, value_str(v));
            else write_value(out, v, false, 0);
        }
        buf_add_char(out, '\n');
    }
}

void present(struct buf *out, struct buf *err, enum presentation format, const struct presented *what)
{
    if (format == PRESENT_JSON || format == PRESENT_DISCARD) { write_json(out, what, format == PRESENT_DISCARD); return; }
    for (size_t i = 0; i < what->n_explanation; i++) {
        buf_add_str(out, what->explanation[i]);
        buf_add_char(out, '\n');
    }
    if (what->errors.n) { present_errors(err, &what->errors); return; }
    switch (format) {
    case PRESENT_PRETTY: write_pretty(out, what); break;
    case PRESENT_VALUES: write_values(out, what); break;
    case PRESENT_BINDINGS: write_bindings(out, what); break;
    case PRESENT_RAW: write_raw(out, what); break;
    case PRESENT_JSON: case PRESENT_DISCARD: break;
    }
    for (size_t i = 0; i < what->n_metrics; i++) buf_printf(out, "%-40s %llu\n", what->metrics[i].name, (unsigned long long)what->metrics[i].value);
    for (size_t i = 0; i < what->n_profile; i++)
        buf_printf(out, "%10llu ns %8llu %s:%u:%u\n", (unsigned long long)what->profile[i].time_ns, (unsigned long long)what->profile[i].count,
                   what->profile[i].file, what->profile[i].row, what->profile[i].col);
}
