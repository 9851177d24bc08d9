/* libFuzzer target: a module over a fixed input, compiled and all its documents evaluated, once as it is and once with unknowns in the input.
 * Nothing but answers or errors may come of it, within limits of steps and memory. */
#include "rego.h"
#include "value/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char plain[] = "{\"a\": [1, 2, {\"b\": \"x\"}], \"s\": \"text\", \"n\": 7, \"t\": true, \"o\": {\"k\": [\"v\"], \"m\": null}}";
static const char unknown[] = "{\"a\": [1, {\"__unknown__\": [\"e\"]}, {\"b\": {\"__unknown__\": [\"b\"]}}], \"s\": {\"__unknown__\": [\"s\"], \"parts\": [\"te\", {\"__unknown__\": [\"p\"]}]}, "
                              "\"n\": 7, \"t\": {\"__unknown__\": [\"t\"]}, \"o\": {\"__unknown__\": [\"o\"]}}";

static void evaluate(const struct rego_policy *policy, const char *input)
{
    struct arena *arena = arena_new(64 << 20);
    struct rego_session *session = rego_session_new(policy);
    struct error err;
    struct rego_settings settings = {.max_steps = 200000, .now_ns = 1, .seed = 1};
    const struct rego_rule_place *rules;
    if (arena && session && json_read(arena, str_of(input), NULL, &settings.input, NULL, &err)) {
        settings.input = rego_unknowns_from_json(arena, settings.input);
        size_t n = rego_policy_rules(policy, &rules);
        for (size_t i = 0; i < n; i++) {
            struct rego_document document;
            struct buf out = buf_new(1 << 20);
            if (rego_eval_rule(session, rules[i].rule, arena, &settings, &document, &err) && !value_is_none(document.value)) json_write(&out, document.value, 0);
            buf_free(&out);
        }
    }
    rego_session_free(session);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct rego_errors errors;
    struct rego *rego = rego_new(NULL);
    if (!rego) return 0;
    struct rego_policy *policy = NULL;
    if (rego_add_module(rego, STR("f.rego"), (struct str){(const char *)bytes, size}, &errors)) policy = rego_compile(rego, &errors);
    if (!policy) {
        rego_free(rego);
        return 0;
    }
    evaluate(policy, plain);
    evaluate(policy, unknown);
    rego_policy_free(policy);
    return 0;
}
