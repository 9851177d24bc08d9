/* cli/presentation.h: what `eval` prints: OPA's formats. */
#ifndef RAMPART_CLI_PRESENTATION_H
#define RAMPART_CLI_PRESENTATION_H

#include "rego.h"

enum presentation { PRESENT_JSON, PRESENT_PRETTY, PRESENT_VALUES, PRESENT_BINDINGS, PRESENT_RAW, PRESENT_DISCARD };

struct timing { const char *name; uint64_t value; };
struct profile_row { const char *file; uint32_t row, col; uint64_t count; uint64_t time_ns; };

struct presented {
    const struct rego_prepared *query;          /* NULL: it could not be prepared */
    struct rego_answers answers;
    struct rego_errors errors;
    struct value coverage;                      /* VALUE_NONE: none */
    const struct timing *metrics; size_t n_metrics;
    const struct profile_row *profile; size_t n_profile;
    const struct str *explanation; size_t n_explanation;   /* lines */
    bool has_explanation;
    size_t pretty_limit;
};

void present(struct buf *out, struct buf *err, enum presentation format, const struct presented *what);
/* The errors alone, as OPA prints them to people. */
void present_errors(struct buf *out, const struct rego_errors *errors);
void present_error_json(struct buf *out, const struct error *err, unsigned indent);

#endif
