/* store/store.h: what `rampart live` knows, and still knows after it was killed: accounts, their resources now and before, what could not be
 * read, verdicts, and the work in progress. This page is the whole interface; it says nothing of SQLite (sqlite_*.c) on purpose.
 *
 * Operations, in the order of a life:
 *   store_open                                                       a file, made when absent, brought to this version's schema
 *   store_accounts_put, store_account_enrolled                       what the organisation says; whether we get in
 *   store_sweep_begin, store_scopes_add                              cut the work into scopes (account, region, service)
 *   store_scope_take → collect → store_commit                        one scope: resources, deletions, gaps and "done" in one transaction
 *   store_changed → judge → store_findings_put                       what changed since it was judged, verdicts and what they looked at
 *   store_events_accept → store_reread_take → collect → store_commit an event: deduplicated, queued, read anew
 *   store_resources, store_resource, store_timeline, ...             ask, at any time
 *   store_maintain, store_close
 *
 * What holds:
 *   - A call that writes is one transaction: all of it or nothing, also when the process is killed inside it.
 *   - What store_events_accept and the settings were given is on disk when they return. What the others wrote survives the death of the process;
 *     a power cut may take the last of it, always newest first, so that what remains is a state that was (and is read anew).
 *   - State never goes backwards: an observation (observed_at: when the reading began) older than what is known is counted `stale` and changes nothing.
 *   - A document is stored once by its hash; an unchanged resource writes nothing.
 *   - Work is leased (owner, until): who dies gives it back when the lease ends, or at once by store_release.
 *
 * Cost: a put of an unchanged resource is one row read in order; a changed one some five rows. Reading n resources reads n documents. Nothing reads all
 * unless asked for all. Memory: a fixed cache, plus the batch.
 * Threads: calls of one store take turns (a lock inside); open one more with STORE_READ per thread that shall not wait. Readers never block the writer
 * nor it them, and each call sees one moment. Writers of several processes take turns; who waits longer than wait_ms gets STORE_BUSY.
 * Callbacks run inside the call: they must not call the same store (STORE_MISUSE). A callback that returns false ends the call, which is then true
 * unless the callback filled `err`. What it is given lives in `arena`; who keeps nothing may rewind that to a mark taken before the call.
 * Times are milliseconds since 1970, UTC. A struct str that is empty means "none", or "any" where a question says so. */
#ifndef RAMPART_STORE_STORE_H
#define RAMPART_STORE_STORE_H

#include "base/error.h"
#include "finding/finding.h"
#include "value/value.h"

#define STORE_ERRORS(ROW)                                                                                         \
    ROW(STORE_OPEN, "store-open", "The state file cannot be opened or made; the message says why.")                \
    ROW(STORE_FOREIGN, "store-not-ours", "The file is no state of Rampart: another program's database, or no database. Nothing was written to it.") \
    ROW(STORE_NEWER, "store-newer", "The state was written by a newer Rampart, whose schema this one does not know. Nothing was written to it.") \
    ROW(STORE_CORRUPT, "store-corrupt", "The state file is damaged: part of it does not read as it was written. Restore a backup, or move the file away and sweep anew.") \
    ROW(STORE_FULL, "store-full", "The disk, the quota or the permitted size of a file is used up. What was being written is not there; all before it is.") \
    ROW(STORE_BUSY, "store-busy", "Another process is writing to the state and did not finish in time.")          \
    ROW(STORE_READ_ONLY, "store-read-only", "The state was opened for reading, or its file or directory may not be written.") \
    ROW(STORE_INPUT, "store-input", "What was to be stored is not as the store wants it: an empty key, values that are no object, another account.") \
    ROW(STORE_MISUSE, "store-misuse", "The program called the store from inside one of its callbacks. This is a fault of Rampart.") \
    ROW(STORE_LOST, "store-lost", "The work was leased to another worker in the meantime, or does not exist: what was read for it is not written.") \
    ROW(STORE_FAILED, "store-failed", "The database refused an operation; the message says why.")
STORE_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const store_errors[];

struct store;

