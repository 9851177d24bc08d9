/* aws/config.c: see config.h. */
#include "aws/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/utf8.h"
#include "base/vec.h"

struct setting { struct value key; struct buf text; uint32_t line; };

struct reader {
    struct arena *arena;
    struct str text, name;                       /* the section being read; name.s NULL: none yet */
    uint32_t line;
    VEC(struct value_pair) sections, settings;   /* done; of this section */
    struct setting now;                          /* the last setting, which may go on in indented lines */
    size_t indent;
    bool open;
    struct error *err;
};

static bool wrong(struct reader *r, uint32_t line, const char *what)
{
    return error_at(r->err, &AWS_CONFIG, (struct position){line, 1, 0}, "%s", what);
}

static bool has(const struct value_pair *pairs, size_t n, struct value key)
{
    for (size_t i = 0; i < n; i++)
        if (value_equal(pairs[i].key, key)) return true;
    return false;
}

/* A value that begins on the next line is a group of settings of its own. */
static bool nested(struct reader *r, struct str text, struct value *out)
{
    VEC(struct value_pair) pairs = {0};
    while (text.len) {
        const char *end = memchr(text.s, '\n', text.len);
        struct str raw = {text.s, end ? (size_t)(end - text.s) : text.len}, line = str_trim(raw);
        text.s += raw.len + (end != NULL), text.len -= raw.len + (end != NULL);
        const char *equals = line.len ? memchr(line.s, '=', line.len) : NULL;
        if (!line.len) continue;
        if (!equals) return wrong(r, r->now.line, "an indented setting has no '='");
        struct value_pair *p = vec_push(r->arena, &pairs);
        if (!p) return error_no_memory(r->err);
        struct str key = str_trim((struct str){line.s, (size_t)(equals - line.s)}), value = str_trim((struct str){equals + 1, line.len - (size_t)(equals + 1 - line.s)});
        *p = (struct value_pair){value_string(r->arena, key), value_string(r->arena, value)};
        if (value_is_none(p->key) || value_is_none(p->value)) return error_no_memory(r->err);
    }
    *out = value_object(r->arena, pairs.items, pairs.len);
    return !value_is_none(*out) || error_no_memory(r->err);
}

static bool close_setting(struct reader *r)
{
    if (!r->open) return true;
    struct buf *text = &r->now.text;
    while (text->len && isspace((unsigned char)text->s[text->len - 1])) text->len--;
    struct str s = {text->s ? text->s : "", text->len};
    struct value value = VALUE_NONE;
    bool ok = s.len && s.s[0] == '\n' ? nested(r, s, &value) : !value_is_none(value = value_string(r->arena, s)) || error_no_memory(r->err);
    struct value_pair *p = ok ? vec_push(r->arena, &r->settings) : NULL;
    if (p) *p = (struct value_pair){r->now.key, value};
    else if (ok) ok = error_no_memory(r->err);
    if (text->s) explicit_bzero(text->s, text->cap);
    buf_free(text);
    r->open = false;
    return ok;
}

static bool close_section(struct reader *r)
{
    if (!close_setting(r)) return false;
    if (!r->name.s) return true;
    struct value_pair *p = vec_push(r->arena, &r->sections);
    if (!p) return error_no_memory(r->err);
    *p = (struct value_pair){value_string(r->arena, r->name), value_object(r->arena, r->settings.items, r->settings.len)};
    r->settings.len = 0;
    return (!value_is_none(p->key) && !value_is_none(p->value)) || error_no_memory(r->err);
}

static bool open_section(struct reader *r, struct str line)
{
    const char *end = memrchr(line.s, ']', line.len);
    if (!end) return wrong(r, r->line, "a section's name is not closed by ']'");
    if (!close_section(r)) return false;
    r->name = (struct str){line.s + 1, (size_t)(end - line.s - 1)};
    struct value name = value_string(r->arena, r->name);
    if (value_is_none(name)) return error_no_memory(r->err);
    return !has(r->sections.items, r->sections.len, name) || wrong(r, r->line, "a section of this name is in the file already");
}

static bool open_setting(struct reader *r, struct str line)
{
    size_t n = 0;
    while (n < line.len && line.s[n] != '=' && line.s[n] != ':') n++;
    if (!r->name.s) return wrong(r, r->line, "a setting stands before the first [section]");
    if (n == line.len) return wrong(r, r->line, "this line is neither [section] nor KEY = VALUE");
    if (!close_setting(r)) return false;
    struct str key = str_trim((struct str){line.s, n}), value = str_trim((struct str){line.s + n + 1, line.len - n - 1});
    char *lower = arena_strndup(r->arena, key.s, key.len);
    if (!lower) return error_no_memory(r->err);
    for (char *c = lower; *c; c++) *c = (char)tolower((unsigned char)*c);
    r->now = (struct setting){value_cstring(r->arena, lower), buf_new(CONFIG_FILE_MAX), r->line};
    r->open = true;
    if (value_is_none(r->now.key)) return error_no_memory(r->err);
    if (has(r->settings.items, r->settings.len, r->now.key)) return wrong(r, r->line, "this setting is in its section already");
    return !value.len || buf_add_str(&r->now.text, value) || error_no_memory(r->err);
}

