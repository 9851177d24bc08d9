/* rego/gen_emit.c: instructions, labels, constants and the program's tables. */
#include <stdio.h>

#include "rego/gen_internal.h"
#include "value/json.h"

#define MAX_REGS   0x7f00u      /* V operands have 15 bits */
#define MAX_DIRECT 0x7f00u      /* constants an operand can name (VM_NO_REG is not one of them); others are loaded into a register first */

bool gen_error(struct gen *gen, const char *format, ...)
{
    if (gen->failed) return false;
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    gen->failed = true;
    return error_set(gen->err, &REGO_ERR_COMPILE, "%s", message);
}

bool gen_no_memory(struct gen *gen)
{
    if (gen->failed) return false;
    gen->failed = true;
    return error_no_memory(gen->err);
}

void fn_begin(struct fn *fn, struct gen *gen, uint32_t n_slots)
{
    *fn = (struct fn){.gen = gen};
    fn->n_unbound = n_slots / 64 + 1;
    fn->unbound = arena_zero(gen->arena, fn->n_unbound * sizeof *fn->unbound);
    fn->have = arena_zero(gen->arena, fn->n_unbound * sizeof *fn->have);
    if (!fn->unbound || !fn->have) { fn->n_unbound = 0; gen_no_memory(gen); }
}

uint32_t fn_label(struct fn *fn)
{
    uint32_t *label = vec_push(fn->gen->arena, &fn->labels);
    if (!label) { gen_no_memory(fn->gen); return 0; }
    *label = UINT32_MAX;
    return (uint32_t)fn->labels.len - 1;
}

void fn_place(struct fn *fn, uint32_t label)
{
    if (label < fn->labels.len) fn->labels.items[label] = (uint32_t)fn->insns.len;
}

struct rego_insn *fn_emit(struct fn *fn, enum rego_opcode op, uint32_t a, uint32_t b, uint32_t c, uint32_t jump, uint32_t k)
{
    struct rego_insn *insn = vec_push(fn->gen->arena, &fn->insns);
    uint32_t *location = vec_push(fn->gen->arena, &fn->locations);
    if (!insn || !location) { gen_no_memory(fn->gen); return &fn->nowhere; }
    *insn = (struct rego_insn){(uint16_t)op, (uint16_t)a, (uint16_t)b, (uint16_t)c, jump, k};
    *location = fn->location;
    return insn;
}

uint32_t fn_reg(struct fn *fn, uint32_t n)
{
    uint32_t reg = fn->next_reg;
    fn->next_reg += n;
    if (fn->next_reg > MAX_REGS) { gen_error(fn->gen, "a rule needs more than %u registers", MAX_REGS); fn->next_reg = reg; return 0; }
    if (fn->next_reg > fn->n_regs) fn->n_regs = fn->next_reg;
    return reg;
}

uint32_t fn_const(struct fn *fn, struct value v)
{
    size_t n = fn->consts.len, look = n > 64 ? 64 : n;   /* recent ones are shared */
    for (size_t i = n - look; i < n; i++)
        if (value_same(fn->consts.items[i], v) || (value_type(fn->consts.items[i]) == value_type(v) && value_is_string(v) && value_equal(fn->consts.items[i], v)))
            return (uint32_t)i;
    struct value *slot = vec_push(fn->gen->arena, &fn->consts);
    if (!slot) { gen_no_memory(fn->gen); return 0; }
    *slot = v;
    return (uint32_t)n;
}

uint32_t fn_operand(struct fn *fn, struct value v)
{
    uint32_t number = fn_const(fn, v);
    if (number < MAX_DIRECT) return number | VM_CONST;
    uint32_t reg = fn_reg(fn, 1);
    fn_emit(fn, OP_LOAD, reg, 0, 0, 0, number);
    return reg;
}

uint32_t gen_location(struct gen *gen, const struct rego_location *at)
{
    struct str file = at->source ? at->source->file : STR("");
    if (gen->locations.len) {
        const struct vm_location *last = &gen->locations.items[gen->locations.len - 1];
        if (last->row == at->row && last->col == at->col && last->file.s == file.s) return (uint32_t)gen->locations.len - 1;
    }
    struct vm_location *location = vec_push(gen->arena, &gen->locations);
    if (!location) { gen_no_memory(gen); return 0; }
    struct str text = {NULL, 0};
    if (at->source && at->offset <= at->source->text.len && at->length <= at->source->text.len - at->offset)
        text = (struct str){at->source->text.s + at->offset, at->length};
    *location = (struct vm_location){file, text, at->row, at->col};
    return (uint32_t)gen->locations.len - 1;
}

