/* report/github.h: what failed, as one review of a pull request on GitHub: a comment at each place that the pull request touches, a table for the rest.
 * A second run repeats nothing: its own comments are known by a hidden mark with the finding's fingerprint; those are brought up to date, and marked
 * when the finding is gone.
 *
 * Nothing here opens a socket: the calls of GitHub's API are made by whoever gives `ask`, which knows these six and no other. What comes back
 * is other people's text (a patch, a comment) and is taken as such. */
#ifndef RAMPART_REPORT_GITHUB_H
#define RAMPART_REPORT_GITHUB_H

#include "report/report.h"

#define GITHUB_ERRORS(ROW)                                                                                        \
    ROW(GITHUB_ERR, "github", "The review of the pull request could not be written, or not all of it; the message says why. The verdict is not touched by that.")
GITHUB_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const github_errors[];

enum github_call { GITHUB_LIST_FILES, GITHUB_LIST_COMMENTS, GITHUB_LIST_REVIEWS, GITHUB_POST_REVIEW, GITHUB_EDIT_COMMENT, GITHUB_EDIT_REVIEW };
#define GITHUB_CALLS 6
#define GITHUB_PAGE 100                                /* entries of a list in one answer */
#define GITHUB_BODY_MAX ((uint32_t)4 << 20)            /* bytes of a request */
#define GITHUB_ANSWER_MAX ((uint32_t)64 << 20)

struct github_request { enum github_call call; uint64_t id; struct str body; };   /* id: the page (from 1) of a list, else the comment's or review's; 0 for a new one */
struct github_answer { int status; struct str body; };                           /* HTTP's status; 0: there was no answer, and body says why */

struct github {
    bool (*ask)(void *context, struct arena *arena, const struct github_request *request, struct github_answer *out);
    /* A path as seen from the working directory, as the repository names it; NULL when it is not inside. */
    const char *(*path)(void *context, struct arena *arena, const char *file);
    void *context;
    const char *commit;                                /* the head the findings are about; NULL: the newest */
    bool policies;                                     /* a team's own policies ran too */
};

struct github_done { size_t posted, updated, gone, elsewhere; bool refused_lines; };

/* False with `err` (GITHUB_ERR) when something could not be read or written; what was done before stays done, and is in `out`. */
MUST_USE bool github_review(struct arena *arena, const struct report *report, const struct github *github, struct github_done *out, struct error *err);

/* --- its parts --- */

/* The lines of a file that may carry a comment: those of its patch, on the new side. `text` points into the patch. */
struct github_line { uint32_t number; bool added; struct str text; };
struct github_lines { VEC(struct github_line) lines; };
MUST_USE bool github_read_patch(struct arena *arena, struct str patch, struct github_lines *out);
/* The line to comment on for a finding at line..end_line of `source` (the file's text, empty where it cannot be had): the line itself, else the first
 * added one in the block; 0: none. What was scanned may be the merge with a newer base, whose lines have moved: only lines that read the same count,
 * and one that has moved is found again by its text. */
uint32_t github_place(const struct github_lines *lines, struct str source, uint32_t line, uint32_t end_line, bool *exact);

/* Findings of one rule at one place (a module used twice, a count): one comment. The first one's fingerprint is its name. */
struct github_group {
    const struct finding *const *findings; size_t n;
    const char *path;                                  /* in the repository; NULL: outside */
    uint32_t line;                                     /* to comment on; 0: it goes into the table */
    bool exact;                                        /* that line is the finding's own: a suggestion may replace it */
    uint64_t comment;                                  /* of an earlier run; 0: none */
};
void github_comment(struct buf *out, const struct report *report, const struct github_group *group);
void github_gone(struct buf *out, const char *fingerprint, struct str rule, struct str text);
/* The review's own text; the table has the groups that `listed` says. */
void github_summary(struct buf *out, const struct report *report, const struct github_group *groups, size_t n, size_t elsewhere);
/* The line of the file as it should be, when the rule's fix sets one attribute that stands alone on that line; else false. */
bool github_suggestion(struct buf *out, struct arena *arena, const struct report *report, const struct finding *finding);

#define GITHUB_REVIEW_MARK "<!-- rampart:review -->"
/* Reads the mark at the head of a comment: its fingerprint and rule; false when it is none of ours. */
bool github_mark(struct str body, char fingerprint[33], struct str *rule, bool *gone);

#endif
