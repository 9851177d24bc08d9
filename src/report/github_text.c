/* report/github_text.c: the words of a review. Names and messages come from the pull request: every one is escaped. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/github.h"
#include "value/json.h"

#define MARK "<!-- rampart:finding:"
#define GONE " gone"
#define TEXT_MAX 60000        /* GitHub takes 65,536 characters */
#define NAMED_MAX 5           /* resources named in one comment */
#define ROWS_MAX 100

/* --- the mark --- */

static void put_mark(struct buf *out, const char *fingerprint, struct str rule, bool gone)
{
    buf_printf(out, MARK "%.32s:%.*s%s -->\n", fingerprint, (int)rule.len, rule.s, gone ? GONE : "");
}

bool github_mark(struct str body, char fingerprint[33], struct str *rule, bool *gone)
{
    size_t at = sizeof MARK - 1, end = str_find(body, STR(" -->"), 0);
    if (!str_has_prefix(body, STR(MARK)) || end == SIZE_MAX || end < at + 33 || body.s[at + 32] != ':') return false;
    for (size_t i = 0; i < 32; i++)
        if (!isxdigit((unsigned char)body.s[at + i])) return false;
    memcpy(fingerprint, body.s + at, 32);
    fingerprint[32] = '\0';
    *rule = (struct str){body.s + at + 33, end - at - 33};
    *gone = str_has_suffix(*rule, STR(GONE));
    if (*gone) rule->len -= sizeof GONE - 1;
    return true;
}

/* --- a suggestion --- */

/* A JSON scalar as HCL writes it; false for what has no place on one line. */
static bool put_scalar(struct buf *out, struct value v)
{
    if (value_is_bool(v)) return buf_puts(out, value_is_true(v) ? "true" : "false");
    if (value_is_small_int(v)) return buf_printf(out, "%lld", (long long)value_small_int(v));
    if (!value_is_string(v)) return false;
    for (const char *p = value_cstr(v); *p; p++)
        if ((unsigned char)*p < ' ' || strchr("\"\\$%`", *p)) return false;
    return buf_printf(out, "\"%s\"", value_cstr(v));
}

/* What follows the value on its line, when that is surely a comment: a value with quotes may hold the same characters. */
static bool split_comment(struct str value, struct str *comment)
{
    size_t at = value.len;
    bool quoted = memchr(value.s, '"', value.len) != NULL;
    static const char *const starts[] = {"#", "//", "/*"};
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        size_t found = str_find(value, str_of(starts[i]), 0);
        if (found < at) at = found;
    }
    if (at < value.len && quoted) return false;
    *comment = (struct str){value.s + at, value.len - at};
    return true;
}

/* An expression that goes on in the next line would be cut in two. */
static bool is_whole(struct str value)
{
    int depth = 0;
    bool quoted = false;
    if (value.len == 0 || str_find(value, STR("<<"), 0) != SIZE_MAX) return false;
    for (size_t i = 0; i < value.len; i++) {
        if (value.s[i] == '\\' && quoted) i++;
        else if (value.s[i] == '"') quoted = !quoted;
        else if (!quoted && strchr("([{", value.s[i])) depth++;
        else if (!quoted && strchr(")]}", value.s[i]) && --depth < 0) return false;   /* the block ends on this line */
    }
    return depth == 0 && !quoted;
}

bool github_suggestion(struct buf *out, struct arena *arena, const struct report *report, const struct finding *f)
{
    struct value fix, set;
    struct line_finder hint = {0, 0};
    if (!f->rule->fix || !f->file || !f->line || !report->source || !json_read(arena, str_of(f->rule->fix), NULL, &fix, NULL, NULL)) return false;
    set = value_field(fix, "set");
    if (!value_is_object(set) || value_len(set) != 1 || !value_is_string(value_pairs(set)[0].key)) return false;
    const char *attribute = value_cstr(value_pairs(set)[0].key);
    const struct resource_place *place = resource_place(f->resource, attribute);
    if (!place || strcmp(place->path, attribute) != 0 || place->line != f->line || place->end_line != f->line) return false;
    struct str line = report_line(report->source(report->source_context, f->file), f->line, &hint), trimmed = str_trim(line), name = str_of(attribute), comment;
    if (!line.s || !str_has_prefix(trimmed, name) || str_find(line, STR("```"), 0) != SIZE_MAX) return false;
    size_t at = (size_t)(trimmed.s - line.s) + name.len;
    while (at < line.len && (line.s[at] == ' ' || line.s[at] == '\t')) at++;
    if (at >= line.len || line.s[at] != '=') return false;
    for (at++; at < line.len && (line.s[at] == ' ' || line.s[at] == '\t'); at++) {}
    struct str value = {line.s + at, line.len - at};
    if (!split_comment(value, &comment)) return false;
    struct str old = str_trim((struct str){value.s, (size_t)(comment.s - value.s)});
    if (!is_whole(old)) return false;
    buf_puts(out, "```suggestion\n");
    buf_add(out, line.s, at);
    if (!put_scalar(out, value_pairs(set)[0].value)) return false;
    if (comment.len) buf_printf(out, " %.*s", (int)comment.len, comment.s);
    return buf_puts(out, "\n```\n");
}

