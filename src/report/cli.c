/* report/cli.c: for people. Grouped by resource: what is wrong, the line that says so, why it matters, how to fix it. Totals, then what
 * was not known and what was not read, apart. */
#include <limits.h>
#include <stdio.h>

#include "base/utf8.h"
#include "report/report.h"

enum colour { PLAIN, BOLD, DIM, RED, YELLOW, GREEN, CYAN };

struct screen { struct buf *out; const struct report *report; const struct report_style *style; };

static void paint(struct screen *s, enum colour colour)
{
    static const char *const codes[] = {"\033[0m", "\033[1m", "\033[2m", "\033[31m", "\033[33m", "\033[32m", "\033[36m"};
    if (s->style->colour) buf_puts(s->out, codes[colour]);
}

/* Text that others wrote: names, paths, messages. What would steer the terminal (controls, also those of U+0080 to U+009F, and the marks that turn the
 * direction of writing) is shown as '?'. */
static void shown_str(struct buf *out, struct str text)
{
    size_t n;
    for (size_t i = 0; i < text.len; i += n) {
        for (n = 0; i + n < text.len && text.s[i + n] >= 0x20 && text.s[i + n] < 0x7f;) n++;
        if (n) {
            buf_add(out, text.s + i, n);
            continue;
        }
        uint32_t rune = utf8_decode(text.s + i, text.len - i, &n);
        bool steers = rune < 0x20 || (rune >= 0x7f && rune < 0xa0) || (rune >= 0x202a && rune <= 0x202e) || (rune >= 0x2066 && rune <= 0x2069);
        if (steers) buf_add_char(out, '?');
        else buf_add(out, text.s + i, n);
    }
}

static void shown(struct screen *s, const char *text) { shown_str(s->out, str_of(text)); }

static void painted(struct screen *s, enum colour colour, const char *text)
{
    paint(s, colour);
    shown(s, text);
    paint(s, PLAIN);
}