/* --- open --- */

enum store_mode { STORE_WRITE, STORE_READ };

struct store_options {
    enum store_mode mode;
    unsigned wait_ms;      /* for another writer; 0: 5000 */
    unsigned cache_mb;     /* 0: 16 */
};

/* NULL options: the defaults. STORE_READ wants the file to be there. STORE_OPEN, STORE_FOREIGN, STORE_NEWER, STORE_CORRUPT, ... */
MUST_USE struct store *store_open(const char *path, const struct store_options *options, struct error *err);
void store_close(struct store *store);   /* NULL is fine */

/* --- accounts --- */

enum store_account_status { ACCOUNT_ACTIVE, ACCOUNT_SUSPENDED, ACCOUNT_CLOSED };
enum store_enrolment { ENROLMENT_PENDING, ENROLMENT_READABLE, ENROLMENT_REFUSED };

struct store_account {
    struct str id, name, email, ou;              /* ou: path from the root, "root/prod/payments" */
    enum store_account_status status;
    struct value labels;                         /* an object; VALUE_NONE: {} */
    int64_t joined_at, last_seen;
    enum store_enrolment enrolment;              /* these three are written by the two calls below, not by a put */
    struct str reason;
    int64_t read_at;                             /* when a sweep last came to its end; 0: never */
};

/* Adds or replaces; last_seen never goes back. */
MUST_USE bool store_accounts_put(struct store *store, const struct store_account *accounts, size_t n, struct error *err);
/* STORE_LOST when there is no such account. */
MUST_USE bool store_account_enrolled(struct store *store, struct str account, enum store_enrolment enrolment, struct str reason, struct error *err);
/* Read to its end at that time: readable, without a reason. STORE_LOST when there is no such account. */
MUST_USE bool store_account_read(struct store *store, struct str account, int64_t at, struct error *err);
/* By id. */
MUST_USE bool store_accounts(struct arena *arena, struct store *store, bool (*each)(void *context, const struct store_account *account, struct error *err),
                             void *context, struct error *err);

/* --- resources --- */

struct store_key { struct str account, region, type, id; };   /* id: the address, an ARN where there is one; region "" is none */

struct store_resource {
    struct store_key key;
    struct str name, arn, parent;                /* arn "": the id is it, or none; parent: the id it is read under */
    struct value values;                         /* an object; unknowns come back as they were, sets as sorted arrays */
    struct value calls;                          /* which call filled which fields, JSON; VALUE_NONE: not said */
    int64_t observed_at, changed_at;             /* out: last known to be so; when this version began */
};

enum store_source { SOURCE_SWEEP, SOURCE_EVENT };

/* Why something was read: a version remembers it. */
struct store_cause { enum store_source source; struct str event_id, principal; int64_t event_time; };

/* This list was read to its end: what is known of it and was not seen is gone. */
struct store_listing { struct str type, region, parent; };   /* region "": of all regions; parent "": of all parents */

/* A call that was refused: what it would have said is not assessed. Nothing it could have listed is taken as gone. */
struct store_gap {
    struct str account, region, type, parent;    /* parent "": the list itself */
    struct str call, code, permission, message;
    int64_t since;                               /* out: since when this is so, over sweeps */
};

struct store_lease { int64_t id, generation; };

struct store_batch {
    struct str account, region, service;         /* the scope; all resources are of the account, their regions may differ (buckets) */
    int64_t scope;                               /* its id: it is marked done, and all its gaps are replaced; 0: outside a sweep, gaps of the listings, the resources and the deleted are */
    int64_t observed_at;                         /* when the reading began */
    struct store_cause cause;
    const struct store_resource *resources; size_t n_resources;
    const struct store_listing *listings; size_t n_listings;
    const struct store_key *deleted; size_t n_deleted;      /* asked for by id, and not there */
    const struct store_gap *gaps; size_t n_gaps;
    const struct store_lease *rereads; size_t n_rereads;    /* taken by store_reread_take and done with this */
};

enum store_change_kind { CHANGE_CREATED, CHANGE_UPDATED, CHANGE_DELETED };

