/* rego/engine.c: the library's interface (include/rego.h): modules in, answers out. */
#include "rego.h"

#include <stdlib.h>

#include "rego/builtins/memo.h"
#include "rego/codegen.h"
#include "rego/compile.h"
#include "rego/parse.h"
#include "rego/rego_errors.h"
#include "rego/vm.h"

struct rego {
    struct arena *arena;
    struct rego_options options;
    VEC(struct rego_module *) modules;
    struct value data;
    struct rego_issues issues;
};

struct rego_policy {
    struct arena *arena;
    struct rego_options options;
    struct rego_program *checked;
    const struct vm_program *program;
    struct value data;
    struct rego_rule_place *rules;
    size_t n_rules;
};

struct rego_prepared {
    struct arena *arena;
    struct rego_query query;
    const struct vm_program *program;
    const struct vm_code *code;
    struct rego_expression *expressions;
    struct value *names;              /* of query.vars */
};

struct rego_session {
    const struct rego_policy *policy;
    struct vm *vm;
    struct rego_memo *memo;
};

/* --- putting a policy together --- */

struct rego *rego_new(const struct rego_options *options)
{
    struct rego *rego = calloc(1, sizeof *rego);
    if (!rego) return NULL;
    if (!(rego->arena = arena_new(0))) {
        free(rego);
        return NULL;
    }
    if (options) rego->options = *options;
    return rego;
}

void rego_free(struct rego *rego)
{
    if (!rego) return;
    arena_free(rego->arena);
    free(rego);
}

struct arena *rego_arena(struct rego *rego) { return rego->arena; }

static bool give_errors(const struct rego_issues *issues, struct rego_errors *out)
{
    *out = (struct rego_errors){issues->items, issues->len, issues->dropped};
    return false;
}

static bool give_error(struct arena *arena, const struct error *err, struct rego_errors *out)
{
    static const struct error no_memory = {.code = &ERROR_NO_MEMORY, .message = "out of memory"};
    const struct error *kept = arena_copy(arena, err, sizeof *err);
    *out = (struct rego_errors){kept ? kept : &no_memory, 1, 0};
    return false;
}

static enum rego_syntax syntax_of(enum rego_version version)
{
    switch (version) {
    case REGO_VERSION_AUTO: return REGO_SYNTAX_AUTO;
    case REGO_VERSION_0: return REGO_SYNTAX_V0;
    case REGO_VERSION_1: return REGO_SYNTAX_V1;
    }
    return REGO_SYNTAX_AUTO;
}

bool rego_add_module(struct rego *rego, struct str file, struct str text, struct rego_errors *errors)
{
    const struct rego_parse_options options = {.syntax = syntax_of(rego->options.version)};
    struct error memory = {.code = &ERROR_NO_MEMORY, .message = "out of memory"};
    struct rego_module *module;
    struct str name = {arena_strndup(rego->arena, file.s, file.len), file.len};
    struct str copy = {arena_strndup(rego->arena, text.s, text.len), text.len};
    if (!name.s || !copy.s) return give_error(rego->arena, &memory, errors);
    if (!rego_parse_module(rego->arena, name, copy, &options, &module, &rego->issues)) return give_errors(&rego->issues, errors);
    struct rego_module **slot = vec_push(rego->arena, &rego->modules);
    if (!slot) return give_error(rego->arena, &memory, errors);
    *slot = module;
    return true;
}

/* `b` laid over `a`; *clash is a key where both have something that cannot be merged. VALUE_NONE: clash, or no memory. */
static struct value merge(struct arena *arena, struct value a, struct value b, struct value *clash)
{
    for (size_t i = 0; i < value_len(b); i++) {
        struct value_pair pair = value_pairs(b)[i];
        struct value old = value_get(a, pair.key);
        if (!value_is_none(old)) {
            if (value_equal(old, pair.value)) continue;
            if (!value_is_object(old) || !value_is_object(pair.value)) { *clash = pair.key; return VALUE_NONE; }
            pair.value = merge(arena, old, pair.value, clash);
            if (value_is_none(pair.value)) return VALUE_NONE;
        }
        a = value_with(arena, a, pair.key, pair.value);
        if (value_is_none(a)) return VALUE_NONE;
    }
    return a;
}