/* --- comments --- */

static void put_rule(struct buf *out, const struct rule *rule)
{
    const char *other = rule_alias(rule, "checkov");
    buf_printf(out, "**%s** ", severity_name(rule->severity));
    report_markdown(out, rule->id);
    if (other) {
        buf_puts(out, " (");
        report_markdown(out, other);
        buf_puts(out, ")");
    }
}

void github_comment(struct buf *out, const struct report *report, const struct github_group *group)
{
    const struct finding *first = group->findings[0];
    struct arena *arena = arena_new(0);
    struct buf suggestion = buf_new(GITHUB_BODY_MAX);
    put_mark(out, first->fingerprint, str_of(first->rule->id), false);
    put_rule(out, first->rule);
    buf_puts(out, ": ");
    report_markdown(out, first->rule->title);
    buf_puts(out, "\n\n");
    for (size_t i = 0; i < group->n && i < NAMED_MAX; i++) {
        buf_puts(out, "- ");
        report_markdown(out, group->findings[i]->resource->address);
        buf_puts(out, ": ");
        report_markdown(out, report_why(group->findings[i]));
        buf_puts(out, "\n");
    }
    if (group->n > NAMED_MAX) buf_printf(out, "- and %zu more at this place\n", group->n - NAMED_MAX);
    buf_puts(out, "\nWhy: ");
    report_markdown(out, first->rule->description);
    buf_puts(out, "\n\nFix: ");
    report_markdown(out, first->rule->advice);
    buf_puts(out, "\n");
    if (arena && group->exact && github_suggestion(&suggestion, arena, report, first) && !suggestion.failed) {
        buf_puts(out, "\n");
        buf_add(out, suggestion.s, suggestion.len);
    }
    buf_free(&suggestion);
    arena_free(arena);
}

void github_gone(struct buf *out, const char *fingerprint, struct str rule, struct str text)
{
    put_mark(out, fingerprint, rule, true);
    buf_puts(out, "**Resolved**: this finding is gone.\n\n<details><summary>What it said</summary>\n\n");
    size_t from = str_find(text, STR("-->\n"), 0), to = str_find(text, STR("```suggestion"), 0);   /* a suggestion could still be applied */
    from = from == SIZE_MAX ? 0 : from + 4;
    if (to == SIZE_MAX) to = text.len;
    if (from < to) buf_add_str(out, str_trim((struct str){text.s + from, to - from}));
    buf_puts(out, "\n\n</details>\n");
}

/* --- the review --- */

static void put_row(struct buf *out, const struct report *report, const struct github_group *group)
{
    const struct finding *f = group->findings[0];
    char path[4096];
    buf_printf(out, "| %s | ", severity_name(f->rule->severity));
    report_markdown(out, f->rule->id);
    if (rule_alias(f->rule, "checkov")) buf_printf(out, " (%s)", rule_alias(f->rule, "checkov"));
    buf_puts(out, " | ");
    report_markdown(out, f->resource->address);
    if (group->n > 1) buf_printf(out, " and %zu more", group->n - 1);
    buf_puts(out, " | ");
    report_markdown(out, group->path ? group->path : report_path(report, f->file, path));
    if (f->line) buf_printf(out, ":%u", f->line);
    buf_puts(out, " | ");
    report_markdown(out, report_why(f));
    buf_puts(out, " |\n");
}

void github_summary(struct buf *out, const struct report *report, const struct github_group *groups, size_t n, size_t elsewhere)
{
    size_t rows = 0;
    buf_printf(out, GITHUB_REVIEW_MARK "\n## Rampart: %zu failed, %zu passed, %zu unknown, %zu skipped\n\n%zu resources in %zu files, %zu rules\n",
               report->counts[VERDICT_FAIL], report->counts[VERDICT_PASS], report->counts[VERDICT_UNKNOWN], report->counts[VERDICT_SKIPPED], report->resources,
               report->files, report->rules);
    if (report->messages.len) buf_printf(out, "\n%zu messages on what was not read, not known or not as it seems: see the report.\n", report->messages.len);
    if (elsewhere == 0) return;
    buf_printf(out, "\n### Outside the changed lines (%zu)\n\n| severity | rule | resource | place | reason |\n| --- | --- | --- | --- | --- |\n", elsewhere);
    for (int severity = SEVERITIES - 1; severity >= 0; severity--) {
        for (size_t i = 0; i < n && rows < ROWS_MAX && out->len < TEXT_MAX - 8192; i++) {
            if (groups[i].line || groups[i].comment || (int)groups[i].findings[0]->rule->severity != severity) continue;
            put_row(out, report, &groups[i]);
            rows++;
        }
    }
    if (rows < elsewhere) buf_printf(out, "\nand %zu more: see the report.\n", elsewhere - rows);
}
