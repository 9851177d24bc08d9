/* rego/safety.c: puts the expressions of each body into an order in which every variable has a value before it is needed.
 *
 * An expression is taken as soon as all variables that it needs are safe; those ready at the same time keep their order. What an expression gives a
 * value is its output: the variables that iterate in a reference, those a unification can solve, a call's output operand. Everything else it
 * mentions must be safe before, as must all that its closures mention and the body knows. What cannot be placed is unsafe. */
#include "rego/safety.h"

#include "rego/lexer.h"

/* --- reports --- */

/* Names what is unsafe, each name where it is first met. `skip_left`: an assignment, whose own variable is not what is wrong. */
struct blame { struct checker *c; const struct bits *unsafe; struct bits *named; const struct rego_expr *e, *skip_left; bool any; };

static bool is_generated(struct str name) { return name.len >= 8 && memcmp(name.s, "__local", 7) == 0; }
static struct str shown(struct str name) { return name.s[0] == '$' ? STR("_") : name; }

static bool blame_var(void *context, struct rego_term *t)
{
    struct blame *b = context;
    if (t->kind != REGO_VAR || t->var.slot == REGO_NO_SLOT || !bit_get(b->unsafe, t->var.slot) || is_generated(t->var.name)) return true;
    if (bit_get(b->named, t->var.slot)) return true;
    if (b->skip_left) {
        struct bits left = {0};
        if (vars_of_term(b->c->scratch, b->skip_left->left, 0, &left) && bit_get(&left, t->var.slot)) return true;
    }
    b->any = true;
    if (!bit_set(b->c->scratch, b->named, t->var.slot)) b->c->no_memory = true;
    struct str name = shown(t->var.name);
    if (rego_keyword_bit(name))
        check_error(b->c, &REGO_ERR_UNSAFE_VAR, b->e->at, "var %.*s is unsafe (hint: `import future.keywords.%.*s` to import a future keyword)", (int)name.len, name.s,
                    (int)name.len, name.s);
    else check_error(b->c, &REGO_ERR_UNSAFE_VAR, b->e->at, "var %.*s is unsafe", (int)name.len, name.s);
    return true;
}

static void report_unsafe(struct checker *c, struct rego_expr **exprs, const struct bits *unsafe, size_t n)
{
    struct bits named = {0};
    bool any = false;
    for (int pass = 0; pass < 2 && !any; pass++)
        for (size_t i = 0; i < n; i++) {
            struct blame b = {c, &unsafe[i], &named, exprs[i], pass == 0 && exprs[i]->assigned ? exprs[i] : NULL, false};
            check_visit_expr(exprs[i], blame_var, &b);
            any |= b.any;
        }
    for (size_t i = 0; i < n && !any; i++) check_error(c, &REGO_ERR_UNSAFE_VAR, exprs[i]->at, "expression is unsafe");
}

static void report_slots(struct checker *c, const struct bits *slots, const struct error_code *code, struct rego_location at, const char *what)
{
    for (uint32_t slot = 0; slot < slots->n * 64; slot++) {
        if (!bit_get(slots, slot) || is_generated(c->frame->items[slot])) continue;
        struct str name = shown(c->frame->items[slot]);
        check_error(c, code, at, "var %.*s is %s", (int)name.len, name.s, what);
    }
}

/* --- closures --- */

static void order_body(struct checker *c, const struct bits *globals, struct rego_body *body);

struct ordering { struct checker *c; const struct bits *globals; struct rego_expr *e; };

static bool order_closure(void *context, struct rego_term *t)
{
    struct ordering *o = context;
    if (!check_is_compr(t)) return true;
    struct bits head = {0}, body = {0};
    if (!vars_of_term(o->c->scratch, t->compr.key, 0, &head) || !vars_of_term(o->c->scratch, t->compr.value, 0, &head)) o->c->no_memory = true;
    for (size_t i = 0; i < t->compr.body.len; i++)
        if (!safety_visible(o->c->scratch, t->compr.body.items[i], &body)) o->c->no_memory = true;
    bits_remove(&head, &body);
    bits_remove(&head, o->globals);
    if (!bits_empty(&head)) report_unsafe(o->c, &o->e, &head, 1);
    order_body(o->c, o->globals, &t->compr.body);
    return false;
}

/* The bodies within e; `globals` have a value when it is evaluated. */
static void order_closures(struct checker *c, const struct bits *globals, struct rego_expr *e)
{
    struct ordering o = {c, globals, e};
    struct arena_mark mark = arena_mark(c->scratch);
    struct bits inner = {0};
    check_visit_term(e->term, order_closure, &o);
    check_visit_term(e->left, order_closure, &o);
    check_visit_term(e->right, order_closure, &o);
    for (size_t i = 0; i < e->args.len; i++) check_visit_term(e->args.items[i], order_closure, &o);
    check_visit_term(e->out, order_closure, &o);
    check_visit_term(e->domain, order_closure, &o);
    for (size_t i = 0; i < e->with.len; i++) check_visit_term(e->with.items[i]->value, order_closure, &o);
    if (!bits_copy(c->scratch, &inner, globals) || !vars_of_term(c->scratch, e->key, 0, &inner) || !vars_of_term(c->scratch, e->value, 0, &inner)) c->no_memory = true;
    order_body(c, &inner, &e->body);
    order_body(c, &inner, &e->rhs);
    arena_rewind(c->scratch, mark);
}

