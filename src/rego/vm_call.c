/* rego/vm_call.c: calls of built-ins: operand types, replacements by `with`, errors that make a call undefined, and the rows that only the VM can carry out. */
#include <stdio.h>

#include "rego/vm_internal.h"
#include "value/json.h"

static const struct mock *mock_of(const struct vm *vm, const struct rego_builtin *row, uint32_t group)
{
    for (const struct mock *m = vm->world->mocks; m; m = m->next) {
        if (row ? m->with->target == VM_TARGET_BUILTIN && m->with->row == row : m->with->target == VM_TARGET_GROUP && m->with->group == group) return m;
    }
    return NULL;
}

/* Runs `mock` instead. Inside a replacement function nothing is replaced, so that it may call what it stands for. */
static bool call_mock(struct vm *vm, const struct vm_code *from, const struct rego_insn *at, const struct mock *mock, const struct value *args, size_t n,
                      struct outcome *out)
{
    if (mock->with->by == VM_BY_VALUE) {
        *out = (struct outcome){mock->value, NULL};
        return true;
    }
    struct world *world = vm->world;
    if (!world->unmocked) {
        if (!(world->unmocked = vm_world_new(vm, world))) return vm_no_memory(vm);
        world->unmocked->mocks = NULL;
    }
    vm->world = world->unmocked;
    bool ok = mock->with->by == VM_BY_GROUP ? vm_call_function(vm, from, at, mock->with->by_group, args, n, out)
                                            : vm_call_builtin(vm, from, at, mock->with->by_callee, args, n, out);
    vm->world = world;
    return ok;
}

static size_t fn_memo_slot(const struct value *args, size_t n)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++) h = (h ^ (value_is_string(args[i]) ? value_hash(args[i]) : args[i].bits)) * 0x9E3779B97F4A7C15u;
    return (h >> 32) % FN_MEMO_SIZE;
}

/* Sufficient, not necessary: containers are the same when they are the same node, so that a look-up costs nothing on large arguments. */
static bool same_args(const struct value *a, const struct value *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!value_same(a[i], b[i]) && !(value_is_string(a[i]) && value_is_string(b[i]) && str_eq(value_str(a[i]), value_str(b[i])))) return false;
    return true;
}

static struct fn_memo *function_memo(struct vm *vm, uint32_t group)
{
    if (!vm_memo(vm, group)) return NULL;
    struct fn_memo **memo = &vm->world->pages[group / MEMO_PAGE]->functions[group % MEMO_PAGE];
    if (!*memo) *memo = arena_zero(vm->arena, sizeof **memo);
    return *memo;
}

bool vm_call_function(struct vm *vm, const struct vm_code *from, const struct rego_insn *at, uint32_t group, const struct value *args, size_t n, struct outcome *out)
{
    const struct vm_group *g = &vm->program->groups[group];
    if (UNLIKELY(vm->world->mocks != NULL)) {
        const struct mock *mock = mock_of(vm, NULL, group);
        if (mock) return call_mock(vm, from, at, mock, args, n, out);
    }
    if (UNLIKELY(!vm_step(vm))) return false;
    struct fn_memo *memo = NULL;
    struct fn_memo_entry *entry = NULL;
    if (n <= FN_MEMO_ARGS && !g->cheap) {
        if (!(memo = function_memo(vm, group))) return vm_no_memory(vm);
        if (memo->misses < 4 * FN_MEMO_SIZE || memo->hits > memo->misses / 16) {   /* give up where arguments never repeat */
            entry = &memo->entries[fn_memo_slot(args, n)];
            if (entry->used && same_args(entry->args, args, n)) {
                memo->hits++;
                *out = entry->outcome;
                return true;
            }
            memo->misses++;
        }
    }
    if (++vm->depth > vm->max_depth)
        return vm_error(vm, from, at, &REGO_ERR_CANCEL, "calls are nested deeper than %u", vm->max_depth);
    struct value *regs = vm_push(vm, g->code.n_regs);
    if (!regs) return vm_no_memory(vm);
    memcpy(regs, args, n * sizeof *args);
    struct value copy[FN_MEMO_ARGS];
    if (entry) memcpy(copy, args, n * sizeof *args);   /* args may lie in registers that change */
    bool ok = vm_run(vm, &g->code, regs, out);
    vm_pop(vm, regs);
    vm->depth--;
    if (ok && entry) {
        memcpy(entry->args, copy, n * sizeof *args);
        entry->outcome = *out;
        entry->used = true;
    }
    return ok;
}

/* --- built-ins --- */

/* What a call that failed means: undefined, or under strict errors the end. */
static bool call_failed(struct vm *vm, const struct vm_code *from, const struct rego_insn *at, struct error *error, struct outcome *out)
{
    const struct vm_location *where = vm_where(from, at);
    if (error->code == &ERROR_NO_MEMORY || error->code == &REGO_ERR_CANCEL || error->code == &REGO_ERR_INTERNAL || vm->arena->failed) {
        if (vm->arena->failed) return vm_no_memory(vm);
        return vm_error_at(vm, where, error->code, "%s", error->message);
    }
    if (vm->strict) return vm_error_at(vm, where, error->code ? error->code : &REGO_ERR_BUILTIN, "%s", error->message);
    if (vm->settings.hooks.builtin_error) vm->settings.hooks.builtin_error(vm->settings.hooks.context, where, error);
    *out = (struct outcome){VALUE_NONE, NULL};
    return true;
}

