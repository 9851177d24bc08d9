/* store/sqlite_schema.c: the tables (docs/store.md explains them). A new version of the schema is a new row of `versions` below, which changes the
 * one before; SCHEMA_VERSION counts the rows. Each runs in one transaction with its number, so an update that is killed starts anew.
 *
 * Numbers instead of names: accounts, regions, types, services and rules are numbers of `name`, ids of resources numbers of `address`, JSON
 * numbers of `document`. 0 stands for "". */
#include "store/sqlite.h"

#include <stdio.h>

static const char first[] =
    /* hash: the first eight bytes; the index of all documents is the one that is hit at random, so it is kept small. */
    "CREATE TABLE name(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
    "CREATE TABLE address(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL);"
    "CREATE INDEX address_hash ON address(hash);"
    "CREATE TABLE dictionary(id INTEGER PRIMARY KEY, type INTEGER NOT NULL, body BLOB NOT NULL);"
    "CREATE INDEX dictionary_type ON dictionary(type);"
    "CREATE TABLE document(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, hash_rest BLOB NOT NULL, dictionary INTEGER NOT NULL, size INTEGER NOT NULL, body BLOB NOT NULL);"
    "CREATE INDEX document_hash ON document(hash);"

    "CREATE TABLE account(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, ou TEXT NOT NULL, status INTEGER NOT NULL, labels TEXT NOT NULL,"
    "  joined_at INTEGER NOT NULL, last_seen INTEGER NOT NULL, enrolment INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '');"

    /* document NULL: gone. print: hash of all that a put gives. */
    "CREATE TABLE resource(id INTEGER PRIMARY KEY, account INTEGER NOT NULL, type INTEGER NOT NULL, region INTEGER NOT NULL, address INTEGER NOT NULL,"
    "  parent INTEGER NOT NULL, name TEXT, arn TEXT, document INTEGER, calls INTEGER, print BLOB, observed_at INTEGER NOT NULL, changed_at INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX resource_key ON resource(account, type, region, address);"
    "CREATE INDEX resource_address ON resource(address);"
    "CREATE INDEX resource_parent ON resource(parent) WHERE parent<>0;"
    /* A list that was read to its end saw all resources of its type, there or not: their time without a row each. */
    "CREATE TABLE listing(account INTEGER, type INTEGER, region INTEGER, observed_at INTEGER NOT NULL, PRIMARY KEY(account, type, region)) WITHOUT ROWID;"
    "CREATE TABLE version(resource INTEGER, valid_from INTEGER, document INTEGER, cause INTEGER, PRIMARY KEY(resource, valid_from)) WITHOUT ROWID;"
    "CREATE INDEX version_time ON version(valid_from);"
    "CREATE TABLE cause(id INTEGER PRIMARY KEY, source INTEGER NOT NULL, event TEXT, principal TEXT, event_time INTEGER NOT NULL);"
    /* mark: of the commit that last said so; what a scope no longer says goes. */
    "CREATE TABLE gap(account INTEGER, region INTEGER, type INTEGER, parent TEXT, call TEXT, scope_region INTEGER NOT NULL, service INTEGER NOT NULL,"
    "  code TEXT NOT NULL, permission TEXT NOT NULL, message TEXT NOT NULL, since INTEGER NOT NULL, mark INTEGER NOT NULL,"
    "  PRIMARY KEY(account, region, type, parent, call)) WITHOUT ROWID;"

    "CREATE TABLE sweep(id INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, finished_at INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL);"
    "CREATE TABLE scope(id INTEGER PRIMARY KEY, sweep INTEGER NOT NULL, account INTEGER NOT NULL, region INTEGER NOT NULL, service INTEGER NOT NULL,"
    "  state INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, done_at INTEGER NOT NULL DEFAULT 0, message TEXT NOT NULL DEFAULT '',"
    "  owner TEXT, lease_until INTEGER NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX scope_key ON scope(sweep, account, region, service);"
    "CREATE INDEX scope_pending ON scope(sweep, lease_until) WHERE state=0;"

    /* seen: hash of the evidence without its times. */
    "CREATE TABLE finding(resource INTEGER, rule INTEGER, verdict INTEGER NOT NULL, reasons INTEGER NOT NULL, evidence INTEGER NOT NULL, seen BLOB, depends INTEGER,"
    "  first_seen INTEGER NOT NULL, last_changed INTEGER NOT NULL, resolved_at INTEGER NOT NULL, PRIMARY KEY(resource, rule)) WITHOUT ROWID;"
    "CREATE INDEX finding_rule ON finding(rule);"
    "CREATE INDEX finding_depends ON finding(depends) WHERE depends IS NOT NULL;"
    /* Sets of dependencies are shared: the rules of one resource look at much the same. */
    "CREATE TABLE dependency_set(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE);"
    "CREATE TABLE dependency(kind INTEGER, key INTEGER, more INTEGER, part_of INTEGER, PRIMARY KEY(kind, key, more, part_of)) WITHOUT ROWID;"
    "CREATE TABLE changed(resource INTEGER PRIMARY KEY, generation INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX changed_order ON changed(generation);"

    "CREATE TABLE event(hash BLOB PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX event_expires ON event(expires_at);"
    "CREATE TABLE reread(id INTEGER PRIMARY KEY, account INTEGER NOT NULL, region INTEGER NOT NULL, type INTEGER NOT NULL, address INTEGER NOT NULL,"
    "  not_before INTEGER NOT NULL, cause INTEGER NOT NULL, generation INTEGER NOT NULL DEFAULT 1, attempts INTEGER NOT NULL DEFAULT 0, owner TEXT,"
    "  lease_until INTEGER NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX reread_key ON reread(account, region, type, address);"
    "CREATE INDEX reread_due ON reread(not_before);"
    "CREATE TABLE watermark(source TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO counter VALUES('change', 0), ('mark', 0);";

/* Work is taken account by account; when an account was last read to its end. */
static const char second[] =
    "CREATE INDEX scope_account ON scope(sweep, account, lease_until) WHERE state=0;"
    "ALTER TABLE account ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;";

/* An event says what changed by its name. */
static const char third[] = "CREATE INDEX resource_called ON resource(account, type, name);";

static const char *const versions[] = {first, second, third};
_Static_assert(COUNT_OF(versions) == SCHEMA_VERSION, "a row a version");

static bool run(struct store *store, const char *sql, struct error *err)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || sql_error(store, err);
}

/* Inside a transaction: the version is read under the lock, since two may open a new file at once. */
static bool migrate(struct store *store, struct error *err)
{
    int64_t now;
    if (!sql_number(store, err, &now, "PRAGMA user_version", "")) return false;
    for (; now < (int64_t)COUNT_OF(versions); now++) {
        char number[64];
        snprintf(number, sizeof number, "PRAGMA user_version=%lld", (long long)now + 1);
        if (!run(store, versions[now], err) || !run(store, number, err)) return false;
    }
    char application[64];
    snprintf(application, sizeof application, "PRAGMA application_id=%d", APPLICATION_ID);
    return run(store, application, err);
}

bool store_migrate(struct store *store, struct error *err)
{
    int64_t now;
    if (!sql_number(store, err, &now, "PRAGMA user_version", "")) return false;
    if (now == (int64_t)COUNT_OF(versions)) return true;
    if (!run(store, "BEGIN IMMEDIATE", err)) return false;
    if (migrate(store, err) && run(store, "COMMIT", err)) return true;
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}
