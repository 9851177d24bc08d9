/* cli/scan_baseline.c: findings that were there before and do not count. The file has Checkov's shape, so that its baselines are read:
 *   {"failed_checks": [{"file": "/main.tf", "findings": [{"resource": "aws_s3_bucket.b", "check_ids": ["CKV_AWS_18"]}]}]} */
#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "cli/scan.h"
#include "report/emit.h"

static bool same_file(struct value named, const char *file)
{
    if (!value_is_string(named) || !file) return false;
    const char *a = value_cstr(named);
    while (*a == '/') a++;
    while (*file == '/') file++;
    return strcmp(a, file) == 0;
}

static bool names_rule(struct value ids, const struct rule *rule)
{
    for (size_t i = 0; value_is_array(ids) && i < value_len(ids); i++)
        if (value_is_string(value_items(ids)[i]) && rule_matches(rule, value_str(value_items(ids)[i]))) return true;
    return false;
}

static bool covers(struct value baseline, const struct finding *f)
{
    struct value files = value_field(baseline, "failed_checks");
    for (size_t i = 0; value_is_array(files) && i < value_len(files); i++) {
        struct value entry = value_items(files)[i], findings = value_field(entry, "findings");
        if (!same_file(value_field(entry, "file"), f->resource->file)) continue;
        for (size_t k = 0; value_is_array(findings) && k < value_len(findings); k++) {
            struct value resource = value_field(value_items(findings)[k], "resource");
            if (value_is_string(resource) && str_is(value_str(resource), f->resource->address) && names_rule(value_field(value_items(findings)[k], "check_ids"), f->rule))
                return true;
        }
    }
    return false;
}

static bool load(struct arena *arena, const char *path, struct value *out, struct error *err)
{
    struct str text;
    if (!io_read_file(arena, path, 0, &text, err)) return false;
    if (!json_read(arena, text, NULL, out, NULL, err)) return error_in_file(err, str_of(path));
    if (value_is_array(value_field(*out, "failed_checks"))) return true;
    error_set(err, &CLI_ERR_FLAG, "a baseline has a list 'failed_checks'");
    return error_in_file(err, str_of(path));
}

bool scan_baseline_apply(const char *path, const struct base_tree *base, struct report *report, struct error *err)
{
    struct value baseline, before = VALUE_NULL_;
    if (!load(report->arena, path, &baseline, err)) return false;
    const char *copy = base ? base_tree_path(report->arena, base, path) : NULL;
    bool outside = base && !copy;   /* of the repository: no pull request can change it */
    if (copy && access(copy, R_OK) == 0 && !load(report->arena, copy, &before, err)) return false;
    for (size_t i = 0; i < report->findings.len; i++) {
        struct finding *f = &report->findings.items[i];
        if (f->verdict != VERDICT_FAIL || !covers(baseline, f)) continue;
        if (base && !outside && !covers(before, f)) {
            if (!report_say(report, MESSAGE_WARNING, false, SAID_SKIP_NEW.name, f->file, f->line, 0, "the baseline's entry of '%s' for %s is new: it does not count before it is on %s",
                            f->rule->id, f->resource->address, base->ref)) return error_no_memory(err);
            continue;
        }
        f->verdict = VERDICT_SKIPPED;
        f->skipped_by = SKIP_BASELINE;
        f->skip_reason = "in the baseline";
    }
    return true;
}

/* Findings are sorted by file and address: groups stand together. */
bool scan_baseline_write(const char *path, const struct report *report, struct error *err)
{
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    const struct finding *last = NULL;
    char file[4096];
    emit_open(&e, NULL, '{');
    emit_open(&e, "failed_checks", '[');
    for (size_t i = 0; i < report->findings.len; i++) {
        const struct finding *f = &report->findings.items[i];
        if (f->verdict != VERDICT_FAIL) continue;
        bool new_file = !last || strcmp(last->resource->file ? last->resource->file : "", f->resource->file ? f->resource->file : "") != 0;
        bool new_resource = new_file || strcmp(last->resource->address, f->resource->address) != 0;
        if (last && new_resource) {
            emit_close(&e, ']');
            emit_close(&e, '}');
        }
        if (last && new_file) {
            emit_close(&e, ']');
            emit_close(&e, '}');
        }
        if (new_file) {
            snprintf(file, sizeof file, "/%s", f->resource->file ? f->resource->file : "");
            emit_open(&e, NULL, '{');
            emit_text(&e, "file", file);
            emit_open(&e, "findings", '[');
        }
        if (new_resource) {
            emit_open(&e, NULL, '{');
            emit_text(&e, "resource", f->resource->address);
            emit_open(&e, "check_ids", '[');
        }
        emit_text(&e, NULL, report_checkov_id(f->rule));
        last = f;
    }
    for (int i = 0; last && i < 2; i++) {
        emit_close(&e, ']');
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_close(&e, '}');
    bool ok = out.failed ? error_no_memory(err) : io_write_file(path, (struct str){out.s, out.len}, err);
    buf_free(&out);
    return ok;
}
