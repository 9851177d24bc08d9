/* report/github.c: the review: read what stands on the pull request, bring our earlier comments up to date, post what is new. See github.h. */
#include "report/github.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "report/emit.h"

GITHUB_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const github_errors[] = {GITHUB_ERRORS(ERROR_CODE_ROW) NULL};

#define FILE_PAGES_MAX 30      /* GitHub lists at most 3,000 files */
#define PAGES_MAX 50
#define NEW_MAX 50             /* comments in one review; the rest go into the table */

/* A comment of ours that an earlier run left. */
struct earlier { uint64_t id, line; char fingerprint[33]; struct str rule, body; const char *path; bool gone, used; };

struct review {
    struct arena *arena;
    const struct report *report;
    const struct github *github;
    struct github_done *done;
    struct error *err;
    struct map lines;                                   /* path → struct github_lines */
    VEC(struct earlier) earlier;
    struct map by_fingerprint;                          /* → index into earlier + 1 */
    uint64_t review;                                    /* ours of an earlier run; 0: none */
    struct str review_body;
    VEC(struct github_group) groups;
};

/* --- calls --- */

static bool refused(struct review *r, const char *what, const struct github_answer *answer)
{
    struct value body, message = VALUE_NONE;
    if (answer->status && json_read(r->arena, answer->body, NULL, &body, NULL, NULL)) message = value_field(body, "message");
    struct str why = value_is_string(message) ? value_str(message) : answer->status ? (struct str){"", 0} : answer->body;
    if (answer->status == 0) return error_set(r->err, &GITHUB_ERR, "cannot %s: %.*s", what, (int)(why.len < 300 ? why.len : 300), why.s);
    error_set(r->err, &GITHUB_ERR, "cannot %s: GitHub answers %d%s%.*s", what, answer->status, why.len ? ", " : "", (int)(why.len < 300 ? why.len : 300), why.s);
    if (answer->status == 401 || answer->status == 403 || answer->status == 404) error_help(r->err, "the job needs 'permissions: pull-requests: write'");
    return false;
}

static bool ask(struct review *r, enum github_call call, uint64_t id, struct str body, struct github_answer *out)
{
    struct github_request request = {call, id, body};
    *out = (struct github_answer){0, {"no answer", 9}};
    return r->github->ask(r->github->context, r->arena, &request, out) || error_no_memory(r->err);
}

/* Every entry of a list, page by page. */
static bool each(struct review *r, enum github_call call, const char *what, unsigned pages, bool (*take)(struct review *r, struct value entry))
{
    for (unsigned page = 1; page <= pages; page++) {
        struct github_answer answer;
        struct value list;
        if (!ask(r, call, page, (struct str){"", 0}, &answer)) return false;
        if (answer.status != 200) return refused(r, what, &answer);
        if (!json_read(r->arena, answer.body, NULL, &list, NULL, NULL) || !value_is_array(list)) return error_set(r->err, &GITHUB_ERR, "cannot %s: the answer is no list", what);
        for (size_t i = 0; i < value_len(list); i++)
            if (!take(r, value_items(list)[i])) return error_no_memory(r->err);
        if (value_len(list) < GITHUB_PAGE) break;
    }
    return true;
}

static bool number_of(struct value v, uint64_t *out)
{
    int64_t n;
    if (!value_is_number(v) || !value_number_to_int64(v, &n) || n <= 0) return false;
    *out = (uint64_t)n;
    return true;
}

static bool take_file(struct review *r, struct value entry)
{
    struct value name = value_field(entry, "filename"), patch = value_field(entry, "patch");
    if (!value_is_string(name) || !value_is_string(patch)) return true;   /* binary, or too long to be shown */
    struct github_lines *lines = (struct github_lines *)arena_zero(r->arena, sizeof *lines);
    return lines && github_read_patch(r->arena, value_str(patch), lines) && map_set(r->arena, &r->lines, value_str(name), lines);
}

