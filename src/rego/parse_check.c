/* rego/parse_check.c: what v1 asks of a module beyond the grammar: `if` before bodies, `contains` for sets, a value or a body. */
#include "rego/parser.h"

static bool is_v1_keyword(struct str name)
{
    static const char *const words[] = {"not", "package", "import", "as", "default", "else", "with", "null", "true", "false", "some", "if", "contains", "in", "every"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_is(name, words[i])) return true;
    return false;
}

static void check_rule(struct parser *p, const struct rego_rule *r)
{
    const char *what = r->kind == REGO_RULE_FUNCTION ? "function" : "rule";
    const struct rego_terms *ref = &r->ref->ref.items;
    if (ref->len < 2 && is_v1_keyword(ref->items[0]->var.name))
        parser_error(p, r->at, "%.*s keyword cannot be used for rule name", (int)ref->items[0]->var.name.len, ref->items[0]->var.name.s);
    if (r->generated_body && r->generated_value) parser_error(p, r->at, "%s must have value assignment and/or body declaration", what);
    if (r->body.len && !r->generated_body && !r->has_if && !r->is_default) parser_error(p, r->at, "`if` keyword is required before %s body", what);
    if (r->kind == REGO_RULE_SET && !r->has_contains) parser_error(p, r->at, "`contains` keyword is required for partial set rules");
}

bool check_module_version(struct parser *p, struct rego_module *module)
{
    if (module->syntax != REGO_SYNTAX_V1) return true;
    for (size_t i = 0; i < module->rules.len; i++)
        for (const struct rego_rule *r = module->rules.items[i]; r; r = r->els) check_rule(p, r);
    return !p->s.errors;
}
