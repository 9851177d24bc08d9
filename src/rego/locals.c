/* rego/locals.c: every variable gets its slot; `:=` and `some` become unifications; redeclared and unused names are errors.
 *
 * A name is looked up from the innermost scope outwards. `:=`, `some` and `every` make a new variable from there on. A name that nothing declares
 * is a variable of the outermost body that mentions it outside of closures: so the names a body mentions are collected before it is walked (`bare`),
 * and a comprehension above the first mention closes over the same variable. */
#include "rego/check.h"

enum occurrence { OCC_NEW, OCC_ARG, OCC_SEEN, OCC_ASSIGNED, OCC_DECLARED };

struct local { uint32_t slot; enum occurrence occurrence; bool used; struct rego_location at; };

struct scope { struct scope *outer; struct map names, bare; };   /* names: → struct local; bare: → uint32_t slot */

struct walker { struct checker *c; struct scope *scope; bool in_head; };   /* in_head: what the body knows counts as only mentioned */

static void walk_term(struct walker *w, struct rego_term *t);
static void walk_body(struct walker *w, struct rego_body *body);
static void check_unused(const struct walker *w);

static bool is_root_name(struct str name) { return str_is(name, "input") || str_is(name, "data"); }

/* --- scopes --- */

static struct local *insert(struct walker *w, struct str name, uint32_t slot, enum occurrence occ, struct rego_location at)
{
    void **place = map_at(w->c->arena, &w->scope->names, name);
    struct local *l = place ? arena_zero(w->c->arena, sizeof *l) : NULL;
    if (!l) {
        w->c->no_memory = true;
        return NULL;
    }
    *l = (struct local){slot, occ, false, at};
    *place = l;
    return l;
}

static struct local *find(struct walker *w, struct str name)
{
    for (const struct scope *s = w->scope; s; s = s->outer) {
        struct local *l = map_get(&s->names, name);
        if (l) return l;
        const uint32_t *slot = map_get(&s->bare, name);
        if (slot) return insert(w, name, *slot, OCC_SEEN, (struct rego_location){0});   /* the same variable, seen in this scope from now on */
    }
    return NULL;
}

/* The variable of a name that is mentioned: known, or new in this scope. */
static struct local *mention(struct walker *w, struct rego_term *var)
{
    struct local *l = find(w, var->var.name);
    if (l && w->in_head && w->scope->outer && !map_has(&w->scope->names, var->var.name)) {
        l->used = true;
        l = insert(w, var->var.name, l->slot, OCC_SEEN, var->at);
    }
    if (!l) {
        uint32_t slot = is_root_name(var->var.name) ? REGO_NO_SLOT : check_new_slot(w->c, var->var.name);
        l = insert(w, var->var.name, slot, OCC_SEEN, var->at);
    }
    if (!l) return NULL;
    if (l->slot == REGO_NO_SLOT && !is_root_name(var->var.name)) l->slot = check_new_slot(w->c, var->var.name);   /* so far only called as a function */
    l->used = true;
    var->var.slot = l->slot;
    return l;
}

static bool declare(struct walker *w, struct rego_term *var, enum occurrence occ, struct rego_location at)
{
    const struct local *l = map_get(&w->scope->names, var->var.name);
    int n = (int)var->var.name.len;
    const char *s = var->var.name.s;
    if (n && s[0] == '$') n = 1, s = "_";
    switch (l ? l->occurrence : OCC_NEW) {
    case OCC_NEW: break;
    case OCC_ARG: check_error(w->c, &REGO_ERR_COMPILE, at, "arg %.*s redeclared", n, s); return false;
    case OCC_SEEN: check_error(w->c, &REGO_ERR_COMPILE, at, "var %.*s referenced above", n, s); return false;
    case OCC_ASSIGNED: check_error(w->c, &REGO_ERR_COMPILE, at, "var %.*s assigned above", n, s); return false;
    case OCC_DECLARED: check_error(w->c, &REGO_ERR_COMPILE, at, "var %.*s declared above", n, s); return false;
    }
    var->var.slot = check_new_slot(w->c, var->var.name);
    return insert(w, var->var.name, var->var.slot, occ, at);
}

struct domain_search { struct str name; bool closures, found; };

