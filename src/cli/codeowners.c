/* cli/codeowners.c: see codeowners.h. */
#include "cli/codeowners.h"

#include <stdio.h>

#include "finding/skip.h"

static struct str next_word(struct str line, size_t *at)
{
    while (*at < line.len && (line.s[*at] == ' ' || line.s[*at] == '\t' || line.s[*at] == '\r')) (*at)++;
    size_t from = *at;
    while (*at < line.len && line.s[*at] != ' ' && line.s[*at] != '\t' && line.s[*at] != '\r') (*at)++;
    return (struct str){line.s + from, *at - from};
}

/* As in .gitignore: a pattern with a slash before its end counts from the root, one without at any depth; a folder owns all in it. */
static bool matches(struct str pattern, const char *path)
{
    char glob[256], inside[260];
    bool folder = str_has_suffix(pattern, STR("/"));
    if (folder) pattern.len--;
    bool anchored = memchr(pattern.s, '/', pattern.len) != NULL;
    if (str_has_prefix(pattern, STR("/"))) pattern.s++, pattern.len--;
    if (pattern.len == 0 || pattern.len > 200) return false;
    snprintf(glob, sizeof glob, "%s%.*s", anchored ? "" : "**/", (int)pattern.len, pattern.s);
    snprintf(inside, sizeof inside, "%s/**", glob);
    bool direct = anchored && str_has_suffix(pattern, STR("/*"));   /* the files in a folder, not those deeper */
    return (!folder && skip_glob(glob, path)) || (!direct && skip_glob(inside, path));
}

bool codeowners_has_owner(struct str text, const char *path)
{
    bool owned = false;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = str_find(text, STR("\n"), at);
        if (end == SIZE_MAX) end = text.len;
        struct str line = {text.s + at, end - at};
        size_t comment = str_find(line, STR("#"), 0), word = 0;
        if (comment != SIZE_MAX) line.len = comment;
        struct str pattern = next_word(line, &word);
        if (pattern.len && matches(pattern, path)) owned = next_word(line, &word).len > 0;
    }
    return owned;
}
