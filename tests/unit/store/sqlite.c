#include "store/sqlite.h"

#include "helper.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void write_file(const void *bytes, size_t len)
{
    remove_files();
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
    close(fd);
}

static void refused(enum store_mode mode, const struct error_code *code)
{
    struct error err = {0};
    struct store *s = store_open(path, &(struct store_options){.mode = mode, .wait_ms = 50}, &err);
    assert_null(s);
    if (err.code != code) fail_msg("%s: %s", err.code ? err.code->name : "no code", err.message);
    assert_true(err.message[0]);
}

static void sql(const char *text)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void close_it(void)
{
    store_close(store);
    store = NULL;
}

static void what_was_written_is_there_when_it_is_opened_again(void **state)
{
    put_one(100, "t", "a", "{\"n\":1}");
    close_it();
    store = opened(STORE_WRITE);
    assert_string_equal(now_is("t", "a"), "{\"n\":1}");
    close_it();
    store = opened(STORE_READ);
    assert_string_equal(now_is("t", "a"), "{\"n\":1}");
}

static void a_file_of_another_program_is_left_alone(void **state)
{
    close_it();
    remove_files();
    sql("CREATE TABLE theirs(x); INSERT INTO theirs VALUES(1)");
    struct stat before, after;
    assert_int_equal(stat(path, &before), 0);
    refused(STORE_WRITE, &STORE_FOREIGN);
    refused(STORE_READ, &STORE_FOREIGN);
    assert_int_equal(stat(path, &after), 0);
    assert_true(before.st_size == after.st_size && before.st_mtime == after.st_mtime);
    remove_files();
    sql("PRAGMA application_id=7");
    refused(STORE_WRITE, &STORE_FOREIGN);
    static const char text[] = "account,region\n111111111111,eu-west-1\nthis is a file of some other kind, and longer than a header of a database would be, "
                               "so that nobody takes it for one";
    write_file(text, sizeof text);
    refused(STORE_WRITE, &STORE_FOREIGN);
}

static void a_newer_schema_is_left_alone(void **state)
{
    close_it();
    sql("PRAGMA user_version=999");
    refused(STORE_WRITE, &STORE_NEWER);
    refused(STORE_READ, &STORE_NEWER);
    sql("PRAGMA user_version=3");
    store = opened(STORE_WRITE);
}

static void a_place_where_no_file_can_be_is_named(void **state)
{
    struct error err = {0};
    assert_null(store_open("/tmp/no such folder/state.db", NULL, &err));
    assert_ptr_equal(err.code, &STORE_OPEN);
    assert_string_equal(err.file, "/tmp/no such folder/state.db");
    close_it();
    remove_files();
    refused(STORE_READ, &STORE_OPEN);
    struct stat st;
    assert_int_equal(stat(path, &st), -1);
}

static void a_reader_may_not_write(void **state)
{
    struct error err = {0};
    struct store *reader = opened(STORE_READ);
    assert_false(store_setting_put(reader, STR("k"), STR("v"), &err));
    assert_ptr_equal(err.code, &STORE_READ_ONLY);
    store_close(reader);
}