static bool is_mentioned(void *context, struct rego_term *t)
{
    struct domain_search *d = context;
    if (t->kind == REGO_VAR && str_eq(t->var.name, d->name)) d->found = true;
    return d->closures || !check_is_compr(t);
}

static bool mentions(struct rego_term *t, struct str name, bool closures)
{
    struct domain_search d = {name, closures, false};
    check_visit_term(t, is_mentioned, &d);
    return d.found;
}

/* --- names a body mentions outside of closures and does not declare --- */

struct collecting { struct walker *w; struct map declared, found; struct rego_term *domain; };   /* domain: of the `some ... in` at hand */

static bool note_declared(void *context, struct rego_term *t)
{
    struct collecting *k = context;
    if (t->kind == REGO_VAR && k->domain && mentions(k->domain, t->var.name, true)) return true;   /* see declare_pattern */
    void **place = t->kind == REGO_VAR ? map_at(k->w->c->arena, &k->declared, t->var.name) : NULL;
    if (place) *place = k;
    return true;
}

static void collect_declared(struct collecting *k, const struct rego_body *body)
{
    for (size_t i = 0; i < body->len; i++) {
        struct rego_expr *e = body->items[i];
        if (e->kind == REGO_EXPR_ASSIGN) check_visit_term(e->left, note_declared, k);
        if (e->kind == REGO_EXPR_SOME) {
            k->domain = e->is_in ? e->args.items[e->args.len - 1] : NULL;
            for (size_t n = 0; n < e->args.len - (e->is_in ? 1 : 0); n++) check_visit_term(e->args.items[n], note_declared, k);
            k->domain = NULL;
        }
        if (e->kind == REGO_EXPR_NOT || e->kind == REGO_EXPR_AND || e->kind == REGO_EXPR_OR) {   /* without braces they share this scope */
            if (!e->explicit_body) collect_declared(k, &e->body);
            if (!e->explicit_rhs) collect_declared(k, &e->rhs);
        }
    }
}

static bool note_mentioned(void *context, struct rego_term *t)
{
    struct collecting *k = context;
    if (check_is_compr(t)) return false;
    if (t->kind == REGO_CALL) {
        for (size_t i = 0; i < t->call.args.len; i++) check_visit_term(t->call.args.items[i], note_mentioned, k);
        return false;
    }
    if (t->kind != REGO_VAR || is_root_name(t->var.name) || map_has(&k->declared, t->var.name)) return true;
    void **place = map_at(k->w->c->arena, &k->found, t->var.name);
    if (place) *place = t;
    return true;
}

static void collect_mentioned(struct collecting *k, const struct rego_body *body)
{
    for (size_t i = 0; i < body->len; i++) {
        struct rego_expr *e = body->items[i];
        check_visit_term(e->term, note_mentioned, k);
        check_visit_term(e->left, note_mentioned, k);
        check_visit_term(e->right, note_mentioned, k);
        check_visit_term(e->domain, note_mentioned, k);
        for (size_t n = 0; n < e->args.len; n++) check_visit_term(e->args.items[n], note_mentioned, k);
        for (size_t n = 0; n < e->with.len; n++)
            if (!check_builtin(k->w->c, e->with.items[n]->value)) check_visit_term(e->with.items[n]->value, note_mentioned, k);
        if (e->kind == REGO_EXPR_NOT || e->kind == REGO_EXPR_AND || e->kind == REGO_EXPR_OR) {
            if (!e->explicit_body) collect_mentioned(k, &e->body);
            if (!e->explicit_rhs) collect_mentioned(k, &e->rhs);
        }
    }
}

static void enter_body(struct walker *w, const struct rego_body *body)
{
    struct collecting k = {.w = w};
    collect_declared(&k, body);
    collect_mentioned(&k, body);
    for (uint32_t i = 0; i < k.found.len && !w->c->no_memory; i++) {
        struct str name = k.found.entries[i].key;
        if (find(w, name)) continue;
        uint32_t *slot = arena_alloc(w->c->arena, sizeof *slot);
        if (!slot || !map_set(w->c->arena, &w->scope->bare, name, slot)) w->c->no_memory = true;
        else *slot = check_new_slot(w->c, name);
    }
}

/* --- terms --- */

static void walk_list(struct walker *w, struct rego_terms *list)
{
    for (size_t i = 0; i < list->len; i++) walk_term(w, list->items[i]);
}