/* Text in lines of the terminal's width, each but the first begun with `indent` spaces; `column` is where the first one stands. */
static void wrapped(struct screen *s, const char *text, unsigned indent, unsigned column)
{
    unsigned width = s->style->width ? s->style->width : UINT_MAX;
    bool first = true;   /* of its line */
    size_t len = strlen(text);
    if (width == UINT_MAX && len && text[0] != ' ' && text[len - 1] != ' ' && !strchr(text, '\n') && !strstr(text, "  ")) {   /* as it stands */
        shown_str(s->out, (struct str){text, len});
        buf_add_char(s->out, '\n');
        return;
    }
    for (const char *p = text; *p; first = false) {
        size_t n = strcspn(p, " \n");
        struct str word = {p, n};
        size_t wide = utf8_count(word);
        if (!first && column + 1 + wide > width) {
            buf_printf(s->out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            buf_add_char(s->out, ' ');
            column++;
        }
        shown_str(s->out, word);
        column += (unsigned)wide;
        p += n;
        while (*p == ' ' || *p == '\n') p++;
    }
    buf_add_char(s->out, '\n');
}

static enum colour severity_colour(enum severity severity)
{
    switch (severity) {
    case SEVERITY_CRITICAL:
    case SEVERITY_HIGH: return RED;
    case SEVERITY_MEDIUM: return YELLOW;
    case SEVERITY_LOW: return CYAN;
    case SEVERITY_INFO: return DIM;
    }
    return PLAIN;
}

#define FRAME_MAX 140   /* characters shown of a line */

static void frame_line(struct screen *s, struct str text, uint32_t number, bool marked, struct line_finder *hint)
{
    struct str line = report_line(text, number, hint);
    if (!line.s) return;
    bool cut = line.len > FRAME_MAX;
    size_t len = cut ? utf8_valid_prefix(line.s, FRAME_MAX) : line.len;
    buf_puts(s->out, "      ");
    paint(s, marked ? BOLD : DIM);
    buf_printf(s->out, "%c%5u | ", marked ? '>' : ' ', number);
    report_source(s->out, (struct str){line.s, len});
    buf_puts(s->out, cut ? " ..." : "");
    paint(s, PLAIN);
    buf_add_char(s->out, '\n');
}

/* The offending lines: one before, up to six of them, one behind; or the block's first line when it is about the whole. */
static void frame(struct screen *s, const struct reason *reason)
{
    const struct resource *r = reason->resource;
    const struct resource_place *place = *reason->path ? resource_place(r, reason->path) : NULL;
    struct str text = r->file && s->report->source ? s->report->source(s->report->source_context, r->file) : (struct str){"", 0};
    struct line_finder hint = {0};
    uint32_t line = place ? place->line : r->line, end = place ? place->end_line : r->line;
    if (text.len == 0 || line == 0) return;
    if (end > line + 5) end = line + 5;
    if (place && line > r->line) frame_line(s, text, line - 1, false, &hint);
    for (uint32_t n = line; n <= end; n++) frame_line(s, text, n, true, &hint);
    if (place && end < r->end_line) frame_line(s, text, end + 1, false, &hint);
}

static void one_finding(struct screen *s, const struct finding *f)
{
    const char *alias = rule_alias(f->rule, "checkov");
    bool unknown = f->verdict == VERDICT_UNKNOWN;
    buf_puts(s->out, "  ");
    painted(s, unknown ? YELLOW : RED, unknown ? "UNKNOWN" : "FAIL");
    buf_add_char(s->out, ' ');
    paint(s, severity_colour(f->rule->severity));
    buf_printf(s->out, "%-8s ", severity_name(f->rule->severity));
    paint(s, PLAIN);
    buf_puts(s->out, f->rule->id);
    if (alias) buf_printf(s->out, " (%s)", alias);
    buf_printf(s->out, "  %s\n", f->rule->title);
    size_t most = f->n_reasons < 5 ? f->n_reasons : 5;
    for (size_t i = 0; i < most; i++) {
        buf_puts(s->out, "      ");
        if (f->reasons[i].resource != f->resource) {
            shown(s, f->reasons[i].resource->address);
            buf_puts(s->out, ": ");
        }
        wrapped(s, f->reasons[i].message, 6, 6);
        if (!s->style->compact) frame(s, &f->reasons[i]);
    }
    if (most < f->n_reasons) buf_printf(s->out, "      and %zu more\n", f->n_reasons - most);
    if (unknown) {
        buf_puts(s->out, "      depends on");
        for (size_t i = 0; i < f->n_unknown && i < 4; i++) {
            buf_puts(s->out, i ? ", " : " ");
            shown(s, f->unknown[i]);
        }
        buf_puts(s->out, f->n_unknown == 0 ? " what is not known before apply\n" : f->n_unknown > 4 ? ", ...\n" : "\n");
        return;
    }
    if (s->style->compact) return;
    painted(s, DIM, "      why  ");
    wrapped(s, f->rule->description, 11, 11);
    painted(s, DIM, "      fix  ");
    wrapped(s, f->rule->advice, 11, 11);
}

static bool same_resource(const struct finding *a, const struct finding *b) { return a && a->resource == b->resource; }

static void findings(struct screen *s, enum verdict verdict)
{
    const struct finding *last = NULL;
    char path[4096];
    for (size_t i = 0; i < s->report->findings.len; i++) {
        const struct finding *f = &s->report->findings.items[i];
        if (f->verdict != verdict) continue;
        if (!same_resource(last, f)) {
            buf_add_char(s->out, '\n');
            painted(s, BOLD, f->resource->address);
            if (f->resource->file) {
                buf_puts(s->out, "  ");
                paint(s, DIM);
                shown(s, report_path(s->report, f->resource->file, path));
                if (f->resource->line) buf_printf(s->out, ":%u", f->resource->line);
                paint(s, PLAIN);
            }
            buf_add_char(s->out, '\n');
        }
        last = f;
        one_finding(s, f);
    }
}

static void heading(struct screen *s, const char *text, size_t n)
{
    buf_add_char(s->out, '\n');
    paint(s, BOLD);
    buf_printf(s->out, "%s (%zu)\n", text, n);
    paint(s, PLAIN);
}

static void skipped(struct screen *s)
{
    if (s->style->quiet || s->report->counts[VERDICT_SKIPPED] == 0) return;
    heading(s, "Skipped", s->report->counts[VERDICT_SKIPPED]);
    for (size_t i = 0; i < s->report->findings.len; i++) {
        const struct finding *f = &s->report->findings.items[i];
        if (f->verdict != VERDICT_SKIPPED) continue;
        buf_printf(s->out, "  %s  ", f->rule->id);
        shown(s, f->resource->address);
        buf_puts(s->out, "  ");
        shown(s, f->skip_reason && *f->skip_reason ? f->skip_reason : "(no reason given)");
        buf_add_char(s->out, '\n');
    }
}

static void messages(struct screen *s)
{
    static const char *const levels[] = {"note", "warning", "error"};
    size_t n = 0;
    char path[4096];
    for (size_t i = 0; i < s->report->messages.len; i++) n += s->report->messages.items[i].level != MESSAGE_NOTE || !s->style->quiet;
    if (n == 0) return;
    heading(s, "Not read, not known, or not as it seems", n);
    for (size_t i = 0; i < s->report->messages.len; i++) {
        const struct message *m = &s->report->messages.items[i];
        if (m->level == MESSAGE_NOTE && s->style->quiet) continue;
        char place[4200] = "";
        if (m->file && m->line && m->column) snprintf(place, sizeof place, "%s:%u:%u: ", report_path(s->report, m->file, path), m->line, m->column);
        else if (m->file && m->line) snprintf(place, sizeof place, "%s:%u: ", report_path(s->report, m->file, path), m->line);
        else if (m->file) snprintf(place, sizeof place, "%s: ", report_path(s->report, m->file, path));
        buf_puts(s->out, "  ");
        shown(s, place);
        paint(s, m->level == MESSAGE_ERROR ? RED : m->level == MESSAGE_WARNING ? YELLOW : DIM);
        buf_printf(s->out, "%s[%s]", levels[m->level], m->code);
        paint(s, PLAIN);
        buf_puts(s->out, ": ");
        wrapped(s, m->text, 4, (unsigned)(2 + utf8_count(str_of(place)) + strlen(levels[m->level]) + strlen(m->code) + 4));
        if (!m->help) continue;
        buf_puts(s->out, "    help: ");
        shown(s, m->help);
        buf_add_char(s->out, '\n');
    }
}

static void plural(struct buf *out, size_t n, const char *one) { buf_printf(out, "%zu %s%s", n, one, n == 1 ? "" : "s"); }

static void totals(struct screen *s)
{
    const struct report *r = s->report;
    bool first = true;
    buf_add_char(s->out, '\n');
    paint(s, r->counts[VERDICT_FAIL] ? RED : GREEN);
    buf_printf(s->out, "%zu failed", r->counts[VERDICT_FAIL]);
    paint(s, PLAIN);
    for (int i = SEVERITIES - 1; i >= 0; i--) {
        if (r->failed_by_severity[i] == 0) continue;
        buf_printf(s->out, "%s%zu %s", first ? " (" : ", ", r->failed_by_severity[i], severity_name((enum severity)i));
        first = false;
    }
    if (!first) buf_add_char(s->out, ')');
    buf_printf(s->out, ", %zu passed, %zu unknown, %zu skipped: ", r->counts[VERDICT_PASS], r->counts[VERDICT_UNKNOWN], r->counts[VERDICT_SKIPPED]);
    plural(s->out, r->resources, "resource");
    buf_puts(s->out, " in ");
    plural(s->out, r->files, "file");
    buf_puts(s->out, ", ");
    plural(s->out, r->rules, "rule");
    buf_add_char(s->out, '\n');
}

void report_write_cli(struct buf *out, const struct report *report, const struct report_style *style)
{
    struct screen s = {out, report, style};
    findings(&s, VERDICT_FAIL);
    if (!style->quiet && report->counts[VERDICT_UNKNOWN]) {
        heading(&s, "Unknown before apply", report->counts[VERDICT_UNKNOWN]);
        findings(&s, VERDICT_UNKNOWN);
    }
    skipped(&s);
    messages(&s);
    totals(&s);
}
