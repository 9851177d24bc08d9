/* cli/scan_policy.c: --policy: a team's own Rego, as conftest and OPA's gate run it.
 * `input` is the plan's JSON; for a tree of code it is a document of the plan's shape made from the resources (resource_changes with
 * change.after), so that one policy serves both. Rules named deny, violation and warn (also deny_NAME and so on) of every package count;
 * their members are texts or objects with `msg`. */
#include <stdio.h>

#include "cli/policy_files.h"
#include "cli/scan.h"
#include "rego.h"
#include "rego/parse.h"

/* --- the input --- */

static struct value planned_change(struct arena *arena, const struct resource *r)
{
    struct value create = value_cstring(arena, r->data_source ? "read" : "create");
    struct value_pair change[] = {
        {value_cstring(arena, "actions"), value_array(arena, &create, 1)},
        {value_cstring(arena, "before"), VALUE_NULL_},
        {value_cstring(arena, "after"), r->values},
    };
    struct value_pair pairs[] = {
        {value_cstring(arena, "address"), value_cstring(arena, r->address)},
        {value_cstring(arena, "mode"), value_cstring(arena, r->data_source ? "data" : "managed")},
        {value_cstring(arena, "type"), value_cstring(arena, r->type)},
        {value_cstring(arena, "name"), value_cstring(arena, r->name)},
        {value_cstring(arena, "module_address"), value_cstring(arena, r->module)},
        {value_cstring(arena, "change"), value_object(arena, change, COUNT_OF(change))},
    };
    return arena->failed ? VALUE_NONE : value_object(arena, pairs, COUNT_OF(pairs));
}

static struct value plan_shape(struct arena *arena, const struct resource_list *resources)
{
    struct value *changes = (struct value *)arena_array(arena, resources->len + 1, sizeof *changes);
    if (!changes) return VALUE_NONE;
    for (size_t i = 0; i < resources->len; i++)
        if (value_is_none(changes[i] = planned_change(arena, resources->items[i]))) return VALUE_NONE;
    struct value_pair pairs[] = {
        {value_cstring(arena, "format_version"), value_cstring(arena, "1.2")},
        {value_cstring(arena, "resource_changes"), value_array(arena, changes, resources->len)},
    };
    return arena->failed ? VALUE_NONE : value_object(arena, pairs, COUNT_OF(pairs));
}

/* --- the rules --- */

enum policy_level { POLICY_FAILS, POLICY_WARNS };
struct policy_rule { const char *package, *name, *file; int32_t entry; enum policy_level level; struct rule rule; };
struct policy_set { struct arena *arena; struct { struct policy_rule *items; size_t len, cap; } rules; struct map packages; };

static bool is_named(struct str name, const char *word)
{
    size_t n = strlen(word);
    return str_has_prefix(name, str_of(word)) && (name.len == n || name.s[n] == '_');
}

static bool rule_level(struct str name, enum policy_level *out)
{
    *out = is_named(name, "warn") ? POLICY_WARNS : POLICY_FAILS;
    return is_named(name, "deny") || is_named(name, "violation") || is_named(name, "warn");
}

static const char *dotted(struct arena *arena, const struct rego_terms *items, size_t from, size_t to)
{
    struct buf text = buf_new(0);
    for (size_t i = from; i < to; i++)
        if (value_is_string(items->items[i]->constant)) buf_printf(&text, "%s%s", i > from ? "." : "", value_cstr(items->items[i]->constant));
    const char *out = text.len ? buf_to_arena(arena, &text) : "";
    buf_free(&text);
    return out;
}

static struct str head_name(const struct rego_rule *rule)
{
    const struct rego_term *ref = rule->ref;
    if (!ref) return (struct str){"", 0};
    if (ref->kind == REGO_VAR) return ref->var.name;
    if (ref->kind != REGO_REF || ref->ref.items.len == 0) return (struct str){"", 0};
    const struct rego_term *first = ref->ref.items.items[0];
    if (first->kind == REGO_VAR) return first->var.name;
    return first->kind == REGO_CONST && value_is_string(first->constant) ? value_str(first->constant) : (struct str){"", 0};
}

