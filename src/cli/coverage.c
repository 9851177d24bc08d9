/* cli/coverage.c: see coverage.h. */
#include "cli/coverage.h"

#include <math.h>
#include <stdio.h>

#define MAX_ROWS (1u << 24)

static struct coverage_file *file_of(struct coverage *c, const char *name)
{
    struct coverage_file *file = map_get(&c->files, str_of(name));
    if (file) return file;
    file = arena_zero(c->arena, sizeof *file);
    const char *copy = arena_strdup(c->arena, name);
    if (!file || !copy || !map_set(c->arena, &c->files, str_of(copy), file)) { c->failed = true; return NULL; }
    file->name = copy;
    return file;
}

static bool grow(struct coverage *c, struct coverage_file *file, uint32_t row)
{
    while (file->has.len <= row) {
        bool *has = vec_push(c->arena, &file->has), *reached = vec_push(c->arena, &file->reached);
        if (!has || !reached) { c->failed = true; return false; }
        *has = *reached = false;
    }
    return true;
}

void coverage_reached(struct coverage *c, const char *name, uint32_t row)
{
    if (!name[0] || row >= MAX_ROWS) return;
    struct coverage_file *file = file_of(c, name);
    if (file && grow(c, file, row)) file->reached.items[row] = true;
}

static void note_place(void *context, const char *name, uint32_t row, uint32_t col)
{
    struct coverage *c = context;
    if (!name[0] || row >= MAX_ROWS) return;
    struct coverage_file *file = file_of(c, name);
    if (file && grow(c, file, row)) file->has.items[row] = true;
}

static struct value object_of(struct arena *arena, const char *const *names, const struct value *values, size_t n)
{
    struct value_pair pairs[8];
    for (size_t i = 0; i < n; i++) {
        pairs[i] = (struct value_pair){value_cstring(arena, names[i]), values[i]};
        if (value_is_none(pairs[i].key) || value_is_none(pairs[i].value)) return VALUE_NONE;
    }
    return value_object(arena, pairs, n);
}

/* Consecutive rows that are (not) covered as ranges; *lines how many. */
static struct value ranges(struct arena *arena, const struct coverage_file *file, bool covered, size_t *lines)
{
    static const char *const row_name[] = {"row"}, *const ends[] = {"start", "end"};
    VEC(struct value) list = {0};
    *lines = 0;
    for (size_t row = 0; row < file->has.len; row++) {
        if (!file->has.items[row] || file->reached.items[row] != covered) continue;
        size_t first = row;
        while (row + 1 < file->has.len && file->has.items[row + 1] && file->reached.items[row + 1] == covered) row++;
        *lines += row - first + 1;
        struct value a = value_small((int64_t)first), b = value_small((int64_t)row);
        const struct value pair[2] = {object_of(arena, row_name, &a, 1), object_of(arena, row_name, &b, 1)};
        struct value *slot = vec_push(arena, &list);
        if (!slot || value_is_none(*slot = object_of(arena, ends, pair, 2))) return VALUE_NONE;
    }
    return value_array(arena, list.items, list.len);
}

static struct value percent(struct arena *arena, size_t covered, size_t not_covered)
{
    char text[32];
    double share = covered + not_covered ? 100.0 * (double)covered / (double)(covered + not_covered) : 0;
    snprintf(text, sizeof text, "%.15g", round(share * 100) / 100);
    return value_number(arena, str_of(text));
}

struct value coverage_report(struct arena *arena, struct coverage *c, const struct rego_policy *policy)
{
    static const char *const names[] = {"covered", "covered_lines", "coverage", "not_covered", "not_covered_lines"};
    static const char *const totals[] = {"files", "covered_lines", "coverage", "not_covered_lines"};
    size_t all_covered = 0, all_missed = 0;
    rego_policy_places(policy, note_place, c);
    struct value files = value_object(arena, NULL, 0);
    for (uint32_t i = 0; i < c->files.len; i++) {
        const struct coverage_file *file = c->files.entries[i].value;
        size_t covered, missed;
        struct value yes = ranges(arena, file, true, &covered), no = ranges(arena, file, false, &missed);
        const struct value values[] = {yes, value_small((int64_t)covered), percent(arena, covered, missed), no, value_small((int64_t)missed)};
        files = value_with(arena, files, value_cstring(arena, file->name), object_of(arena, names, values, 5));
        if (value_is_none(files)) return VALUE_NONE;
        all_covered += covered;
        all_missed += missed;
    }
    const struct value values[] = {files, value_small((int64_t)all_covered), percent(arena, all_covered, all_missed), value_small((int64_t)all_missed)};
    return c->failed ? VALUE_NONE : object_of(arena, totals, values, 4);
}
