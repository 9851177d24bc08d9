#include "finding/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/pool.h"
#include "finding/judge_internal.h"
#include "finding/skip.h"

#define SCRATCH_MAX ((size_t)512 << 20)    /* of one rule on one resource */
#define STEPS_MAX ((uint64_t)10000000)
#define TIME_MAX_NS ((uint64_t)10000000000)
#define REASONS_MAX 50                     /* kept of one finding */
#define UNKNOWN_MAX 20

/* --- one rule on one resource --- */

static bool copy_text(struct arena *arena, struct value v, const char **out)
{
    *out = value_is_string(v) ? arena_strndup(arena, value_cstr(v), value_len(v)) : NULL;
    return *out || !value_is_string(v);
}

/* ["ingress", 0, "cidr_blocks"] → ingress[0].cidr_blocks */
static const char *path_of(struct arena *arena, struct value at)
{
    const char *path = "";
    for (size_t i = 0; value_is_array(at) && i < value_len(at) && path; i++) {
        struct value step = value_items(at)[i];
        if (value_is_string(step)) path = resource_path_field(arena, path, value_str(step));
        else if (value_is_small_int(step) && value_small_int(step) >= 0) path = resource_path_index(arena, path, (size_t)value_small_int(step));
    }
    return path;
}

/* A member of `deny`: a text, or {msg, at, resource}. False: memory. */
static bool add_reason(struct worker *w, struct value member, struct finding *f)
{
    struct value text = value_is_string(member) ? member : value_field(member, "msg");
    struct value other = value_field(member, "resource");
    if (f->n_reasons >= REASONS_MAX) return true;
    struct reason *reason = &f->reasons[f->n_reasons];
    *reason = (struct reason){.resource = f->resource};
    if (!copy_text(w->kept, text, &reason->message)) return false;
    if (!reason->message) reason->message = value_is_unknown(text) ? "what is wrong is not known" : "the rule gives no message";
    reason->path = path_of(w->kept, value_field(member, "at"));
    if (value_is_string(other)) {
        const struct resource *named = links_resource(w->judging->base->links, f->resource->root, value_str(other));
        if (named) reason->resource = named;
    }
    f->n_reasons++;
    return reason->path != NULL;
}

/* What the verdict would need to know, beside what is there already. */
static bool add_unknown(struct worker *w, struct value needed, struct finding *f)
{
    if (!value_is_array(needed)) return true;
    const char **refs = (const char **)arena_array(w->kept, UNKNOWN_MAX, sizeof *refs);
    if (!refs) return false;
    for (size_t i = 0; i < f->n_unknown; i++) refs[i] = f->unknown[i];
    f->unknown = refs;
    for (size_t i = 0; i < value_len(needed) && f->n_unknown < UNKNOWN_MAX; i++) {
        const char *ref;
        bool there = false;
        if (!copy_text(w->kept, value_items(needed)[i], &ref)) return false;
        if (!ref) ref = "";
        for (size_t k = 0; k < f->n_unknown && !there; k++) there = strcmp(refs[k], ref) == 0;
        if (!there) refs[f->n_unknown++] = ref;
    }
    return true;
}

static bool take_answer(struct worker *w, const struct rego_document *answer, struct finding *f)
{
    size_t certain = value_is_set(answer->value) ? value_len(answer->value) : 0, maybe = value_is_array(answer->maybe) ? value_len(answer->maybe) : 0;
    size_t n = certain ? certain : maybe;
    f->verdict = certain ? VERDICT_FAIL : maybe || !value_is_none(answer->unknown) ? VERDICT_UNKNOWN : VERDICT_PASS;
    if (n > REASONS_MAX) w->cut = n;
    f->reasons = (struct reason *)arena_array(w->kept, (n < REASONS_MAX ? n : REASONS_MAX) + 1, sizeof *f->reasons);
    if (!f->reasons) return false;
    for (size_t i = 0; i < n; i++) {
        struct value member = certain ? value_items(answer->value)[i] : value_items(value_items(answer->maybe)[i])[0];
        if (!add_reason(w, member, f)) return false;
    }
    return f->verdict != VERDICT_UNKNOWN || add_unknown(w, answer->unknown, f);
}

/* Nobody knows whether the rule is about this resource: what `deny` says holds only if it is. */
static bool take_doubt(struct worker *w, struct value doubt, struct finding *f)
{
    if (value_is_none(doubt)) return true;
    f->verdict = VERDICT_UNKNOWN;
    return add_unknown(w, doubt, f);
}

/* What could not be read again: whatever the rule would say of what was known, nobody knows. */
static bool take_unread(struct worker *w, struct finding *f)
{
    const char **refs = (const char **)arena_array(w->kept, 1, sizeof *refs);
    if (!refs || !(refs[0] = arena_strdup(w->kept, w->resource->unread))) return false;
    f->verdict = VERDICT_UNKNOWN;
    f->unknown = refs, f->n_unknown = 1;
    return true;
}

