/* rego/vm_loop.h: the interpreter's loop, compiled twice: by vm_plain.c for values without unknowns and by vm_kleene.c with them, so that
 * unknowns cost nothing where there are none. Defines VM_RUN under KLEENE 0 or 1. opcode.h says what each instruction does. */

#define V(x) (((x) & VM_CONST) ? consts[(x) & ~VM_CONST] : r[x])
#define JUMP_TO(n) do { pc = code->insns + (n); DISPATCH(); } while (0)
#define FAIL() JUMP_TO(pc->jump)
#define NEXT_INSN() do { pc++; DISPATCH(); } while (0)
#define UNKNOWN(v) (KLEENE && UNLIKELY(value_is_unknown(v)))
#define HAS_UNKNOWN(v) (KLEENE && UNLIKELY(value_has_unknown(v)))
#define WHY(v) do { why = why_add(vm, why, (v)); if (UNLIKELY(vm->failed)) return false; } while (0)
#define PUT_WHY(reg, w) (r[reg].bits = (uint64_t)(uintptr_t)(w))
#define GET_WHY(reg) ((const struct why *)(uintptr_t)r[reg].bits)
#define POINTER(reg, type) ((type *)(uintptr_t)r[reg].bits)
#define CHECK(v) do { if (UNLIKELY(value_is_none(v))) return vm_no_memory(vm); } while (0)

#define PREFETCH 3
#define LABEL(name, a, b, c, jump) [OP_##name] = &&do_##name,
#define DISPATCH() goto *labels[pc->op]
#define OP(name) do_##name

/* pairs[i].key is `key`, a constant string: found by the place it had last time, else by search. */
static inline struct value field(struct value object, struct value key, struct cache *cache)
{
    const struct value_object *o = value_pointer(object);
    size_t n = o->size & VALUE_MAX_LEN;
    uint32_t i = cache->index;
    if (LIKELY(i < n)) {
        struct value found = o->pairs[i].key;
        if (found.bits == cache->key) return o->pairs[i].value;
        if (value_is_string(found) && str_eq(value_str(found), value_str(key))) {
            cache->key = found.bits;
            return o->pairs[i].value;
        }
    }
    ptrdiff_t at = value_find(object, value_str(key));
    if (at < 0) return VALUE_NONE;
    cache->index = (uint32_t)at;
    cache->key = o->pairs[at].key.bits;
    return o->pairs[at].value;
}

