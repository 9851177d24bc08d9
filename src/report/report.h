/* report/report.h: a report in one of the formats that others read. One file a format; formats.c lists them.
 * Writers only append to `out`; out->failed says that memory was short. The same report gives the same bytes. */
#ifndef RAMPART_REPORT_REPORT_H
#define RAMPART_REPORT_REPORT_H

#include "finding/finding.h"

struct report_style {
    bool colour;            /* terminal only */
    bool compact;           /* no code frames */
    bool quiet;             /* failed ones only */
    const char *version;    /* of the program */
    unsigned width;         /* of the terminal, to wrap texts at; 0: lines are not wrapped */
};

struct report_format {
    const char *name;       /* as -o has it */
    const char *file;       /* name under --output-file-path */
    const char *about;
    void (*write)(struct buf *out, const struct report *report, const struct report_style *style);
};

extern const struct report_format report_formats[];   /* ends with a name of NULL */
const struct report_format *report_format_find(struct str name);

void report_write_cli(struct buf *out, const struct report *report, const struct report_style *style);
void report_write_json(struct buf *out, const struct report *report, const struct report_style *style);
void report_write_sarif(struct buf *out, const struct report *report, const struct report_style *style);
void report_write_junit(struct buf *out, const struct report *report, const struct report_style *style);
void report_write_csv(struct buf *out, const struct report *report, const struct report_style *style);
void report_write_gitlab(struct buf *out, const struct report *report, const struct report_style *style);
void report_write_markdown(struct buf *out, const struct report *report, const struct report_style *style);
void report_write_github(struct buf *out, const struct report *report, const struct report_style *style);

/* --- what several writers need --- */
/* A file as seen from the working directory: the scanned path before it, unless that is ".". Writes to `path` (≥ 4096 bytes). */
const char *report_path(const struct report *report, const char *file, char *path);
/* The id to show to users of another tool: Checkov's where there is one, else ours. */
const char *report_checkov_id(const struct rule *rule);
/* The first reason's text, or the rule's title. */
const char *report_why(const struct finding *finding);
/* As plain text inside Markdown, a table's cell included: no line ends, no markup and no mention that a resource's name could smuggle in. */
void report_markdown(struct buf *out, const char *s);
/* Line `number` (from 1) of a text, without its end; len 0 and s NULL past the end. `hint` speeds up ascending use; start with {0}. */
struct line_finder { size_t offset; uint32_t line; };
struct str report_line(struct str text, uint32_t number, struct line_finder *hint);
/* A line of source as it may be shown: values of secret attributes and AWS keys masked, control characters as '?'. */
void report_source(struct buf *out, struct str line);

#endif
