#include "finding/finding.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

SAID(ERROR_CODE_DEFINE)
const struct error_code *const said_codes[] = {SAID(ERROR_CODE_ROW) NULL};

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[VERDICTS] = {"pass", "fail", "unknown", "skipped"};
    return names[verdict];
}

bool report_say(struct report *report, enum message_level level, bool incomplete, const char *code, const char *file, uint32_t line, uint32_t column,
                const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct message *message = vec_push(report->arena, &report->messages);
    if (!message) return false;
    *message = (struct message){level, code, arena_strdup(report->arena, text), NULL, file ? arena_strdup(report->arena, file) : NULL, line, column, incomplete};
    return message->text != NULL;
}

/* SHA-256 of what does not move when lines do, cut to 128 bits. */
void finding_fingerprint(struct finding *f)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    char text[8192];
    const char *root = f->resource->origin == RESOURCE_FROM_HCL && f->resource->root ? f->resource->root : "";
    int len = snprintf(text, sizeof text, "%s\n%s\n%s", f->rule->id, root, f->resource->address);
    if (len < 0) len = 0;
    if (len >= (int)sizeof text) len = sizeof text - 1;
    if (!EVP_Digest(text, (size_t)len, digest, &n, EVP_sha256(), NULL)) memset(digest, 0, sizeof digest);
    for (int i = 0; i < 16; i++) snprintf(f->fingerprint + 2 * i, 3, "%02x", digest[i]);
}

static int text_order(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : ""); }

static int by_place(const void *a, const void *b)
{
    const struct finding *x = (const struct finding *)a, *y = (const struct finding *)b;
    int c = text_order(x->resource->file, y->resource->file);
    if (c == 0) c = (x->resource->line > y->resource->line) - (x->resource->line < y->resource->line);
    if (c == 0) c = strcmp(x->resource->address, y->resource->address);
    if (c == 0) c = text_order(x->resource->root, y->resource->root);
    return c ? c : strcmp(x->rule->id, y->rule->id);
}

static int message_order(const void *a, const void *b)
{
    const struct message *x = (const struct message *)a, *y = (const struct message *)b;
    int c = text_order(x->file, y->file);
    if (c == 0) c = (x->line > y->line) - (x->line < y->line);
    if (c == 0) c = (x->column > y->column) - (x->column < y->column);
    if (c == 0) c = strcmp(x->code, y->code);
    return c ? c : strcmp(x->text, y->text);
}

bool report_finish(struct report *report)
{
    memset(report->counts, 0, sizeof report->counts);
    memset(report->failed_by_severity, 0, sizeof report->failed_by_severity);
    for (size_t i = 0; i < report->findings.len; i++) {
        struct finding *f = &report->findings.items[i];
        finding_fingerprint(f);
        report->counts[f->verdict]++;
        if (f->verdict == VERDICT_FAIL) report->failed_by_severity[f->rule->severity]++;
    }
    if (report->findings.len) qsort(report->findings.items, report->findings.len, sizeof *report->findings.items, by_place);
    if (report->messages.len) qsort(report->messages.items, report->messages.len, sizeof *report->messages.items, message_order);
    return true;
}