/* --- one body --- */

/* all: what the expression mentions, in closures too; looked: how many of the variables in `log` were safe when it was last looked at. Nothing has changed
 * for it unless one of the later ones is among `all`: that keeps a long body in reverse order from taking cubic time. */
struct waiting { struct rego_expr **items; struct bits *needs, *closed, *all; size_t *looked, n; struct { uint32_t *items; size_t len, cap; } log; };

static bool has_news(struct waiting *w, size_t i)
{
    if (w->looked[i] == SIZE_MAX) return true;
    for (size_t k = w->looked[i]; k < w->log.len; k++)
        if (bit_get(&w->all[i], w->log.items[k])) return true;
    w->looked[i] = w->log.len;
    return false;
}

static bool log_safe(struct checker *c, struct waiting *w, const struct bits *out)
{
    for (uint32_t word = 0; word < out->n; word++)
        for (uint64_t rest = out->words[word]; rest; rest &= rest - 1) {
            uint32_t *slot = vec_push(c->scratch, &w->log);
            if (!slot) return check_no_memory(c);
            *slot = word * 64 + (uint32_t)__builtin_ctzll(rest);
        }
    return true;
}

static void keep_waiting(struct waiting *w, size_t to, size_t from)
{
    w->items[to] = w->items[from];
    w->needs[to] = w->needs[from];
    w->closed[to] = w->closed[from];
    w->all[to] = w->all[from];
    w->looked[to] = w->looked[from];
}

/* Places what is ready, once over all that wait. */
static bool place_ready(struct checker *c, struct waiting *w, struct bits *safe, struct rego_expr **order, size_t *placed)
{
    size_t kept = 0, before = *placed;
    for (size_t i = 0; i < w->n; i++) {
        if (!has_news(w, i)) {
            keep_waiting(w, kept++, i);
            continue;
        }
        struct arena_mark mark = arena_mark(c->scratch);
        struct bits out, rest = {0};
        w->looked[i] = w->log.len;
        if (!safety_outputs(c->scratch, w->items[i], safe, &out)) return check_no_memory(c);
        bits_remove(&w->needs[i], safe);
        bits_remove(&w->closed[i], safe);
        if (!bits_copy(c->scratch, &rest, &w->needs[i])) return check_no_memory(c);
        bits_remove(&rest, &out);
        if (bits_empty(&rest) && bits_empty(&w->closed[i])) {
            order[(*placed)++] = w->items[i];
            if (!log_safe(c, w, &out) || !bits_add(c->scratch, safe, &out)) return check_no_memory(c);
            continue;
        }
        arena_rewind(c->scratch, mark);
        keep_waiting(w, kept++, i);
    }
    w->n = kept;
    return *placed > before;
}

static void report_waiting(struct checker *c, struct waiting *w, const struct bits *safe)
{
    for (size_t i = 0; i < w->n; i++) {
        struct bits out;
        if (!safety_outputs(c->scratch, w->items[i], safe, &out)) c->no_memory = true;
        bits_remove(&w->needs[i], &out);
        if (!bits_add(c->scratch, &w->needs[i], &w->closed[i])) c->no_memory = true;
    }
    report_unsafe(c, w->items, w->needs, w->n);
}

