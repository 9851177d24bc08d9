/* rego/vm.c: starting an evaluation, rules and their memory, limits, errors. */
#include "rego/vm.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <sys/random.h>

#include "rego/vm_internal.h"
#include "value/json.h"

#define STACK_CHUNK 16384u     /* registers */
#define TICK 4096u             /* steps between two looks at the clock */

/* --- errors --- */

const struct vm_location *vm_where(const struct vm_code *code, const struct rego_insn *at)
{
    return &code->program->locations[code->locations[at - code->insns]];
}

static bool error_va(struct vm *vm, const struct vm_location *at, const struct error_code *code, const char *format, va_list args)
{
    if (vm->failed) return false;
    char message[sizeof ((struct error *)0)->message];
    vsnprintf(message, sizeof message, format, args);
    struct position position = {0};
    if (at) position = (struct position){at->row, at->col, 0};
    error_at(vm->err, code, position, "%s", message);
    if (at) error_in_file(vm->err, at->file);
    vm->failed = true;
    return false;
}

bool vm_error_at(struct vm *vm, const struct vm_location *at, const struct error_code *code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    error_va(vm, at, code, format, args);
    va_end(args);
    return false;
}

bool vm_error(struct vm *vm, const struct vm_code *code, const struct rego_insn *at, const struct error_code *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    error_va(vm, code && at ? vm_where(code, at) : NULL, error, format, args);
    va_end(args);
    return false;
}

bool vm_no_memory(struct vm *vm)
{
    return vm_error_at(vm, NULL, &REGO_ERR_CANCEL, "the query needs more memory than it is allowed");
}

static void conflict_line(struct buf *out, const struct vm_location *at, struct value v)
{
    struct buf text = buf_new(0);
    value_print(&text, v);
    buf_printf(out, "\n  %.*s%s at %s:%u", (int)(text.len > 100 ? 100 : text.len), text.s ? text.s : "", text.len > 100 ? "..." : "", at->file.s ? at->file.s : "", at->row);
    buf_free(&text);
}

bool vm_conflict(struct vm *vm, const struct vm_code *code, const struct rego_insn *at, const struct rego_insn *first_at, struct value second, struct value first)
{
    const struct vm_group *group = NULL;
    for (uint32_t i = 0; i < vm->program->n_groups && !group; i++)
        if (vm->program->groups[i].code.insns == code->insns) group = &vm->program->groups[i];
    const char *path = group ? group->path.s : "?";
    bool function = group && group->kind == VM_FUNCTION;
    const struct vm_location *a = vm_where(code, first_at), *b = vm_where(code, at);
    bool swap = b->row < a->row;
    struct buf lines = buf_new(0);
    conflict_line(&lines, swap ? b : a, swap ? second : first);
    conflict_line(&lines, swap ? a : b, swap ? first : second);
    vm_error(vm, code, at, &REGO_ERR_CONFLICT, "%s %s produced conflicting values%s:%s", function ? "function" : "rule", path,
             function ? " for the same inputs" : "", lines.s ? lines.s : "");
    buf_free(&lines);
    return false;
}

/* --- limits --- */

static uint64_t clock_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

bool vm_tick(struct vm *vm)
{
    if (vm->step_limit && vm->steps >= vm->step_limit)
        return vm_error_at(vm, NULL, &REGO_ERR_CANCEL, "the query took more than its %llu steps", (unsigned long long)vm->step_limit);
    if (vm->deadline && clock_ns(CLOCK_MONOTONIC) > vm->deadline)
        return vm_error_at(vm, NULL, &REGO_ERR_CANCEL, "the query ran out of its time of %llu ms", (unsigned long long)(vm->settings.limits.time_ns / 1000000u));
    vm->step_check = vm->steps + TICK;
    if (vm->step_limit && vm->step_check > vm->step_limit) vm->step_check = vm->step_limit;
    return true;
}

uint64_t vm_steps(const struct vm *vm) { return vm->steps; }

/* --- the register stack: chunks that never move --- */

struct value *vm_push(struct vm *vm, uint32_t n)
{
    if (LIKELY((size_t)(vm->chunk->end - vm->top) > n)) {
        struct value *regs = vm->top;
        vm->top += n;
        return regs;
    }
    struct stack_chunk *next = vm->chunk->next;
    if (next && (size_t)(next->end - next->values) <= n) next = NULL;
    if (!next) {
        size_t size = n + 1 > STACK_CHUNK ? n + 1 : STACK_CHUNK;
        if (!(next = malloc(sizeof *next + size * sizeof *next->values))) return NULL;
        next->end = next->values + size;
        next->prev = vm->chunk;
        next->next = vm->chunk->next;
        if (next->next) next->next->prev = next;
        vm->chunk->next = next;
    }
    next->from = vm->top;
    vm->chunk = next;
    vm->top = next->values + n;
    return next->values;
}

