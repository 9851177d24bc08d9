#include "base/utf8.h"
#include "report/report.h"

/* XML text: the five entities; what XML 1.0 cannot hold becomes U+FFFD. */
static void xml(struct buf *out, const char *s)
{
    size_t n, len = strlen(s);
    for (size_t i = 0; i < len; i += n) {
        uint32_t rune = utf8_decode(s + i, len - i, &n);
        bool allowed = rune == '\t' || rune == '\n' || rune == '\r' || (rune >= 0x20 && rune != 0xFFFE && rune != 0xFFFF);
        if (rune == '<') buf_puts(out, "&lt;");
        else if (rune == '>') buf_puts(out, "&gt;");
        else if (rune == '&') buf_puts(out, "&amp;");
        else if (rune == '"') buf_puts(out, "&quot;");
        else if (rune == '\n') buf_puts(out, "&#10;");
        else if (allowed) buf_add(out, s + i, n);
        else buf_puts(out, "\xEF\xBF\xBD");
    }
}

/* Inside a comment XML wants no two hyphens in a row; a team may name its rules so. */
static void comment(struct buf *out, const char *s)
{
    for (const char *next; (next = strstr(s, "--")) != NULL; s = next + 1) buf_printf(out, "%.*s- ", (int)(next - s), s);
    xml(out, s);
}

static void test_case(struct buf *out, const struct report *report, const struct finding *f)
{
    char path[4096];
    const char *file = f->file ? report_path(report, f->file, path) : "";
    buf_puts(out, "    <testcase name=\"");
    xml(out, f->rule->title);
    buf_puts(out, "\" classname=\"");
    xml(out, file);
    buf_add_char(out, '.');
    xml(out, f->resource->address);
    buf_puts(out, "\" file=\"");
    xml(out, file);
    buf_puts(out, "\">\n");
    if (f->verdict == VERDICT_FAIL) {
        buf_puts(out, "      <failure type=\"failure\" message=\"");
        xml(out, report_why(f));
        buf_puts(out, "\">");
        for (size_t i = 0; i < f->n_reasons; i++) {
            xml(out, f->reasons[i].message);
            buf_puts(out, "\n");
        }
        buf_printf(out, "%s:%u-%u\nSeverity: %s\nFix: ", file, f->line, f->end_line, severity_upper(f->rule->severity));
        xml(out, f->rule->advice);
        buf_puts(out, "</failure>\n");
    } else if (f->verdict != VERDICT_PASS) {
        buf_puts(out, "      <skipped type=\"skipped\" message=\"");
        xml(out, f->verdict == VERDICT_UNKNOWN ? "not known before apply" : f->skip_reason ? f->skip_reason : "");
        buf_puts(out, "\"/>\n");
    }
    buf_puts(out, "    </testcase>\n");
}

void report_write_junit(struct buf *out, const struct report *report, const struct report_style *style)
{
    size_t skipped = report->counts[VERDICT_SKIPPED] + report->counts[VERDICT_UNKNOWN], errors = 0;
    for (size_t i = 0; i < report->messages.len; i++) errors += report->messages.items[i].level == MESSAGE_ERROR;
    size_t total = report->findings.len + errors;
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buf_printf(out, "<testsuites disabled=\"0\" errors=\"%zu\" failures=\"%zu\" tests=\"%zu\" time=\"0.0\">\n", errors, report->counts[VERDICT_FAIL], total);
    buf_printf(out, "  <testsuite name=\"%s\" disabled=\"0\" errors=\"%zu\" failures=\"%zu\" skipped=\"%zu\" tests=\"%zu\" time=\"0\">\n",
               report->is_plan ? "terraform_plan scan" : "terraform scan", errors, report->counts[VERDICT_FAIL], skipped, total);
    for (size_t i = 0; i < report->findings.len; i++) {
        buf_printf(out, "    <!-- [%s] ", severity_upper(report->findings.items[i].rule->severity));
        comment(out, report_checkov_id(report->findings.items[i].rule));
        buf_puts(out, " -->\n");
        test_case(out, report, &report->findings.items[i]);
    }
    for (size_t i = 0; i < report->messages.len; i++) {
        const struct message *m = &report->messages.items[i];
        if (m->level != MESSAGE_ERROR) continue;
        buf_puts(out, "    <testcase name=\"");
        xml(out, m->code);
        buf_puts(out, "\" classname=\"");
        xml(out, m->file ? m->file : "");
        buf_puts(out, "\">\n      <error type=\"error\" message=\"");
        xml(out, m->text);
        buf_puts(out, "\"/>\n    </testcase>\n");
    }
    buf_puts(out, "    <system-out>");
    for (size_t i = 0; i < report->messages.len; i++) {
        xml(out, report->messages.items[i].text);
        buf_puts(out, "\n");
    }
    buf_puts(out, "</system-out>\n  </testsuite>\n</testsuites>\n");
}