/* Where to point: the place of the first reason that is about this resource, else the block. */
static void point(struct finding *f)
{
    f->file = f->resource->file;
    f->line = f->resource->line;
    f->end_line = f->resource->end_line;
    for (size_t i = 0; i < f->n_reasons; i++) {
        if (f->reasons[i].resource != f->resource || !f->reasons[i].path || !*f->reasons[i].path) continue;
        const struct resource_place *place = resource_place(f->resource, f->reasons[i].path);
        if (!place) continue;
        f->line = place->line;
        f->end_line = place->end_line;
        f->column = place->column;
        return;
    }
}

static bool say(struct worker *w, struct outcome *out, enum message_level level, bool incomplete, const char *code, uint32_t line, const char *text)
{
    struct message *message = vec_push(w->kept, &out->messages);
    if (!message) return false;
    *message = (struct message){level, code, arena_strdup(w->kept, text), NULL, w->resource->file, line, 0, incomplete};
    return message->text != NULL;
}

static bool evaluate(struct worker *w, int32_t entry, struct rego_document *out, struct error *err)
{
    void *contexts[JUDGE_EXTERNS];
    for (size_t i = 0; i < COUNT_OF(contexts); i++) contexts[i] = w;
    struct rego_settings settings = {.input = w->judging->base->documents[w->number], .unknowns = true, .now_ns = w->judging->now_ns, .extern_contexts = contexts,
                                     .max_steps = w->judging->options->max_steps ? w->judging->options->max_steps : STEPS_MAX, .timeout_ns = TIME_MAX_NS};
    return rego_eval_rule(w->session, entry, w->scratch, &settings, out, err);
}

/* Is the rule about this resource at all? Where that is not known, *doubt is what it depends on, else none. */
static bool applies(struct worker *w, size_t rule, bool *out, struct value *doubt, struct error *err)
{
    struct rego_document answer;
    *out = true, *doubt = VALUE_NONE;
    if (w->judging->program->applies[rule] < 0) return true;
    if (!evaluate(w, w->judging->program->applies[rule], &answer, err)) return false;
    if (value_is_true(answer.value)) return true;
    *out = !value_is_none(answer.unknown) || (value_is_array(answer.maybe) && value_len(answer.maybe));
    if (*out) *doubt = value_is_none(answer.unknown) ? VALUE_NULL_ : answer.unknown;
    return true;
}

/* "why (file:line)" */
static const char *listed_reason(struct arena *arena, const struct skip_entry *entry)
{
    struct str why = entry->reason.len ? entry->reason : STR("named in an ignore file");
    if (entry->line) return arena_printf(arena, "%.*s (%s:%u)", (int)why.len, why.s, entry->source, entry->line);
    return arena_printf(arena, "%.*s (%s)", (int)why.len, why.s, entry->source);
}

/* A skip outside the code; one that may not count is given in *refused, one that has run out in *expired. */
static const struct skip_entry *find_listed(const struct worker *w, size_t rule, const struct skip_entry **refused, struct skip *expired)
{
    const struct listed *listed = &w->judging->listed[rule];
    for (size_t i = 0; i < listed->items.len; i++) {
        const struct skip_entry *entry = listed->items.items[i];
        if (!skip_entry_covers(entry, w->resource)) continue;
        if (skip_entry_expired(entry, w->judging->options->today)) *expired = (struct skip){entry->id, entry->reason, entry->until, 0};
        else if (entry->honoured) return entry;
        else *refused = entry;
    }
    return NULL;
}

static bool say_refused(struct worker *w, struct outcome *out, struct str id, uint32_t line, const char *source)
{
    char text[400];
    snprintf(text, sizeof text, "the skip of '%.*s' for %.150s%s%s is new: it does not count before it is on %.80s or approved", (int)(id.len < 60 ? id.len : 60), id.s,
             w->resource->address, source ? " in " : "", source ? source : "", w->judging->options->skip_base ? w->judging->options->skip_base : "the base");
    return say(w, out, MESSAGE_WARNING, false, SAID_SKIP_NEW.name, line, text);
}

