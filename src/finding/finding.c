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

#define FINGERPRINTED 8191   /* bytes of the text that count */

/* SHA-256 of what does not move when lines do, cut to 128 bits: rule, address and root module. There may be a million findings: the digest and its
 * context are the caller's, and nothing here is formatted. */
static bool fingerprint(struct finding *f, EVP_MD_CTX *context, const EVP_MD *sha256)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    const char *root = f->resource->origin == RESOURCE_FROM_HCL && f->resource->root ? f->resource->root : "";
    const char *parts[] = {f->rule->id, "\n", root, "\n", f->resource->address};
    size_t room = FINGERPRINTED;
    bool ok = EVP_DigestInit_ex(context, sha256, NULL);
    for (size_t i = 0; i < COUNT_OF(parts) && ok; i++) {
        size_t len = strlen(parts[i]), counted = len < room ? len : room;
        ok = EVP_DigestUpdate(context, parts[i], counted);
        room -= counted;
    }
    if (!ok || !EVP_DigestFinal_ex(context, digest, NULL)) return false;
    for (int i = 0; i < 16; i++) {
        f->fingerprint[2 * i] = hex[digest[i] >> 4];
        f->fingerprint[2 * i + 1] = hex[digest[i] & 15];
    }
    f->fingerprint[32] = '\0';
    return true;
}

static bool fingerprints(struct report *report)
{
    EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool ok = sha256 && context;
    for (size_t i = 0; i < report->findings.len && ok; i++) ok = fingerprint(&report->findings.items[i], context, sha256);
    EVP_MD_CTX_free(context);
    EVP_MD_free(sha256);
    return ok;
}

static int text_order(const char *a, const char *b) { return a == b ? 0 : strcmp(a ? a : "", b ? b : ""); }

static int by_place(const void *a, const void *b)
{
    const struct finding *x = (const struct finding *)a, *y = (const struct finding *)b;
    if (x->resource == y->resource) return strcmp(x->rule->id, y->rule->id);
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
    if (!fingerprints(report)) return false;
    for (size_t i = 0; i < report->findings.len; i++) {
        struct finding *f = &report->findings.items[i];
        report->counts[f->verdict]++;
        if (f->verdict == VERDICT_FAIL) report->failed_by_severity[f->rule->severity]++;
    }
    if (report->findings.len) qsort(report->findings.items, report->findings.len, sizeof *report->findings.items, by_place);
    if (report->messages.len) qsort(report->messages.items, report->messages.len, sizeof *report->messages.items, message_order);
    return true;
}