static bool read_line(struct reader *r, struct str raw)
{
    struct str line = str_trim(raw);
    size_t indent = 0;
    while (indent < raw.len && isspace((unsigned char)raw.s[indent])) indent++;
    if (line.len && (line.s[0] == '#' || line.s[0] == ';')) return true;
    if (r->open && line.len && indent > r->indent)
        return (buf_add_char(&r->now.text, '\n') && buf_add_str(&r->now.text, line)) || error_no_memory(r->err);
    if (!line.len) return true;
    r->indent = indent;
    return line.s[0] == '[' ? open_section(r, line) : open_setting(r, line);
}

bool config_parse(struct arena *arena, struct str text, struct value *out, struct error *err)
{
    struct reader r = {.arena = arena, .err = err};
    if (str_has_prefix(text, STR("\xEF\xBB\xBF"))) text.s += 3, text.len -= 3;
    bool ok = true;
    while (ok && text.len) {
        const char *end = memchr(text.s, '\n', text.len);
        struct str line = {text.s, end ? (size_t)(end - text.s) : text.len};
        r.line++;
        if (!utf8_is_valid(line)) ok = wrong(&r, r.line, "this line is not UTF-8");
        else ok = read_line(&r, line);
        text.s += line.len + (end != NULL), text.len -= line.len + (end != NULL);
    }
    ok = ok && close_section(&r);
    if (r.open) {
        if (r.now.text.s) explicit_bzero(r.now.text.s, r.now.text.cap);
        buf_free(&r.now.text);
    }
    if (!ok) return false;
    *out = value_object(arena, r.sections.items, r.sections.len);
    return !value_is_none(*out) || error_no_memory(err);
}

/* --- the two files --- */

static const char *path_of(struct arena *arena, const char *variable, const char *beside_home)
{
    const char *path = getenv(variable), *home = getenv("HOME");
    if (!path || !*path) return arena_printf(arena, "%s/%s", home ? home : "", beside_home);
    return path[0] == '~' && path[1] == '/' ? arena_printf(arena, "%s%s", home ? home : "", path + 1) : arena_strdup(arena, path);
}

static bool read_file(struct arena *arena, const char *path, struct value *out, struct error *err)
{
    struct str text;
    struct stat st;
    *out = value_object(arena, NULL, 0);
    if (value_is_none(*out)) return error_no_memory(err);
    if (stat(path, &st) != 0 || S_ISDIR(st.st_mode)) return true;
    if (!io_read_file(arena, path, CONFIG_FILE_MAX, &text, err)) return false;
    return config_parse(arena, text, out, err) || error_in_file(err, str_of(path));
}

/* "profile prod", "profile 'a b'": the name after the kind; false when the section is none of this kind. */
static bool named(struct str section, struct str kind, struct str *name)
{
    if (!str_has_prefix(section, kind) || section.len == kind.len || !isspace((unsigned char)section.s[kind.len])) return false;
    *name = str_trim((struct str){section.s + kind.len, section.len - kind.len});
    if (name->len >= 2 && (name->s[0] == '"' || name->s[0] == '\'') && name->s[name->len - 1] == name->s[0]) name->s++, name->len -= 2;
    return name->len > 0;
}

static bool put(struct arena *arena, struct value *object, struct str name, struct value settings)
{
    struct value key = value_string(arena, name), old = value_get_str(*object, name);
    for (size_t i = 0; value_is_object(old) && i < value_len(settings) && !value_is_none(old); i++)
        old = value_with(arena, old, value_pairs(settings)[i].key, value_pairs(settings)[i].value);
    if (value_is_none(key)) return false;
    *object = value_with(arena, *object, key, value_is_object(old) ? old : settings);
    return !value_is_none(*object);
}

static bool sort_sections(struct arena *arena, struct value config, struct value credentials, struct aws_config *out)
{
    bool ok = true;
    for (size_t i = 0; ok && i < value_len(config); i++) {
        struct str section = value_str(value_pairs(config)[i].key), name;
        struct value settings = value_pairs(config)[i].value;
        if (str_is(section, "default")) ok = put(arena, &out->profiles, section, settings);
        else if (named(section, STR("profile"), &name)) ok = put(arena, &out->profiles, name, settings);
        else if (named(section, STR("sso-session"), &name)) ok = put(arena, &out->sso_sessions, name, settings);
        else if (named(section, STR("services"), &name)) ok = put(arena, &out->services, name, settings);
    }
    for (size_t i = 0; ok && i < value_len(credentials); i++) ok = put(arena, &out->profiles, value_str(value_pairs(credentials)[i].key), value_pairs(credentials)[i].value);
    return ok;
}

bool config_load(struct arena *arena, struct aws_config *out, struct error *err)
{
    struct value config, credentials, none = value_object(arena, NULL, 0);
    *out = (struct aws_config){path_of(arena, "AWS_CONFIG_FILE", ".aws/config"), path_of(arena, "AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"), none, none, none};
    if (!out->config_path || !out->credentials_path || value_is_none(none)) return error_no_memory(err);
    return read_file(arena, out->config_path, &config, err) && read_file(arena, out->credentials_path, &credentials, err) &&
           (sort_sections(arena, config, credentials, out) || error_no_memory(err));
}

const char *config_text(struct value profile, const char *key)
{
    struct value v = value_field(profile, key);
    return value_is_string(v) && value_len(v) ? value_cstr(v) : NULL;
}