void fn_event(struct fn *fn, unsigned kind)
{
    struct gen *gen = fn->gen;
    if (!gen->options->tracing) return;
    uint32_t place = fn->location;
    if (kind == REGO_EVENT_ENTER || kind == REGO_EVENT_EXIT) {
        struct vm_location *named = vec_push(gen->arena, &gen->locations);
        if (!named) { gen_no_memory(gen); return; }
        *named = gen->locations.items[place];
        if (fn->path.len) named->text = fn->path;
        place = (uint32_t)gen->locations.len - 1;
    }
    fn_emit(fn, OP_EXPR, kind, 0, 0, 0, place);
}

void fn_at(struct fn *fn, const struct rego_location *at) { fn->location = gen_location(fn->gen, at); }

uint32_t gen_callee(struct gen *gen, const struct rego_builtin *row)
{
    for (size_t i = 0; i < gen->callees.len; i++)
        if (gen->callees.items[i].row == row) return (uint32_t)i;
    struct vm_callee *callee = vec_push(gen->arena, &gen->callees);
    if (!callee) { gen_no_memory(gen); return 0; }
    *callee = (struct vm_callee){.row = row, .extern_index = -1};
    const struct rego_externs *externs = &gen->options->externs;
    for (size_t i = 0; i < externs->n; i++)
        if (row == &externs->rows[i]) callee->extern_index = (int32_t)i;
    return (uint32_t)gen->callees.len - 1;
}

uint32_t gen_path(struct gen *gen, struct value keys)
{
    for (size_t i = gen->paths.len > 32 ? gen->paths.len - 32 : 0; i < gen->paths.len; i++)
        if (value_equal(gen->paths.items[i], keys)) return (uint32_t)i;
    struct value *path = vec_push(gen->arena, &gen->paths);
    if (!path || value_is_none(keys)) { gen_no_memory(gen); return 0; }
    *path = keys;
    return (uint32_t)gen->paths.len - 1;
}

bool gen_is_mocked(const struct gen *gen, const struct rego_builtin *row)
{
    for (size_t i = 0; i < gen->mocked.len; i++)
        if (gen->mocked.items[i] == row) return true;
    return false;
}

/* --- the end --- */

struct op_shape { const char *name, *a, *b, *c, *jump; };
#define SHAPE(name, a, b, c, jump) {#name, a, b, c, jump},
static const struct op_shape shapes[] = {REGO_OPCODES(SHAPE)};

static bool k_is_label(uint16_t op) { return op == OP_NOT_HIT || op == OP_TEST_HIT || op == OP_EVERY_HIT || op == OP_EVERY_MISS; }

bool fn_finish(struct fn *fn, struct vm_code *out)
{
    struct gen *gen = fn->gen;
    if (gen->failed) return false;
    for (size_t i = 0; i < fn->insns.len; i++) {
        struct rego_insn *insn = &fn->insns.items[i];
        if (shapes[insn->op].jump[0] != '-') {
            insn->jump = fn->labels.items[insn->jump];
            if (insn->jump == UINT32_MAX) return gen_error(gen, "a jump of %s at %zu leads nowhere", shapes[insn->op].name, i);
        }
        if (k_is_label(insn->op)) insn->k = fn->labels.items[insn->k];
    }
    *out = (struct vm_code){
        .program = gen->program, .insns = fn->insns.items, .locations = fn->locations.items, .consts = fn->consts.items,
        .n_insns = (uint32_t)fn->insns.len, .n_consts = (uint32_t)fn->consts.len, .n_regs = fn->n_regs + 1, .first_cache = gen->n_caches,
    };
    gen->n_caches += fn->n_caches;
    return true;
}

static void print_operand(struct buf *out, const struct vm_code *code, char shape, uint16_t x)
{
    switch (shape) {
    case '-': return;
    case 'N': buf_printf(out, " %u", x); return;
    case 'K': buf_add_char(out, ' '); value_print(out, code->consts[x]); return;
    default: break;
    }
    if (x == VM_NO_REG) buf_puts(out, " _");
    else if (x & VM_CONST) { buf_add_char(out, ' '); value_print(out, code->consts[x & ~VM_CONST]); }
    else buf_printf(out, " r%u", x);
}

void vm_disassemble(struct buf *out, const struct vm_program *program, const struct vm_code *code)
{
    for (uint32_t i = 0; i < code->n_insns; i++) {
        const struct rego_insn *insn = &code->insns[i];
        const struct op_shape *shape = &shapes[insn->op];
        buf_printf(out, "%4u %-11s", i, shape->name);
        print_operand(out, code, shape->a[0], insn->a);
        print_operand(out, code, shape->b[0], insn->b);
        print_operand(out, code, shape->c[0], insn->c);
        if (shape->jump[0] != '-') buf_printf(out, " ->%u", insn->jump);
        if (insn->op == OP_RULE || insn->op == OP_CALL) buf_printf(out, " %s", program->groups[insn->k].path.s);
        else if (insn->op == OP_BUILTIN) buf_printf(out, " %s", program->callees[insn->k].row->name);
        else if (insn->k) buf_printf(out, " k=%u", insn->k);
        buf_add_char(out, '\n');
    }
}