/* `input` or `data` alone may have been declared as a variable. */
static void walk_ref(struct walker *w, struct rego_term *t)
{
    struct rego_term *head = t->ref.items.items[0];
    if (t->ref.items.len == 1 && head->kind == REGO_VAR && is_root_name(head->var.name)) {
        struct local *l = find(w, head->var.name);
        if (l && l->occurrence != OCC_SEEN) {
            struct rego_var var = {head->var.name, l->slot, false};
            l->used = true;
            t->kind = REGO_VAR;
            t->var = var;
        }
        return;
    }
    walk_list(w, &t->ref.items);
}

static void walk_comprehension(struct walker *w, struct rego_term *t)
{
    struct scope scope = {.outer = w->scope};
    w->scope = &scope;
    walk_body(w, &t->compr.body);
    if (t->compr.key) walk_term(w, t->compr.key);
    walk_term(w, t->compr.value);
    check_unused(w);
    w->scope = scope.outer;
}

/* A function's name is no variable; where a variable has that name, the call has no meaning. */
static void check_shadowed(struct walker *w, const struct rego_term *op, struct rego_location at, bool nested)
{
    const struct rego_term *head = op->kind == REGO_REF ? op->ref.items.items[0] : op;
    char name[200];
    if (head->kind != REGO_VAR) return;
    const struct local *l = find(w, head->var.name);
    if (!l || l->occurrence == OCC_SEEN) return;
    check_ref_text(op, name, sizeof name);
    if (nested) check_error(w->c, &REGO_ERR_COMPILE, at, "called function %s shadowed", name);
    else check_error(w->c, &REGO_ERR_TYPE_CHECK, at, "undefined function %s", name);
}

/* The operator's name counts as mentioned, so that it cannot be declared further down. */
static void mention_operator(struct walker *w, struct rego_term *op)
{
    struct rego_term *head = op->kind == REGO_REF ? op->ref.items.items[0] : op;
    if (head->kind == REGO_VAR && !is_root_name(head->var.name) && !map_has(&w->scope->names, head->var.name) && !find(w, head->var.name))
        insert(w, head->var.name, REGO_NO_SLOT, OCC_SEEN, head->at);
    for (size_t i = 1; op->kind == REGO_REF && i < op->ref.items.len; i++) walk_term(w, op->ref.items.items[i]);
}

static void walk_term(struct walker *w, struct rego_term *t)
{
    switch (t->kind) {
    case REGO_CONST: return;
    case REGO_VAR: mention(w, t); return;
    case REGO_REF: walk_ref(w, t); return;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT: walk_list(w, &t->list); return;
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: walk_comprehension(w, t); return;
    case REGO_CALL:
        check_shadowed(w, t->call.op, t->at, true);
        mention_operator(w, t->call.op);
        walk_list(w, &t->call.args);
        return;
    case REGO_TEMPLATE: walk_list(w, &t->template.parts); return;
    }
}

/* --- statements --- */

static void assign_to(struct walker *w, struct rego_term *t)
{
    switch (t->kind) {
    case REGO_VAR: declare(w, t, OCC_ASSIGNED, t->at); return;
    case REGO_ARRAY:
        for (size_t i = 0; i < t->list.len; i++) assign_to(w, t->list.items[i]);
        return;
    case REGO_OBJECT:
        for (size_t i = 0; i < t->list.len; i += 2) {
            walk_term(w, t->list.items[i]);
            assign_to(w, t->list.items[i + 1]);
        }
        return;
    case REGO_REF:
        if (t->ref.items.len == 1 && is_root_name(t->ref.items.items[0]->var.name)) {
            struct rego_term *head = t->ref.items.items[0];
            if (!declare(w, head, OCC_ASSIGNED, t->at)) return;
            struct rego_var var = head->var;
            t->kind = REGO_VAR;
            t->var = var;
            return;
        }
        break;
    case REGO_CONST: case REGO_SET: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE: break;
    }
    check_error(w->c, &REGO_ERR_COMPILE, t->at, "cannot assign to %s", check_kind_name(t));
}

/* Does a name stand for a built-in that is to replace a function? Elsewhere, and where a variable has the name, it is a variable. */
static bool is_function(struct walker *w, const struct rego_term *t)
{
    size_t arity;
    const struct rego_node *node = tree_function(w->c, t, &arity);
    return node ? node->is_function : check_builtin(w->c, t) != NULL;
}

