#include "report/report.h"

#include <stdio.h>

/* A format is one row here and one file; nothing else changes. */
const struct report_format report_formats[] = {
    {"cli", "results_cli.txt", "for people: grouped by resource, with the code", report_write_cli},
    {"json", "results_json.json", "Checkov's JSON, with what is unknown or was not read beside it", report_write_json},
    {"sarif", "results_sarif.sarif", "SARIF 2.1.0, for code scanning", report_write_sarif},
    {"junitxml", "results_junitxml.xml", "JUnit XML: a test case a verdict", report_write_junit},
    {"csv", "results_csv.csv", "a line a verdict", report_write_csv},
    {"gitlab_sast", "gl-sast-report.json", "GitLab's SAST report", report_write_gitlab},
    {"markdown", "results_markdown.md", "a table for a pull request", report_write_markdown},
    {"github_failed_only", "results_github_failed_only.md", "the failed ones as a table", report_write_github},
    {NULL, NULL, NULL, NULL},
};

const struct report_format *report_format_find(struct str name)
{
    for (const struct report_format *f = report_formats; f->name; f++)
        if (str_is(name, f->name)) return f;
    return NULL;
}

#define PATH_SIZE 4096

const char *report_path(const struct report *report, const char *file, char *path)
{
    const char *root = report->root;
    while (root && strncmp(root, "./", 2) == 0) root += 2;
    if (!file) return "";
    if (!root || !*root || strcmp(root, ".") == 0 || report->is_plan) return file;
    size_t n = strlen(root);
    snprintf(path, PATH_SIZE, "%s%s%s", root, root[n - 1] == '/' ? "" : "/", file);
    return path;
}

const char *report_checkov_id(const struct rule *rule)
{
    const char *id = rule_alias(rule, "checkov");
    return id ? id : rule->id;
}

const char *report_why(const struct finding *finding) { return finding->n_reasons ? finding->reasons[0].message : finding->rule->title; }

void report_markdown(struct buf *out, const char *s)
{
    for (; *s; s++) {
        if (strchr("|\\`*_[]<>~", *s)) buf_add_char(out, '\\');
        if (*s == '\n' || *s == '\r') buf_add_char(out, ' ');
        else if (*s == '@') buf_puts(out, "&#64;");
        else if (*s == '&') buf_puts(out, "&amp;");
        else buf_add_char(out, *s);
    }
}

struct str report_line(struct str text, uint32_t number, struct line_finder *hint)
{
    if (hint->line == 0 || number < hint->line) *hint = (struct line_finder){0, 1};
    while (hint->line < number) {
        const char *end = hint->offset < text.len ? (const char *)memchr(text.s + hint->offset, '\n', text.len - hint->offset) : NULL;
        if (!end) return (struct str){NULL, 0};
        hint->offset = (size_t)(end - text.s) + 1;
        hint->line++;
    }
    if (hint->offset >= text.len) return (struct str){NULL, 0};
    const char *end = (const char *)memchr(text.s + hint->offset, '\n', text.len - hint->offset);
    size_t len = (end ? (size_t)(end - text.s) : text.len) - hint->offset;
    if (len && text.s[hint->offset + len - 1] == '\r') len--;
    return (struct str){text.s + hint->offset, len};
}