bool rego_add_data(struct rego *rego, struct value path, struct value document, struct error *err)
{
    struct value clash = VALUE_NONE;
    for (size_t i = value_is_none(path) ? 0 : value_len(path); i-- > 0;) {
        struct value_pair pair = {value_items(path)[i], document};
        if (value_is_none(document = value_object(rego->arena, &pair, 1))) return error_no_memory(err);
    }
    if (!value_is_object(document)) return error_set(err, &REGO_ERR_COMPILE, "the document at the root of data must be an object, not %s", value_type_name(document));
    if (value_is_none(rego->data)) {
        rego->data = document;
        return true;
    }
    struct value merged = merge(rego->arena, rego->data, document, &clash);
    if (value_is_none(merged)) {
        if (value_is_none(clash)) return error_no_memory(err);
        return error_set(err, &REGO_ERR_COMPILE, "merge error: two documents have different values at key '%s'", value_is_string(clash) ? value_cstr(clash) : "?");
    }
    rego->data = merged;
    return true;
}

static struct rego_generate_options generate_options(const struct rego_options *options)
{
    return (struct rego_generate_options){.externs = {options->externs, options->n_externs}, .tracing = options->tracing,
                                           .test_cases = options->test_cases, .no_index = options->no_index, .no_early_exit = options->no_early_exit};
}

/* Is there a base document at this path, which a rule would hide? */
static bool data_exists(void *context, const struct rego_term *const *path, size_t n)
{
    struct value v = *(const struct value *)context;
    for (size_t i = 0; i < n && !value_is_none(v); i++) v = path[i]->kind == REGO_CONST ? value_get(v, path[i]->constant) : VALUE_NONE;
    return !value_is_none(v);
}

static int by_place(const void *a, const void *b)
{
    const struct rego_rule_place *x = a, *y = b;
    int order = strcmp(x->file, y->file);
    if (order) return order;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    return x->col < y->col ? -1 : x->col > y->col;
}

static bool list_rules(struct rego_policy *policy)
{
    const struct vm_program *program = policy->program;
    if (!(policy->rules = arena_array(policy->arena, program->n_groups + 1, sizeof *policy->rules))) return false;
    for (uint32_t i = 0; i < program->n_groups; i++) {
        const struct vm_group *group = &program->groups[i];
        const struct vm_location *at = &program->locations[group->location];
        if (group->kind == VM_FUNCTION) continue;
        policy->rules[policy->n_rules++] = (struct rego_rule_place){group->path, at->file.s ? at->file.s : "", at->row, at->col, (int32_t)i};
    }
    qsort(policy->rules, policy->n_rules, sizeof *policy->rules, by_place);
    return true;
}

struct rego_policy *rego_compile(struct rego *rego, struct rego_errors *errors)
{
    struct error err = {.code = &ERROR_NO_MEMORY, .message = "out of memory"};
    const struct rego_check_options check = {
        .keep_print = !rego->options.no_print, .strict = rego->options.strict, .externs = rego->options.externs, .n_externs = rego->options.n_externs,
        .data_exists = rego->options.strict && !value_is_none(rego->data) ? data_exists : NULL, .context = &rego->data,
    };
    const struct rego_generate_options generate = generate_options(&rego->options);
    struct rego_policy *policy = calloc(1, sizeof *policy);
    if (!policy) { give_error(rego->arena, &err, errors); return NULL; }
    *policy = (struct rego_policy){.arena = rego->arena, .options = rego->options, .data = rego->data};
    if (value_is_none(policy->data)) policy->data = value_object(rego->arena, NULL, 0);
    if (!rego_check(rego->arena, rego->modules.items, rego->modules.len, &check, &policy->checked, &rego->issues)) {
        free(policy);
        give_errors(&rego->issues, errors);
        return NULL;
    }
    if (value_is_none(policy->data) || !(policy->program = rego_generate(rego->arena, policy->checked, &generate, &err)) || !list_rules(policy)) {
        free(policy);
        give_error(rego->arena, &err, errors);
        return NULL;
    }
    free(rego);   /* its arena is the policy's now */
    return policy;
}

