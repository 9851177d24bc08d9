/* cli/github_post.h: the process that holds the token. It is forked before the sandbox is entered, reads nobody's input, and makes six calls of
 * GitHub's API (report/github.h) for one pull request of one repository, for the process that reads everything and may do nothing.
 *
 * Between the two runs a socket with frames of a fixed head and a bounded body. The token is never in a message, a log or an argument. */
#ifndef RAMPART_CLI_GITHUB_POST_H
#define RAMPART_CLI_GITHUB_POST_H

#include "report/github.h"

struct github_place_of {
    const char *api;             /* https://api.github.com */
    const char *repository;      /* OWNER/NAME */
    const char *token;
    uint64_t number;             /* of the pull request; 0: the first frame says it */
};

struct github_poster;

/* NULL with *why (a text) when the place makes no sense or the process cannot be started. */
struct github_poster *github_poster_start(struct arena *arena, const struct github_place_of *place, const char **why);
/* Says which pull request, when it was not known at the start. */
bool github_poster_number(struct github_poster *poster, uint64_t number);
/* struct github's `ask`: sends one request, waits for its answer. */
bool github_poster_ask(void *poster, struct arena *arena, const struct github_request *request, struct github_answer *out);
/* Lets it end, and waits for that. */
void github_poster_end(struct github_poster *poster);

#endif