/* What the package annotation says of severity and text; a policy needs none. */
static void describe(struct policy_rule *p, struct arena *arena)
{
    static const char *const no_types[] = {NULL};
    static const struct rule_alias no_aliases[] = {{NULL, NULL}};
    static const struct rule_requirement no_requirements[] = {{NULL, NULL}};
    p->rule = (struct rule){.id = arena_printf(arena, "%s.%s", p->package, p->name), .title = arena_printf(arena, "Policy %s", p->package),
                            .description = "A policy of your own.", .advice = arena_printf(arena, "See %s.", p->file), .package = p->package, .file = p->file,
                            .severity = SEVERITY_HIGH, .types = no_types, .aliases = no_aliases, .related = no_types, .requirements = no_requirements,
                            .imports = no_types, .text = "", .external = true};
}

static bool collect(struct policy_set *set, const char *file, struct str text)
{
    struct rego_module *module = NULL;
    struct rego_issues issues = {.max = 1};
    if (!rego_parse_module(set->arena, str_of(file), text, NULL, &module, &issues)) return true;   /* adding it has reported that */
    const struct rego_terms *path = &module->package->ref.items;
    const char *package = dotted(set->arena, path, 1, path->len);
    size_t found = 0;
    if (!package) return false;
    for (size_t i = 0; i < module->rules.len; i++) {
        struct str name = head_name(module->rules.items[i]);
        enum policy_level level;
        if (!rule_level(name, &level)) continue;
        found++;
        bool again = false;
        for (size_t k = 0; k < set->rules.len && !again; k++)
            again = strcmp(set->rules.items[k].package, package) == 0 && str_is(name, set->rules.items[k].name);
        if (again) continue;
        struct policy_rule *rule = vec_push(set->arena, &set->rules);
        if (!rule) return false;
        *rule = (struct policy_rule){package, arena_strndup(set->arena, name.s, name.len), file, -1, level, {0}};
        describe(rule, set->arena);
    }
    void **slot = map_at(set->arena, &set->packages, str_of(package));
    if (!slot) return false;
    if (found || !*slot) *slot = found ? (void *)1 : NULL;
    return !set->arena->failed;
}

/* --- judging --- */

/* The resource that a message is about: named in a field, or the longest address that stands in the text. */
static const struct resource *subject(const struct scan_inputs *inputs, const struct scan_input *input, struct value member, const char *text)
{
    static const char *const fields[] = {"resource", "address"};
    const struct resource *best = NULL;
    size_t longest = 0;
    for (size_t f = 0; f < COUNT_OF(fields); f++) {
        struct value name = value_field(member, fields[f]);
        if (value_is_string(name)) text = value_cstr(name);
    }
    for (size_t i = 0; i < inputs->resources.len; i++) {
        const struct resource *r = inputs->resources.items[i];
        size_t n = strlen(r->address);
        if (n <= longest || (input->plan && r->origin == RESOURCE_FROM_HCL)) continue;
        const char *at = strstr(text, r->address);
        if (!at) continue;
        char after = at[n];
        if (after == '_' || after == '-' || (after >= '0' && after <= '9') || (after >= 'a' && after <= 'z') || (after >= 'A' && after <= 'Z')) continue;
        best = r;
        longest = n;
    }
    return best;
}

/* A message about no resource is about the file. */
static const struct resource *whole_file(struct arena *arena, const struct scan_input *input)
{
    struct resource *r = (struct resource *)arena_zero(arena, sizeof *r);
    if (!r) return NULL;
    r->address = input->path;
    r->type = "file";
    r->name = input->path;
    r->module = r->index = "";
    r->root = input->path;
    r->origin = input->plan ? RESOURCE_FROM_PLAN : RESOURCE_FROM_HCL;
    r->values = value_object(arena, NULL, 0);
    r->sensitive = value_array(arena, NULL, 0);
    r->file = input->plan ? input->path : NULL;
    return r;
}

