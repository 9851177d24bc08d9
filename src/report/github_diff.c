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
        *slot = (struct github_line){number++, first == '+', {line.len ? line.s + 1 : line.s, line.len ? line.len - 1 : 0}};
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

static bool same_text(struct str a, struct str b)
{
    if (a.len && a.s[a.len - 1] == '\r') a.len--;
    if (b.len && b.s[b.len - 1] == '\r') b.len--;
    return str_eq(a, b);
}

/* Where a line that has moved is now: the nearest one of the same words. One that says little, as a bracket, could be any. */
#define WORDS_MIN 6

static uint32_t find_moved(const struct github_lines *lines, struct str text, uint32_t line)
{
    uint32_t best = 0, distance = UINT32_MAX;
    if (str_trim(text).len < WORDS_MIN) return 0;
    for (size_t i = 0; i < lines->lines.len; i++) {
        const struct github_line *l = &lines->lines.items[i];
        uint32_t far = l->number > line ? l->number - line : line - l->number;
        if (far < distance && same_text(l->text, text)) best = l->number, distance = far;
    }
    return best;
}

uint32_t github_place(const struct github_lines *lines, struct str source, uint32_t line, uint32_t end_line, bool *exact)
{
    size_t i = lower_bound(lines, line);
    struct line_finder at = {0, 0};
    *exact = true;
    if (line == 0) return 0;
    struct str text = report_line(source, line, &at);
    if (i < lines->lines.len && lines->lines.items[i].number == line && (!text.s || same_text(lines->lines.items[i].text, text))) return line;
    uint32_t moved = text.s ? find_moved(lines, text, line) : 0;
    if (moved) return moved;
    *exact = false;
    for (; i < lines->lines.len && lines->lines.items[i].number <= end_line; i++) {
        const struct github_line *l = &lines->lines.items[i];
        text = report_line(source, l->number, &at);
        if (l->added && (!text.s || same_text(l->text, text))) return l->number;
    }
    return 0;
}
