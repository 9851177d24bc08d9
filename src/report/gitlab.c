/* report/gitlab.c: GitLab's security report, type sast, schema 15. */
#include <stdio.h>

#include "report/emit.h"
#include "report/report.h"

#define NO_TIME "1970-01-01T00:00:00"   /* the schema wants times; the same input must give the same bytes */

static const char *severity_of(enum severity severity)
{
    static const char *const names[SEVERITIES] = {"Info", "Low", "Medium", "High", "Critical"};
    return names[severity];
}

static void identifiers(struct emitter *e, const struct rule *rule)
{
    emit_open(e, "identifiers", '[');
    emit_open(e, NULL, '{');
    emit_text(e, "type", "rampart");
    emit_text(e, "name", rule->id);
    emit_text(e, "value", rule->id);
    emit_close(e, '}');
    for (const struct rule_alias *a = rule->aliases; a->system; a++) {
        emit_open(e, NULL, '{');
        emit_text(e, "type", a->system);
        emit_text(e, "name", a->id);
        emit_text(e, "value", a->id);
        emit_close(e, '}');
    }
    emit_close(e, ']');
}

/* The fingerprint as a UUID, which the schema wants. */
static void emit_id(struct emitter *e, const struct finding *f)
{
    char id[40];
    snprintf(id, sizeof id, "%.8s-%.4s-4%.3s-8%.3s-%.12s", f->fingerprint, f->fingerprint + 8, f->fingerprint + 13, f->fingerprint + 17, f->fingerprint + 20);
    emit_text(e, "id", id);
}

static void scanner(struct emitter *e, const char *key, const struct report_style *style)
{
    emit_open(e, key, '{');
    emit_text(e, "id", "rampart");
    emit_text(e, "name", "Rampart");
    if (strcmp(key, "scanner") == 0 || strcmp(key, "analyzer") == 0) {
        emit_text(e, "version", style->version);
        emit_open(e, "vendor", '{');
        emit_text(e, "name", "Rampart");
        emit_close(e, '}');
    }
    emit_close(e, '}');
}

void report_write_gitlab(struct buf *out, const struct report *report, const struct report_style *style)
{
    struct emitter e = {.out = out};
    char path[4096];
    emit_open(&e, NULL, '{');
    emit_text(&e, "schema", "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v15.0.4/dist/sast-report-format.json");
    emit_text(&e, "version", "15.0.4");
    emit_open(&e, "scan", '{');
    emit_text(&e, "type", "sast");
    emit_text(&e, "start_time", NO_TIME);
    emit_text(&e, "end_time", NO_TIME);
    emit_text(&e, "status", "success");
    scanner(&e, "analyzer", style);
    scanner(&e, "scanner", style);
    emit_open(&e, "messages", '[');
    for (size_t i = 0; i < report->messages.len; i++) {
        static const char *const levels[] = {"info", "warn", "fatal"};
        emit_open(&e, NULL, '{');
        emit_text(&e, "level", levels[report->messages.items[i].level]);
        emit_text(&e, "value", report->messages.items[i].text);
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_close(&e, '}');
    emit_open(&e, "vulnerabilities", '[');
    for (size_t i = 0; i < report->findings.len; i++) {
        const struct finding *f = &report->findings.items[i];
        if (f->verdict != VERDICT_FAIL) continue;
        emit_open(&e, NULL, '{');
        emit_id(&e, f);
        emit_text(&e, "name", f->rule->title);
        emit_text(&e, "description", report_why(f));
        emit_text(&e, "severity", severity_of(f->rule->severity));
        emit_text(&e, "solution", f->rule->advice);
        identifiers(&e, f->rule);
        emit_open(&e, "location", '{');
        emit_text(&e, "file", report_path(report, f->file, path));
        emit_number(&e, "start_line", f->line ? f->line : 1);
        emit_number(&e, "end_line", f->end_line > f->line ? f->end_line : f->line ? f->line : 1);
        emit_close(&e, '}');
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_close(&e, '}');
}
