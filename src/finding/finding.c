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

static int place_order(const struct resource *x, const struct resource *y)
{
    if (x == y) return 0;
    int c = text_order(x->file, y->file);
    if (c == 0) c = (x->line > y->line) - (x->line < y->line);
    if (c == 0) c = strcmp(x->address, y->address);
    return c ? c : text_order(x->root, y->root);
}

static int by_place(const void *a, const void *b)
{
    const struct finding *x = (const struct finding *)a, *y = (const struct finding *)b;
    int c = place_order(x->resource, y->resource);
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

/* Findings come resource by resource, and there are some four of each: the resources are put in order, then each one's findings. False: memory, or two
 * resources that only their rules tell apart. */
struct group { const struct finding *first; size_t n; };

static int by_resource(const void *a, const void *b)
{
    const struct finding *x = ((const struct group *)a)->first, *y = ((const struct group *)b)->first;
    return place_order(x->resource, y->resource);
}

static bool sort_by_group(struct finding *findings, size_t n)
{
    struct finding *sorted = (struct finding *)malloc((n + 1) * sizeof *sorted);
    struct group *groups = (struct group *)malloc((n + 1) * sizeof *groups);
    size_t n_groups = 0, at = 0;
    bool ok = sorted && groups;
    for (size_t i = 0; i < n && ok; i++) {
        if (i == 0 || findings[i].resource != findings[i - 1].resource) groups[n_groups++] = (struct group){&findings[i], 0};
        groups[n_groups - 1].n++;
    }
    if (ok && n_groups) qsort(groups, n_groups, sizeof *groups, by_resource);
    for (size_t i = 1; i < n_groups && ok; i++) ok = by_resource(&groups[i - 1], &groups[i]) != 0;
    for (size_t i = 0; i < n_groups && ok; i++) {
        memcpy(sorted + at, groups[i].first, groups[i].n * sizeof *sorted);
        qsort(sorted + at, groups[i].n, sizeof *sorted, by_place);
        at += groups[i].n;
    }
    if (ok && n) memcpy(findings, sorted, n * sizeof *findings);
    free(sorted);
    free(groups);
    return ok;
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
    if (!sort_by_group(report->findings.items, report->findings.len) && report->findings.len)
        qsort(report->findings.items, report->findings.len, sizeof *report->findings.items, by_place);
    if (report->messages.len) qsort(report->messages.items, report->messages.len, sizeof *report->messages.items, message_order);
    return true;
}
