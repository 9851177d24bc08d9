/* rego.h: librego, the Rego policy engine as a library.
 *
 * Four objects, in the order of use:
 *   struct rego          modules and data while they are added
 *   struct rego_policy   what comes of them: compiled, immutable, shared by any number of threads
 *   struct rego_prepared a query prepared against a policy: immutable too
 *   struct rego_session  one thread's evaluator: register stack, caches; used for one evaluation after the other
 * Each comment ends with what the function allocates, how it fails, and whether threads may share what it takes.
 *
 * Values that go in must outlive the evaluation; values that come out live in the arena given to it.
 * An input that holds unknowns (value/value.h) is judged by Kleene's logic: an answer may then be only *maybe*, and says upon what it depends.
 * Without unknowns every answer is OPA's. */
#ifndef REGO_H
#define REGO_H

#include "base/error.h"
#include "rego/builtin.h"
#include "value/value.h"

#if defined(__GNUC__)
#define REGO_API __attribute__((visibility("default")))
#else
#define REGO_API
#endif

/* --- putting a policy together --- */

enum rego_version { REGO_VERSION_AUTO, REGO_VERSION_0, REGO_VERSION_1 };   /* AUTO: v1, and what reads only as v0 as v0 */

struct rego_options {
    enum rego_version version;
    bool strict;                      /* refuse unused imports and variables, and rules that hide base documents */
    bool tracing;                     /* for coverage, profiles and explanations: report what happens; slower */
    bool test_cases;                  /* rules test_NAME[key] report each key they begin with (hooks.test_case): a case that fails leaves no other trace */
    bool no_index, no_early_exit;     /* look at every rule of a path, and for every solution: slower, with the same answers */
    bool no_print;                    /* calls of print() vanish */
    /* Functions of the host, called as if built in. Rows as in rego/builtin.h; `externs` must outlive the policy. */
    const struct rego_builtin *externs;
    size_t n_externs;
};

struct rego_errors { const struct error *items; size_t n, dropped; };   /* by file, line, column */

struct rego;
struct rego_policy;
struct rego_prepared;
struct rego_session;

/* allocates: the object / fails: NULL, no memory / one thread */
REGO_API MUST_USE struct rego *rego_new(const struct rego_options *options);
/* Of an object that did not become a policy. NULL is fine. */
REGO_API void rego_free(struct rego *rego);

/* A module; `text` is copied. allocates: in the object / fails: false, *errors says why / one thread */
REGO_API MUST_USE bool rego_add_module(struct rego *rego, struct str file, struct str text, struct rego_errors *errors);
/* Base documents: `document` is merged into what stands under `path` (an array of keys, VALUE_NONE: the root). It is not copied and must outlive the policy.
 * fails: false when it contradicts what is there, with the place in *err / one thread */
REGO_API MUST_USE bool rego_add_data(struct rego *rego, struct value path, struct value document, struct error *err);
/* Memory that lives as long as the object and the policy that comes of it: for documents read for it. */
REGO_API struct arena *rego_arena(struct rego *rego);

/* Checks and compiles everything added; `rego` is used up when it succeeds. fails: NULL, *errors (living as long as `rego`) says why / one thread */
REGO_API MUST_USE struct rego_policy *rego_compile(struct rego *rego, struct rego_errors *errors);
REGO_API void rego_policy_free(struct rego_policy *policy);

/* Its rules, by file and line: one entry a path. */
struct rego_rule_place { struct str path; const char *file; uint32_t row, col; int32_t rule; };
REGO_API size_t rego_policy_rules(const struct rego_policy *policy, const struct rego_rule_place **out);
/* Calls `place` for every expression that options.tracing can report. */
REGO_API void rego_policy_places(const struct rego_policy *policy, void (*place)(void *context, const char *file, uint32_t row, uint32_t col), void *context);
/* The documents of a policy. */
REGO_API struct value rego_policy_data(const struct rego_policy *policy);

/* --- asking it --- */

struct rego_query_options {
    struct str package;               /* "data.foo": names are read as inside this package; empty: none */
    const struct str *imports;
    size_t n_imports;
};

/* allocates: the object / fails: NULL, *errors (its memory belongs to `arena`) / one thread at a time for one policy */
REGO_API MUST_USE struct rego_prepared *rego_prepare(const struct rego_policy *policy, struct str text, const struct rego_query_options *options,
                                                  struct arena *arena, struct rego_errors *errors);
