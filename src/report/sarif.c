/* report/sarif.c: SARIF 2.1.0 within GitHub's limits: at most 25,000 results (the gravest are kept, and it is said), URIs relative to the
 * working directory, fingerprints that stay when lines move. */
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "report/emit.h"
#include "report/report.h"

#define RESULTS_MAX 25000   /* GitHub drops what is beyond */

static const char *level_of(enum severity severity)
{
    return severity >= SEVERITY_HIGH ? "error" : severity == SEVERITY_MEDIUM ? "warning" : "note";
}

static const char *score_of(enum severity severity)
{
    static const char *const scores[SEVERITIES] = {"0.0", "3.0", "5.5", "8.0", "9.5"};
    return scores[severity];
}

/* A path as the path of a URI. */
static void emit_uri(struct emitter *e, const char *key, const char *path)
{
    struct buf uri = buf_new(0);
    for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("-._~/!$&'()*+,;=@", *p);
        if (plain) buf_add_char(&uri, (char)*p);
        else buf_printf(&uri, "%%%02X", *p);
    }
    emit_text(e, key, uri.s ? uri.s : "");
    buf_free(&uri);
}

static void rule_entry(struct emitter *e, const struct rule *rule)
{
    emit_open(e, NULL, '{');
    emit_text(e, "id", report_checkov_id(rule));
    emit_text(e, "name", rule->id);
    emit_open(e, "shortDescription", '{');
    emit_text(e, "text", rule->title);
    emit_close(e, '}');
    emit_open(e, "fullDescription", '{');
    emit_text(e, "text", rule->description);
    emit_close(e, '}');
    emit_open(e, "help", '{');
    emit_text(e, "text", rule->advice);
    emit_close(e, '}');
    emit_open(e, "defaultConfiguration", '{');
    emit_text(e, "level", level_of(rule->severity));
    emit_close(e, '}');
    emit_open(e, "properties", '{');
    emit_text(e, "security-severity", score_of(rule->severity));
    emit_open(e, "tags", '[');
    emit_text(e, NULL, "security");
    for (const struct rule_alias *a = rule->aliases; a->system; a++) emit_text(e, NULL, a->id);
    for (const struct rule_requirement *r = rule->requirements; r->framework; r++) {
        char tag[160];
        snprintf(tag, sizeof tag, "%s/%s", r->framework, r->id);
        emit_text(e, NULL, tag);
    }
    emit_close(e, ']');
    emit_close(e, '}');
    emit_close(e, '}');
}

static void message_text(struct emitter *e, const struct finding *f)
{
    struct buf text = buf_new(0);
    buf_printf(&text, "%s: %s", f->resource->address, f->verdict == VERDICT_UNKNOWN ? "cannot be judged before apply: " : "");
    for (size_t i = 0; i < f->n_reasons && i < 5; i++) buf_printf(&text, "%s%s", i ? "; " : "", f->reasons[i].message);
    if (f->n_reasons == 0) buf_puts(&text, f->rule->title);
    buf_printf(&text, ". %s", f->rule->advice);
    emit_open(e, "message", '{');
    emit_text(e, "text", text.s);
    emit_close(e, '}');
    buf_free(&text);
}

static void location(struct emitter *e, const struct report *report, const struct finding *f)
{
    char path[4096];
    emit_open(e, "locations", '[');
    if (f->file) {
        emit_open(e, NULL, '{');
        emit_open(e, "physicalLocation", '{');
        emit_open(e, "artifactLocation", '{');
        emit_uri(e, "uri", report_path(report, f->file, path));
        emit_close(e, '}');
        emit_open(e, "region", '{');
        emit_number(e, "startLine", f->line ? f->line : 1);
        if (f->end_line > f->line) emit_number(e, "endLine", f->end_line);
        emit_close(e, '}');
        emit_close(e, '}');
        emit_open(e, "logicalLocations", '[');
        emit_open(e, NULL, '{');
        emit_text(e, "fullyQualifiedName", f->resource->address);
        emit_text(e, "kind", "resource");
        emit_close(e, '}');
        emit_close(e, ']');
        emit_close(e, '}');
    }
    emit_close(e, ']');
}

static void result(struct emitter *e, const struct report *report, const struct finding *f, size_t rule_index)
{
    emit_open(e, NULL, '{');
    emit_text(e, "ruleId", report_checkov_id(f->rule));
    emit_number(e, "ruleIndex", (long long)rule_index);
    if (f->verdict == VERDICT_UNKNOWN) emit_text(e, "kind", "open");
    emit_text(e, "level", f->verdict == VERDICT_UNKNOWN ? "none" : level_of(f->rule->severity));
    message_text(e, f);
    location(e, report, f);
    emit_open(e, "partialFingerprints", '{');
    emit_text(e, "rampart/v1", f->fingerprint);
    emit_close(e, '}');
    if (f->verdict == VERDICT_SKIPPED) {
        emit_open(e, "suppressions", '[');
        emit_open(e, NULL, '{');
        emit_text(e, "kind", f->skipped_by == SKIP_COMMENT ? "inSource" : "external");
        emit_text(e, "justification", f->skip_reason && *f->skip_reason ? f->skip_reason : "no reason given");
        emit_close(e, '}');
        emit_close(e, ']');
    }
    emit_close(e, '}');
}

