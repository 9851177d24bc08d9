/* finding/framework_read.c: content/compliance/NAME.yaml → struct framework. Used when the program is built, and for folders of one's own. */
#include "finding/framework.h"

#include <stdio.h>

#include "value/yaml.h"

FRAMEWORK_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const framework_errors[] = {FRAMEWORK_ERRORS(ERROR_CODE_ROW) NULL};

struct reading { struct arena *arena; const char *file, *control; size_t number; struct str text; struct error *err; };

static bool wrong(struct reading *r, const char *field, const char *what)
{
    char path[200];
    if (r->number) snprintf(path, sizeof path, "controls[%zu].%s", r->number - 1, field);
    else snprintf(path, sizeof path, "%s", field);
    struct position at = yaml_position(r->text, path);
    if (r->control) error_at(r->err, &FRAMEWORK_FILE, at, "control %s: '%s' %s", r->control, field, what);
    else error_at(r->err, &FRAMEWORK_FILE, at, "'%s' %s", field, what);
    return error_in_file(r->err, str_of(r->file));
}

static bool known(struct reading *r, struct value object, const char *const *names, size_t n)
{
    for (size_t i = 0; i < value_len(object); i++) {
        const char *key = value_cstr(value_pairs(object)[i].key);
        bool found = false;
        for (size_t k = 0; k < n && !found; k++) found = strcmp(key, names[k]) == 0;
        if (found) continue;
        wrong(r, key, "is not a field here");
        const char *nearest = str_nearest(str_of(key), names, n);
        if (nearest) error_help(r->err, "did you mean '%s'?", nearest);
        return false;
    }
    return true;
}

static bool text(struct reading *r, struct value object, const char *field, bool required, const char **out)
{
    struct value v = value_field(object, field);
    *out = NULL;
    if (value_is_none(v) || value_is_null(v)) return !required || wrong(r, field, "is missing");
    if (!value_is_string(v)) return wrong(r, field, "must be a string (quote numbers such as \"2.1\")");
    *out = arena_strndup(r->arena, value_cstr(v), value_len(v));
    return *out != NULL || error_no_memory(r->err);
}

static bool texts(struct reading *r, struct value object, const char *field, const char *const **out)
{
    bool fits;
    *out = value_texts(r->arena, value_field(object, field), &fits);
    if (!fits) return wrong(r, field, "must be a list of strings");
    return *out || error_no_memory(r->err);
}

static bool read_control(struct reading *r, struct value v, struct framework_control *out)
{
    static const char *const fields[] = {"id", "title", "section", "level", "assessment", "rules", "checks", "decided_by"};
    struct value level = value_field(v, "level");
    const char *assessment = NULL;
    *out = (struct framework_control){0};
    r->control = NULL;
    if (!value_is_object(v)) return wrong(r, "controls", "must be a list of objects");
    if (!text(r, v, "id", true, &out->id)) return false;
    r->control = out->id;
    if (!known(r, v, fields, COUNT_OF(fields)) || !text(r, v, "title", false, &out->title) || !text(r, v, "section", false, &out->section) ||
        !text(r, v, "assessment", false, &assessment) || !texts(r, v, "rules", &out->rules) || !texts(r, v, "checks", &out->checks) ||
        !texts(r, v, "decided_by", &out->decided_by)) return false;
    if (assessment && strcmp(assessment, "manual") != 0 && strcmp(assessment, "automated") != 0) return wrong(r, "assessment", "must be automated or manual");
    out->manual = assessment && strcmp(assessment, "manual") == 0;
    if (value_is_none(level)) return true;
    if (!value_is_small_int(level) || value_small_int(level) < 1 || value_small_int(level) > 9) return wrong(r, "level", "must be a number from 1 to 9");
    out->level = (unsigned)value_small_int(level);
    return true;
}

static const char *id_of(struct arena *arena, const char *file)
{
    const char *name = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
    size_t n = strlen(name);
    if (str_has_suffix(str_of(name), STR(".yaml"))) n -= 5;
    return arena_strndup(arena, name, n);
}

bool framework_from_text(struct arena *arena, const char *file, struct str source, struct framework *out, struct error *err)
{
    static const char *const fields[] = {"title", "version", "controls"};
    struct reading r = {arena, file, NULL, 0, source, err};
    struct value v;
    *out = (struct framework){.id = id_of(arena, file)};
    if (!out->id) return error_no_memory(err);
    if (!yaml_read_text(arena, source, &v, err)) return error_in_file(err, str_of(file));
    if (!value_is_object(v)) return wrong(&r, "controls", "is missing");
    if (!known(&r, v, fields, COUNT_OF(fields)) || !text(&r, v, "title", true, &out->title) || !text(&r, v, "version", false, &out->version)) return false;
    struct value list = value_field(v, "controls");
    if (!value_is_array(list) || value_len(list) == 0) return wrong(&r, "controls", "must be a list with at least one control");
    struct framework_control *controls = (struct framework_control *)arena_array(arena, value_len(list), sizeof *controls);
    if (!controls) return error_no_memory(err);
    for (size_t i = 0; i < value_len(list); i++) {
        r.number = i + 1;
        if (!read_control(&r, value_items(list)[i], &controls[i])) return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(controls[k].id, controls[i].id) == 0) return wrong(&r, "id", "is there twice");
    }
    out->controls = controls;
    out->n = value_len(list);
    return true;
}
