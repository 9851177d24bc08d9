/* store/sqlite_finding.c: verdicts and what they looked at. A verdict that says what it said writes nothing.
 *
 * Dependencies are kept as sets, each once, since the rules of one resource look at much the same: a verdict names its set, and a change finds the
 * sets it is in and the verdicts that name them. */
#include "store/sqlite.h"

#include <stdlib.h>

struct pair { int64_t resource, rule; };

struct put {
    struct arena *arena;
    struct store *store;
    const struct store_verdicts *verdicts;
    struct error *err;
    struct pair *pairs;                            /* hash table of what was put; rule 0: empty */
    size_t mask;
    VEC(struct told { enum store_finding_change change; struct store_finding finding; }) told;
};

/* --- dependencies --- */

struct entry_key { int64_t kind, key, more; };

static int compare_keys(const void *a, const void *b)
{
    const struct entry_key *x = (const struct entry_key *)a, *y = (const struct entry_key *)b;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return x->more < y->more ? -1 : x->more > y->more;
}

static bool dependency_key(struct put *p, const struct store_dependency *d, struct entry_key *out)
{
    *out = (struct entry_key){d->kind, 0, 0};
    switch (d->kind) {
    case DEPENDS_TYPE: return name_make(p->store, d->key.type, &out->key, p->err) && name_make(p->store, d->key.account, &out->more, p->err);
    case DEPENDS_RESOURCE:
        if (!resource_find(p->store, &d->key, &out->key, p->err)) return false;
        if (out->key > 0) return true;
        out->kind = DEPENDS_ID;   /* it is not there yet: its id will be */
        return address_make(p->store, d->key.id, &out->key, p->err);
    case DEPENDS_ID: return address_make(p->store, d->key.id, &out->key, p->err);
    }
    return true;
}

static bool make_set(struct put *p, const struct entry_key *keys, size_t n, int64_t *out)
{
    unsigned char hash[DOCUMENT_HASH];
    struct str bytes = {(const char *)keys, n * sizeof *keys}, key = {(const char *)hash, sizeof hash};
    if (!hasher_hash(p->store->hasher, &bytes, 1, hash)) return error_no_memory(p->err);
    if (!sql_number(p->store, p->err, out, "SELECT id FROM dependency_set WHERE hash=?", "b", key)) return false;
    if (*out) return true;
    if (!sql_run(p->store, p->err, "INSERT INTO dependency_set(hash) VALUES(?)", "b", key)) return false;
    *out = sqlite3_last_insert_rowid(p->store->db);
    for (size_t i = 0; i < n; i++)
        if (!sql_run(p->store, p->err, "INSERT INTO dependency(kind, key, more, part_of) VALUES(?,?,?,?)", "iiii", keys[i].kind, keys[i].key, keys[i].more, *out)) return false;
    return true;
}

/* The set's number; 0 for an empty one. Order and repetition do not count. */
static bool dependency_set(struct put *p, const struct store_finding *f, int64_t *out)
{
    *out = 0;
    if (!f->n_depends) return true;
    struct entry_key *keys = (struct entry_key *)arena_array(p->store->scratch, f->n_depends, sizeof *keys);
    if (!keys) return error_no_memory(p->err);
    for (size_t i = 0; i < f->n_depends; i++)
        if (!dependency_key(p, &f->depends[i], &keys[i])) return false;
    qsort(keys, f->n_depends, sizeof *keys, compare_keys);
    size_t n = 0;
    for (size_t i = 0; i < f->n_depends; i++)
        if (!n || compare_keys(&keys[n - 1], &keys[i]) != 0) keys[n++] = keys[i];
    return make_set(p, keys, n, out);
}

/* --- one verdict --- */

struct standing { bool there; int64_t verdict, reasons, evidence, depends, first_seen, last_changed, resolved_at; unsigned char seen[DOCUMENT_HASH]; };

static bool is_open(int64_t verdict) { return verdict == VERDICT_FAIL || verdict == VERDICT_UNKNOWN; }