void vm_pop(struct vm *vm, struct value *regs)
{
    if (LIKELY(regs != vm->chunk->values || !vm->chunk->prev)) {
        vm->top = regs;
        return;
    }
    vm->top = vm->chunk->from;
    vm->chunk = vm->chunk->prev;
}

/* --- rules --- */

struct memo *vm_memo(struct vm *vm, uint32_t group)
{
    struct memo_page **page = &vm->world->pages[group / MEMO_PAGE];
    if (!*page && !(*page = arena_zero(vm->arena, sizeof **page))) {
        vm_no_memory(vm);
        return NULL;
    }
    return &(*page)->memos[group % MEMO_PAGE];
}

bool vm_rule(struct vm *vm, const struct vm_code *from, const struct rego_insn *at, uint32_t group, struct outcome *out)
{
    const struct vm_group *g = &vm->program->groups[group];
    struct memo *memo = vm_memo(vm, group);
    if (!memo) return false;
    if (memo->state == MEMO_DONE) {
        *out = memo->outcome;
        return true;
    }
    if (UNLIKELY(!vm_step(vm))) return false;
    if (UNLIKELY(vm->world->shadows && vm_is_shadowed(vm->world, g->node))) {
        memo->outcome = (struct outcome){vm_base_at(vm->world->data, g->keys), NULL};
        memo->state = MEMO_DONE;
        *out = memo->outcome;
        return true;
    }
    if (memo->state == MEMO_BUSY) return vm_error(vm, from, at, &REGO_ERR_INTERNAL, "rule %s depends on itself", g->path.s);
    if (++vm->depth > vm->max_depth) return vm_error(vm, from, at, &REGO_ERR_CANCEL, "rules are nested deeper than %u", vm->max_depth);
    struct value *regs = vm_push(vm, g->code.n_regs);
    if (!regs) return vm_no_memory(vm);
    memo->state = MEMO_BUSY;
    struct world *world = vm->world;
    if (!vm_run(vm, &g->code, regs, out)) return false;
    vm->world = world;
    vm_pop(vm, regs);
    vm->depth--;
    memo->outcome = *out;
    memo->state = MEMO_DONE;
    return true;
}

enum truth vm_member(struct vm *vm, struct value key, struct value v, struct value container, const struct why **why)
{
    if (why && (value_is_unknown(container) || value_has_unknown(container) || value_has_unknown(v) || (!value_is_none(key) && value_has_unknown(key)))) {
        struct value definite = container, maybe = VALUE_NONE;
        bool whole = value_is_unknown(container) && !unknown_is_collection(container, &definite, &maybe);
        if (whole) { *why = why_add(vm, *why, container); return TRUTH_MAYBE; }
        if (!value_is_array(definite) && !value_is_object(definite) && !value_is_set(definite)) return TRUTH_NO;
        enum truth best = TRUTH_NO;
        size_t n = value_len(definite), n_maybe = value_is_none(maybe) ? 0 : value_len(maybe);
        for (size_t i = 0; i < n + n_maybe && best != TRUTH_YES; i++) {
            struct value k, x;
            const struct why *w = NULL;
            if (!value_is_none(maybe)) { if (!vm_next_unknown(vm, container, i, &k, &x, &w)) break; }
            else if (value_is_object(definite)) { k = value_pairs(definite)[i].key; x = value_pairs(definite)[i].value; }
            else { x = value_items(definite)[i]; k = value_is_array(definite) ? value_small((int64_t)i) : x; }
            enum truth held = unknown_equal(x, v);
            if (held != TRUTH_NO && !value_is_none(key)) {
                enum truth same = unknown_equal(k, key);
                held = same == TRUTH_NO ? TRUTH_NO : same == TRUTH_MAYBE ? TRUTH_MAYBE : held;
            }
            if (held == TRUTH_YES && !w) best = TRUTH_YES;
            else if (held != TRUTH_NO) {
                best = TRUTH_MAYBE;
                if (value_has_unknown(x)) *why = why_add(vm, *why, x);
                if (value_has_unknown(v)) *why = why_add(vm, *why, v);
                if (!value_is_none(key) && value_has_unknown(key)) *why = why_add(vm, *why, key);
                *why = why_join(vm, *why, w);
            }
        }
        return best;
    }
    if (!value_is_none(key)) {
        struct value found = value_get(container, key);
        return !value_is_none(found) && value_equal(found, v) ? TRUTH_YES : TRUTH_NO;
    }
    if (value_is_set(container)) return value_is_none(value_get(container, v)) ? TRUTH_NO : TRUTH_YES;
    if (value_is_array(container)) {
        for (size_t i = 0; i < value_len(container); i++)
            if (value_equal(value_items(container)[i], v)) return TRUTH_YES;
    } else if (value_is_object(container)) {
        for (size_t i = 0; i < value_len(container); i++)
            if (value_equal(value_pairs(container)[i].value, v)) return TRUTH_YES;
    }
    return TRUTH_NO;
}