/* internal.print([{...}, {...}]): one line; of an operand with several values one line each, as OPA does. */
static void print_rest(struct vm *vm, const struct vm_location *at, struct value parts, size_t i, struct buf *line)
{
    if (i == value_len(parts)) {
        vm->settings.hooks.print(vm->settings.hooks.context, at, (struct str){line->s ? line->s : "", line->len});
        return;
    }
    size_t start = line->len;
    struct value part = value_items(parts)[i];
    if (i) buf_add_char(line, ' ');
    if (!value_is_set(part) || value_len(part) == 0) {
        if (value_is_set(part)) buf_puts(line, "<undefined>");
        else value_print(line, part);
        print_rest(vm, at, parts, i + 1, line);
    } else {
        size_t before = line->len;
        for (size_t k = 0; k < value_len(part); k++) {
            struct value v = value_items(part)[k];
            line->len = before;
            if (value_is_string(v)) buf_add_str(line, value_str(v));
            else value_print(line, v);
            print_rest(vm, at, parts, i + 1, line);
        }
    }
    line->len = start;
}

/* A row that only the VM can carry out. */
static bool call_vm_row(struct vm *vm, const struct vm_code *from, const struct rego_insn *at, const struct rego_builtin *row, const struct value *args, size_t n,
                        struct outcome *out)
{
    struct str name = str_of(row->name);
    *out = (struct outcome){VALUE_TRUE, NULL};
    if (str_eq(name, STR("internal.member_2")) || str_eq(name, STR("internal.member_3"))) {
        const struct why *why = NULL;
        enum truth held = vm_member(vm, n == 3 ? args[0] : VALUE_NONE, args[n - 2], args[n - 1], vm->unknowns ? &why : NULL);
        if (vm->failed) return false;
        out->value = held == TRUTH_MAYBE ? unknown_of(vm, NULL, 0, why) : value_bool(held == TRUTH_YES);
        return !vm->failed;
    }
    if (str_eq(name, STR("internal.print"))) {
        if (vm->settings.hooks.print && n == 1 && value_is_array(args[0])) {
            struct buf line = buf_new(1 << 20);
            print_rest(vm, vm_where(from, at), args[0], 0, &line);
            buf_free(&line);
        }
        return true;
    }
    if (str_eq(name, STR("print")) || str_eq(name, STR("internal.test_case"))) return true;
    if (str_eq(name, STR("trace"))) {
        if (vm->settings.hooks.note && n == 1 && value_is_string(args[0]))
            vm->settings.hooks.note(vm->settings.hooks.context, vm_where(from, at), value_str(args[0]), vm->depth);
        return true;
    }
    return vm_error(vm, from, at, &REGO_ERR_INTERNAL, "the built-in function %s is not supported yet", row->name);
}

static bool any_unknown(const struct value *args, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (value_has_unknown(args[i])) return true;
    return false;
}

/* Results of rand.intn, uuid.rfc4122 and the like: the same call has one result in one evaluation. */
static bool remembered(struct vm *vm, const struct rego_builtin *row, const struct value *args, size_t n, struct value *key, struct value *out)
{
    struct value parts[9];
    if (n > 8) n = 8;
    parts[0] = value_cstring(vm->arena, row->name);
    memcpy(parts + 1, args, n * sizeof *args);
    *key = value_is_none(parts[0]) ? VALUE_NONE : value_array(vm->arena, parts, n + 1);
    *out = value_is_none(*key) || value_is_none(vm->nondeterministic) ? VALUE_NONE : value_get(vm->nondeterministic, *key);
    return !value_is_none(*out);
}

bool vm_call_builtin(struct vm *vm, const struct vm_code *from, const struct rego_insn *at, const struct vm_callee *callee, const struct value *args, size_t n,
                     struct outcome *out)
{
    const struct rego_builtin *row = callee->row;
    if (UNLIKELY(!vm_step(vm))) return false;
    if (UNLIKELY(vm->world->mocks != NULL)) {
        const struct mock *mock = mock_of(vm, row, 0);
        if (mock) return call_mock(vm, from, at, mock, args, n, out);
    }
    if (row->flags & REGO_BY_VM) return call_vm_row(vm, from, at, row, args, n, out);
    out->why = NULL;
    if (vm->unknowns && !(row->flags & REGO_TAKES_UNKNOWN) && any_unknown(args, n)) {
        out->value = unknown_of(vm, args, n, NULL);
        return !vm->failed;
    }
    struct error *error = &vm->call_error;   /* large: not cleared for each call, only what tells that it is empty */
    error->code = NULL;
    error->file[0] = error->help[0] = '\0';
    struct value key = VALUE_NONE;
    if ((row->flags & REGO_NONDETERMINISTIC) && remembered(vm, row, args, n, &key, &out->value)) return true;
    vm->call.err = error;
    vm->call.context = callee->extern_index >= 0 && vm->settings.extern_contexts ? vm->settings.extern_contexts[callee->extern_index] : NULL;
    out->value = VALUE_NONE;
    bool ok = row->fn && row->fn(&vm->call, args, &out->value);
    if (UNLIKELY(!ok)) {
        if (!row->fn) error_set(error, &REGO_ERR_BUILTIN, "%s: not supported yet", row->name);
        return call_failed(vm, from, at, error, out);
    }
    if (UNLIKELY(vm->arena->failed)) return vm_no_memory(vm);
    if (callee->extern_index >= 0 && !vm->unknowns && !value_is_none(out->value) && value_has_unknown(out->value))
        return vm_error(vm, from, at, &REGO_ERR_INTERNAL, "%s gave an unknown value to an evaluation without unknowns (rego_settings.unknowns)", row->name);
    if (!value_is_none(key) && !value_is_none(out->value)) {
        vm->nondeterministic = value_with(vm->arena, vm->nondeterministic, key, out->value);
        if (value_is_none(vm->nondeterministic)) return vm_no_memory(vm);
    }
    return true;
}