static void order_body(struct checker *c, const struct bits *globals, struct rego_body *body)
{
    size_t n = body->len, placed = 0;
    if (!n || c->no_memory) return;
    struct waiting w = {.items = arena_copy(c->scratch, body->items, n * sizeof *w.items), .needs = arena_zero(c->scratch, n * sizeof *w.needs),
                        .closed = arena_zero(c->scratch, n * sizeof *w.closed), .all = arena_zero(c->scratch, n * sizeof *w.all),
                        .looked = arena_array(c->scratch, n, sizeof *w.looked), .n = n};
    struct rego_expr **order = arena_array(c->scratch, n, sizeof *order);
    struct bits mentioned = {0}, safe = {0};
    if (!w.items || !w.needs || !w.closed || !w.all || !w.looked || !order || !bits_copy(c->scratch, &safe, globals)) {
        c->no_memory = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (!safety_visible(c->scratch, w.items[i], &w.needs[i]) || !bits_add(c->scratch, &mentioned, &w.needs[i]) ||
            !safety_closures(c->scratch, w.items[i], &w.closed[i])) c->no_memory = true;
    for (size_t i = 0; i < n; i++)
        for (uint32_t word = 0; word < w.closed[i].n; word++) w.closed[i].words[word] &= word < mentioned.n ? mentioned.words[word] : 0;
    for (size_t i = 0; i < n; i++) {
        w.looked[i] = SIZE_MAX;
        if (!bits_copy(c->scratch, &w.all[i], &w.needs[i]) || !bits_add(c->scratch, &w.all[i], &w.closed[i])) c->no_memory = true;
    }
    while (w.n && !c->no_memory && place_ready(c, &w, &safe, order, &placed)) continue;
    if (c->no_memory) return;
    if (w.n) {
        report_waiting(c, &w, &safe);
        return;
    }
    memcpy(body->items, order, n * sizeof *order);
    struct bits seen = {0};
    if (!bits_copy(c->scratch, &seen, globals)) c->no_memory = true;
    for (size_t i = 0; i < n && !c->no_memory; i++) {
        order_closures(c, &seen, order[i]);
        if (!safety_visible(c->scratch, order[i], &seen)) c->no_memory = true;
    }
}

/* --- parts of template strings, operands of print --- */

/* They read what the body around them gives a value (print: what stands above it), and iterate over nothing. */
struct closed { struct checker *c; const struct bits *safe; };

static void check_closed_in(struct checker *c, const struct bits *globals, struct rego_body *body);

static bool check_closed_term(void *context, struct rego_term *t)
{
    struct closed *k = context;
    if (!check_is_compr(t)) return true;
    if (!t->compr.closed) {
        check_closed_in(k->c, k->safe, &t->compr.body);
        return false;
    }
    for (size_t i = 0; i < t->compr.body.len; i++) {
        struct bits vars = {0}, own = {0};
        if (!vars_of_expr(k->c->scratch, t->compr.body.items[i], VARS_SKIP_CLOSURES, &vars) || !vars_of_term(k->c->scratch, t->compr.value, 0, &own)) k->c->no_memory = true;
        bits_remove(&vars, &own);
        bits_remove(&vars, k->safe);
        report_slots(k->c, &vars, &REGO_ERR_COMPILE, t->at, "undeclared");
    }
    return true;
}

static void check_closed_expr(struct checker *c, const struct bits *safe, struct rego_expr *e)
{
    struct closed k = {c, safe};
    struct bits inner = {0};
    check_visit_term(e->term, check_closed_term, &k);
    check_visit_term(e->left, check_closed_term, &k);
    check_visit_term(e->right, check_closed_term, &k);
    for (size_t i = 0; i < e->args.len; i++) check_visit_term(e->args.items[i], check_closed_term, &k);
    check_visit_term(e->domain, check_closed_term, &k);
    if (!e->body.len && !e->rhs.len) return;
    if (!bits_copy(c->scratch, &inner, safe) || !vars_of_term(c->scratch, e->key, 0, &inner) || !vars_of_term(c->scratch, e->value, 0, &inner)) c->no_memory = true;
    check_closed_in(c, &inner, &e->body);
    check_closed_in(c, &inner, &e->rhs);
}

static bool is_print(const struct rego_expr *e) { return e->builtin && strcmp(e->builtin->name, "internal.print") == 0; }

static void check_closed_in(struct checker *c, const struct bits *globals, struct rego_body *body)
{
    struct bits safe = {0}, out;
    if (!bits_copy(c->scratch, &safe, globals)) c->no_memory = true;
    for (size_t i = 0; i < body->len && !c->no_memory; i++) {
        if (is_print(body->items[i])) check_closed_expr(c, &safe, body->items[i]);
        if (!safety_outputs(c->scratch, body->items[i], &safe, &out) || !bits_add(c->scratch, &safe, &out)) c->no_memory = true;
    }
    for (size_t i = 0; i < body->len && !c->no_memory; i++)
        if (!is_print(body->items[i])) check_closed_expr(c, &safe, body->items[i]);
}

void pass_closed(struct checker *c, struct rego_rule *rule)
{
    struct arena_mark mark = arena_mark(c->scratch);
    struct bits args = {0};
    for (size_t i = 0; i < rule->args.len; i++)
        if (!vars_of_term(c->scratch, rule->args.items[i], 0, &args)) c->no_memory = true;
    check_closed_in(c, &args, &rule->body);
    arena_rewind(c->scratch, mark);
}

/* --- rules --- */

static void check_head(struct checker *c, struct rego_rule *rule, const struct bits *args)
{
    struct bits vars = {0}, known = {0};
    bool ok = bits_copy(c->scratch, &known, args);
    for (size_t i = 0; ok && i < rule->body.len; i++) ok = safety_visible(c->scratch, rule->body.items[i], &known);
    for (size_t i = 0; ok && i < rule->n_keys; i++) ok = vars_of_term(c->scratch, rule->keys[i], 0, &vars);
    if (!ok || !vars_of_term(c->scratch, rule->value, 0, &vars)) {
        c->no_memory = true;
        return;
    }
    bits_remove(&vars, &known);
    report_slots(c, &vars, &REGO_ERR_UNSAFE_VAR, rule->head_at, "unsafe");
}

void pass_safety(struct checker *c, struct rego_rule *rule)
{
    struct arena_mark mark = arena_mark(c->scratch);
    struct bits args = {0};
    for (size_t i = 0; i < rule->args.len; i++)
        if (!vars_of_term(c->scratch, rule->args.items[i], 0, &args)) c->no_memory = true;
    if (rule->value) check_head(c, rule, &args);
    order_body(c, &args, &rule->body);
    arena_rewind(c->scratch, mark);
}