struct policing { struct arena *arena; const struct scan_inputs *inputs; const struct scan_input *input; struct report *report; };

static bool add_member(struct policing *p, const struct policy_rule *policy, struct value member, struct value unknown)
{
    struct value msg = value_is_string(member) ? member : value_field(member, "msg");
    const char *text = value_is_string(msg) ? value_cstr(msg) : "the policy gives no message";
    const struct resource *resource = subject(p->inputs, p->input, member, text);
    if (!resource) resource = whole_file(p->arena, p->input);
    if (!resource) return false;
    if (policy->level == POLICY_WARNS && value_is_none(unknown))
        return report_say(p->report, MESSAGE_WARNING, false, SAID_POLICY_WARN.name, resource->file, resource->line, 0, "%s: %s", policy->package, text);
    struct finding *f = vec_push(p->report->arena, &p->report->findings);
    struct reason *reason = (struct reason *)arena_alloc(p->report->arena, sizeof *reason);
    if (!f || !reason) return false;
    *reason = (struct reason){arena_strdup(p->report->arena, text), "", resource};
    *f = (struct finding){.rule = &policy->rule, .resource = resource, .verdict = value_is_none(unknown) ? VERDICT_FAIL : VERDICT_UNKNOWN, .reasons = reason,
                          .n_reasons = 1, .file = resource->file, .line = resource->line, .end_line = resource->end_line};
    enum severity severity;
    struct value said = value_field(member, "severity");
    if (!value_is_string(said)) said = value_field(value_field(member, "metadata"), "severity");
    if (value_is_string(said) && severity_parse(value_str(said), &severity) && severity != policy->rule.severity) {
        struct rule *own = (struct rule *)arena_copy(p->report->arena, &policy->rule, sizeof policy->rule);
        if (!own) return false;
        own->severity = severity;
        f->rule = own;
    }
    if (value_is_array(unknown)) {
        const char **refs = (const char **)arena_array(p->report->arena, value_len(unknown) + 1, sizeof *refs);
        if (!refs) return false;
        for (size_t i = 0; i < value_len(unknown); i++)
            if (value_is_string(value_items(unknown)[i])) refs[f->n_unknown++] = arena_strdup(p->report->arena, value_cstr(value_items(unknown)[i]));
        f->unknown = refs;
    }
    return reason->message != NULL;
}

static bool take_answer(struct policing *p, const struct policy_rule *policy, const struct rego_document *answer, size_t *members)
{
    if (value_is_set(answer->value) || value_is_array(answer->value)) {
        for (size_t i = 0; i < value_len(answer->value); i++, ++*members)
            if (!add_member(p, policy, value_items(answer->value)[i], VALUE_NONE)) return false;
    } else if (value_is_true(answer->value) || value_is_string(answer->value)) {
        ++*members;
        struct value text = value_is_string(answer->value) ? answer->value : value_printf(p->arena, "%s holds", policy->rule.id);
        if (!add_member(p, policy, text, VALUE_NONE)) return false;
    } else if (value_is_object(answer->value)) {   /* deny[msg] = details */
        for (size_t i = 0; i < value_len(answer->value); i++, ++*members)
            if (!add_member(p, policy, value_pairs(answer->value)[i].key, VALUE_NONE)) return false;
    }
    for (size_t i = 0; value_is_array(answer->maybe) && i < value_len(answer->maybe); i++, ++*members) {
        struct value row = value_items(answer->maybe)[i];
        if (!add_member(p, policy, value_items(row)[0], value_items(row)[value_len(row) - 1])) return false;
    }
    return true;
}

