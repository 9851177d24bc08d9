/* aws/waiter.c: see waiter.h. */
#include "aws/waiter.h"

#include "jmespath/jmespath.h"

static bool unknown_waiter(struct arena *arena, const struct aws_service *service, struct value waiters, const char *name, struct error *err)
{
    size_t n = value_is_object(waiters) ? value_len(waiters) : 0;
    const char **names = arena_array(arena, n + 1, sizeof *names);
    error_set(err, &AWS_MODEL, "%s has no waiter named %s", service->name, name);
    if (!names) return false;
    for (size_t i = 0; i < n; i++) names[i] = value_cstr(value_pairs(waiters)[i].key);
    const char *near = str_nearest(str_of(name), names, n);
    return near ? error_help(err, "did you mean %s?", near) : false;
}

bool waiter_find(struct arena *arena, const struct aws_service *service, const char *name, struct waiter *out, struct error *err)
{
    struct value inner = value_field(service->waiters, "waiters"), waiters = value_is_none(inner) ? service->waiters : inner, row = value_field(waiters, name);
    struct value operation = value_field(row, "operation"), delay = value_field(row, "delay"), tries = value_field(row, "maxAttempts");
    int64_t seconds, most;
    if (!value_is_object(row)) return unknown_waiter(arena, service, waiters, name, err);
    *out = (struct waiter){.name = name, .acceptors = value_field(row, "acceptors")};
    if (!value_is_string(operation) || !value_is_number(delay) || !value_is_number(tries) || !value_is_array(out->acceptors) || !value_number_to_int64(delay, &seconds) ||
        !value_number_to_int64(tries, &most) || seconds < 0 || most < 1 || most > 1000000)
        return error_set(err, &AWS_MODEL, "the waiter %s of %s cannot be read", name, service->name);
    out->operation = value_cstr(operation), out->delay_ms = seconds * 1000, out->tries = (unsigned)most;
    return true;
}

static bool path_matches(struct arena *arena, struct str matcher, struct value argument, struct value expected, struct value result, bool *out, struct error *err)
{
    struct value found;
    struct jmespath *path = jmespath_compile(arena, value_is_string(argument) ? value_str(argument) : STR("@"), err);
    *out = false;
    if (!path || !jmespath_search(arena, path, result, &found, err)) return false;
    if (str_is(matcher, "path")) { *out = value_equal(found, expected); return true; }
    if (!value_is_array(found) || value_len(found) == 0) return true;
    bool all = str_is(matcher, "pathAll");
    *out = all;
    for (size_t i = 0; i < value_len(found); i++)
        if (value_equal(value_items(found)[i], expected) != all) { *out = !all; return true; }
    return true;
}

static bool matches(struct arena *arena, struct value acceptor, struct value result, const struct aws_fault *fault, int status, bool *out, struct error *err)
{
    struct value named = value_field(acceptor, "matcher"), expected = value_field(acceptor, "expected");
    struct str matcher = value_is_string(named) ? value_str(named) : STR("");
    int64_t wanted;
    *out = false;
    if (str_is(matcher, "status")) *out = value_is_number(expected) && value_number_to_int64(expected, &wanted) && wanted == status;
    else if (str_is(matcher, "error"))
        *out = value_is_bool(expected) ? value_is_true(expected) == (fault->code[0] != '\0') : value_is_string(expected) && str_is(value_str(expected), fault->code);
    else if (str_is(matcher, "path") || str_is(matcher, "pathAll") || str_is(matcher, "pathAny"))
        return fault->code[0] || path_matches(arena, matcher, value_field(acceptor, "argument"), expected, result, out, err);
    else return error_set(err, &AWS_MODEL, "a waiter matches by '%.*s', which is not understood", (int)matcher.len, matcher.s);
    return true;
}

static const char *explain(struct arena *arena, struct value acceptor)
{
    struct value argument = value_field(acceptor, "argument"), expected = value_field(acceptor, "expected"), matcher = value_field(acceptor, "matcher");
    char scratch[24];
    struct str text = value_is_string(expected) ? value_str(expected) : value_is_number(expected) ? value_number_text(expected, scratch)
                    : value_is_true(expected) ? STR("true") : STR("false");
    return arena_printf(arena, "%s %s is %.*s", value_cstr(matcher), value_is_string(argument) ? value_cstr(argument) : "", (int)text.len, text.s);
}

bool waiter_judge(struct arena *arena, const struct waiter *waiter, struct value result, const struct aws_fault *fault, int status, enum waiter_state *state,
                  const char **why, struct error *err)
{
    *state = fault->code[0] ? WAITER_FAILURE : WAITER_RETRY;
    *why = arena_printf(arena, "%s: %s", fault->code, fault->message);
    for (size_t i = 0; i < value_len(waiter->acceptors); i++) {
        struct value acceptor = value_items(waiter->acceptors)[i], to = value_field(acceptor, "state");
        bool yes;
        if (!matches(arena, acceptor, result, fault, status, &yes, err)) return false;
        if (!yes) continue;
        *state = !value_is_string(to) ? WAITER_RETRY : str_is(value_str(to), "success") ? WAITER_SUCCESS : str_is(value_str(to), "failure") ? WAITER_FAILURE : WAITER_RETRY;
        *why = explain(arena, acceptor);
        return *why || error_no_memory(err);
    }
    return *why || error_no_memory(err);
}
