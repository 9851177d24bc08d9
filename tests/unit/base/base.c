#include "../unit.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "base/vec.h"

static void an_arena_gives_aligned_memory_until_its_limit(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    size_t got = 0;
    for (char *p; (p = arena_alloc(arena, 100)); got += 104) {
        assert_int_equal((uintptr_t)p % 8, 0);
        memset(p, 1, 100);
    }
    assert_true(arena->failed);
    assert_in_range(got, (1 << 20) - 20000, 1 << 20);
    assert_null(arena_array(arena, SIZE_MAX / 2, 16));
    arena_free(arena);
}

static void rewinding_an_arena_gives_back_what_came_after_the_mark(void **state)
{
    struct arena *arena = arena_new(0);
    char *kept = arena_strdup(arena, "kept");
    struct arena_mark mark = arena_mark(arena);
    size_t before = arena_used(arena);
    for (int i = 0; i < 1000; i++) assert_non_null(arena_alloc(arena, 1000));
    arena_rewind(arena, mark);
    assert_int_equal(arena_used(arena), before);
    assert_string_equal(kept, "kept");
    arena_free(arena);
}

static void the_nth_allocation_can_be_made_to_fail(void **state)
{
    struct arena *arena = arena_new(0);
    assert_non_null(arena_alloc(arena, 8));
    arena_fail_at(arena, 3);
    assert_non_null(arena_alloc(arena, 8));
    assert_non_null(arena_alloc(arena, 8));
    assert_null(arena_alloc(arena, 8));
    arena_free(arena);
}

static void a_map_keeps_the_order_of_insertion(void **state)
{
    struct arena *arena = arena_new(0);
    struct map map = {0};
    static int values[5000];
    for (int i = 0; i < 5000; i++) {
        char *key = arena_printf(arena, "key-%d", i);
        assert_true(map_set(arena, &map, str_of(key), &values[i]));
    }
    assert_int_equal(map.len, 5000);
    for (int i = 0; i < 5000; i++) {
        assert_ptr_equal(map.entries[i].value, &values[i]);
        assert_ptr_equal(map_get(&map, map.entries[i].key), &values[i]);
    }
    assert_null(map_get(&map, STR("key-5000")));
    assert_false(map_has(&map, STR("")));
    assert_null(map_get(&(struct map){0}, STR("x")));
    arena_free(arena);
}

static void a_vector_grows(void **state)
{
    struct arena *arena = arena_new(0);
    VEC(int) numbers = {0};
    for (int i = 0; i < 1000; i++) {
        int *at = vec_push(arena, &numbers);
        assert_non_null(at);
        *at = i;
    }
    for (int i = 0; i < 1000; i++) assert_int_equal(numbers.items[i], i);
    arena_free(arena);
}