void rego_policy_free(struct rego_policy *policy)
{
    if (!policy) return;
    arena_free(policy->arena);
    free(policy);
}

size_t rego_policy_rules(const struct rego_policy *policy, const struct rego_rule_place **out)
{
    *out = policy->rules;
    return policy->n_rules;
}

void rego_policy_places(const struct rego_policy *policy, void (*place)(void *context, const char *file, uint32_t row, uint32_t col), void *context)
{
    const struct vm_program *program = policy->program;
    for (uint32_t i = 0; i < program->n_groups; i++) {
        const struct vm_code *code = &program->groups[i].code;
        for (uint32_t k = 0; k < code->n_insns; k++) {
            if (code->insns[k].op != OP_EXPR || (code->insns[k].a != REGO_EVENT_EVAL && code->insns[k].a != REGO_EVENT_EXIT)) continue;
            const struct vm_location *at = &program->locations[code->insns[k].k];
            place(context, at->file.s ? at->file.s : "", at->row, at->col);
        }
    }
}

struct value rego_policy_data(const struct rego_policy *policy) { return policy->data; }

/* --- queries --- */

/* The package and imports in whose sight a query is read. */
static bool query_context(struct arena *arena, const struct rego_query_options *options, struct rego_query_context *out, struct rego_issues *issues, struct error *err)
{
    if (options->package.len) {
        struct str text = options->package;
        if (!str_has_prefix(text, STR("data."))) text = str_of(arena_printf(arena, "data.%.*s", (int)text.len, text.s));
        if (!(out->package = rego_parse_ref(arena, text)))
            return error_set(err, &REGO_ERR_PARSE, "'%.*s' is not a package", (int)options->package.len, options->package.s);
    }
    struct rego_import **imports = arena_array(arena, options->n_imports + 1, sizeof *imports);
    if (!imports) return error_no_memory(err);
    for (size_t i = 0; i < options->n_imports; i++)
        if (!rego_parse_import(arena, options->imports[i], &imports[i], issues)) return false;
    out->imports = imports;
    out->n_imports = options->n_imports;
    return true;
}

static bool prepare(const struct rego_policy *policy, struct rego_prepared *prepared, struct str text, const struct rego_query_options *options,
                    struct rego_issues *issues, struct error *err)
{
    const struct rego_parse_options parse = {.syntax = syntax_of(policy->options.version)};
    const struct rego_generate_options generate = generate_options(&policy->options);
    struct rego_query_context context = {.keep_print = !policy->options.no_print};
    struct arena *arena = prepared->arena;
    struct rego_body body;
    struct rego_query *query;
    struct str copy = {arena_strndup(arena, text.s, text.len), text.len};
    if (!copy.s) return error_no_memory(err);
    if (options && !query_context(arena, options, &context, issues, err)) return false;
    if (!rego_parse_query(arena, copy, &parse, &body, issues)) return false;
    if (!rego_check_query(arena, policy->checked, body, &context, &query, issues)) return false;
    prepared->query = *query;
    if (!(prepared->code = rego_generate_query(arena, policy->program, &prepared->query, &generate, &prepared->program, err))) return false;
    size_t n = prepared->query.n_exprs, n_vars = prepared->query.n_vars;
    prepared->expressions = arena_array(arena, n + 1, sizeof *prepared->expressions);
    prepared->names = arena_array(arena, n_vars + 1, sizeof *prepared->names);
    if (!prepared->expressions || !prepared->names) return error_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        const struct rego_query_expr *e = &prepared->query.exprs[i];
        prepared->expressions[i] = (struct rego_expression){e->text, e->row, e->col};
    }
    for (size_t i = 0; i < n_vars; i++)
        if (value_is_none(prepared->names[i] = value_string(arena, prepared->query.vars[i].name))) return error_no_memory(err);
    return true;
}