static bool take_comment(struct review *r, struct value entry)
{
    struct value body = value_field(entry, "body"), path = value_field(entry, "path");
    struct earlier e = {.path = value_is_string(path) ? value_cstr(path) : ""};
    if (!value_is_string(body) || !number_of(value_field(entry, "id"), &e.id) || !github_mark(value_str(body), e.fingerprint, &e.rule, &e.gone)) return true;
    e.body = value_str(body);
    if (!number_of(value_field(entry, "line"), &e.line)) e.line = 0;   /* null: the line is no longer in the diff */
    struct earlier *at = vec_push(r->arena, &r->earlier);
    const char *key = at ? arena_strdup(r->arena, e.fingerprint) : NULL;
    if (!key) return false;
    *at = e;
    return map_has(&r->by_fingerprint, str_of(key)) || map_set(r->arena, &r->by_fingerprint, str_of(key), (void *)(uintptr_t)r->earlier.len);
}

static bool take_review(struct review *r, struct value entry)
{
    struct value body = value_field(entry, "body"), state = value_field(entry, "state");
    if (r->review || !value_is_string(body) || !str_has_prefix(value_str(body), STR(GITHUB_REVIEW_MARK))) return true;
    if (value_is_string(state) && str_is(value_str(state), "PENDING")) return true;
    if (number_of(value_field(entry, "id"), &r->review)) r->review_body = value_str(body);
    return true;
}

/* --- findings → groups --- */

static int by_rule_and_place(const void *a, const void *b)
{
    const struct finding *x = *(const struct finding *const *)a, *y = *(const struct finding *const *)b;
    int c = strcmp(x->file ? x->file : "", y->file ? y->file : "");
    if (c == 0) c = (x->line > y->line) - (x->line < y->line);
    if (c == 0) c = strcmp(x->rule->id, y->rule->id);
    if (c == 0) c = strcmp(x->resource->address, y->resource->address);
    return c ? c : strcmp(x->fingerprint, y->fingerprint);
}

static bool same_place(const struct finding *x, const struct finding *y)
{
    return x->file && y->file && x->line && x->line == y->line && strcmp(x->file, y->file) == 0 && strcmp(x->rule->id, y->rule->id) == 0;
}

static bool make_groups(struct review *r)
{
    const struct finding **failed = (const struct finding **)arena_array(r->arena, r->report->findings.len + 1, sizeof *failed);
    size_t n = 0;
    if (!failed) return false;
    for (size_t i = 0; i < r->report->findings.len; i++)
        if (r->report->findings.items[i].verdict == VERDICT_FAIL) failed[n++] = &r->report->findings.items[i];
    if (n) qsort(failed, n, sizeof *failed, by_rule_and_place);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && same_place(failed[from], failed[to]);) to++;
        struct github_group *group = vec_push(r->arena, &r->groups);
        if (!group) return false;
        char path[4096];
        const char *file = failed[from]->file ? report_path(r->report, failed[from]->file, path) : NULL;
        *group = (struct github_group){failed + from, to - from, file ? r->github->path(r->github->context, r->arena, file) : NULL, 0, false, 0};
        const struct github_lines *lines = group->path ? (const struct github_lines *)map_get(&r->lines, str_of(group->path)) : NULL;
        if (!lines) continue;
        struct str source = r->report->source ? r->report->source(r->report->source_context, failed[from]->file) : (struct str){"", 0};
        group->line = github_place(lines, source, failed[from]->line, failed[from]->end_line, &group->exact);
    }
    return true;
}

/* --- earlier comments --- */

/* An editor's line ends and the white space at the end are no change. */
static bool same_text(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    a = str_trim(a), b = str_trim(b);
    while (i < a.len || k < b.len) {
        if (i < a.len && a.s[i] == '\r') i++;
        else if (k < b.len && b.s[k] == '\r') k++;
        else if (i >= a.len || k >= b.len || a.s[i++] != b.s[k++]) return false;
    }
    return true;
}

/* {"body": text} */
static bool edit(struct review *r, enum github_call call, uint64_t id, const struct buf *text, struct github_answer *out)
{
    struct buf json = buf_new(GITHUB_BODY_MAX);
    struct emitter e = {.out = &json};
    emit_open(&e, NULL, '{');
    emit_text(&e, "body", text->s);
    emit_close(&e, '}');
    bool ok = json.failed || text->failed ? error_no_memory(r->err) : ask(r, call, id, (struct str){json.s, json.len}, out);
    buf_free(&json);
    return ok;
}