static bool judge_input(struct policing *p, struct policy_set *set, const struct rego_policy *policy, struct value input, struct error *err)
{
    struct rego_session *session = rego_session_new(policy);
    struct arena *scratch = arena_new((size_t)2 << 30);
    bool ok = session && scratch;
    if (!ok) error_no_memory(err);
    for (size_t i = 0; i < set->rules.len && ok; i++) {
        struct rego_settings settings = {.input = input, .timeout_ns = 60000000000u};
        struct rego_document answer = {0};
        size_t members = 0;
        if (set->rules.items[i].entry < 0) continue;
        ok = rego_eval_rule(session, set->rules.items[i].entry, scratch, &settings, &answer, err);
        if (ok && !take_answer(p, &set->rules.items[i], &answer, &members)) ok = error_no_memory(err);
        if (ok && members == 0 && set->rules.items[i].level == POLICY_FAILS) {   /* a policy that found nothing has passed, and that is worth a line */
            struct finding *f = vec_push(p->report->arena, &p->report->findings);
            const struct resource *file = whole_file(p->arena, p->input);
            if (!f || !file) ok = error_no_memory(err);
            else *f = (struct finding){.rule = &set->rules.items[i].rule, .resource = file, .verdict = VERDICT_PASS, .file = file->file};
        }
    }
    if (session) rego_session_free(session);
    arena_free(scratch);
    return ok;
}

static bool say_empty_packages(struct policy_set *set, struct report *report)
{
    for (uint32_t i = 0; i < set->packages.len; i++) {
        struct str name = set->packages.entries[i].key;
        if (set->packages.entries[i].value || str_has_suffix(name, STR("_test")) || str_has_suffix(name, STR(".test"))) continue;
        if (!report_say(report, MESSAGE_WARNING, true, SAID_POLICY_EMPTY.name, NULL, 0, 0,
                        "package '%.*s' has no deny, violation or warn; it decides nothing here", (int)name.len, name.s)) return false;
    }
    return true;
}

bool scan_policies(struct arena *arena, const struct scan_options *options, const struct scan_inputs *inputs, struct report *report, struct error *err)
{
    struct rego_options rego_options = {.version = REGO_VERSION_AUTO};
    struct policy_files files = {.data = options->policies};
    struct source_files sources = {0};
    struct rego_errors errors = {0};
    struct policy_set set = {.arena = arena};
    if (options->policies.len == 0) return true;
    struct rego *rego = rego_new(&rego_options);
    if (!rego) return error_no_memory(err);
    struct rego_policy *policy = NULL;
    bool loaded = policy_files_load(rego, &files, &sources, &errors);
    for (size_t i = 0; loaded && i < sources.len; i++)
        if (!collect(&set, arena_strndup(arena, sources.items[i].path.s, sources.items[i].path.len), sources.items[i].text)) loaded = error_no_memory(err);
    if (loaded) policy = rego_compile(rego, &errors);
    if (!policy) {
        if (errors.n && err) *err = errors.items[0];
        else if (err && !err->code) error_set(err, &RULE_POLICY, "the policies cannot be compiled");
        rego_free(rego);
        return false;
    }
    for (size_t i = 0; i < set.rules.len; i++) {
        struct policy_rule *r = &set.rules.items[i];
        const char *path = arena_printf(arena, "data.%s.%s", r->package, r->name);
        r->entry = path ? rego_rule_find(policy, str_of(path)) : -1;
    }
    bool ok = true;
    if (set.rules.len == 0) ok = report_say(report, MESSAGE_ERROR, true, SAID_POLICY_EMPTY.name, NULL, 0, 0, "--policy has no rule named deny, violation or warn");
    ok = ok && say_empty_packages(&set, report);
    for (size_t i = 0; ok && i < inputs->items.len; i++) {
        const struct scan_input *input = &inputs->items.items[i];
        struct policing p = {arena, inputs, input, report};
        struct value document = input->plan ? input->plan->document : plan_shape(arena, &input->config->resources);
        ok = value_is_none(document) ? error_no_memory(err) : judge_input(&p, &set, policy, document, err);
    }
    rego_policy_free(policy);
    return ok;
}