static void readers_see_what_was_before_while_the_writer_writes(void **state)
{
    put_one(100, "t", "a", "{\"n\":1}");
    struct store *reader = opened(STORE_READ), *writer = store;
    assert_int_equal(sqlite3_exec(writer->db, "BEGIN IMMEDIATE; UPDATE resource SET document=NULL", NULL, NULL, NULL), SQLITE_OK);
    store = reader;
    assert_string_equal(now_is("t", "a"), "{\"n\":1}");
    assert_int_equal(sqlite3_exec(writer->db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_string_equal(now_is("t", "a"), "gone");
    store = writer;
    store_close(reader);
}

static void a_second_writer_waits_and_then_says_who_is_in_the_way(void **state)
{
    struct error err = {0};
    struct store *other = store_open(path, &(struct store_options){.wait_ms = 50}, &err);
    must(other != NULL, &err);
    assert_int_equal(sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_false(store_setting_put(other, STR("k"), STR("v"), &err));
    assert_ptr_equal(err.code, &STORE_BUSY);
    assert_true(err.help[0]);
    assert_int_equal(sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    must(store_setting_put(other, STR("k"), STR("v"), &err), &err);
    /* Each has names in memory that the other has made. */
    put_one(100, "new type", "a", "{}");
    struct store *mine = store;
    store = other;
    struct store_committed done = put_one(200, "new type", "a", "{\"n\":2}");
    assert_int_equal(done.n_changes, 1);
    store = mine;
    assert_string_equal(now_is("new type", "a"), "{\"n\":2}");
    store_close(other);
}

static void names_of_a_write_that_failed_are_forgotten(void **state)
{
    struct error err = {0};
    struct store_resource r[] = {resource("lost type", "a", "{}"), resource("t", "", "{}")};
    struct store_batch b = batch(100);
    b.resources = r;
    b.n_resources = 2;
    assert_false(store_commit(arena, store, &b, NULL, &err));
    put_one(100, "taken its number", "x", "{}");
    assert_string_equal(now_is("lost type", "x"), "gone");
    put_one(100, "lost type", "a", "{}");
    assert_string_equal(now_is("lost type", "a"), "{}");
    assert_string_equal(now_is("taken its number", "a"), "gone");
}

/* --- threads --- */

static void *writes(void *context)
{
    struct arena *own = arena_new(0);
    bool ok = true;
    for (int i = 0; i < 50 && ok; i++) {
        struct store_resource r = {.key = {STR(ACCOUNT), STR("eu-west-1"), STR("t"), str_of((const char *)context)}, .values = value_with(own, VALUE_NONE, value_cstring(own, "n"), value_small(i))};
        struct store_batch b = {.account = STR(ACCOUNT), .region = STR("eu-west-1"), .service = STR("s"), .observed_at = i + 1, .resources = &r, .n_resources = 1};
        ok = store_commit(own, store, &b, NULL, NULL);
    }
    arena_free(own);
    return ok ? context : NULL;
}

static void threads_take_turns(void **state)
{
    pthread_t threads[4];
    static char names[4][2] = {"a", "b", "c", "d"};
    for (int i = 0; i < 4; i++) assert_int_equal(pthread_create(&threads[i], NULL, writes, names[i]), 0);
    for (int i = 0; i < 4; i++) {
        void *result;
        pthread_join(threads[i], &result);
        assert_non_null(result);
        assert_string_equal(now_is("t", names[i]), "{\"n\":49}");
    }
}

/* --- damage --- */

static void fill(int n)
{
    struct store_resource *r = (struct store_resource *)arena_array(arena, (size_t)n, sizeof *r);
    for (int i = 0; i < n; i++) r[i] = resource("t", arena_printf(arena, "id-%d", i), arena_printf(arena, "{\"n\":%d,\"text\":\"%032d\"}", i, i * 7919));
    put_list(100, "t", r, (size_t)n);
}

static bool counts(void *context, const struct store_resource *r, struct error *err)
{
    ++*(size_t *)context;
    return true;
}

/* Every byte of the file is turned, one after another in steps: what is read then is what was written, or an error that says it is damaged. */
static void a_damaged_file_is_never_read_as_something_else(void **state)
{
    fill(300);
    close_it();
    size_t len, found = 0, damaged = 0;
    struct str whole;
    FILE *f = fopen(path, "rb");
    char *bytes = (char *)malloc(1 << 20);
    len = fread(bytes, 1, 1 << 20, f);
    fclose(f);
    assert_in_range(len, 8192, (1 << 20) - 1);
    whole = (struct str){bytes, len};
    for (size_t at = 16; at < len; at += 331) {
        bytes[at] ^= 0x55;
        write_file(whole.s, whole.len);
        bytes[at] ^= 0x55;
        struct error err = {0};
        struct store *s = store_open(path, NULL, &err);
        size_t n = 0;
        bool ok = s && store_check(s, &err) && store_resources(arena, s, &(struct store_query){0}, counts, &n, &err);
        if (ok && n != 300) fail_msg("byte %zu: %zu resources", at, n);
        if (!ok && err.code != &STORE_CORRUPT && err.code != &STORE_FOREIGN && err.code != &STORE_NEWER && err.code != &STORE_OPEN && err.code != &STORE_FAILED)
            fail_msg("byte %zu: %s: %s", at, err.code ? err.code->name : "no code", err.message);
        ok ? found++ : damaged++;
        store_close(s);
    }
    free(bytes);
    assert_true(damaged > found / 4);
}

static void a_file_cut_short_is_damaged(void **state)
{
    fill(300);
    close_it();
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size / 2 / 4096 * 4096), 0);
    struct error err = {0};
    struct store *s = store_open(path, NULL, &err);
    assert_false(s && store_check(s, &err));
    assert_ptr_equal(err.code, &STORE_CORRUPT);
    store_close(s);
}

/* --- no room --- */

/* In a process of its own, since the limit is one of the process. 0: as it should be. */
static int with_little_room(void)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 3000000;
    setrlimit(RLIMIT_FSIZE, &limit);
    struct error err = {0};
    int written = 0;
    for (;; written++) {
        struct store_resource r = resource("t", arena_printf(arena, "id-%d", written), arena_printf(arena, "{\"text\":\"%0900d\"}", written * 7919));
        struct store_batch b = batch(100);
        b.resources = &r;
        b.n_resources = 1;
        if (!store_commit(arena, store, &b, NULL, &err)) break;
        if (written > 5000) return 2;
    }
    if (err.code != &STORE_FULL || !err.help[0]) {
        fprintf(stderr, "after %d: %s: %s\n", written, err.code->name, err.message);
        return 3;
    }
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
    size_t n = 0;
    if (!store_resources(arena, store, &(struct store_query){0}, counts, &n, &err) || n != (size_t)written) return 4;
    put_one(100, "t", "after", "{}");
    if (strcmp(now_is("t", "after"), "{}") != 0 || !store_check(store, &err)) return 5;
    return written > 10 ? 0 : 6;
}

static void a_full_disk_is_said_and_what_was_written_before_is_there(void **state)
{
    pid_t child = fork();
    if (child == 0) {
        store_close(store);   /* opened by the parent: SQLite's files do not survive a fork */
        store = opened(STORE_WRITE);
        int result = with_little_room();
        store_close(store);
        _exit(result);
    }
    int status;
    close_it();
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)
static const char *seen_elsewhere(const char *id)
{
    struct error err = {0};
    struct store_resource found;
    bool there;
    struct store *reader = opened(STORE_READ);
    must(store_resource(arena, reader, key("t", id), &there, &found, &err), &err);
    store_close(reader);
    return there ? text_of(found.values) : "not there";
}

/* A batch that fails when half of it is written. */
static void put_badly(const char *id)
{
    struct error err = {0};
    struct store_resource r = {.key = key("t", id), .values = json("{\"n\":9}")};
    struct store_key other = {STR("999999999999"), STR("eu-west-1"), STR("t"), STR("x")};
    struct store_batch b = batch(500);
    b.resources = &r, b.n_resources = 1, b.deleted = &other, b.n_deleted = 1;
    assert_false(store_commit(arena, store, &b, NULL, &err));
    assert_ptr_equal(err.code, &STORE_INPUT);
}

static void what_is_written_together_is_there_at_the_end_and_each_call_is_whole(void **state)
{
    struct error err = {0};
    int64_t first, second;
    (void)state;
    put_one(50, "t", "zero", "{\"n\":0}");
    must(store_written_elsewhere(store, &first, &err), &err);
    store_together(store);
    put_one(100, "t", "a", "{\"n\":1}");
    put_badly("b");
    put_one(200, "t", "new-name", "{\"n\":2}");
    assert_string_equal(now_is("t", "a"), "{\"n\":1}");
    assert_string_equal(seen_elsewhere("a"), "not there");
    must(store_together_end(store, &err), &err);
    assert_string_equal(seen_elsewhere("a"), "{\"n\":1}");
    assert_string_equal(seen_elsewhere("b"), "not there");
    assert_string_equal(seen_elsewhere("new-name"), "{\"n\":2}");
    put_one(300, "t", "after", "{\"n\":3}");
    assert_string_equal(seen_elsewhere("after"), "{\"n\":3}");
    must(store_written_elsewhere(store, &second, &err), &err);
    assert_int_equal(first, second);
    must(store_together_end(store, &err), &err);
}

static void what_must_be_durable_takes_along_what_was_before(void **state)
{
    struct error err = {0};
    (void)state;
    store_together(store);
    put_one(100, "t", "a", "{\"n\":1}");
    must(store_setting_put(store, STR("k"), STR("v"), &err), &err);
    assert_string_equal(seen_elsewhere("a"), "{\"n\":1}");
    put_one(200, "t", "c", "{\"n\":2}");
    assert_string_equal(seen_elsewhere("c"), "not there");
    close_it();   /* as if it were killed: what was not ended is not there, all else is */
    store = opened(STORE_WRITE);
    assert_string_equal(now_is("t", "a"), "{\"n\":1}");
    assert_string_equal(seen_elsewhere("c"), "not there");
}

static void another_that_writes_is_noticed(void **state)
{
    struct error err = {0};
    int64_t first, second, third;
    (void)state;
    put_one(50, "t", "zero", "{\"n\":0}");
    must(store_written_elsewhere(store, &first, &err), &err);
    struct store *mine = store;
    store = opened(STORE_WRITE);
    put_one(60, "t", "one", "{\"n\":0}");
    close_it();
    store = mine;
    must(store_written_elsewhere(store, &second, &err), &err);
    must(store_written_elsewhere(store, &third, &err), &err);
    assert_true(first != second);
    assert_int_equal(second, third);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_there_when_it_is_opened_again),
        TEST(a_file_of_another_program_is_left_alone),
        TEST(a_newer_schema_is_left_alone),
        TEST(a_place_where_no_file_can_be_is_named),
        TEST(a_reader_may_not_write),
        TEST(readers_see_what_was_before_while_the_writer_writes),
        TEST(a_second_writer_waits_and_then_says_who_is_in_the_way),
        TEST(names_of_a_write_that_failed_are_forgotten),
        TEST(threads_take_turns),
        TEST(what_is_written_together_is_there_at_the_end_and_each_call_is_whole),
        TEST(what_must_be_durable_takes_along_what_was_before),
        TEST(another_that_writes_is_noticed),
        TEST(a_damaged_file_is_never_read_as_something_else),
        TEST(a_file_cut_short_is_damaged),
        TEST(a_full_disk_is_said_and_what_was_written_before_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