struct store_change { enum store_change_kind kind; struct store_key key; };

struct store_committed {
    struct store_change *changes; size_t n_changes;
    size_t unchanged, stale, kept;               /* kept: not seen, but in a gap */
    size_t gaps;                                 /* that are new, of another code, or over; a sweep's scope does not count those that are over */
};

/* All of it in one transaction. `out` (may be NULL) lives in `arena`. The same resource twice: the last counts. STORE_LOST when the scope is not pending. */
MUST_USE bool store_commit(struct arena *arena, struct store *store, const struct store_batch *batch, struct store_committed *out, struct error *err);

struct store_query { struct str account, region, type, parent, id, called; };   /* "": any; called: its name, ARN or id is that */

typedef bool store_each_resource(void *context, const struct store_resource *resource, struct error *err);

/* What is there now. An account's resources come in order of type and region. With only an id: that id in every account. */
MUST_USE bool store_resources(struct arena *arena, struct store *store, const struct store_query *query, store_each_resource *each, void *context,
                              struct error *err);
/* One, now. *found false: it is not there. */
MUST_USE bool store_resource(struct arena *arena, struct store *store, struct store_key key, bool *found, struct store_resource *out, struct error *err);

struct store_version {
    struct store_key key;
    int64_t valid_from;
    bool deleted;
    struct value values;                         /* VALUE_NONE when deleted */
    char hash[41];                               /* hex, of the document; "" when deleted */
    struct store_cause cause;
};

typedef bool store_each_version(void *context, const struct store_version *version, struct error *err);

/* As it was at a time. *found false: nothing was known of it then. */
MUST_USE bool store_resource_at(struct arena *arena, struct store *store, struct store_key key, int64_t at, bool *found, struct store_version *out,
                                struct error *err);
/* Versions with from <= valid_from < to, oldest first. */
MUST_USE bool store_timeline(struct arena *arena, struct store *store, struct store_key key, int64_t from, int64_t to, store_each_version *each,
                             void *context, struct error *err);
/* The same of all resources, or of an account's. */
MUST_USE bool store_versions(struct arena *arena, struct store *store, struct str account, int64_t from, int64_t to, store_each_version *each, void *context,
                             struct error *err);

/* The lists of an account that were once read to their end: what is in none of them and in no gap was never asked for. */
typedef bool store_each_listing(void *context, struct str type, struct str region, int64_t observed_at, struct error *err);
MUST_USE bool store_listings(struct arena *arena, struct store *store, struct str account, store_each_listing *each, void *context, struct error *err);

typedef bool store_each_gap(void *context, const struct store_gap *gap, struct error *err);
/* Have gaps of the account changed, outside a sweep, since all of it was judged? They speak for what is not there, so no resource tells. */
MUST_USE bool store_gaps_unjudged(struct store *store, struct str account, bool *out, struct error *err);
MUST_USE bool store_gaps_judged(struct store *store, struct str account, struct error *err);
MUST_USE bool store_gaps(struct arena *arena, struct store *store, struct str account, store_each_gap *each, void *context, struct error *err);

/* --- sweeps: work that is resumed --- */

enum store_scope_state { SCOPE_PENDING, SCOPE_DONE, SCOPE_FAILED };

struct store_scope {
    int64_t id, sweep;
    struct str account, region, service;
    enum store_scope_state state;
    unsigned attempts;                           /* times taken */
    int64_t done_at;
    struct str message;                          /* of the last failure */
};

struct store_sweep { int64_t id, started_at, finished_at; struct str reason; size_t pending, done, failed; };   /* finished_at 0: it runs */

MUST_USE bool store_sweep_begin(struct store *store, struct str reason, int64_t now, int64_t *sweep, struct error *err);
/* Those that it has already stay as they are, so an interrupted discovery can be repeated. Only account, region and service are read. */
MUST_USE bool store_scopes_add(struct store *store, int64_t sweep, const struct store_scope *scopes, size_t n, struct error *err);
/* The next one that is pending and not leased. *found false: there is none (now). */
MUST_USE bool store_scope_take(struct arena *arena, struct store *store, int64_t sweep, struct str owner, int64_t now, int64_t lease_ms, bool *found,
                               struct store_scope *out, struct error *err);
