/* cli/scan_github.c: --github-pr: from the environment of a GitHub Action to a review, and what came of it as a message. */
#include <stdio.h>
#include <stdlib.h>

#include "base/io.h"
#include "cli/github_post.h"
#include "cli/repository.h"
#include "cli/scan.h"
#include "value/json.h"

#define EVENT_MAX ((size_t)64 << 20)

static const char *environment(const char *name)
{
    const char *text = getenv(name);
    return text ? text : "";
}

/* refs/pull/12/merge */
static uint64_t number_of_ref(const char *ref)
{
    char *end;
    if (strncmp(ref, "refs/pull/", 10) != 0) return 0;
    unsigned long long n = strtoull(ref + 10, &end, 10);
    return *end == '/' ? n : 0;
}

/* From here on the token is the poster's alone. */
static void forget(const char *name)
{
    char *text = getenv(name);
    if (text) explicit_bzero(text, strlen(text));
    unsetenv(name);
}

struct github_poster *scan_github_start(struct arena *arena, const struct scan_options *o, const char **why)
{
    const char *api = environment("GITHUB_API_URL");
    struct github_place_of place = {*api ? api : "https://api.github.com", environment("GITHUB_REPOSITORY"), environment("GITHUB_TOKEN"), 0};
    char *end = NULL;
    if (*o->github_pr) {
        place.number = strtoull(o->github_pr, &end, 10);
        if (*end || place.number == 0) place.number = 0, *why = "the number of the pull request is no number";
    } else place.number = number_of_ref(environment("GITHUB_REF"));
    struct github_poster *poster = end && place.number == 0 ? NULL : github_poster_start(arena, &place, why);
    forget("GITHUB_TOKEN");
    return poster;
}

void scan_github_end(struct github_poster *poster)
{
    if (poster) github_poster_end(poster);
}

/* --- after judging --- */

struct review_context { struct github_poster *poster; const char *root; };

static bool ask(void *context, struct arena *arena, const struct github_request *request, struct github_answer *out)
{
    return github_poster_ask(((struct review_context *)context)->poster, arena, request, out);
}

static const char *path_of(void *context, struct arena *arena, const char *file)
{
    const char *root = ((struct review_context *)context)->root;
    return root ? repository_path(arena, root, file) : NULL;
}

/* The pull request's number and newest commit, from what GitHub says of the event. */
static bool read_event(struct arena *arena, uint64_t *number, const char **commit)
{
    const char *path = environment("GITHUB_EVENT_PATH");
    struct value event, pull, n, sha;
    struct str text;
    int64_t parsed;
    if (!*path || !io_read_file(arena, path, EVENT_MAX, &text, NULL) || !json_read(arena, text, NULL, &event, NULL, NULL)) return false;
    pull = value_field(event, "pull_request");
    n = value_field(pull, "number");
    sha = value_field(value_field(pull, "head"), "sha");
    if (!value_is_number(n) || !value_number_to_int64(n, &parsed) || parsed <= 0) return false;
    *number = (uint64_t)parsed;
    if (value_is_string(sha)) *commit = value_cstr(sha);
    return true;
}

static bool say(struct report *report, enum message_level level, const char *text)
{
    return report_say(report, level, false, GITHUB_ERR.name, NULL, 0, 0, "%s", text);
}

static bool say_done(struct report *report, const struct github_done *done)
{
    char text[400];
    snprintf(text, sizeof text, "the pull request's review: %zu %s posted, %zu brought up to date, %zu marked as gone, %zu outside the changed lines%s", done->posted,
             done->posted == 1 ? "comment" : "comments", done->updated, done->gone, done->elsewhere,
             done->refused_lines ? " (GitHub refused the lines: the diff has changed since)" : "");
    return say(report, MESSAGE_NOTE, text);
}

bool scan_github_review(struct arena *arena, struct github_poster *poster, const char *why, const struct scan_options *o, struct report *report)
{
    uint64_t from_event = 0, number = *o->github_pr ? strtoull(o->github_pr, NULL, 10) : number_of_ref(environment("GITHUB_REF"));
    const char *commit = NULL, *workspace = environment("GITHUB_WORKSPACE");
    char text[1200];
    bool event = read_event(arena, &from_event, &commit);
    if (poster && number == 0 && (!event || !github_poster_number(poster, from_event))) why = "which pull request is not known: neither a number was given nor does GITHUB_EVENT_PATH name one";
    if (!poster || why) {
        snprintf(text, sizeof text, "no review is posted: %s", why ? why : "the process for it cannot be started");
        return say(report, MESSAGE_WARNING, text);
    }
    if (number && from_event != number) commit = NULL;   /* the event is about another one */
    struct review_context context = {poster, repository_root(arena, *workspace ? workspace : ".")};
    if (!context.root && *workspace) context.root = repository_root(arena, ".");
    struct github github = {ask, path_of, &context, commit, o->policies.len > 0};
    struct github_done done;
    struct error err = {0};
    if (github_review(arena, report, &github, &done, &err)) return say_done(report, &done);
    snprintf(text, sizeof text, "the pull request's review could not be written in full: %s%s%s", err.message, *err.help ? "; " : "", err.help);
    return say(report, MESSAGE_WARNING, text);
}