static bool standing(struct put *p, struct pair at, struct standing *out)
{
    sqlite3_stmt *stmt = sql_query(p->store, p->err, "SELECT verdict, reasons, evidence, coalesce(depends, 0), first_seen, last_changed, resolved_at, seen FROM finding "
                                                     "WHERE resource=? AND rule=?", "ii", at.resource, at.rule);
    int row = stmt ? sql_row(p->store, stmt, p->err) : -1;
    *out = (struct standing){.there = row == 1};
    if (row <= 0) return row == 0;
    int64_t *columns[] = {&out->verdict, &out->reasons, &out->evidence, &out->depends, &out->first_seen, &out->last_changed, &out->resolved_at};
    for (int i = 0; i < (int)COUNT_OF(columns); i++) *columns[i] = sqlite3_column_int64(stmt, i);
    struct str seen = sql_text(stmt, 7);
    if (seen.len == DOCUMENT_HASH) memcpy(out->seen, seen.s, DOCUMENT_HASH);
    sql_done(stmt);
    return true;
}

/* The evidence without its times: read again and the same is the same. */
static struct value timeless(struct arena *arena, struct value evidence)
{
    if (!value_is_array(evidence)) return evidence;
    struct value *items = (struct value *)arena_array(arena, value_len(evidence) + 1, sizeof *items);
    if (!items) return VALUE_NONE;
    for (size_t i = 0; i < value_len(evidence); i++) {
        struct value item = value_items(evidence)[i];
        bool timed = value_is_object(item) && value_find(item, STR("time")) >= 0;
        items[i] = timed ? value_with(arena, item, value_cstring(arena, "time"), VALUE_NULL_) : item;
        if (value_is_none(items[i])) return VALUE_NONE;
    }
    return value_array(arena, items, value_len(evidence));
}

static bool evidence_hash(struct put *p, struct value evidence, unsigned char out[DOCUMENT_HASH])
{
    memset(out, 0, DOCUMENT_HASH);
    if (value_is_none(evidence)) return true;
    struct value bare = timeless(p->store->scratch, evidence);
    buf_clear(&p->store->text);
    if (value_is_none(bare)) return error_no_memory(p->err);
    if (!document_write(p->store->scratch, &p->store->text, bare, p->err)) return false;
    struct str text = {p->store->text.s, p->store->text.len};
    return hasher_hash(p->store->hasher, &text, 1, out) || error_no_memory(p->err);
}

static bool optional_document(struct put *p, int64_t type, struct value v, int64_t *out)
{
    *out = 0;
    return value_is_none(v) || (value_is_array(v) && value_len(v) == 0) || document_put_value(p->store, type, v, out, p->err);
}

static bool write_standing(struct put *p, struct pair at, const struct standing *s)
{
    return sql_run(p->store, p->err, "INSERT OR REPLACE INTO finding(resource, rule, verdict, reasons, evidence, seen, depends, first_seen, last_changed, resolved_at) "
                                     "VALUES(?,?,?,?,?,?,?,?,?,?)", "iiiiibniii", at.resource, at.rule, s->verdict, s->reasons, s->evidence,
                   ((struct str){(const char *)s->seen, DOCUMENT_HASH}), s->depends, s->first_seen, s->last_changed, s->resolved_at);
}

static bool tell(struct put *p, enum store_finding_change change, const struct store_finding *finding, const struct standing *s)
{
    struct told *t = vec_push(p->arena, &p->told);
    if (!t) return error_no_memory(p->err);
    *t = (struct told){change, *finding};
    t->finding.first_seen = s->first_seen;
    t->finding.last_changed = s->last_changed;
    t->finding.resolved_at = s->resolved_at;
    return true;
}

/* Where `before` and the new verdict meet: times, and what is told. */
static bool turn(struct put *p, const struct store_finding *f, const struct standing *before, struct standing *s)
{
    bool was = before->there && is_open(before->verdict), is = is_open(s->verdict);
    bool differs = !before->there || before->verdict != s->verdict || before->reasons != s->reasons;
    s->first_seen = before->first_seen ? before->first_seen : is ? p->verdicts->now : 0;
    s->last_changed = differs ? p->verdicts->now : before->last_changed;
    s->resolved_at = is ? 0 : was ? p->verdicts->now : before->resolved_at;
    if (was && !is) return tell(p, FINDING_RESOLVED, f, s);
    if (!was && is) return tell(p, before->first_seen ? FINDING_REOPENED : FINDING_NEW, f, s);
    return !(is && differs) || tell(p, FINDING_CHANGED, f, s);
}