bool vm_emit(struct vm *vm, const struct value *values, size_t n, const struct why *why)
{
    struct value unknown = VALUE_NONE;
    if (why && value_is_none(unknown = why_refs(vm->arena, why))) return vm_no_memory(vm);
    if (!vm->answer(vm->answer_context, values, n, unknown)) vm->stopped = true;
    return true;
}

/* --- an evaluation --- */

struct vm *vm_new(const struct vm_program *program)
{
    struct vm *vm = calloc(1, sizeof *vm);
    if (!vm) return NULL;
    vm->own = arena_new(0);
    vm->chunk = malloc(sizeof *vm->chunk + STACK_CHUNK * sizeof *vm->chunk->values);
    if (!vm->own || !vm->chunk) {
        vm_free(vm);
        return NULL;
    }
    *vm->chunk = (struct stack_chunk){.end = vm->chunk->values + STACK_CHUNK};
    vm->program = program;
    if (getrandom(&vm->random, sizeof vm->random, GRND_NONBLOCK) != sizeof vm->random) vm->random = clock_ns(CLOCK_REALTIME);
    return vm;
}

void vm_free(struct vm *vm)
{
    if (!vm) return;
    struct stack_chunk *chunk = vm->chunk;
    while (chunk && chunk->prev) chunk = chunk->prev;
    while (chunk) {
        struct stack_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    arena_free(vm->own);
    free(vm->caches);
    free(vm);
}

static bool start(struct vm *vm, struct error *err)
{
    const struct vm_settings *s = &vm->settings;
    bool abandoned = vm->failed || vm->stopped;
    vm->err = err;
    vm->failed = vm->stopped = false;
    if (abandoned) {   /* collections were left half built: give their memory back */
        struct arena *fresh = arena_new(0);
        if (!fresh) return vm_no_memory(vm);
        arena_free(vm->own);
        vm->own = fresh;
        vm->free_builders = NULL;
    }
    vm->depth = 0;
    while (vm->chunk->prev) vm->chunk = vm->chunk->prev;
    vm->top = vm->chunk->values;
    if (vm->program->n_caches >= vm->n_caches) {   /* hints: they stay from one evaluation to the next */
        struct cache *caches = realloc(vm->caches, (vm->program->n_caches + 1) * sizeof *caches);
        if (!caches) return vm_no_memory(vm);
        memset(caches + vm->n_caches, 0, (vm->program->n_caches + 1 - vm->n_caches) * sizeof *caches);
        vm->caches = caches;
        vm->n_caches = vm->program->n_caches + 1;
    }
    struct value data = s->data;
    if (value_is_none(data)) data = value_object(vm->arena, NULL, 0);
    vm->joins = NULL;
    vm->free_worlds = NULL;
    vm->world = vm_world_new(vm, NULL);
    if (!vm->world || value_is_none(data)) return vm_no_memory(vm);
    vm->world->input = s->input;
    vm->world->data = data;
    vm->unknowns = value_has_unknown(data) || (!value_is_none(s->input) && value_has_unknown(s->input)) || s->unknowns;
    vm->nondeterministic = VALUE_NONE;
    if (s->seed) vm->random = s->seed;   /* else the numbers go on where the evaluation before left them */
    vm->call = (struct rego_call){
        .arena = vm->arena, .now_ns = s->now_ns || !vm->program->reads_clock ? s->now_ns : (int64_t)clock_ns(CLOCK_REALTIME), .env = s->runtime,
        .random = &vm->random, .memo = s->memo, .deadline_ns = vm->deadline ? &vm->deadline : NULL,
    };
    return true;
}

void vm_start(struct vm *vm, struct arena *arena, const struct vm_program *program, const struct vm_settings *settings)
{
    vm->arena = arena;
    vm->program = program;
    vm->settings = *settings;
    vm->strict = settings->strict_builtin_errors;
    vm->max_depth = settings->limits.depth ? settings->limits.depth : VM_MAX_DEPTH;
    vm->step_limit = settings->limits.steps;
    vm->steps = 0;
    vm->step_check = vm->step_limit && vm->step_limit < TICK ? vm->step_limit : TICK;
    vm->deadline = settings->limits.time_ns ? clock_ns(CLOCK_MONOTONIC) + settings->limits.time_ns : 0;
}

bool vm_query(struct vm *vm, const struct vm_code *code, vm_answer_fn *answer, void *context, struct error *err)
{
    vm->answer = answer;
    vm->answer_context = context;
    if (!start(vm, err)) return false;
    struct value *regs = vm_push(vm, code->n_regs);
    struct outcome out;
    if (!regs) return vm_no_memory(vm);
    return vm_run(vm, code, regs, &out);
}

bool vm_document(struct vm *vm, uint32_t group, struct value *out, struct value *unknown, struct error *err)
{
    struct outcome outcome;
    *unknown = VALUE_NONE;
    if (!start(vm, err)) return false;
    if (!vm_rule(vm, NULL, NULL, group, &outcome)) return false;
    *out = outcome.value;
    if (outcome.why && value_is_none(*unknown = why_refs(vm->arena, outcome.why))) return vm_no_memory(vm);
    return true;
}
