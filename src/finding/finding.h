/* finding/finding.h: what comes of judging: a verdict for each rule on each resource of its types, and all that was not judged. */
#ifndef RAMPART_FINDING_FINDING_H
#define RAMPART_FINDING_FINDING_H

#include "finding/rule.h"
#include "finding/said.h"
#include "resource/resource.h"

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_UNKNOWN, VERDICT_SKIPPED };
#define VERDICTS 4
const char *verdict_name(enum verdict verdict);      /* "pass", "fail", "unknown", "skipped" */

/* Why it failed (or may fail): the fact, and the place it is about. */
struct reason {
    const char *message;
    const char *path;                                /* in values, "" for the whole resource */
    const struct resource *resource;                 /* whose path it is: the one judged, or a linked one */
};

enum skip_origin { SKIP_COMMENT, SKIP_FILE, SKIP_BASELINE };

/* What a rule looked at beside the resource that it judged: another one, or all of a type (resource NULL). */
struct looked { const struct resource *resource; const char *type; };

struct finding {
    const struct rule *rule;
    const struct resource *resource;
    enum verdict verdict;
    struct reason *reasons; size_t n_reasons;        /* of fail, and of unknown what would be one */
    const char *const *unknown; size_t n_unknown;    /* of unknown: the references or paths that decide it */
    const struct looked *looked; size_t n_looked;    /* each once, in the order of looking; only where judge_options.record says so */
    /* where to point */
    const char *file;
    uint32_t line, end_line, column;                 /* of the first reason's place, else of the resource */
    /* of skipped */
    const char *skip_reason;                         /* "" when none was given */
    enum skip_origin skipped_by;
    char fingerprint[33];                            /* hex; the same when lines move: of rule, address and root */
};

enum message_level { MESSAGE_NOTE, MESSAGE_WARNING, MESSAGE_ERROR };

/* Something the run has to say beside findings: never silently left out. */
struct message {
    enum message_level level;
    const char *code;                                /* an error code's name, or the notice's */
    const char *text, *help;                         /* help may be NULL */
    const char *file;                                /* NULL: none */
    uint32_t line, column;
    bool incomplete;                                 /* something was not judged because of it: --strict exits 2 */
};

struct report {
    struct arena *arena;
    struct { struct finding *items; size_t len, cap; } findings;   /* sorted: file, line, address, rule */
    struct { struct message *items; size_t len, cap; } messages;   /* in order of finding out, then sorted by file and line */
    size_t counts[VERDICTS];
    size_t failed_by_severity[SEVERITIES];
    size_t files, resources, rules, data_sources;
    const struct rule *const *ran; size_t n_ran;     /* the rules that were selected, by id */
    const char *root;                                /* as given on the command line */
    bool is_plan;
    /* The text of a file named in a finding, to show its lines; len 0 when it cannot be had. */
    struct str (*source)(void *context, const char *file);
    void *source_context;
};

MUST_USE bool report_say(struct report *report, enum message_level level, bool incomplete, const char *code, const char *file, uint32_t line,
                         uint32_t column, const char *format, ...) __attribute__((format(printf, 8, 9)));
/* Fingerprints, order and counts; after all findings are in. */
MUST_USE bool report_finish(struct report *report);

#endif