static struct pair *pair_at(struct put *p, struct pair at)
{
    size_t i = (size_t)(((uint64_t)at.resource * 0x9E3779B97F4A7C15u + (uint64_t)at.rule * 0xC2B2AE3D27D4EB4Fu) >> 20) & p->mask;
    while (p->pairs[i].rule && (p->pairs[i].resource != at.resource || p->pairs[i].rule != at.rule)) i = (i + 1) & p->mask;
    return &p->pairs[i];
}

static bool put_one(struct put *p, const struct store_finding *f)
{
    struct pair at;
    struct standing before, s = {.there = true, .verdict = f->verdict};
    if (f->rule.len == 0) return error_set(p->err, &STORE_INPUT, "a verdict without a rule");
    if (!resource_find(p->store, &f->resource, &at.resource, p->err) || !name_make(p->store, f->rule, &at.rule, p->err)) return false;
    if (at.resource < 0) return error_set(p->err, &STORE_INPUT, "a verdict on '%.*s', which was never stored", (int)f->resource.id.len, f->resource.id.s);
    *pair_at(p, at) = at;
    if (!standing(p, at, &before) || !optional_document(p, at.rule, f->reasons, &s.reasons) || !evidence_hash(p, f->evidence, s.seen) || !dependency_set(p, f, &s.depends))
        return false;
    bool same_evidence = before.there && memcmp(before.seen, s.seen, DOCUMENT_HASH) == 0;
    s.evidence = before.evidence;
    if (!same_evidence && !optional_document(p, at.rule, f->evidence, &s.evidence)) return false;
    if (same_evidence && before.verdict == s.verdict && before.reasons == s.reasons && before.depends == s.depends) return true;
    return turn(p, f, &before, &s) && write_standing(p, at, &s);
}

/* --- what no longer stands --- */

#define GONE (-1)   /* in place of a verdict */

static bool drop(struct put *p, struct pair at, const struct store_key *key)
{
    struct standing before;
    if (!standing(p, at, &before)) return false;
    if (!before.first_seen) return sql_run(p->store, p->err, "DELETE FROM finding WHERE resource=? AND rule=?", "ii", at.resource, at.rule);
    if (before.verdict == GONE) return true;
    struct standing s = before;
    s.verdict = GONE;
    s.depends = 0;
    s.last_changed = p->verdicts->now;
    if (is_open(before.verdict)) {
        s.resolved_at = p->verdicts->now;
        struct store_finding f = {.resource = *key, .verdict = VERDICT_SKIPPED, .gone = true};
        if (!name_copy(p->arena, p->store, at.rule, &f.rule, p->err) || !tell(p, FINDING_RESOLVED, &f, &s)) return false;
    }
    return write_standing(p, at, &s);
}

static bool judged(struct put *p, const struct store_changed *j)
{
    int64_t resource;
    VEC(int64_t) rules = {0};
    if (!resource_find(p->store, &j->key, &resource, p->err)) return false;
    if (resource < 0) return true;
    sqlite3_stmt *stmt = sql_query(p->store, p->err, "SELECT rule FROM finding WHERE resource=?", "i", resource);
    int row = stmt ? sql_row(p->store, stmt, p->err) : -1;
    for (; row == 1; row = sql_row(p->store, stmt, p->err)) {
        struct pair at = {resource, sqlite3_column_int64(stmt, 0)};
        if (pair_at(p, at)->rule) continue;
        int64_t *rule = vec_push(p->store->scratch, &rules);
        if (!rule) return error_no_memory(p->err);
        *rule = at.rule;
    }
    if (row < 0) return false;
    for (size_t i = 0; i < rules.len; i++)
        if (!drop(p, (struct pair){resource, rules.items[i]}, &j->key)) return false;
    return !j->generation || sql_run(p->store, p->err, "DELETE FROM changed WHERE resource=? AND generation=?", "ii", resource, j->generation);
}