static bool is_builtin_name(struct walker *w, const struct rego_with *with)
{
    const struct rego_term *head = with->value->kind == REGO_REF ? with->value->ref.items.items[0] : with->value;
    return head->kind == REGO_VAR && check_builtin(w->c, with->value) && is_function(w, with->target) && !find(w, head->var.name);
}

static void walk_with(struct walker *w, struct rego_expr *e)
{
    for (size_t i = 0; i < e->with.len; i++) {
        struct rego_with *with = e->with.items[i];
        if (with->target->kind == REGO_REF)   /* its head is a document or a function, whatever is declared */
            for (size_t k = 1; k < with->target->ref.items.len; k++) walk_term(w, with->target->ref.items.items[k]);
        if (!is_builtin_name(w, with)) walk_term(w, with->value);
    }
}

static void walk_assignment(struct walker *w, struct rego_expr *e)
{
    if (e->negated) {
        check_error(w->c, &REGO_ERR_COMPILE, e->at, "cannot assign vars inside negated expression");
        return;
    }
    walk_term(w, e->right);
    walk_with(w, e);
    assign_to(w, e->left);
    e->kind = REGO_EXPR_UNIFY;
    e->assigned = true;
}

/* Variables in the patterns of `some ... in`; keys of objects and what comprehensions hold do not bind. A name that the domain's own
 * comprehensions use is not declared: it may be any variable. */
static void declare_pattern(struct walker *w, struct rego_term *t, struct rego_expr *e, struct rego_term *domain)
{
    const struct local *l;
    switch (t->kind) {
    case REGO_VAR:
        if ((l = map_get(&w->scope->names, t->var.name)) && l->occurrence == OCC_DECLARED && l->at.offset == e->at.offset) return;   /* twice in one pattern */
        if (mentions(domain, t->var.name, true)) return;
        declare(w, t, OCC_DECLARED, e->at);
        return;
    case REGO_ARRAY: case REGO_SET:
        for (size_t i = 0; i < t->list.len; i++) declare_pattern(w, t->list.items[i], e, domain);
        return;
    case REGO_OBJECT:
        for (size_t i = 1; i < t->list.len; i += 2) declare_pattern(w, t->list.items[i], e, domain);
        return;
    case REGO_CONST: case REGO_REF: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE: return;
    }
}

static bool not_in_domain(struct walker *w, struct rego_term *t, struct rego_term *domain, struct rego_location at)
{
    bool ok = true;
    if (t->kind == REGO_VAR) {
        bool found = t->var.name.s[0] != '$' && mentions(domain, t->var.name, false);
        if (found) check_error(w->c, &REGO_ERR_COMPILE, at, "var %.*s assigned before", (int)t->var.name.len, t->var.name.s);
        return !found;
    }
    if (t->kind == REGO_ARRAY || t->kind == REGO_SET)
        for (size_t i = 0; i < t->list.len; i++) ok &= not_in_domain(w, t->list.items[i], domain, at);
    if (t->kind == REGO_OBJECT)
        for (size_t i = 1; i < t->list.len; i += 2) ok &= not_in_domain(w, t->list.items[i], domain, at);
    return ok;
}

/* `some k, v in xs` is v = xs[k]. */
static void walk_some_in(struct walker *w, struct rego_expr *e)
{
    bool has_key = e->args.len == 3;
    struct rego_term *key = has_key ? e->args.items[0] : check_new_var(w->c, (struct rego_location){.source = e->at.source, .row = e->at.row, .col = e->at.col, .offset = e->at.offset}), *value = e->args.items[has_key], *domain = e->args.items[has_key + 1];
    if (!key || !not_in_domain(w, value, domain, e->at) || (has_key && !not_in_domain(w, key, domain, e->at))) return;
    if (has_key) declare_pattern(w, key, e, domain);
    declare_pattern(w, value, e, domain);
    walk_term(w, value);
    struct rego_term *ref = domain;
    if (domain->kind == REGO_CONST) domain->kind = REGO_ARRAY, domain->list = (struct rego_terms){0};   /* a scalar has no elements, which is no error */
    if (domain->kind != REGO_REF) {
        if (!(ref = arena_zero(w->c->arena, sizeof *ref))) {
            w->c->no_memory = true;
            return;
        }
        ref->kind = REGO_REF;
        ref->at = domain->at;
        if (!check_push(w->c, &ref->ref.items, domain)) return;
    }
    walk_term(w, domain);
    if (domain->kind == REGO_VAR && ref == domain) {   /* `input` that is a local */
        if (!(ref = arena_zero(w->c->arena, sizeof *ref))) return;
        *ref = (struct rego_term){.kind = REGO_REF, .at = domain->at};
        if (!check_push(w->c, &ref->ref.items, domain)) return;
    }
    if (!check_push(w->c, &ref->ref.items, key)) return;
    if (has_key) walk_term(w, key);
    walk_with(w, e);
    e->kind = REGO_EXPR_UNIFY;
    e->was_some = true;
    e->left = value;
    e->right = ref;
    e->args = (struct rego_terms){0};
}