/* The earlier comment that is about one of the group's findings, not yet claimed by another group. */
static struct earlier *earlier_of(struct review *r, const struct github_group *group)
{
    for (size_t i = 0; i < group->n; i++) {
        uintptr_t found = (uintptr_t)map_get(&r->by_fingerprint, str_of(group->findings[i]->fingerprint));
        if (found && !r->earlier.items[found - 1].used) return &r->earlier.items[found - 1];
    }
    return NULL;
}

/* A comment that is not ours to change is left alone: anyone can write our mark, and must not silence a finding by it. */
static bool update(struct review *r, struct github_group *group)
{
    struct earlier *e = earlier_of(r, group);
    struct github_answer answer;
    struct buf text = buf_new(GITHUB_BODY_MAX);
    if (!e) return true;
    e->used = true;
    group->comment = e->id;
    group->exact = group->exact && group->line && e->line == group->line;   /* a suggestion replaces the line the comment stands at */
    github_comment(&text, r->report, group);
    bool ok = true;
    if (text.failed) ok = error_no_memory(r->err);
    else if (!same_text((struct str){text.s, text.len}, e->body)) {
        ok = edit(r, GITHUB_EDIT_COMMENT, e->id, &text, &answer);
        if (ok && (answer.status == 403 || answer.status == 404)) group->comment = 0;
        else if (ok && answer.status != 200) ok = refused(r, "bring a comment up to date", &answer);
        else if (ok) r->done->updated++;
    }
    buf_free(&text);
    return ok;
}

/* Could this run have found it? Another job may judge other folders by other rules. */
static bool would_have_found(struct review *r, const struct earlier *e)
{
    const char *root = r->report->root && *r->report->root ? r->report->root : ".";
    const char *folder = r->github->path(r->github->context, r->arena, root);
    bool ran = r->github->policies && memchr(e->rule.s, '.', e->rule.len) != NULL;
    for (size_t i = 0; i < r->report->n_ran && !ran; i++) ran = str_is(e->rule, r->report->ran[i]->id);
    if (!ran || !folder) return false;
    size_t n = strlen(folder);
    return n == 0 || (strncmp(e->path, folder, n) == 0 && (e->path[n] == '/' || e->path[n] == '\0' || folder[n - 1] == '/'));
}

static bool mark_gone(struct review *r)
{
    struct map failing = {0};
    for (size_t i = 0; i < r->report->findings.len; i++) {
        const struct finding *f = &r->report->findings.items[i];
        if (f->verdict == VERDICT_FAIL && !map_set(r->arena, &failing, str_of(f->fingerprint), (void *)1)) return error_no_memory(r->err);
    }
    for (size_t i = 0; i < r->earlier.len; i++) {
        struct earlier *e = &r->earlier.items[i];
        struct github_answer answer;
        if (e->used || e->gone || map_has(&failing, str_of(e->fingerprint)) || !would_have_found(r, e)) continue;
        struct buf text = buf_new(GITHUB_BODY_MAX);
        github_gone(&text, e->fingerprint, e->rule, e->body);
        bool ok = edit(r, GITHUB_EDIT_COMMENT, e->id, &text, &answer);
        buf_free(&text);
        if (!ok) return false;
        if (answer.status == 403 || answer.status == 404) continue;   /* somebody else's, or deleted meanwhile */
        if (answer.status != 200) return refused(r, "mark a comment whose finding is gone", &answer);
        r->done->gone++;
    }
    return true;
}

/* --- the review --- */

static void put_comments(struct emitter *e, struct review *r)
{
    emit_open(e, "comments", '[');
    for (size_t i = 0; i < r->groups.len; i++) {
        const struct github_group *group = &r->groups.items[i];
        if (group->comment || !group->line) continue;
        struct buf text = buf_new(GITHUB_BODY_MAX);
        github_comment(&text, r->report, group);
        emit_open(e, NULL, '{');
        emit_text(e, "path", group->path);
        emit_number(e, "line", group->line);
        emit_text(e, "side", "RIGHT");
        emit_text(e, "body", text.s ? text.s : "");
        emit_close(e, '}');
        if (text.failed) e->out->failed = true;
        buf_free(&text);
    }
    emit_close(e, ']');
}