static const struct { const char *name, *bytes; size_t len, valid; } utf8_cases[] = {
    {"ascii longer than a word",            "plain text, long", 16, 16},
    {"two, three and four bytes",           "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 9, 9},
    {"an overlong slash",                   "a\xC0\xAF", 3, 1},
    {"a surrogate",                         "\xED\xA0\x80", 3, 0},
    {"above U+10FFFF",                      "\xF4\x90\x80\x80", 4, 0},
    {"a sequence cut off",                  "ab\xE2\x82", 4, 2},
    {"a continuation byte alone",           "abcdefgh\x80", 9, 8},
};

static void utf8_is_checked_as_unicode_says(void **state)
{
    for (size_t i = 0; i < COUNT_OF(utf8_cases); i++)
        if (utf8_valid_prefix(utf8_cases[i].bytes, utf8_cases[i].len) != utf8_cases[i].valid) fail_msg("%s", utf8_cases[i].name);
    char out[4];
    for (uint32_t rune = 0; rune <= 0x10FFFF; rune += 7) {
        size_t n = utf8_encode(rune, out), m;
        uint32_t back = utf8_decode(out, n, &m);
        if (rune < 0xD800 || rune > 0xDFFF) assert_int_equal(back, rune);
        assert_int_equal(n, m);
    }
}

static void utf16_and_marks_are_read(void **state)
{
    struct arena *arena = arena_new(0);
    struct str out;
    size_t bad;
    assert_true(utf8_from_any(arena, (struct str){"\xFF\xFE{\0}\0", 6}, &out, &bad));
    assert_true(str_is(out, "{}"));
    assert_true(utf8_from_any(arena, (struct str){"\xFE\xFF\0{\0}", 6}, &out, &bad));
    assert_true(str_is(out, "{}"));
    assert_true(utf8_from_any(arena, (struct str){"\xEF\xBB\xBFx", 4}, &out, &bad));
    assert_true(str_is(out, "x"));
    assert_true(utf8_from_any(arena, (struct str){"\xFF\xFE\x3D\xD8\x00\xDE", 6}, &out, &bad));
    assert_true(str_is(out, "\xF0\x9F\x98\x80"));
    assert_false(utf8_from_any(arena, (struct str){"\xFF\xFE\x3D\xD8", 4}, &out, &bad));
    arena_free(arena);
}

static void an_error_shows_the_line_and_the_place(void **state)
{
    struct error err = {0};
    struct str text = STR("one\n  two \xC3\xA9 x\nthree");
    error_at(&err, &ERROR_IO, position_of(text, 13), "no '%s' here", "x");
    error_in_file(&err, STR("main.tf"));
    error_help(&err, "remove it");
    assert_int_equal(err.at.line, 2);
    assert_int_equal(err.at.column, 9);
    struct buf out = buf_new(0);
    error_print(&out, &err, text);
    assert_string_equal(out.s, "main.tf:2:9: error[io]: no 'x' here\n    2 |   two \xC3\xA9 x\n      |         ^\n   help: remove it\n");
    buf_free(&out);
}

static void a_buffer_stops_at_its_greatest_size(void **state)
{
    struct buf buf = buf_new(10);
    assert_true(buf_puts(&buf, "0123456789"));
    assert_false(buf_add_char(&buf, 'x'));
    assert_true(buf.failed);
    assert_string_equal(buf.s, "0123456789");
    buf_free(&buf);
}

static void the_nearest_name_is_suggested(void **state)
{
    static const char *const names[] = {"steps", "stop_if", "verify"};
    assert_string_equal(str_nearest(STR("stop_when"), names, 3) ? "found" : "none", "none");
    assert_string_equal(str_nearest(STR("stop_iff"), names, 3), "stop_if");
    assert_null(str_nearest(STR("zzzz"), names, 3));
}

static void count_up(void *context, size_t i, unsigned worker) { __atomic_add_fetch(&((int *)context)[i], 1, __ATOMIC_RELAXED); }

static void a_pool_does_every_item_once(void **state)
{
    static int done[10000];
    pool_each(4, COUNT_OF(done), count_up, done);
    for (size_t i = 0; i < COUNT_OF(done); i++) assert_int_equal(done[i], 1);
    pool_each(0, 0, count_up, done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_gives_aligned_memory_until_its_limit),
        cmocka_unit_test(rewinding_an_arena_gives_back_what_came_after_the_mark),
        cmocka_unit_test(the_nth_allocation_can_be_made_to_fail),
        cmocka_unit_test(a_map_keeps_the_order_of_insertion),
        cmocka_unit_test(a_vector_grows),
        cmocka_unit_test(utf8_is_checked_as_unicode_says),
        cmocka_unit_test(utf16_and_marks_are_read),
        cmocka_unit_test(an_error_shows_the_line_and_the_place),
        cmocka_unit_test(a_buffer_stops_at_its_greatest_size),
        cmocka_unit_test(the_nearest_name_is_suggested),
        cmocka_unit_test(a_pool_does_every_item_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