struct rego_prepared *rego_prepare(const struct rego_policy *policy, struct str text, const struct rego_query_options *options, struct arena *arena,
                                   struct rego_errors *errors)
{
    struct error err = {.code = &ERROR_NO_MEMORY, .message = "out of memory"};
    struct rego_issues issues = {0};
    struct rego_prepared *prepared = calloc(1, sizeof *prepared);
    if (prepared && (prepared->arena = arena_new(0)) && prepare(policy, prepared, text, options, &issues, &err)) return prepared;
    struct error *copies = issues.len ? arena_copy(arena, issues.items, issues.len * sizeof *copies) : NULL;
    if (copies) *errors = (struct rego_errors){copies, issues.len, issues.dropped};
    else give_error(arena, &err, errors);
    rego_prepared_free(prepared);
    return NULL;
}

void rego_prepared_free(struct rego_prepared *prepared)
{
    if (!prepared) return;
    arena_free(prepared->arena);
    free(prepared);
}

size_t rego_prepared_expressions(const struct rego_prepared *prepared, const struct rego_expression **out)
{
    *out = prepared->expressions;
    return prepared->query.n_exprs;
}

/* --- evaluation --- */

struct rego_session *rego_session_new(const struct rego_policy *policy)
{
    struct rego_session *session = calloc(1, sizeof *session);
    if (!session) return NULL;
    session->policy = policy;
    session->memo = rego_memo_new();
    session->vm = vm_new(policy->program);
    if (session->memo && session->vm) return session;
    rego_session_free(session);
    return NULL;
}

void rego_session_free(struct rego_session *session)
{
    if (!session) return;
    vm_free(session->vm);
    rego_memo_free(session->memo);
    free(session);
}

/* The VM's hooks speak of places in the program; the library's of files and lines. */
struct relay { const struct rego_hooks *hooks; };

static const char *file_of(const struct vm_location *at) { return at && at->file.s ? at->file.s : ""; }

static void relay_print(void *context, const struct vm_location *at, struct str text)
{
    const struct rego_hooks *hooks = ((struct relay *)context)->hooks;
    hooks->print(hooks->context, file_of(at), at ? at->row : 0, at ? at->col : 0, text);
}

static void relay(void *context, const struct vm_location *at, enum rego_event_kind kind, struct str text, uint32_t depth)
{
    const struct rego_hooks *hooks = ((struct relay *)context)->hooks;
    const struct rego_event event = {kind, file_of(at), at ? at->row : 0, at ? at->col : 0, text, depth};
    hooks->event(hooks->context, &event);
}

static void relay_note(void *context, const struct vm_location *at, struct str text, uint32_t depth) { relay(context, at, REGO_EVENT_NOTE, text, depth); }

static void relay_event(void *context, const struct vm_location *at, unsigned kind, uint32_t depth) { relay(context, at, (enum rego_event_kind)kind, at->text, depth); }

static void relay_test_case(void *context, struct value keys)
{
    const struct rego_hooks *hooks = ((struct relay *)context)->hooks;
    hooks->test_case(hooks->context, keys);
}

static void relay_builtin_error(void *context, const struct vm_location *at, const struct error *err)
{
    const struct rego_hooks *hooks = ((struct relay *)context)->hooks;
    struct error placed = *err;
    if (at) {
        placed.at = (struct position){at->row, at->col, 0};
        error_in_file(&placed, at->file);
    }
    hooks->builtin_error(hooks->context, &placed);
}

static void start(struct rego_session *session, struct arena *arena, const struct vm_program *program, const struct rego_settings *s, struct relay *to)
{
    static const struct rego_settings defaults;
    if (!s) s = &defaults;
    to->hooks = &s->hooks;
    struct vm_settings settings = {
        .input = s->input, .data = value_is_none(s->data) ? session->policy->data : s->data, .unknowns = s->unknowns,
        .strict_builtin_errors = s->strict_builtin_errors, .limits = {.steps = s->max_steps, .time_ns = s->timeout_ns},
        .now_ns = s->now_ns, .seed = s->seed, .runtime = s->runtime, .extern_contexts = s->extern_contexts, .memo = session->memo,
        .hooks = {
            .context = to, .print = s->hooks.print ? relay_print : NULL, .note = s->hooks.event ? relay_note : NULL,
            .event = s->hooks.event ? relay_event : NULL, .test_case = s->hooks.test_case ? relay_test_case : NULL,
            .builtin_error = s->hooks.builtin_error ? relay_builtin_error : NULL,
        },
    };
    vm_start(session->vm, arena, program, &settings);
}

