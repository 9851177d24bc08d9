/* aws/xform.c: where a CamelCase name has its joints, by botocore's rules. */
#include "aws/xform.h"

/* Words with capitals inside that are one word all the same. */
static const char *const words[] = {"iSCSI", "HITs", "PartiQL", "WhatsApp", "OTel"};

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static char lower(char c) { return is_upper(c) ? (char)(c + ('a' - 'A')) : c; }

/* Where the final plural of an acronym begins: the ARNs of GatewayARNs; s.len without one. */
static size_t acronyms(struct str s)
{
    if (!s.len || s.s[s.len - 1] != 's') return s.len;
    size_t at = s.len - 1;
    while (at && is_upper(s.s[at - 1])) at--;
    return s.len - 1 - at >= 2 ? at : s.len;
}

/* The words above with a capital first and small letters after it. */
static void fold_words(char *name, size_t len)
{
    for (size_t w = 0; w < COUNT_OF(words); w++) {
        struct str word = str_of(words[w]), text = {name, len};
        for (size_t at = 0; (at = str_find(text, word, at)) != SIZE_MAX; at += word.len)
            for (size_t i = 0; i < word.len; i++) name[at + i] = i ? lower(name[at + i]) : is_lower(name[at]) ? (char)(name[at] - ('a' - 'A')) : name[at];
    }
}

/* `in` with the separator before each capital that small letters follow, unless it is the first or right behind such a word's start. */
static size_t part_words(const char *in, size_t len, char separator, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < len;) {
        out[n++] = in[i++];
        if (i + 1 >= len || !is_upper(in[i]) || !is_lower(in[i + 1])) continue;
        out[n++] = separator;
        out[n++] = in[i++];
        while (i < len && is_lower(in[i])) out[n++] = in[i++];
    }
    return n;
}

char *aws_xform(struct arena *arena, struct str name, char separator)
{
    char *folded = arena_alloc(arena, 2 * name.len + 2), *parted = arena_alloc(arena, 2 * name.len + 4), *out = arena_alloc(arena, 4 * name.len + 8);
    if (!folded || !parted || !out) return NULL;
    if (memchr(name.s, separator, name.len)) return arena_strndup(arena, name.s, name.len);
    memcpy(folded, name.s, name.len);
    fold_words(folded, name.len);
    size_t len = name.len, plural = acronyms((struct str){folded, len}), n = 0;
    if (plural < len) {
        memmove(folded + plural + 1, folded + plural, len - plural);
        folded[plural] = separator;
        len++;
        for (size_t i = plural; i < len; i++) folded[i] = lower(folded[i]);
    }
    size_t count = part_words(folded, len, separator, parted);
    for (size_t i = 0; i < count; i++) {
        if (i && is_upper(parted[i]) && (is_lower(parted[i - 1]) || is_digit(parted[i - 1]))) out[n++] = separator;
        out[n++] = lower(parted[i]);
    }
    out[n] = 0;
    return out;
}