REGO_API void rego_prepared_free(struct rego_prepared *query);

/* The statements as written. */
struct rego_expression { struct str text; uint32_t row, col; };
REGO_API size_t rego_prepared_expressions(const struct rego_prepared *query, const struct rego_expression **out);

enum rego_event_kind { REGO_EVENT_ENTER, REGO_EVENT_EVAL, REGO_EVENT_FAIL, REGO_EVENT_EXIT, REGO_EVENT_NOTE };
/* A rule's body begins, an expression is evaluated or fails, a rule holds, trace() was called. depth: of nested rules. */
struct rego_event { enum rego_event_kind kind; const char *file; uint32_t row, col; struct str text; uint32_t depth; };

struct rego_hooks {
    void *context;
    void (*print)(void *context, const char *file, uint32_t row, uint32_t col, struct str text);
    void (*event)(void *context, const struct rego_event *event);   /* notes always; the others with options.tracing */
    void (*test_case)(void *context, struct value keys);   /* options.test_cases: an array of the keys */
    void (*builtin_error)(void *context, const struct error *error);   /* a call that was undefined because it failed */
};

struct rego_settings {
    struct value input;               /* VALUE_NONE: undefined */
    struct value data;                /* VALUE_NONE: the policy's */
    bool unknowns;                    /* host functions or `with` bring unknowns in (input and data are looked at anyway) */
    bool strict_builtin_errors;       /* the first failing call ends the evaluation; else it is undefined, as in OPA */
    uint64_t max_steps;               /* 0: none */
    uint64_t timeout_ns;              /* 0: none */
    int64_t now_ns;                   /* time.now_ns(); 0: the clock */
    uint64_t seed;                    /* rand.intn, uuid; 0: from the system */
    struct value runtime;             /* opa.runtime() */
    void *const *extern_contexts;     /* rego_call.context, by place in options.externs; NULL: all NULL */
    struct rego_hooks hooks;
};

struct rego_answer {
    struct value bindings;            /* object */
    const struct value *expressions;  /* the value of each statement */
    struct value unknown;             /* VALUE_NONE: this answer holds. Else it holds only maybe: an array of the references it depends on */
};
struct rego_answers { const struct rego_answer *items; size_t n; };

/* allocates: the object / fails: NULL, no memory / the policy may be shared, the session not */
REGO_API MUST_USE struct rego_session *rego_session_new(const struct rego_policy *policy);
REGO_API void rego_session_free(struct rego_session *session);

/* Every answer of a query. An arena with a limit bounds the memory.
 * allocates: in `arena` / fails: false, err eval_* (eval_cancel_error: a limit) / the session belongs to one thread */
REGO_API MUST_USE bool rego_eval(struct rego_session *session, const struct rego_prepared *query, struct arena *arena, const struct rego_settings *settings,
                                 struct rego_answers *out, struct error *err);

/* --- one rule, without a query: for those who evaluate the same rules for many inputs --- */

/* The number of the rules at a path ("data.aws.s3.deny"), or -1. Functions have none. / shared */
REGO_API int32_t rego_rule_find(const struct rego_policy *policy, struct str path);

struct rego_document {
    struct value value;               /* what certainly holds: of a set or object its certain part; VALUE_NONE: undefined, or not known */
    struct value maybe;               /* of a set: array of [member, references]; of an object: array of [key, value, references]; else empty */
    struct value unknown;             /* VALUE_NONE: all is known. Else the sorted references that could change the answer */
};
/* As rego_eval. A complete rule that is only maybe true has no value, and `maybe` is [[value, references]]. */
REGO_API MUST_USE bool rego_eval_rule(struct rego_session *session, int32_t rule, struct arena *arena, const struct rego_settings *settings,
                                      struct rego_document *out, struct error *err);

/* {"__unknown__": ["ref", ...]} anywhere inside becomes an unknown with these references; with "parts": [...] a string of which pieces are known.
 * allocates: in `arena` / fails: VALUE_NONE, no memory / shared */
REGO_API MUST_USE struct value rego_unknowns_from_json(struct arena *arena, struct value v);

/* Iterations and calls of the last evaluation. */
REGO_API uint64_t rego_session_steps(const struct rego_session *session);

#endif