/* Skipped by a comment or file? Says so when a skip has run out, or is new where new ones do not count. */
static bool find_skip(struct worker *w, struct outcome *out, struct finding *f, size_t rule, bool *skipped)
{
    const struct judge_options *o = w->judging->options;
    const struct skip_entry *refused = NULL;
    struct skip skip, expired = {.id = {NULL, 0}};
    bool in_code = skip_find(w->resource, f->rule, o->today, &skip, &expired);
    bool allowed = in_code && (!o->skip_allowed || o->skip_allowed(o->skip_context, w->resource, f->rule));
    const struct skip_entry *entry = allowed ? NULL : find_listed(w, rule, &refused, &expired);
    *skipped = allowed || entry;
    if (*skipped) {
        f->verdict = VERDICT_SKIPPED;
        f->skipped_by = allowed ? SKIP_COMMENT : SKIP_FILE;
        f->skip_reason = allowed ? arena_strndup(w->kept, skip.reason.s, skip.reason.len) : listed_reason(w->kept, entry);
        return f->skip_reason != NULL;
    }
    if (in_code) return say_refused(w, out, skip.id, skip.line, NULL);
    if (refused) return say_refused(w, out, refused->id, 0, refused->source);
    if (!expired.id.s) return true;
    char text[300];
    snprintf(text, sizeof text, "the skip of '%.*s' for %s has run out on %.*s; it counts again", (int)expired.id.len, expired.id.s, w->resource->address,
             (int)expired.until.len, expired.until.s);
    return say(w, out, MESSAGE_WARNING, false, SAID_SKIP_EXPIRED.name, expired.line, text);
}

static bool judge_one(struct worker *w, struct outcome *out, size_t rule)
{
    struct arena_mark mark = arena_mark(w->scratch);
    struct finding f = {.rule = w->judging->program->rules[rule], .resource = w->resource};
    struct rego_document answer = {0};
    struct error err = {0};
    w->looked.items = NULL, w->looked.len = w->looked.cap = 0;
    bool skipped = false, about = true;
    w->rule = f.rule;
    struct value doubt = VALUE_NONE;
    bool ok = applies(w, rule, &about, &doubt, &err);
    if (ok && about && !find_skip(w, out, &f, rule, &skipped)) return false;
    bool unread = w->resource->unread != NULL;
    if (ok && about && !skipped && !unread) ok = evaluate(w, w->judging->program->deny[rule], &answer, &err);
    if (ok && about && !skipped && !(unread ? take_unread(w, &f) : take_answer(w, &answer, &f) && take_doubt(w, doubt, &f))) return false;
    arena_rewind(w->scratch, mark);
    if (!ok) {
        char text[400];
        w->scratch->failed = false;
        snprintf(text, sizeof text, "rule %s gave no verdict on %s: %.200s", f.rule->id, w->resource->address, err.message);
        return say(w, out, MESSAGE_ERROR, true, RULE_EVALUATION.name, w->resource->line, text);
    }
    if (!about) return true;
    if (w->cut) {
        char text[300];
        snprintf(text, sizeof text, "rule %s has %zu reasons on %s; the first %d are shown", f.rule->id, w->cut, w->resource->address, REASONS_MAX);
        w->cut = 0;
        if (!say(w, out, MESSAGE_NOTE, false, SAID_VALUE_CUT.name, w->resource->line, text)) return false;
    }
    point(&f);
    f.looked = w->looked.items, f.n_looked = w->looked.len;
    struct finding *at = vec_push(w->kept, &out->findings);
    if (at) *at = f;
    return at != NULL;
}

/* --- all of them --- */

struct team { struct judging *judging; struct worker workers[POOL_MAX_THREADS]; };

static void judge_resource(void *context, size_t i, unsigned number)
{
    struct team *team = (struct team *)context;
    struct judging *j = team->judging;
    struct worker *w = &team->workers[number];
    struct outcome *out = &j->outcomes[i];
    const struct resource *resource = j->resources->items[i];
    char type[512];
    if (j->options->only && !j->options->only[i]) return;
    snprintf(type, sizeof type, "%s%s", resource->data_source ? "data." : "", resource->type);
    const struct numbers *rules = (const struct numbers *)map_get(&j->by_type, str_of(type));
    if (!rules) return;
    if (!w->session) {   /* first work of this thread */
        w->judging = j;
        w->session = rego_session_new(j->program->policy);
        w->scratch = arena_new(SCRATCH_MAX);
        if (!w->kept) w->kept = arena_new(0);
    }
    out->failed = !w->session || !w->scratch || !w->kept;
    w->resource = resource;
    w->number = i;
    for (size_t k = 0; k < rules->items.len && !out->failed; k++) out->failed = !judge_one(w, out, rules->items.items[k]);
}

static bool index_gaps(struct arena *arena, struct judging *j)
{
    for (uint32_t i = 0; i < j->options->n_gaps; i++)
        if (!judge_into_numbers(arena, &j->gaps, j->options->gaps[i].type, i)) return false;
    return true;
}