static bool post(struct review *r, const char *body, struct github_answer *out)
{
    struct buf json = buf_new(GITHUB_BODY_MAX);
    struct emitter e = {.out = &json};
    emit_open(&e, NULL, '{');
    if (r->github->commit) emit_text(&e, "commit_id", r->github->commit);
    emit_text(&e, "event", "COMMENT");
    emit_text(&e, "body", body);
    put_comments(&e, r);
    emit_close(&e, '}');
    bool ok = json.failed ? error_no_memory(r->err) : ask(r, GITHUB_POST_REVIEW, 0, (struct str){json.s, json.len}, out);
    buf_free(&json);
    return ok;
}

/* The gravest stay comments, the rest goes into the table. Counts both. */
static void ration(struct review *r, size_t *fresh, size_t *elsewhere)
{
    *fresh = *elsewhere = 0;
    for (int severity = SEVERITIES - 1; severity >= 0; severity--) {
        for (size_t i = 0; i < r->groups.len; i++) {
            struct github_group *group = &r->groups.items[i];
            if (group->comment || (int)group->findings[0]->rule->severity != severity) continue;
            if (*fresh >= NEW_MAX) group->line = 0;
            if (group->line) (*fresh)++;
            else (*elsewhere)++;
        }
    }
}

/* The review of an earlier run gets the table of today. False with *mine false: it is not ours to change. */
static bool refresh(struct review *r, const struct buf *summary, bool *mine)
{
    struct github_answer answer;
    *mine = true;
    if (same_text(r->review_body, (struct str){summary->s, summary->len})) return true;
    if (!edit(r, GITHUB_EDIT_REVIEW, r->review, summary, &answer)) return false;
    *mine = answer.status == 200;
    return *mine || answer.status == 403 || answer.status == 404 || refused(r, "bring the review up to date", &answer);
}

static bool post_summary(struct review *r, bool lines_refused)
{
    size_t fresh, elsewhere;
    struct github_answer answer;
    struct buf summary = buf_new(GITHUB_BODY_MAX);
    bool mine = false, ok = true;
    char more[160];
    ration(r, &fresh, &elsewhere);
    github_summary(&summary, r->report, r->groups.items, r->groups.len, elsewhere);
    if (summary.failed) ok = error_no_memory(r->err);
    if (ok && r->review) ok = refresh(r, &summary, &mine);
    if (ok && (fresh || (!mine && elsewhere))) {
        snprintf(more, sizeof more, "Rampart: %zu new %s.", fresh, fresh == 1 ? "finding" : "findings");
        ok = post(r, mine ? more : summary.s, &answer);
        if (ok && answer.status == 422 && fresh && !lines_refused) {   /* the diff has moved on: better in the table than not at all */
            for (size_t i = 0; i < r->groups.len; i++) r->groups.items[i].line = 0;
            buf_free(&summary);
            r->done->refused_lines = true;
            return post_summary(r, true);
        }
        if (ok && answer.status != 200) ok = refused(r, "post the review", &answer);
        if (ok) r->done->posted = fresh;
    }
    r->done->elsewhere = elsewhere;
    buf_free(&summary);
    return ok;
}

bool github_review(struct arena *arena, const struct report *report, const struct github *github, struct github_done *out, struct error *err)
{
    struct review r = {.arena = arena, .report = report, .github = github, .done = out, .err = err};
    *out = (struct github_done){0};
    if (!each(&r, GITHUB_LIST_FILES, "read the files of the pull request", FILE_PAGES_MAX, take_file) ||
        !each(&r, GITHUB_LIST_COMMENTS, "read the comments of the pull request", PAGES_MAX, take_comment) ||
        !each(&r, GITHUB_LIST_REVIEWS, "read the reviews of the pull request", PAGES_MAX, take_review)) return false;
    if (!make_groups(&r)) return error_no_memory(err);
    for (size_t i = 0; i < r.groups.len; i++)
        if (!update(&r, &r.groups.items[i])) return false;
    return mark_gone(&r) && post_summary(&r, false);
}