bool VM_RUN(struct vm *vm, const struct vm_code *code, struct value *r, struct outcome *out)
{
    static const void *const labels[] = {REGO_OPCODES(LABEL)};
    const struct value *const consts = code->consts;
    struct cache *const caches = vm->caches + code->first_cache;
    const struct vm_program *const program = code->program;
    const struct rego_insn *pc = code->insns;
    const struct why *why = NULL;
    struct value v, w;

    DISPATCH();

    OP(MOVE): r[pc->a] = V(pc->b); NEXT_INSN();
    OP(LOAD): r[pc->a] = consts[pc->k]; NEXT_INSN();
    OP(CLEAR): r[pc->a] = VALUE_NONE; NEXT_INSN();
    OP(JUMP): FAIL();

    OP(INPUT):
        v = vm->world->input;
        if (value_is_none(v)) FAIL();
        r[pc->a] = v;
        NEXT_INSN();
    OP(DATA):
        v = vm_base_at(vm->world->data, program->paths[pc->k]);
        if (value_is_none(v)) FAIL();
        r[pc->a] = v;
        NEXT_INSN();

    OP(GETK): {
        v = r[pc->b];
        struct value key = consts[pc->c];
        if (LIKELY(value_is_object(v) && value_is_string(key))) w = field(v, key, &caches[pc->k]);
        else if (UNKNOWN(v)) goto get_unknown_k;
        else w = value_get(v, key);
        if (value_is_none(w)) {
            if (HAS_UNKNOWN(v) && value_is_set(v)) { w = key; WHY(v); r[pc->a] = w; NEXT_INSN(); }
            FAIL();
        }
        r[pc->a] = w;
        NEXT_INSN();
    get_unknown_k:
        w = vm_get_unknown(vm, v, key, &why);
        if (UNLIKELY(vm->failed)) return false;
        if (value_is_none(w)) FAIL();
        r[pc->a] = w;
        NEXT_INSN();
    }
    OP(GET): {
        v = V(pc->b);
        struct value key = V(pc->c);
        if (UNKNOWN(v) || HAS_UNKNOWN(key) || (HAS_UNKNOWN(v) && value_is_set(v))) {
            w = vm_get_unknown(vm, v, key, &why);
            if (UNLIKELY(vm->failed)) return false;
        } else w = value_get(v, key);
        if (value_is_none(w)) FAIL();
        r[pc->a] = w;
        NEXT_INSN();
    }

    OP(ITER):
        v = V(pc->b);
        switch (value_tag(v)) {
        case TAG_ARRAY: case TAG_OBJECT: case TAG_SET: break;
        case TAG_UNKNOWN: if (KLEENE && v.bits) break; FAIL();
        case TAG_INT: case TAG_CONST: case TAG_STRING: case TAG_NUMBER: FAIL();
        }
        r[pc->a] = v;
        r[pc->a + 1].bits = 0;
        if (KLEENE) PUT_WHY(pc->a + 2, why);
        NEXT_INSN();
    OP(NEXT):
    next: {
        v = r[pc->a];
        uint64_t i = r[pc->a + 1].bits;
        if (UNLIKELY(!vm_step(vm))) return false;
        if (KLEENE) why = GET_WHY(pc->a + 2);
        if (UNKNOWN(v)) {
            struct value key;
            if (!vm_next_unknown(vm, v, i, &key, &w, &why)) { if (vm->failed) return false; FAIL(); }
            if (pc->b != VM_NO_REG) r[pc->b] = key;
            if (pc->c != VM_NO_REG) r[pc->c] = w;
        } else {
            const struct value_array *node = value_pointer(v);
            if (i >= (node->size & VALUE_MAX_LEN)) FAIL();
            if (value_is_object(v)) {
                const struct value_pair *pair = &((const struct value_object *)node)->pairs[i];
                if (pc->b != VM_NO_REG) r[pc->b] = pair->key;
                if (pc->c != VM_NO_REG) r[pc->c] = pair->value;
            } else {
                uintptr_t ahead = (uintptr_t)value_pointer(node->items[i + PREFETCH < (node->size & VALUE_MAX_LEN) ? i + PREFETCH : i]);
                __builtin_prefetch((const void *)ahead);       /* elements lie scattered: have the one after next come while this one is judged */
                __builtin_prefetch((const void *)(ahead + 128));
                if (pc->b != VM_NO_REG) r[pc->b] = value_is_array(v) ? value_small((int64_t)i) : node->items[i];
                if (pc->c != VM_NO_REG) r[pc->c] = node->items[i];
            }
        }
        r[pc->a + 1].bits = i + 1;
        NEXT_INSN();
    }

    OP(ITER_WHERE): {
        v = V(pc->b);
        const uint32_t *places = NULL;
        switch (value_tag(v)) {
        case TAG_ARRAY: case TAG_OBJECT: case TAG_SET: break;
        case TAG_UNKNOWN: if (KLEENE && v.bits) break; FAIL();
        case TAG_INT: case TAG_CONST: case TAG_STRING: case TAG_NUMBER: FAIL();
        }
        if (!vm->unknowns) {
            places = vm_join(vm, v, program->paths[pc->k], V(pc->c));
            if (UNLIKELY(vm->failed)) return false;
        }
        r[pc->a] = v;
        r[pc->a + 1].bits = 0;
        if (KLEENE) PUT_WHY(pc->a + 2, why);
        r[pc->a + 3].bits = (uint64_t)(uintptr_t)places;
        NEXT_INSN();
    }
    OP(NEXT_WHERE): {
        const uint32_t *places = POINTER(pc->a + 3, const uint32_t);
        if (!places) goto next;
        if (UNLIKELY(!vm_step(vm))) return false;
        uint32_t i = *places;
        if (i == JOIN_END) FAIL();
        r[pc->a + 3].bits = (uint64_t)(uintptr_t)(places + 1);
        v = r[pc->a];
        if (value_is_object(v)) {
            const struct value_pair *pair = &value_pairs(v)[i];
            if (pc->b != VM_NO_REG) r[pc->b] = pair->key;
            if (pc->c != VM_NO_REG) r[pc->c] = pair->value;
        } else {
            w = value_items(v)[i];
            if (pc->b != VM_NO_REG) r[pc->b] = value_is_array(v) ? value_small((int64_t)i) : w;
            if (pc->c != VM_NO_REG) r[pc->c] = w;
        }
        NEXT_INSN();
    }

    OP(TRUE):
        v = V(pc->a);
        if (value_is_false(v) || value_is_none(v)) FAIL();
        if (UNKNOWN(v) && !unknown_is_collection(v, NULL, NULL)) WHY(v);
        NEXT_INSN();
    OP(EQ):
        v = V(pc->a);
        w = V(pc->b);
        if (value_same(v, w)) NEXT_INSN();
        if (value_is_string(v) && value_is_string(w)) {
            const struct value_string *x = value_pointer(v), *y = value_pointer(w);
            if (x->size != y->size || memcmp(x->bytes, y->bytes, x->size & VALUE_MAX_LEN) != 0) FAIL();
            NEXT_INSN();
        }
        if (HAS_UNKNOWN(v) || HAS_UNKNOWN(w)) {
            switch (unknown_equal(v, w)) {
            case TRUTH_NO: FAIL();
            case TRUTH_YES: break;
            case TRUTH_MAYBE: WHY(v); WHY(w); break;
            }
            NEXT_INSN();
        }
        if (!value_equal(v, w)) FAIL();
        NEXT_INSN();
    OP(COMPARE):
        v = V(pc->a);
        w = V(pc->b);
        if (LIKELY(value_is_small_int(v) && value_is_small_int(w))) {
            int64_t x = value_small_int(v), y = value_small_int(w);
            if (!compare_holds((x > y) - (x < y), pc->k)) FAIL();
            NEXT_INSN();
        }
        if (HAS_UNKNOWN(v) || HAS_UNKNOWN(w)) {
            switch (unknown_compare(v, w, pc->k)) {
            case TRUTH_NO: FAIL();
            case TRUTH_YES: break;
            case TRUTH_MAYBE: WHY(v); WHY(w); break;
            }
            NEXT_INSN();
        }
        if (pc->k <= REGO_NOT_EQUAL) {
            if (value_equal(v, w) != (pc->k == REGO_EQUAL)) FAIL();
            NEXT_INSN();
        }
        if (!compare_holds(value_compare(v, w), pc->k)) FAIL();
        NEXT_INSN();
    OP(COMPAREV):
        v = V(pc->b);
        w = V(pc->c);
        if (HAS_UNKNOWN(v) || HAS_UNKNOWN(w)) {
            switch (unknown_compare(v, w, pc->k)) {
            case TRUTH_NO: r[pc->a] = VALUE_FALSE; break;
            case TRUTH_YES: r[pc->a] = VALUE_TRUE; break;
            case TRUTH_MAYBE:
                v = unknown_combine(vm, v, w, NULL);
                CHECK(v);
                r[pc->a] = v;
                break;
            }
            NEXT_INSN();
        }
        r[pc->a] = value_bool(pc->k <= REGO_NOT_EQUAL ? value_equal(v, w) == (pc->k == REGO_EQUAL) : compare_holds(value_compare(v, w), pc->k));
        NEXT_INSN();
    OP(ARITH): {
        v = V(pc->b);
        w = V(pc->c);
        if (LIKELY(value_is_small_int(v) && value_is_small_int(w))) {
            int64_t x = value_small_int(v), y = value_small_int(w), z = 0;
            bool over = pc->k == REGO_PLUS ? __builtin_add_overflow(x, y, &z)
                      : pc->k == REGO_MINUS ? __builtin_sub_overflow(x, y, &z) : __builtin_mul_overflow(x, y, &z);
            if (LIKELY(!over && z <= VALUE_INT_MAX && z >= VALUE_INT_MIN)) {
                r[pc->a] = value_small(z);
                FAIL();
            }
        }
        NEXT_INSN();   /* the built-in follows */
    }
    OP(MEMBER): {
        struct value none = VALUE_NONE;
        enum truth held = vm_member(vm, none, V(pc->a), V(pc->b), KLEENE ? &why : NULL);
        if (UNLIKELY(vm->failed)) return false;
        if (held == TRUTH_NO) FAIL();
        NEXT_INSN();
    }
    OP(MEMBERKV): {
        enum truth held = vm_member(vm, V(pc->a), V(pc->b), V(pc->c), KLEENE ? &why : NULL);
        if (UNLIKELY(vm->failed)) return false;
        if (held == TRUTH_NO) FAIL();
        NEXT_INSN();
    }
    OP(ISARRAY):
        v = V(pc->a);
        if (UNKNOWN(v)) WHY(v);
        else if (!value_is_array(v) || value_len(v) != pc->c) FAIL();
        NEXT_INSN();
    OP(ISOBJECT):
        v = V(pc->a);
        if (UNKNOWN(v)) WHY(v);
        else if (!value_is_object(v) || value_len(v) != pc->c) FAIL();
        NEXT_INSN();
    OP(ELEMENT):
        v = V(pc->b);
        if (UNKNOWN(v)) r[pc->a] = v;
        else r[pc->a] = value_items(v)[pc->c];
        NEXT_INSN();

    OP(ARRAY):
        v = value_array(vm->arena, &r[pc->b], pc->c);
        CHECK(v);
        r[pc->a] = v;
        NEXT_INSN();
    OP(SET):
        v = value_set(vm->arena, &r[pc->b], pc->c);
        CHECK(v);
        r[pc->a] = v;
        NEXT_INSN();
    OP(OBJECT):
        v = value_object(vm->arena, (const struct value_pair *)(const void *)&r[pc->b], pc->c);
        CHECK(v);
        r[pc->a] = v;
        NEXT_INSN();

    OP(RULE): {
        struct memo_page *page = vm->world->pages[pc->k / MEMO_PAGE];
        struct outcome answer;
        if (LIKELY(page && page->memos[pc->k % MEMO_PAGE].state == MEMO_DONE)) answer = page->memos[pc->k % MEMO_PAGE].outcome;
        else if (!vm_rule(vm, code, pc, pc->k, &answer)) return false;
        if (value_is_none(answer.value)) FAIL();
        r[pc->a] = answer.value;
        if (KLEENE && UNLIKELY(answer.why != NULL)) { why = why_join(vm, why, answer.why); if (vm->failed) return false; }
        NEXT_INSN();
    }
    OP(CALL): {
        struct outcome answer;
        if (!vm_call_function(vm, code, pc, pc->k, &r[pc->b], pc->c, &answer)) return false;
        if (value_is_none(answer.value)) FAIL();
        r[pc->a] = answer.value;
        if (KLEENE && UNLIKELY(answer.why != NULL)) { why = why_join(vm, why, answer.why); if (vm->failed) return false; }
        NEXT_INSN();
    }
    OP(BUILTIN): {
        struct outcome answer;
        if (!vm_call_builtin(vm, code, pc, &program->callees[pc->k], &r[pc->b], pc->c, &answer)) return false;
        if (value_is_none(answer.value)) FAIL();
        r[pc->a] = answer.value;
        if (KLEENE && UNLIKELY(answer.why != NULL)) { why = why_join(vm, why, answer.why); if (vm->failed) return false; }
        NEXT_INSN();
    }

    OP(TREE): {
        const struct vm_node *node = program->nodes[pc->k];
        r[pc->a + 1] = vm_base_at(vm->world->data, node->path);
        if (UNLIKELY(vm->world->shadows && vm_is_shadowed(vm->world, node))) node = NULL;
        r[pc->a].bits = (uint64_t)(uintptr_t)node;
        NEXT_INSN();
    }
    OP(TREE_STEP): {
        const struct vm_node *child;
        if (!vm_tree_step(vm, code, pc, POINTER(pc->b, const struct vm_node), r[pc->b + 1], V(pc->c), &child, &v, KLEENE ? &why : NULL)) return false;
        if (!child && value_is_none(v)) FAIL();
        r[pc->a].bits = (uint64_t)(uintptr_t)child;
        r[pc->a + 1] = v;
        NEXT_INSN();
    }
    OP(TREE_ITER):
        r[pc->a] = r[pc->b];
        r[pc->a + 1] = r[pc->b + 1];
        r[pc->a + 2].bits = 0;
        if (KLEENE) PUT_WHY(pc->a + 3, why);
        NEXT_INSN();
    OP(TREE_NEXT): {
        const struct vm_node *node = POINTER(pc->a, const struct vm_node), *child;
        struct value base = r[pc->a + 1], key = VALUE_NONE;
        uint64_t i = r[pc->a + 2].bits, n_base = 0;
        if (UNLIKELY(!vm_step(vm))) return false;
        if (KLEENE) why = GET_WHY(pc->a + 3);
        if (value_is_array(base) || value_is_object(base) || value_is_set(base)) n_base = value_len(base);
        if (UNKNOWN(base)) {   /* one unknown child beside those of rules */
            n_base = 1;
            if (i == 0) { r[pc->a + 2].bits = 1; WHY(base); r[pc->b] = base; r[pc->c].bits = 0; r[pc->c + 1] = base; NEXT_INSN(); }
        } else if (i < n_base) {
            key = value_is_array(base) ? value_small((int64_t)i) : value_is_object(base) ? value_pairs(base)[i].key : value_items(base)[i];
        }
        while (i >= n_base) {
            if (!node || i - n_base >= node->n_children) FAIL();
            key = node->children[i - n_base]->key;
            if (value_is_none(base) || UNKNOWN(base) || value_is_none(value_get(base, key))) break;
            i++;   /* seen among the base document's */
        }
        r[pc->a + 2].bits = i + 1;
        if (!vm_tree_step(vm, code, pc, node, base, key, &child, &v, KLEENE ? &why : NULL)) return false;
        if (!child && value_is_none(v)) DISPATCH();   /* undefined there: the one after */
        r[pc->b] = key;
        r[pc->c].bits = (uint64_t)(uintptr_t)child;
        r[pc->c + 1] = v;
        NEXT_INSN();
    }
    OP(TREE_VALUE):
        if (!vm_tree_value(vm, code, pc, POINTER(pc->b, const struct vm_node), r[pc->b + 1], &v)) return false;
        if (value_is_none(v)) FAIL();
        r[pc->a] = v;
        NEXT_INSN();

    OP(BUILD): {
        struct builder *b = vm_builder(vm, (enum rego_build)pc->k);
        if (UNLIKELY(!b)) return vm_no_memory(vm);
        r[pc->a].bits = (uint64_t)(uintptr_t)b;
        if (KLEENE) { PUT_WHY(pc->a + 1, why); why = NULL; }
        NEXT_INSN();
    }
    OP(ADD): {
        struct builder *b = POINTER(pc->a, struct builder);
        v = V(pc->b);
        if (LIKELY((!KLEENE || !why) && b->len < b->cap)) b->items[b->len++] = v;
        else if (!vm_build_add(vm, b, v, why)) return false;
        NEXT_INSN();
    }
    OP(PUT):
        if (!vm_build_put(vm, POINTER(pc->a, struct builder), V(pc->b), V(pc->c), why)) return false;
        NEXT_INSN();
    OP(PATH):
        if (KLEENE && why) {   /* nested documents have no place for maybe entries: such a one is there with an unknown value */
            w = unknown_of(vm, &r[pc->b + pc->c], 1, why);
            CHECK(w);
        } else w = r[pc->b + pc->c];
        if (!vm_build_path(vm, POINTER(pc->a, struct builder), &r[pc->b], pc->c, w, pc->k, vm_where(code, pc))) return false;
        NEXT_INSN();
    OP(FINISH):
        v = vm_build_finish(vm, POINTER(pc->b, struct builder), vm_where(code, pc));
        if (UNLIKELY(value_is_none(v))) return false;
        if (KLEENE) why = GET_WHY(pc->b + 1);
        r[pc->a] = v;
        NEXT_INSN();

    OP(BLOCK):
        if (KLEENE) { PUT_WHY(pc->a, why); r[pc->a + 1].bits = 0; why = NULL; }
        NEXT_INSN();
    OP(NOT_HIT):
        if (KLEENE) {
            if (why) {
                PUT_WHY(pc->a + 1, why_join(vm, GET_WHY(pc->a + 1), why));
                if (vm->failed) return false;
                JUMP_TO(pc->k);
            }
            why = GET_WHY(pc->a);
        }
        FAIL();
    OP(NOT_END):
        if (KLEENE) { why = why_join(vm, GET_WHY(pc->a), GET_WHY(pc->a + 1)); if (vm->failed) return false; }
        NEXT_INSN();
    OP(TEST_HIT):
        if (KLEENE) {
            if (why) {
                PUT_WHY(pc->a + 1, why_join(vm, GET_WHY(pc->a + 1), why));
                if (vm->failed) return false;
                JUMP_TO(pc->k);
            }
            why = GET_WHY(pc->a);
        }
        FAIL();
    OP(TEST_END):
        if (KLEENE) {
            why = GET_WHY(pc->a);
            if (!GET_WHY(pc->a + 1)) FAIL();
            why = why_join(vm, why, GET_WHY(pc->a + 1));
            if (vm->failed) return false;
            NEXT_INSN();
        }
        FAIL();

    OP(EVERY):
        v = V(pc->b);
        if (!value_is_array(v) && !value_is_object(v) && !value_is_set(v) && !UNKNOWN(v)) FAIL();
        if (KLEENE) {
            PUT_WHY(pc->a, why);
            r[pc->a + 1].bits = r[pc->a + 2].bits = 0;
            why = NULL;
        }
        NEXT_INSN();
    OP(EVERY_EACH):
        /* what makes the element itself maybe (an unknown collection) counts for "all", not for the body */
        if (KLEENE) { r[pc->a + 1].bits = 0; PUT_WHY(pc->a + 3, why); why = NULL; }
        NEXT_INSN();
    OP(EVERY_HIT):
        if (KLEENE && why) {
            PUT_WHY(pc->a + 1, why_join(vm, GET_WHY(pc->a + 1), why));
            if (vm->failed) return false;
            JUMP_TO(pc->k);
        }
        FAIL();
    OP(EVERY_MISS):
        if (KLEENE) {
            const struct why *found = GET_WHY(pc->a + 1), *element = GET_WHY(pc->a + 3);
            if (found || element) {   /* maybe it holds, or maybe there is no such element */
                const struct why *all = why_join(vm, GET_WHY(pc->a + 2), why_join(vm, found, element));
                if (vm->failed) return false;
                PUT_WHY(pc->a + 2, all);
                JUMP_TO(pc->k);
            }
            why = GET_WHY(pc->a);
        }
        FAIL();
    OP(EVERY_END):
        if (KLEENE) { why = why_join(vm, GET_WHY(pc->a), GET_WHY(pc->a + 2)); if (vm->failed) return false; }
        NEXT_INSN();

    OP(WITH): {
        struct world *world = vm_world_new(vm, vm->world);
        if (!world) return vm_no_memory(vm);
        r[pc->a + 1].bits = (uint64_t)(uintptr_t)vm->world;
        r[pc->a].bits = (uint64_t)(uintptr_t)world;
        NEXT_INSN();
    }
    OP(WITH_VALUE):
        v = pc->b == VM_NO_REG ? VALUE_NONE : V(pc->b);
        if (!vm_world_replace(vm, POINTER(pc->a, struct world), &program->withs[pc->k], v, vm_where(code, pc))) return false;
        NEXT_INSN();
    OP(WITH_DONE): vm_world_done(vm, POINTER(pc->a, struct world)); NEXT_INSN();
    OP(WORLD): vm->world = POINTER(pc->a, struct world); NEXT_INSN();

    OP(RULE_BEGIN):
        if (KLEENE) why = NULL;
        if (pc->a != VM_NO_REG) r[pc->a].bits = 0;
        NEXT_INSN();
    OP(COMPLETE): {
        v = V(pc->b);
        struct value old = r[pc->a];
        if (!KLEENE) {
            if (pc->c != VM_NO_REG) r[pc->c].bits = 1;
            if (value_is_none(old)) { r[pc->a] = v; r[pc->a + 2].bits = (uint64_t)(uintptr_t)pc; }
            else if (!value_same(old, v) && !value_equal(old, v)) goto conflict;
            NEXT_INSN();
        }
        const struct why *old_why = GET_WHY(pc->a + 1);
        uint64_t hit = pc->c != VM_NO_REG ? r[pc->c].bits : 0;   /* 1: held, 2: maybe, in a branch before this one or in this one */
        if (!why) {
            bool pending = hit == 2 && pc->k == 1 && old_why && !value_is_none(old);
            if (pending && unknown_equal(old, v) != TRUTH_YES) {   /* the branch before may have held: either value */
                v = unknown_combine(vm, old, v, old_why);
                CHECK(v);
            } else if (!value_is_none(old) && !old_why && unknown_equal(old, v) == TRUTH_NO) goto conflict;
            if (value_is_none(old) || old_why) { r[pc->a] = v; r[pc->a + 2].bits = (uint64_t)(uintptr_t)pc; }
            r[pc->a + 1].bits = 0;
            if (pc->c != VM_NO_REG) r[pc->c].bits = 1;
            NEXT_INSN();
        }
        if (pc->c != VM_NO_REG && hit != 1) r[pc->c].bits = 2;
        if (value_is_none(old)) {
            r[pc->a] = v;
            PUT_WHY(pc->a + 1, why);
        } else if (old_why) {
            const struct why *both = why_join(vm, old_why, why);
            if (vm->failed) return false;
            if (unknown_equal(old, v) != TRUTH_YES) {
                v = unknown_combine(vm, old, v, both);
                CHECK(v);
                r[pc->a] = v;
            }
            PUT_WHY(pc->a + 1, both);
        }
        NEXT_INSN();
    conflict:
        return vm_conflict(vm, code, pc, POINTER(pc->a + 2, const struct rego_insn), v, old);
    }
    OP(EARLY):
        if (KLEENE && why) NEXT_INSN();
        FAIL();
    OP(UNLESS_HIT):
        if (r[pc->a].bits == 1) FAIL();
        NEXT_INSN();
    OP(DEFAULT):
        if (value_is_none(r[pc->a])) {
            r[pc->a] = V(pc->b);
            if (KLEENE) r[pc->a + 1].bits = 0;
        } else if (KLEENE && GET_WHY(pc->a + 1)) {   /* one or the other, but certainly something */
            v = V(pc->b);
            if (unknown_equal(r[pc->a], v) != TRUTH_YES) {
                v = unknown_combine(vm, r[pc->a], v, GET_WHY(pc->a + 1));
                CHECK(v);
            }
            r[pc->a] = v;
            r[pc->a + 1].bits = 0;
        }
        NEXT_INSN();
    OP(RESULT):
        out->value = r[pc->a];
        out->why = KLEENE ? GET_WHY(pc->a + 1) : NULL;
        return true;
    OP(RETURN):
        out->value = V(pc->a);
        out->why = NULL;
        return true;

    OP(INDEX): {
        const struct vm_index *index = &program->indexes[pc->k];
        v = pc->b == VM_NO_REG ? VALUE_NONE : r[pc->b];
        uint32_t list = HAS_UNKNOWN(v) ? index->all : vm_index_find(index, v);
        r[pc->a].bits = (uint64_t)(uintptr_t)(index->lists + list);
        /* fall through to the first of them */
        goto index_next;
    }
    OP(INDEX_NEXT):
    index_next: {
        const uint32_t *list = POINTER(pc->a, const uint32_t);
        r[pc->a].bits = (uint64_t)(uintptr_t)(list + 1);
        JUMP_TO(*list);
    }

    OP(EMIT):
        if (!vm_emit(vm, &r[pc->a], pc->c, why)) return false;
        if (vm->stopped) { out->value = VALUE_NONE; out->why = NULL; return true; }
        NEXT_INSN();
    OP(CASE):
        if (vm->settings.hooks.test_case) {
            v = value_array(vm->arena, &r[pc->a], pc->c);
            CHECK(v);
            vm->settings.hooks.test_case(vm->settings.hooks.context, v);
        }
        NEXT_INSN();
    OP(EXPR):
        if (vm->settings.hooks.event) vm->settings.hooks.event(vm->settings.hooks.context, &program->locations[pc->k], pc->a, vm->depth);
        NEXT_INSN();
}

#undef V
#undef JUMP_TO
#undef FAIL
#undef NEXT_INSN
#undef UNKNOWN
#undef HAS_UNKNOWN
#undef WHY
#undef PUT_WHY
#undef GET_WHY
#undef POINTER
#undef CHECK
#undef LABEL
#undef PREFETCH
#undef DISPATCH
#undef OP