/* Rules that have something to judge; for data sources a type is written "data.TYPE". */
static bool choose_rules(struct arena *arena, struct judging *j, const struct ruleset *set, const struct rule ***out, size_t *n)
{
    struct map present = {0};
    for (size_t i = 0; i < j->resources->len; i++) {
        const struct resource *r = j->resources->items[i];
        const char *type = r->data_source ? arena_printf(arena, "data.%s", r->type) : r->type;
        if (!type || !map_set(arena, &present, str_of(type), (void *)1)) return false;
    }
    *n = 0;
    if (!(*out = (const struct rule **)arena_array(arena, set->rules.len + 1, sizeof **out))) return false;
    for (size_t i = 0; i < set->rules.len; i++) {
        bool wanted = false;
        for (const char *const *t = set->rules.items[i]->types; *t && !wanted; t++) wanted = map_has(&present, str_of(*t));
        if (wanted) (*out)[(*n)++] = set->rules.items[i];
    }
    return true;
}

static bool index_rules(struct arena *arena, struct judging *j)
{
    for (uint32_t i = 0; i < j->program->n_rules; i++)
        for (const char *const *t = j->program->rules[i]->types; *t; t++)
            if (!judge_into_numbers(arena, &j->by_type, *t, i)) return false;
    return true;
}

/* Which skips outside the code are about which rule: once, and not at every resource. */
static bool index_listed(struct arena *arena, struct judging *j)
{
    const struct skip_list *all = j->options->listed;
    j->listed = (struct listed *)arena_zero(arena, (j->program->n_rules + 1) * sizeof *j->listed);
    for (size_t r = 0; j->listed && all && r < j->program->n_rules; r++) {
        for (size_t i = 0; i < all->len; i++) {
            if (!skip_entry_names(&all->items[i], j->program->rules[r])) continue;
            const struct skip_entry **at = vec_push(arena, &j->listed[r].items);
            if (!at) return false;
            *at = &all->items[i];
        }
    }
    return j->listed != NULL;
}

static bool gather(struct judging *j, struct error *err)
{
    struct report *report = j->report;
    size_t n = report->findings.len;
    for (size_t i = 0; i < j->resources->len; i++) n += j->outcomes[i].findings.len;
    struct finding *findings = (struct finding *)arena_array(report->arena, n + 1, sizeof *findings);   /* at once: growing would leave as much behind */
    if (!findings) return error_no_memory(err);
    if (report->findings.len) memcpy(findings, report->findings.items, report->findings.len * sizeof *findings);
    report->findings.items = findings;
    report->findings.cap = n + 1;
    for (size_t i = 0; i < j->resources->len; i++) {
        struct outcome *out = &j->outcomes[i];
        if (out->failed) return error_no_memory(err);
        if (out->findings.len) memcpy(&report->findings.items[report->findings.len], out->findings.items, out->findings.len * sizeof *findings);
        report->findings.len += out->findings.len;
        for (size_t k = 0; k < out->messages.len; k++) {
            const struct message *m = &out->messages.items[k];
            if (!report_say(report, m->level, m->incomplete, m->code, m->file, m->line, m->column, "%s", m->text)) return error_no_memory(err);
        }
    }
    return !report->arena->failed || error_no_memory(err);
}

bool judge(struct report *report, const struct ruleset *rules, const struct resource_list *resources, const struct judge_options *options, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct judging j = {.report = report, .options = options, .resources = resources};
    struct team *team = (struct team *)calloc(1, sizeof *team);
    struct judge_program *own = NULL;
    struct judge_base *base = NULL;
    const struct rule **chosen = NULL;
    size_t n_chosen = 0;
    bool ok = arena && team;
    if (ok) {
        struct timespec now;
        team->judging = &j;
        j.now_ns = options->now_ns;
        if (!j.now_ns && clock_gettime(CLOCK_REALTIME, &now) == 0) j.now_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
        if (!options->base) base = judge_base_new(resources, options->threads, NULL);
        j.base = options->base ? options->base : base;
        j.outcomes = (struct outcome *)arena_zero(arena, (resources->len + 1) * sizeof *j.outcomes);
        ok = j.outcomes && j.base && index_gaps(arena, &j) && (options->program || choose_rules(arena, &j, rules, &chosen, &n_chosen));
    }
    if (!ok) error_no_memory(err);
    if (ok && !options->program) ok = (own = judge_program_new(chosen, n_chosen, err)) != NULL;
    if (ok) {
        j.program = options->program ? options->program : own;
        ok = (index_rules(arena, &j) && index_listed(arena, &j)) || error_no_memory(err);
    }
    if (ok && j.program->n_rules) {
        pool_each(options->threads, resources->len, judge_resource, team);
        ok = gather(&j, err);
    }
    for (size_t i = 0; team && i < COUNT_OF(team->workers); i++) {
        if (team->workers[i].session) rego_session_free(team->workers[i].session);
        arena_free(team->workers[i].scratch);
        arena_adopt(report->arena, team->workers[i].kept);
    }
    judge_program_free(own);
    judge_base_free(base);
    free(team);
    arena_free(arena);
    return ok;
}
