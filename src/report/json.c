/* report/json.c: the report as Checkov's JSON has it, so that what reads that reads this. Beside it: `unknown_checks`, `messages`, and of each
 * check our own id, severity, reasons and fingerprint. */
#include <stdio.h>

#include "report/emit.h"
#include "report/report.h"

#define CODE_MAX_LINES 400

static void code_block(struct emitter *e, const struct report *report, const struct resource *r)
{
    struct str text = r->file && report->source && r->origin == RESOURCE_FROM_HCL ? report->source(report->source_context, r->file) : (struct str){"", 0};
    struct line_finder hint = {0};
    emit_open(e, "code_block", '[');
    for (uint32_t line = r->line; text.len && line && line <= r->end_line && line < r->line + CODE_MAX_LINES; line++) {
        struct str code = report_line(text, line, &hint);
        if (!code.s) break;
        emit_open(e, NULL, '[');
        emit_number(e, NULL, line);
        struct buf copy = buf_new(0);
        report_source(&copy, code);
        buf_add_char(&copy, '\n');
        emit_text(e, NULL, copy.s ? copy.s : "");
        buf_free(&copy);
        emit_close(e, ']');
    }
    emit_close(e, ']');
}

static void reasons(struct emitter *e, const struct finding *f)
{
    emit_open(e, "reasons", '[');
    for (size_t i = 0; i < f->n_reasons; i++) {
        emit_open(e, NULL, '{');
        emit_text(e, "message", f->reasons[i].message);
        emit_text(e, "resource", f->reasons[i].resource->address);
        emit_text(e, "path", f->reasons[i].path);
        const struct resource_place *place = *f->reasons[i].path ? resource_place(f->reasons[i].resource, f->reasons[i].path) : NULL;
        emit_text(e, "file", f->reasons[i].resource->file);
        emit_number(e, "line", place ? place->line : f->reasons[i].resource->line);
        emit_close(e, '}');
    }
    emit_close(e, ']');
    if (f->verdict != VERDICT_UNKNOWN) return;
    emit_open(e, "unknown", '[');
    for (size_t i = 0; i < f->n_unknown; i++) emit_text(e, NULL, f->unknown[i]);
    emit_close(e, ']');
}

/* type.name for data sources too, as Checkov writes addresses of HCL. */
static const char *checkov_address(const struct resource *r, char *out, size_t size)
{
    const char *data = r->data_source && r->origin == RESOURCE_FROM_HCL ? strstr(r->address, "data.") : NULL;
    if (!data) return r->address;
    snprintf(out, size, "%.*s%s", (int)(data - r->address), r->address, data + 5);
    return out;
}

static void check(struct emitter *e, const struct report *report, const struct finding *f)
{
    static const char *const results[VERDICTS] = {"PASSED", "FAILED", "UNKNOWN", "SKIPPED"};
    char path[4096], address[4096];
    emit_open(e, NULL, '{');
    emit_text(e, "check_id", report_checkov_id(f->rule));
    emit_text(e, "rule_id", f->rule->id);
    emit_text(e, "check_name", f->rule->title);
    emit_text(e, "severity", severity_upper(f->rule->severity));
    emit_open(e, "check_result", '{');
    emit_text(e, "result", results[f->verdict]);
    if (f->verdict == VERDICT_SKIPPED) emit_text(e, "suppress_comment", f->skip_reason ? f->skip_reason : "");
    emit_open(e, "evaluated_keys", '[');
    for (size_t i = 0; i < f->n_reasons; i++)
        if (*f->reasons[i].path) emit_text(e, NULL, f->reasons[i].path);
    emit_close(e, ']');
    emit_close(e, '}');
    emit_text(e, "resource", checkov_address(f->resource, address, sizeof address));
    emit_text(e, "resource_address", f->resource->address);
    snprintf(path, sizeof path, "/%s", f->resource->file ? f->resource->file : "");
    emit_text(e, "file_path", path);
    emit_text(e, "repo_file_path", report_path(report, f->resource->file, path));
    emit_open(e, "file_line_range", '[');
    emit_number(e, NULL, f->resource->line);
    emit_number(e, NULL, f->resource->end_line);
    emit_close(e, ']');
    code_block(e, report, f->resource);
    reasons(e, f);
    emit_text(e, "guideline", f->rule->advice);
    emit_text(e, "fingerprint", f->fingerprint);
    emit_close(e, '}');
}

static void checks(struct emitter *e, const struct report *report, const char *key, enum verdict verdict, bool wanted)
{
    emit_open(e, key, '[');
    for (size_t i = 0; i < report->findings.len && wanted; i++)
        if (report->findings.items[i].verdict == verdict) check(e, report, &report->findings.items[i]);
    emit_close(e, ']');
}

static void messages(struct emitter *e, const struct report *report)
{
    static const char *const levels[] = {"note", "warning", "error"};
    emit_open(e, "messages", '[');
    for (size_t i = 0; i < report->messages.len; i++) {
        const struct message *m = &report->messages.items[i];
        emit_open(e, NULL, '{');
        emit_text(e, "level", levels[m->level]);
        emit_text(e, "code", m->code);
        emit_text(e, "message", m->text);
        if (m->help) emit_text(e, "help", m->help);
        emit_text(e, "file", m->file);
        emit_number(e, "line", m->line);
        emit_number(e, "column", m->column);
        emit_bool(e, "incomplete", m->incomplete);
        emit_close(e, '}');
    }
    emit_close(e, ']');
}

void report_write_json(struct buf *out, const struct report *report, const struct report_style *style)
{
    struct emitter e = {.out = out};
    size_t errors = 0;
    emit_open(&e, NULL, '{');
    emit_text(&e, "check_type", report->is_plan ? "terraform_plan" : "terraform");
    emit_open(&e, "results", '{');
    checks(&e, report, "passed_checks", VERDICT_PASS, !style->quiet);
    checks(&e, report, "failed_checks", VERDICT_FAIL, true);
    checks(&e, report, "skipped_checks", VERDICT_SKIPPED, !style->quiet);
    checks(&e, report, "unknown_checks", VERDICT_UNKNOWN, !style->quiet);
    emit_open(&e, "parsing_errors", '[');
    const char *last = NULL;
    for (size_t i = 0; i < report->messages.len; i++) {
        const struct message *m = &report->messages.items[i];
        if (m->level != MESSAGE_ERROR || !m->file || (last && strcmp(last, m->file) == 0)) continue;
        last = m->file;
        emit_text(&e, NULL, m->file);
        errors++;
    }
    emit_close(&e, ']');
    emit_close(&e, '}');
    messages(&e, report);
    emit_open(&e, "summary", '{');
    emit_number(&e, "passed", (long long)report->counts[VERDICT_PASS]);
    emit_number(&e, "failed", (long long)report->counts[VERDICT_FAIL]);
    emit_number(&e, "skipped", (long long)report->counts[VERDICT_SKIPPED]);
    emit_number(&e, "unknown", (long long)report->counts[VERDICT_UNKNOWN]);
    emit_number(&e, "parsing_errors", (long long)errors);
    emit_number(&e, "resource_count", (long long)report->resources);
    emit_number(&e, "file_count", (long long)report->files);
    emit_number(&e, "rule_count", (long long)report->rules);
    emit_text(&e, "rampart_version", style->version);
    emit_close(&e, '}');
    emit_close(&e, '}');
}
