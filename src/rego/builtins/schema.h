/* rego/builtins/schema.h: JSON Schema, drafts 4, 6 and 7, as OPA takes it (gojsonschema): without $schema all of them at once ("hybrid").
 * A schema is compiled into nodes in the query's arena, where its own mistakes are found, and then held against a document. A reference leads
 * to a node that may still be in the making, so schemas may be recursive. Nothing is fetched. */
#ifndef RAMPART_REGO_BUILTINS_SCHEMA_H
#define RAMPART_REGO_BUILTINS_SCHEMA_H

#include "rego/builtins/common.h"

#define SCHEMA_MAX_DEPTH 500      /* nesting of a schema's text */
#define SCHEMA_MAX_STEPS 1000     /* nested schemas while validating: a schema that refers to itself without end */

enum schema_draft { DRAFT_4 = 4, DRAFT_6 = 6, DRAFT_7 = 7, DRAFT_HYBRID = 100 };
enum schema_type { TYPE_ARRAY, TYPE_BOOLEAN, TYPE_INTEGER, TYPE_NUMBER, TYPE_NULL, TYPE_OBJECT, TYPE_STRING };
#define SCHEMA_TYPES 7
extern const char *const schema_type_names[SCHEMA_TYPES];

enum schema_extra { EXTRA_ALLOWED, EXTRA_REFUSED, EXTRA_SCHEMA };   /* additionalProperties, additionalItems */

struct schema;
struct schema_list { struct schema **items; size_t len; };
/* A property, a pattern, or a dependency (then `needs` names properties where there is no schema). */
struct schema_named { struct str name; struct schema *schema; struct value needs; };
struct schema_names { struct schema_named *items; size_t len; };

struct schema {
    int pass;                       /* 1 and 0: the schemas true and false; -1: any other */
    struct schema *ref;
    uint8_t types[SCHEMA_TYPES];    /* in the order of the text */
    size_t n_types;
    struct schema_names properties, patterns, dependencies;
    enum schema_extra extra_properties, extra_items;
    struct schema *extra_property, *extra_item, *property_names, *contains, *not, *if_, *then_, *else_;
    struct schema_list items, one_of, any_of, all_of;
    bool single_item, unique, has_pattern, has_const, has_enum;
    struct value multiple_of, minimum, maximum, above, below;   /* VALUE_NONE: none; above and below exclude themselves */
    int64_t min_length, max_length, min_properties, max_properties, min_items, max_items;   /* -1: none */
    struct str pattern, format;
    struct value required;          /* array of strings or VALUE_NONE */
    struct value constant, enumeration;   /* canonical texts: a string, an array of strings */
};

/* NULL with `why` filled, in gojsonschema's words. */
struct schema *schema_compile(struct rego_call *call, struct value text, char *why, size_t room);
/* *errors: an array of {"error", "type", "field", "desc"}, empty when the document is valid. False: call->err says why there is no answer. */
bool schema_validate(struct rego_call *call, const struct schema *schema, struct value document, struct value *errors);

/* JSON text that is equal for equal documents, numbers as doubles. VALUE_NONE: memory is out. */
struct value schema_canonical(struct rego_call *call, struct value v);
/* Does the string have that format? True for a format nobody knows. */
bool schema_has_format(struct rego_call *call, struct str format, struct str s);

#endif
