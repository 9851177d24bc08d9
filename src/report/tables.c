/* report/tables.c: the formats that are a table: CSV, Markdown, GitHub's failed-only. */
#include "report/report.h"

/* RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe. */
static void csv_cell(struct buf *out, const char *s, bool last)
{
    bool quoted = strpbrk(s, ",\"\r\n") != NULL, formula = *s && strchr("=+-@", *s);
    if (quoted || formula) buf_add_char(out, '"');
    if (formula) buf_add_char(out, '\'');
    for (; *s; s++) {
        if (*s == '"') buf_add_char(out, '"');
        buf_add_char(out, *s);
    }
    if (quoted || formula) buf_add_char(out, '"');
    buf_puts(out, last ? "\n" : ",");
}

void report_write_csv(struct buf *out, const struct report *report, const struct report_style *style)
{
    char path[4096];
    buf_puts(out, "Rule,Check id,Severity,Verdict,Resource,File,Start line,End line,Reason,Fix,Fingerprint\n");
    for (size_t i = 0; i < report->findings.len; i++) {
        const struct finding *f = &report->findings.items[i];
        if (style->quiet && f->verdict != VERDICT_FAIL) continue;
        const char *const cells[] = {f->rule->id, report_checkov_id(f->rule), severity_upper(f->rule->severity), verdict_name(f->verdict), f->resource->address,
                                     report_path(report, f->file, path)};
        for (size_t k = 0; k < COUNT_OF(cells); k++) csv_cell(out, cells[k], false);
        buf_printf(out, "%u,%u,", f->line, f->end_line);
        csv_cell(out, f->verdict == VERDICT_PASS ? "" : f->verdict == VERDICT_SKIPPED ? (f->skip_reason ? f->skip_reason : "") : report_why(f), false);
        csv_cell(out, f->rule->advice, false);
        csv_cell(out, f->fingerprint, true);
    }
    for (size_t i = 0; i < report->messages.len; i++) {
        const struct message *m = &report->messages.items[i];
        csv_cell(out, m->code, false);
        buf_puts(out, ",,");
        csv_cell(out, "message", false);
        buf_puts(out, ",");
        csv_cell(out, m->file ? report_path(report, m->file, path) : "", false);
        buf_printf(out, "%u,%u,", m->line, m->line);
        csv_cell(out, m->text, false);
        buf_puts(out, ",\n");
    }
}

static void md(struct buf *out, const char *s) { report_markdown(out, s); }

static void md_row(struct buf *out, const struct report *report, const struct finding *f)
{
    char path[4096];
    buf_printf(out, "| %s | ", severity_name(f->rule->severity));
    md(out, f->rule->id);
    if (rule_alias(f->rule, "checkov")) buf_printf(out, " (%s)", rule_alias(f->rule, "checkov"));
    buf_puts(out, " | ");
    md(out, f->resource->address);
    buf_puts(out, " | ");
    md(out, report_path(report, f->file, path));
    if (f->line) buf_printf(out, ":%u", f->line);
    buf_puts(out, " | ");
    md(out, report_why(f));
    buf_puts(out, " | ");
    md(out, f->rule->advice);
    buf_puts(out, " |\n");
}

static void md_table(struct buf *out, const struct report *report, enum verdict verdict, const char *heading)
{
    if (report->counts[verdict] == 0) return;
    buf_printf(out, "\n### %s (%zu)\n\n| severity | rule | resource | place | reason | fix |\n| --- | --- | --- | --- | --- | --- |\n", heading,
               report->counts[verdict]);
    for (size_t i = 0; i < report->findings.len; i++)
        if (report->findings.items[i].verdict == verdict) md_row(out, report, &report->findings.items[i]);
}

static void md_messages(struct buf *out, const struct report *report)
{
    char path[4096];
    if (report->messages.len == 0) return;
    buf_printf(out, "\n### Not read, not known, or not as it seems (%zu)\n\n", report->messages.len);
    for (size_t i = 0; i < report->messages.len; i++) {
        const struct message *m = &report->messages.items[i];
        buf_puts(out, "- ");
        if (m->file) md(out, report_path(report, m->file, path));
        if (m->file && m->line) buf_printf(out, ":%u", m->line);
        if (m->file) buf_puts(out, ": ");
        md(out, m->text);
        buf_printf(out, " (%s)\n", m->code);
    }
}

static void md_head(struct buf *out, const struct report *report)
{
    buf_printf(out, "## Rampart: %zu failed, %zu passed, %zu unknown, %zu skipped\n\n%zu resources in %zu files, %zu rules\n", report->counts[VERDICT_FAIL],
               report->counts[VERDICT_PASS], report->counts[VERDICT_UNKNOWN], report->counts[VERDICT_SKIPPED], report->resources, report->files, report->rules);
}

void report_write_markdown(struct buf *out, const struct report *report, const struct report_style *style)
{
    md_head(out, report);
    md_table(out, report, VERDICT_FAIL, "Failed");
    if (!style->quiet) md_table(out, report, VERDICT_UNKNOWN, "Unknown before apply");
    if (!style->quiet) md_table(out, report, VERDICT_SKIPPED, "Skipped");
    md_messages(out, report);
}

void report_write_github(struct buf *out, const struct report *report, const struct report_style *style)
{
    md_head(out, report);
    md_table(out, report, VERDICT_FAIL, "Failed");
    md_messages(out, report);
}