static void walk_every(struct walker *w, struct rego_expr *e)
{
    walk_term(w, e->domain);
    walk_with(w, e);
    struct scope scope = {.outer = w->scope};
    w->scope = &scope;
    bool ok = !e->key || e->key->var.name.s[0] == '$' ? true : declare(w, e->key, OCC_DECLARED, e->body.items[0]->at);
    if (e->key && e->key->var.name.s[0] == '$') mention(w, e->key);
    if (e->value->var.name.s[0] == '$') mention(w, e->value);
    else ok = ok && declare(w, e->value, OCC_DECLARED, e->body.items[0]->at);
    if (ok) walk_body(w, &e->body);
    check_unused(w);
    w->scope = scope.outer;
}

static void walk_scoped(struct walker *w, struct rego_body *body, bool heard_outside)
{
    struct scope scope = {.outer = w->scope};
    w->scope = &scope;
    walk_body(w, body);
    check_unused(w);
    w->scope = scope.outer;
    for (uint32_t i = 0; heard_outside && i < scope.names.len; i++) {   /* what an operand mentions cannot be declared after it */
        const struct local *l = scope.names.entries[i].value;
        struct str name = scope.names.entries[i].key;
        if (l && l->occurrence == OCC_SEEN && !map_has(&w->scope->names, name)) insert(w, name, l->slot, OCC_SEEN, l->at);
    }
}

static void walk_expr(struct walker *w, struct rego_expr *e);

/* An operand without braces may not assign: nothing could read it. */
static void walk_operand(struct walker *w, struct rego_body *body, bool is_explicit, bool heard_outside, const char *what)
{
    if (is_explicit) {
        walk_scoped(w, body, heard_outside);
        return;
    }
    for (size_t i = 0; i < body->len; i++) {
        if (body->items[i]->kind == REGO_EXPR_ASSIGN) check_error(w->c, &REGO_ERR_COMPILE, body->items[i]->at, "cannot assign vars inside %s", what);
        else walk_expr(w, body->items[i]);
    }
}

static void walk_expr(struct walker *w, struct rego_expr *e)
{
    switch (e->kind) {
    case REGO_EXPR_ASSIGN: walk_assignment(w, e); return;
    case REGO_EXPR_SOME:
        if (e->is_in) walk_some_in(w, e);
        else for (size_t i = 0; i < e->args.len; i++) declare(w, e->args.items[i], OCC_DECLARED, e->at);
        return;
    case REGO_EXPR_EVERY: walk_every(w, e); return;
    case REGO_EXPR_NOT: walk_operand(w, &e->body, e->explicit_body, false, "negated expression"); break;
    case REGO_EXPR_AND: case REGO_EXPR_OR: {
        const char *what = e->kind == REGO_EXPR_AND ? "`and` operand without braces" : "`or` operand without braces";
        walk_operand(w, &e->body, e->explicit_body, true, what);
        walk_operand(w, &e->rhs, e->explicit_rhs, true, what);
        break;
    }
    case REGO_EXPR_TERM: walk_term(w, e->term); break;
    case REGO_EXPR_UNIFY:
        walk_term(w, e->left);
        walk_term(w, e->right);
        break;
    case REGO_EXPR_CALL:
        check_shadowed(w, e->op, e->at, false);
        mention_operator(w, e->op);
        walk_list(w, &e->args);
        break;
    }
    walk_with(w, e);
}