/* Failed before unknown before skipped, then by severity; the order of the report inside. */
static int gravity(const struct finding *f)
{
    int verdict = f->verdict == VERDICT_FAIL ? 2 : f->verdict == VERDICT_UNKNOWN ? 1 : 0;
    return verdict * SEVERITIES + (int)f->rule->severity;
}

struct chosen { const struct finding **items; size_t n, left_out; };

static struct chosen choose(const struct report *report)
{
    struct chosen c = {(const struct finding **)calloc(report->findings.len + 1, sizeof(struct finding *)), 0, 0};
    if (!c.items) return c;
    size_t by_gravity[3 * SEVERITIES] = {0}, total = 0;
    for (size_t i = 0; i < report->findings.len; i++)
        if (report->findings.items[i].verdict != VERDICT_PASS) by_gravity[gravity(&report->findings.items[i])]++, total++;
    size_t room[3 * SEVERITIES], rest = RESULTS_MAX;
    for (int g = 3 * SEVERITIES - 1; g >= 0; g--) {
        room[g] = by_gravity[g] < rest ? by_gravity[g] : rest;
        rest -= room[g];
    }
    for (size_t i = 0; i < report->findings.len; i++) {
        const struct finding *f = &report->findings.items[i];
        if (f->verdict == VERDICT_PASS || room[gravity(f)] == 0) continue;
        room[gravity(f)]--;
        c.items[c.n++] = f;
    }
    c.left_out = total - c.n;
    return c;
}

static void notification(struct emitter *e, const struct report *report, const struct message *m)
{
    static const char *const levels[] = {"note", "warning", "error"};
    char path[4096];
    emit_open(e, NULL, '{');
    emit_text(e, "level", levels[m->level]);
    emit_open(e, "descriptor", '{');
    emit_text(e, "id", m->code);
    emit_close(e, '}');
    emit_open(e, "message", '{');
    emit_text(e, "text", m->text);
    emit_close(e, '}');
    if (m->file) {
        emit_open(e, "locations", '[');
        emit_open(e, NULL, '{');
        emit_open(e, "physicalLocation", '{');
        emit_open(e, "artifactLocation", '{');
        emit_uri(e, "uri", report_path(report, m->file, path));
        emit_close(e, '}');
        if (m->line) {
            emit_open(e, "region", '{');
            emit_number(e, "startLine", m->line);
            emit_close(e, '}');
        }
        emit_close(e, '}');
        emit_close(e, '}');
        emit_close(e, ']');
    }
    emit_close(e, '}');
}

void report_write_sarif(struct buf *out, const struct report *report, const struct report_style *style)
{
    struct emitter e = {.out = out};
    struct chosen chosen = choose(report);
    struct arena *arena = arena_new(0);
    struct map indices = {0};
    if (!chosen.items || !arena) {
        out->failed = true;
        free(chosen.items);
        arena_free(arena);
        return;
    }
    emit_open(&e, NULL, '{');
    emit_text(&e, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    emit_text(&e, "version", "2.1.0");
    emit_open(&e, "runs", '[');
    emit_open(&e, NULL, '{');
    emit_open(&e, "tool", '{');
    emit_open(&e, "driver", '{');
    emit_text(&e, "name", "Rampart");
    emit_text(&e, "version", style->version);
    emit_open(&e, "rules", '[');
    for (size_t i = 0; i < report->n_ran; i++) {
        rule_entry(&e, report->ran[i]);
        if (!map_set(arena, &indices, str_of(report->ran[i]->id), (void *)(uintptr_t)i)) out->failed = true;
    }
    emit_close(&e, ']');
    emit_close(&e, '}');
    emit_close(&e, '}');
    emit_open(&e, "invocations", '[');
    emit_open(&e, NULL, '{');
    emit_bool(&e, "executionSuccessful", true);
    emit_open(&e, "toolExecutionNotifications", '[');
    for (size_t i = 0; i < report->messages.len; i++) notification(&e, report, &report->messages.items[i]);
    if (chosen.left_out) {
        char text[160];
        snprintf(text, sizeof text, "%zu results of lower severity are left out: code scanning takes at most %d", chosen.left_out, RESULTS_MAX);
        notification(&e, report, &(struct message){MESSAGE_WARNING, SAID_SARIF_CUT.name, text, NULL, NULL, 0, 0, false});
    }
    emit_close(&e, ']');
    emit_close(&e, '}');
    emit_close(&e, ']');
    emit_open(&e, "results", '[');
    for (size_t i = 0; i < chosen.n; i++)
        result(&e, report, chosen.items[i], (size_t)(uintptr_t)map_get(&indices, str_of(chosen.items[i]->rule->id)));
    emit_close(&e, ']');
    emit_text(&e, "columnKind", "unicodeCodePoints");
    emit_close(&e, '}');
    emit_close(&e, ']');
    emit_close(&e, '}');
    free(chosen.items);
    arena_free(arena);
}
