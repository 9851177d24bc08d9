/* report/github_diff.c: which lines of a file a review can speak about: GitHub takes comments only on lines that its diff shows. */
#include <stdlib.h>

#include "report/github.h"

/* "@@ -a,b +c,d @@": c. */
static bool hunk_start(struct str line, uint32_t *out)
{
    size_t at = str_find(line, STR(" +"), 0);
    if (!str_has_prefix(line, STR("@@ ")) || at == SIZE_MAX) return false;
    uint64_t n = 0;
    size_t digits = 0;
    for (at += 2; at < line.len && line.s[at] >= '0' && line.s[at] <= '9' && digits < 10; at++, digits++) n = n * 10 + (uint64_t)(line.s[at] - '0');
    *out = (uint32_t)n;
    return digits > 0 && n < UINT32_MAX;
}

bool github_read_patch(struct arena *arena, struct str patch, struct github_lines *out)
{
    uint32_t number = 0;
    bool inside = false;
    for (size_t at = 0; at < patch.len;) {
        size_t end = str_find(patch, STR("\n"), at);
        if (end == SIZE_MAX) end = patch.len;
        struct str line = {patch.s + at, end - at};
        at = end + 1;
        char first = line.len ? line.s[0] : ' ';   /* an editor may have cut the space of an empty line */
        if (first == '@') inside = hunk_start(line, &number);
        if (!inside || (first != '+' && first != ' ') || number == UINT32_MAX) continue;
        struct github_line *slot = vec_push(arena, &out->lines);
        if (!slot) return false;
        *slot = (struct github_line){number++, first == '+'};
    }
    return true;
}

/* Hunks come in ascending order. The first line at or behind `number`. */
static size_t lower_bound(const struct github_lines *lines, uint32_t number)
{
    size_t from = 0, to = lines->lines.len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (lines->lines.items[middle].number < number) from = middle + 1;
        else to = middle;
    }
    return from;
}

uint32_t github_place(const struct github_lines *lines, uint32_t line, uint32_t end_line)
{
    size_t i = lower_bound(lines, line);
    if (line == 0) return 0;
    if (i < lines->lines.len && lines->lines.items[i].number == line) return line;
    for (; i < lines->lines.len && lines->lines.items[i].number <= end_line; i++)
        if (lines->lines.items[i].added) return lines->lines.items[i].number;
    return 0;
}