static bool put(struct put *p)
{
    size_t n = p->verdicts->n_findings;
    p->mask = 15;
    while (p->mask < n * 2) p->mask = p->mask * 2 + 1;
    p->pairs = (struct pair *)arena_zero(p->store->scratch, (p->mask + 1) * sizeof *p->pairs);
    if (!p->pairs) return error_no_memory(p->err);
    for (size_t i = 0; i < n; i++)
        if (!put_one(p, &p->verdicts->findings[i])) return false;
    for (size_t i = 0; i < p->verdicts->n_judged; i++)
        if (!judged(p, &p->verdicts->judged[i])) return false;
    return true;
}

bool store_findings_put(struct arena *arena, struct store *store, const struct store_verdicts *verdicts, store_each_finding_change *each, void *context, struct error *err)
{
    struct put p = {.arena = arena, .store = store, .verdicts = verdicts, .err = err};
    if (!store_enter(store, ENTER_OWN, err) || !store_leave(store, put(&p), err)) return false;   /* what is told is there for who asks */
    for (size_t i = 0; i < p.told.len && each; i++)
        if (!each(context, p.told.items[i].change, &p.told.items[i].finding, err)) return !err || !err->code;
    return true;
}

/* --- questions --- */

static bool read_finding(struct arena *arena, struct store *store, sqlite3_stmt *stmt, struct store_finding *out, struct error *err)
{
    int64_t verdict = sqlite3_column_int64(stmt, 2), reasons = sqlite3_column_int64(stmt, 3), evidence = sqlite3_column_int64(stmt, 4);
    *out = (struct store_finding){.verdict = verdict == GONE ? VERDICT_SKIPPED : (enum verdict)verdict, .gone = verdict == GONE, .first_seen = sqlite3_column_int64(stmt, 5),
                                  .last_changed = sqlite3_column_int64(stmt, 6), .resolved_at = sqlite3_column_int64(stmt, 7)};
    return resource_key(arena, store, sqlite3_column_int64(stmt, 0), &out->resource, err) && name_copy(arena, store, sqlite3_column_int64(stmt, 1), &out->rule, err) &&
           (!reasons || document_get(arena, store, reasons, &out->reasons, NULL, err)) && (!evidence || document_get(arena, store, evidence, &out->evidence, NULL, err));
}

#define COLUMNS "SELECT f.resource, f.rule, f.verdict, f.reasons, f.evidence, f.first_seen, f.last_changed, f.resolved_at FROM "
#define OPEN " AND (?4=0 OR f.verdict IN (1, 2))"
_Static_assert(VERDICT_FAIL == 1 && VERDICT_UNKNOWN == 2, "the numbers above");

static sqlite3_stmt *matching(struct store *store, int64_t account, int64_t rule, int64_t resource, bool open_only, struct error *err)
{
    const char *sql;
    if (resource) sql = COLUMNS "finding f WHERE f.resource=?3 AND ?1=?1 AND ?2 IN (0, f.rule)" OPEN " ORDER BY f.rule";
    else if (account) sql = COLUMNS "resource r INDEXED BY resource_key CROSS JOIN finding f ON f.resource=r.id WHERE r.account=?1 AND ?2 IN (0, f.rule) AND ?3=0" OPEN;
    else if (rule) sql = COLUMNS "finding f INDEXED BY finding_rule WHERE f.rule=?2 AND ?1=0 AND ?3=0" OPEN;
    else sql = COLUMNS "finding f WHERE ?1=0 AND ?2=0 AND ?3=0" OPEN;
    return sql_query(store, err, sql, "iiii", account, rule, resource, (int64_t)open_only);
}