/* The same, of one account: who gives accounts equal shares asks by account. */
MUST_USE bool store_scope_take_of(struct arena *arena, struct store *store, int64_t sweep, struct str account, struct str owner, int64_t now, int64_t lease_ms, bool *found,
                                  struct store_scope *out, struct error *err);
/* How an account's scopes stand, leased ones being pending. */
MUST_USE bool store_scopes_count(struct store *store, int64_t sweep, struct str account, size_t *pending, size_t *done, size_t *failed, struct error *err);
/* All that is pending and not leased becomes failed with that message; the sweep is over unless something is leased. */
MUST_USE bool store_sweep_abandon(struct store *store, int64_t sweep, struct str message, int64_t now, struct error *err);
/* Given up: failed for good, or pending again (retry). */
MUST_USE bool store_scope_fail(struct store *store, int64_t scope, struct str message, bool retry, struct error *err);
/* Nothing is pending: it is over. */
MUST_USE bool store_sweep_finish(struct store *store, int64_t sweep, int64_t now, bool *finished, struct error *err);
/* The newest; *found false: there was none. */
MUST_USE bool store_sweep_last(struct arena *arena, struct store *store, bool *found, struct store_sweep *out, struct error *err);
MUST_USE bool store_scopes(struct arena *arena, struct store *store, int64_t sweep, bool (*each)(void *context, const struct store_scope *scope, struct error *err),
                           void *context, struct error *err);
/* All leases of an owner end: what a process does first after it was killed. */
MUST_USE bool store_release(struct store *store, struct str owner, struct error *err);

/* --- verdicts --- */

enum store_dependency_kind { DEPENDS_RESOURCE, DEPENDS_ID, DEPENDS_TYPE };

/* What a verdict looked at beside its own resource: a resource; an id, wherever it is (also when nothing was there); all of a type in an account ("": anywhere). */
struct store_dependency { enum store_dependency_kind kind; struct store_key key; };

struct store_finding {
    struct store_key resource;
    struct str rule;
    enum verdict verdict;
    bool gone;                                   /* out: the rule judges it no more, or it is deleted; verdict is then VERDICT_SKIPPED */
    struct value reasons;                        /* [{message, path}]; VALUE_NONE: [] */
    struct value evidence;                       /* [{value, call, time}]; another time alone is no change; VALUE_NONE: none */
    const struct store_dependency *depends; size_t n_depends;   /* in only */
    int64_t first_seen, last_changed, resolved_at;   /* out: first failed; verdict or reasons changed; 0: stands */
};

enum store_finding_change { FINDING_NEW, FINDING_CHANGED, FINDING_RESOLVED, FINDING_REOPENED };

typedef bool store_each_finding(void *context, const struct store_finding *finding, struct error *err);
typedef bool store_each_finding_change(void *context, enum store_finding_change change, const struct store_finding *finding, struct error *err);

/* A resource that changed, and the number of the change. */
struct store_changed { struct store_key key; int64_t generation; };

struct store_verdicts {
    const struct store_finding *findings; size_t n_findings;
    /* Judged anew by all rules: verdicts about these that are not among `findings` no longer stand. With the generation that was seen: if it is still
     * that, the resource counts as judged; 0: it is not looked at. */
    const struct store_changed *judged; size_t n_judged;
    int64_t now;
};

/* One transaction; then the changes of fail and unknown are told (after they are written). STORE_INPUT for a resource that was never stored. */
MUST_USE bool store_findings_put(struct arena *arena, struct store *store, const struct store_verdicts *verdicts, store_each_finding_change *each, void *context,
                                 struct error *err);

struct store_finding_query { struct str account, rule; struct store_key resource; bool open_only; };   /* "": any; resource counts when its id is given */
MUST_USE bool store_findings(struct arena *arena, struct store *store, const struct store_finding_query *query, store_each_finding *each, void *context,
                             struct error *err);