/* eq(x, y) and assign(x, y), written as calls. */
static void normalize_call(struct rego_expr *e)
{
    if (e->kind != REGO_EXPR_CALL || e->args.len != 2) return;
    const struct rego_term *op = e->op;
    if (op->kind == REGO_REF && op->ref.items.len == 1) op = op->ref.items.items[0];
    if (op->kind != REGO_VAR || (!str_is(op->var.name, "eq") && !str_is(op->var.name, "assign"))) return;
    e->kind = str_is(op->var.name, "eq") ? REGO_EXPR_UNIFY : REGO_EXPR_ASSIGN;
    e->left = e->args.items[0];
    e->right = e->args.items[1];
    e->args = (struct rego_terms){0};
}

static void check_unused(const struct walker *w)
{
    if (w->c->issues->len) return;
    for (uint32_t i = 0; i < w->scope->names.len; i++) {
        const struct local *l = w->scope->names.entries[i].value;
        struct str name = w->scope->names.entries[i].key;
        if (l && l->occurrence == OCC_DECLARED && !l->used) check_error(w->c, &REGO_ERR_COMPILE, l->at, "declared var %.*s unused", (int)name.len, name.s);
        if (!l || !w->c->options.strict || l->used || name.s[0] == '$') continue;
        if (l->occurrence == OCC_ASSIGNED) check_error(w->c, &REGO_ERR_COMPILE, l->at, "assigned var %.*s unused", (int)name.len, name.s);
        if (l->occurrence == OCC_ARG && !w->c->rule->els && !w->c->rule->is_else)   /* with else, another branch may use it */
            check_error(w->c, &REGO_ERR_COMPILE, w->c->rule->head_at, "unused argument %.*s. (hint: use _ (wildcard variable) instead)", (int)name.len, name.s);
    }
}

static bool drop_declarations(struct rego_body *body)
{
    size_t n = 0;
    for (size_t i = 0; i < body->len; i++)
        if (body->items[i]->kind != REGO_EXPR_SOME) body->items[n++] = body->items[i];
    body->len = n;
    return n;
}

static void walk_body(struct walker *w, struct rego_body *body)
{
    for (size_t i = 0; i < body->len; i++) normalize_call(body->items[i]);
    enter_body(w, body);
    for (size_t i = 0; i < body->len && !w->c->no_memory; i++) walk_expr(w, body->items[i]);
    drop_declarations(body);
}

static void declare_args(struct walker *w, struct rego_terms *args, size_t from, size_t step)
{
    for (size_t i = from; i < args->len; i += step) {
        struct rego_term *t = args->items[i];
        struct local *l;
        switch (t->kind) {
        case REGO_VAR:
            if ((l = map_get(&w->scope->names, t->var.name))) t->var.slot = l->slot;
            else if ((t->var.slot = check_new_slot(w->c, t->var.name)) != REGO_NO_SLOT) insert(w, t->var.name, t->var.slot, OCC_ARG, t->at);
            break;
        case REGO_ARRAY: declare_args(w, &t->list, 0, 1); break;
        case REGO_OBJECT: declare_args(w, &t->list, 1, 2); break;
        case REGO_CALL: check_error(w->c, &REGO_ERR_COMPILE, t->at, "rule arguments cannot contain calls"); break;
        case REGO_REF: declare_args(w, &t->ref.items, 0, 1); break;
        case REGO_CONST: case REGO_SET: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_TEMPLATE: break;
        }
    }
}

static void rest_of_args(struct walker *w, struct rego_terms *args)
{
    for (size_t i = 0; i < args->len; i++)
        if (args->items[i]->kind != REGO_VAR) walk_term(w, args->items[i]);
}

void pass_locals(struct checker *c, struct rego_rule *rule)
{
    struct scope scope = {0};
    struct walker w = {c, &scope, false};
    declare_args(&w, &rule->args, 0, 1);
    walk_body(&w, &rule->body);
    w.in_head = true;
    rest_of_args(&w, &rule->args);   /* a template string in a pattern reads what the body declares */
    for (size_t i = 0; i < rule->n_keys && !c->no_memory; i++)
        walk_term(&w, rule->keys[i]);
    if (rule->value) walk_term(&w, rule->value);
    check_unused(&w);
}