static bool findings(struct arena *arena, struct store *store, const struct store_finding_query *q, store_each_finding *each, void *context, struct error *err)
{
    int64_t account, rule, resource = 0;
    if (!name_find(store, q->account, &account, err) || !name_find(store, q->rule, &rule, err) || (q->resource.id.len && !resource_find(store, &q->resource, &resource, err)))
        return false;
    if (account < 0 || rule < 0 || resource < 0) return true;
    sqlite3_stmt *stmt = matching(store, account, rule, resource, q->open_only, err);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        struct store_finding finding;
        if (!read_finding(arena, store, stmt, &finding, err)) return false;
        if (!each(context, &finding, err)) return !err || !err->code;
    }
    return row == 0;
}

bool store_findings(struct arena *arena, struct store *store, const struct store_finding_query *query, store_each_finding *each, void *context, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, findings(arena, store, query, each, context, err), err);
}

#define FEW 2000                                 /* changes: so many are looked through for those of one account */
#define CHANGED "SELECT c.resource, c.generation FROM "

/* Those of one account are found from the side that has less: after an event few changed, while accounts are swept all of all have. */
static bool changed_of(struct store *store, struct str account, sqlite3_stmt **out, struct error *err)
{
    int64_t id, n;
    if (!name_find(store, account, &id, err) || !sql_number(store, err, &n, "SELECT count(*) FROM (SELECT 1 FROM changed LIMIT ?)", "i", (int64_t)FEW + 1)) return false;
    *out = n > FEW ? sql_query(store, err, CHANGED "resource r INDEXED BY resource_key CROSS JOIN changed c ON c.resource=r.id WHERE r.account=? ORDER BY c.generation", "i", id)
                   : sql_query(store, err, CHANGED "changed c CROSS JOIN resource r ON r.id=c.resource WHERE r.account=? ORDER BY c.generation", "i", id);
    return *out != NULL;
}

static bool changed(struct arena *arena, struct store *store, struct str account, size_t max, store_each_changed *each, void *context, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    if (account.len) { if (!changed_of(store, account, &stmt, err)) return false; }
    else stmt = sql_query(store, err, CHANGED "changed c ORDER BY c.generation", "");
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (size_t n = 0; row == 1 && n < max; row = sql_row(store, stmt, err), n++) {
        struct store_changed c = {.generation = sqlite3_column_int64(stmt, 1)};
        if (!resource_key(arena, store, sqlite3_column_int64(stmt, 0), &c.key, err)) return false;
        if (!each(context, &c, err)) return !err || !err->code;
    }
    return row >= 0;
}

bool store_changed(struct arena *arena, struct store *store, struct str account, size_t max, store_each_changed *each, void *context, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, changed(arena, store, account, max, each, context, err), err);
}

typedef bool each_dependent(void *context, struct store_key resource, struct str rule, struct error *err);

static bool dependents(struct arena *arena, struct store *store, const struct store_key *key, each_dependent *each, void *context, struct error *err)
{
    int64_t resource, address, type, account;
    if (!resource_find(store, key, &resource, err) || !address_find(store, key->id, &address, err) || !name_find(store, key->type, &type, err) ||
        !name_find(store, key->account, &account, err))
        return false;
    sqlite3_stmt *stmt = sql_query(store, err,
        "SELECT f.resource, f.rule FROM (SELECT part_of FROM dependency WHERE kind=0 AND key=?1 AND more=0 UNION SELECT part_of FROM dependency WHERE kind=1 AND key=?2 AND more=0 "
        "UNION SELECT part_of FROM dependency WHERE kind=2 AND key=?3 AND more IN (0, ?4)) d CROSS JOIN finding f INDEXED BY finding_depends "
        "ON f.depends=d.part_of AND f.depends IS NOT NULL WHERE f.resource<>?1 ORDER BY f.resource, f.rule", "iiii", resource, address, type, account);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        struct store_key of;
        struct str rule;
        if (!resource_key(arena, store, sqlite3_column_int64(stmt, 0), &of, err) || !name_copy(arena, store, sqlite3_column_int64(stmt, 1), &rule, err)) return false;
        if (!each(context, of, rule, err)) return !err || !err->code;
    }
    return row == 0;
}

bool store_dependents(struct arena *arena, struct store *store, struct store_key key, bool (*each)(void *context, struct store_key resource, struct str rule, struct error *err),
                      void *context, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, dependents(arena, store, &key, each, context, err), err);
}