typedef bool store_each_changed(void *context, const struct store_changed *changed, struct error *err);

/* Resources (of an account; "": of all) that changed since they were judged, the deleted too, oldest change first. */
MUST_USE bool store_changed(struct arena *arena, struct store *store, struct str account, size_t max, store_each_changed *each, void *context, struct error *err);
/* The verdicts that looked at this resource (its own not among them): each resource and rule once. */
MUST_USE bool store_dependents(struct arena *arena, struct store *store, struct store_key key,
                               bool (*each)(void *context, struct store_key resource, struct str rule, struct error *err), void *context, struct error *err);

/* --- events --- */

struct store_reread {
    int64_t id, generation;
    struct store_key key;                        /* id "": all of the type */
    int64_t not_before;                          /* of two for the same, the earlier */
    struct store_cause cause;                    /* of two, the newer event's */
    unsigned attempts;
};

struct store_event {
    struct str id, source, principal;
    int64_t time;
    const struct store_reread *rereads; size_t n_rereads;   /* key and not_before are read */
};

/* Durable when it returns: the queue's message may be deleted. An id seen before and not expired changes nothing; fresh[i] (may be NULL) says so.
 * The watermark is the source's own text ("": left as it is). */
MUST_USE bool store_events_accept(struct store *store, const struct store_event *events, size_t n, int64_t now, int64_t expires_at, struct str source,
                                  struct str watermark, bool *fresh, struct error *err);
MUST_USE bool store_watermark(struct arena *arena, struct store *store, struct str source, struct str *out, struct error *err);   /* "": none */
/* Up to `max` that are due, leased. Done by store_commit, or given back at once by store_reread_retry. An event that comes meanwhile queues it anew. */
MUST_USE bool store_reread_take(struct arena *arena, struct store *store, struct str owner, int64_t now, int64_t lease_ms, size_t max, struct store_reread **out,
                                size_t *n, struct error *err);
MUST_USE bool store_reread_retry(struct store *store, struct store_lease lease, int64_t not_before, struct error *err);
/* When the next one is due that nobody has taken; INT64_MAX: none. */
MUST_USE bool store_reread_next(struct store *store, int64_t now, int64_t *out, struct error *err);
/* How many wait, and since when the first could have been read (0: none). */
MUST_USE bool store_reread_backlog(struct store *store, size_t *waiting, int64_t *oldest, struct error *err);

/* --- the store itself --- */

MUST_USE bool store_setting_put(struct store *store, struct str key, struct str value, struct error *err);
MUST_USE bool store_setting(struct arena *arena, struct store *store, struct str key, bool *found, struct str *out, struct error *err);

/* What is written from now on, until store_together_end, is one transaction on disk, but for what must be durable or is told (store_findings_put), which takes all before it along. Each call is all or nothing as
 * ever, and sees what those before it wrote; other processes do not, and cannot write: it is for many small writes within a few milliseconds. When the end says false,
 * nothing of it was written. */
void store_together(struct store *store);
MUST_USE bool store_together_end(struct store *store, struct error *err);

/* A number that is another one once another process, or another handle, has written: for who keeps in memory what it has read. */
MUST_USE bool store_written_elsewhere(struct store *store, int64_t *out, struct error *err);

struct store_size { int64_t schema, bytes, free_bytes, accounts, resources, versions, documents, document_bytes, findings; };
MUST_USE bool store_size(struct store *store, struct store_size *out, struct error *err);

/* Forgets expired events, finished sweeps but the newest two, versions that ended before `history_before` (0: none) and what nobody refers to then. */
MUST_USE bool store_maintain(struct store *store, int64_t now, int64_t history_before, struct error *err);
/* Gives free pages back; needs as much room again, and nobody else writes meanwhile. */
MUST_USE bool store_vacuum(struct store *store, struct error *err);
/* Reads all pages and documents: STORE_CORRUPT names the first that is damaged. */
MUST_USE bool store_check(struct store *store, struct error *err);

#endif