struct collecting {
    struct arena *arena;
    const struct rego_prepared *prepared;
    VEC(struct rego_answer) answers;
    struct value_pair *pairs;
    bool failed;
};

static bool collect(void *context, const struct value *slots, size_t n, struct value unknown)
{
    struct collecting *c = context;
    const struct rego_query *query = &c->prepared->query;
    struct value *expressions = arena_array(c->arena, query->n_exprs + 1, sizeof *expressions);
    struct rego_answer *answer = vec_push(c->arena, &c->answers);
    c->failed = true;
    if (!expressions || !answer) return false;
    size_t n_bound = 0;
    for (size_t i = 0; i < query->n_vars; i++) {
        uint32_t slot = query->vars[i].slot;
        if (slot < n && !value_is_none(slots[slot])) c->pairs[n_bound++] = (struct value_pair){c->prepared->names[i], slots[slot]};
    }
    for (size_t i = 0; i < query->n_exprs; i++) {
        uint32_t slot = query->exprs[i].value;
        expressions[i] = slot != REGO_NO_SLOT && slot < n && !value_is_none(slots[slot]) ? slots[slot] : VALUE_TRUE;
    }
    *answer = (struct rego_answer){value_object(c->arena, c->pairs, n_bound), expressions, unknown};
    if (value_is_none(answer->bindings)) return false;
    c->failed = false;
    return true;
}

bool rego_eval(struct rego_session *session, const struct rego_prepared *prepared, struct arena *arena, const struct rego_settings *settings,
               struct rego_answers *out, struct error *err)
{
    struct relay to;
    struct collecting c = {.arena = arena, .prepared = prepared, .pairs = arena_array(arena, prepared->query.n_vars + 1, sizeof *c.pairs)};
    *out = (struct rego_answers){0};
    if (!c.pairs) return error_no_memory(err);
    start(session, arena, prepared->program, settings, &to);
    if (!vm_query(session->vm, prepared->code, collect, &c, err)) return false;
    if (c.failed) return error_set(err, &REGO_ERR_CANCEL, "the query needs more memory than it is allowed");
    *out = (struct rego_answers){c.answers.items, c.answers.len};
    return true;
}

int32_t rego_rule_find(const struct rego_policy *policy, struct str path)
{
    const struct vm_program *program = policy->program;
    for (uint32_t i = 0; i < program->n_groups; i++)
        if (str_eq(program->groups[i].path, path) && program->groups[i].kind != VM_FUNCTION) return (int32_t)i;
    return -1;
}

bool rego_eval_rule(struct rego_session *session, int32_t rule, struct arena *arena, const struct rego_settings *settings, struct rego_document *out,
                    struct error *err)
{
    struct relay to;
    struct value value, unknown, definite, maybe;
    start(session, arena, session->policy->program, settings, &to);
    if (!vm_document(session->vm, (uint32_t)rule, &value, &unknown, err)) return false;
    *out = (struct rego_document){VALUE_NONE, value_array(arena, NULL, 0), VALUE_NONE};
    if (value_is_none(out->maybe)) return error_no_memory(err);
    if (value_is_none(value)) return true;
    vm_split(arena, value, &definite, &maybe);
    if (!value_is_none(unknown)) {   /* a complete rule that is only maybe there */
        const struct value entry[2] = {value, unknown};
        const struct value pair = value_array(arena, entry, 2);
        out->maybe = value_is_none(pair) ? pair : value_array(arena, &pair, 1);
        out->unknown = unknown;
        return value_is_none(out->maybe) ? error_no_memory(err) : true;
    }
    out->value = definite;
    out->maybe = maybe;
    if (value_is_unknown(value)) out->unknown = value_unknown_refs(value);
    return value_is_none(maybe) ? error_no_memory(err) : true;
}

uint64_t rego_session_steps(const struct rego_session *session) { return vm_steps(session->vm); }
