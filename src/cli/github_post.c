/* cli/github_post.c: see github_post.h. First the child (HTTP by libcurl), then the parent's side of the socket.
 * libcurl is opened when it is needed: see aws/curl.h. */
#include "cli/github_post.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "aws/curl.h"

#define CONNECT_SECONDS 10L
#define CALL_SECONDS 30L
#define WAIT_SECONDS 60          /* the longest pause GitHub may ask for */
#define ALL_SECONDS 180          /* of all calls and pauses together */
#define TRIES 4
#define CALL_START GITHUB_CALLS  /* the first frame: the number of the pull request */

/* On the socket, both by the same program: no byte order to agree on. */
struct request_head { uint32_t call, length; uint64_t id; };
struct answer_head { int32_t status; uint32_t length; };

static bool read_all(int fd, void *out, size_t n)
{
    for (char *p = (char *)out; n;) {
        ssize_t got = read(fd, p, n);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        p += got, n -= (size_t)got;
    }
    return true;
}

static bool send_all(int fd, const void *bytes, size_t n)
{
    for (const char *p = (const char *)bytes; n;) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);   /* the other side may have died */
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        p += sent, n -= (size_t)sent;
    }
    return true;
}

/* --- the child --- */

static const struct { const char *method, *path; bool list, existing; } calls[GITHUB_CALLS] = {
    [GITHUB_LIST_FILES] = {"GET", "files", true, false},
    [GITHUB_LIST_COMMENTS] = {"GET", "comments", true, false},
    [GITHUB_LIST_REVIEWS] = {"GET", "reviews", true, false},
    [GITHUB_POST_REVIEW] = {"POST", "reviews", false, false},
    [GITHUB_EDIT_COMMENT] = {"PATCH", "comments", false, true},
    [GITHUB_EDIT_REVIEW] = {"PUT", "reviews", false, true},
};

struct poster {
    struct curl_library lib;
    CURL *curl;
    struct curl_slist *headers;
    const struct github_place_of *place;
    uint64_t number;
    uint64_t *ids; size_t n_ids, cap_ids;   /* that a list of this pull request has shown: only these may be edited */
    time_t deadline;                        /* 0: no call yet */
};

struct reply { struct buf body; long retry_after, remaining, reset; };

static bool load(struct poster *p)
{
    if (!curl_library_open(&p->lib)) return false;
    char authorisation[600];
    snprintf(authorisation, sizeof authorisation, "Authorization: Bearer %s", p->place->token);
    const char *const headers[] = {authorisation, "Accept: application/vnd.github+json, application/json", "X-GitHub-Api-Version: 2022-11-28", "Content-Type: application/json", "Expect:"};
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        struct curl_slist *longer = p->lib.append(p->headers, headers[i]);
        if (!longer) return false;
        p->headers = longer;
    }
    explicit_bzero(authorisation, sizeof authorisation);
    p->curl = p->lib.init();
    return p->curl != NULL;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *reply)
{
    return buf_add(&((struct reply *)reply)->body, bytes, size * n) ? size * n : 0;
}

static long header_number(const char *line, size_t len, const char *name)
{
    size_t n = strlen(name);
    char digits[24] = "";
    if (len <= n || strncasecmp(line, name, n) != 0) return -1;
    size_t rest = len - n < sizeof digits - 1 ? len - n : sizeof digits - 1;
    memcpy(digits, line + n, rest);
    return strtol(digits, NULL, 10);
}

static size_t on_header(char *bytes, size_t size, size_t n, void *context)
{
    struct reply *reply = (struct reply *)context;
    long found;
    if ((found = header_number(bytes, size * n, "retry-after:")) >= 0) reply->retry_after = found;
    if ((found = header_number(bytes, size * n, "x-ratelimit-remaining:")) >= 0) reply->remaining = found;
    if ((found = header_number(bytes, size * n, "x-ratelimit-reset:")) >= 0) reply->reset = found;
    return size * n;
}

static void set_options(struct poster *p, const char *url, const struct request_head *head, const char *body, struct reply *reply)
{
    const char *method = calls[head->call].method;
    p->lib.reset(p->curl);
    p->lib.setopt(p->curl, CURLOPT_URL, url);
    p->lib.setopt(p->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    p->lib.setopt(p->curl, CURLOPT_FOLLOWLOCATION, 0L);   /* the token goes to one host */
    p->lib.setopt(p->curl, CURLOPT_HTTPHEADER, p->headers);
    p->lib.setopt(p->curl, CURLOPT_USERAGENT, "rampart/" RAMPART_VERSION);
    p->lib.setopt(p->curl, CURLOPT_NOSIGNAL, 1L);
    p->lib.setopt(p->curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    p->lib.setopt(p->curl, CURLOPT_TIMEOUT, CALL_SECONDS);
    p->lib.setopt(p->curl, CURLOPT_WRITEFUNCTION, on_body);
    p->lib.setopt(p->curl, CURLOPT_WRITEDATA, reply);
    p->lib.setopt(p->curl, CURLOPT_HEADERFUNCTION, on_header);
    p->lib.setopt(p->curl, CURLOPT_HEADERDATA, reply);
    if (calls[head->call].list) return;
    p->lib.setopt(p->curl, CURLOPT_CUSTOMREQUEST, method);
    p->lib.setopt(p->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)head->length);
    p->lib.setopt(p->curl, CURLOPT_POSTFIELDS, body);
}

static bool make_url(const struct poster *p, const struct request_head *head, char *out, size_t size)
{
    const char *api = p->place->api, *repository = p->place->repository, *path = calls[head->call].path;
    size_t n = strlen(api);
    while (n && api[n - 1] == '/') n--;
    int len;
    if (calls[head->call].list)
        len = snprintf(out, size, "%.*s/repos/%s/pulls/%llu/%s?per_page=%d&page=%llu", (int)n, api, repository, (unsigned long long)p->number, path, GITHUB_PAGE,
                       (unsigned long long)head->id);
    else if (head->call == GITHUB_EDIT_COMMENT) len = snprintf(out, size, "%.*s/repos/%s/pulls/comments/%llu", (int)n, api, repository, (unsigned long long)head->id);
    else if (head->call == GITHUB_EDIT_REVIEW)
        len = snprintf(out, size, "%.*s/repos/%s/pulls/%llu/reviews/%llu", (int)n, api, repository, (unsigned long long)p->number, (unsigned long long)head->id);
    else len = snprintf(out, size, "%.*s/repos/%s/pulls/%llu/reviews", (int)n, api, repository, (unsigned long long)p->number);
    return len > 0 && (size_t)len < size;
}

/* How long to pause before trying again; 0: give up. Lists may be asked for again whatever went wrong; a change only when it was surely not made. */
static long pause_before(const struct poster *p, const struct request_head *head, long status, const struct reply *reply, unsigned tried)
{
    long pause = 0;
    if (status == 429 || status == 403) {
        if (reply->retry_after >= 0) pause = reply->retry_after ? reply->retry_after : 1;
        else if (reply->remaining == 0 && reply->reset >= 0) pause = reply->reset - (long)time(NULL) + 1;
        else if (status == 429) pause = 1L << tried;
        if (pause < 0) pause = 1;
    } else if (calls[head->call].list && (status == 0 || status >= 500)) pause = 1L << tried;
    return pause > WAIT_SECONDS || time(NULL) + pause > p->deadline ? 0 : pause;
}

/* Every "id": NUMBER of an answer. Inside a JSON string the quotes would be escaped, so no comment can smuggle one in. */
static void remember_ids(struct poster *p, struct str body)
{
    for (size_t at = str_find(body, STR("\"id\""), 0); at != SIZE_MAX; at = str_find(body, STR("\"id\""), at + 4)) {
        size_t i = at + 4;
        uint64_t id = 0;
        while (i < body.len && (isspace((unsigned char)body.s[i]) || body.s[i] == ':')) i++;
        while (i < body.len && isdigit((unsigned char)body.s[i]) && id < UINT64_MAX / 10 - 1) id = id * 10 + (uint64_t)(body.s[i++] - '0');
        if (p->n_ids == p->cap_ids) {
            size_t cap = p->cap_ids ? 2 * p->cap_ids : 256;
            uint64_t *grown = (uint64_t *)realloc(p->ids, cap * sizeof *grown);
            if (!grown) return;
            p->ids = grown, p->cap_ids = cap;
        }
        p->ids[p->n_ids++] = id;
    }
}

static bool has_id(const struct poster *p, uint64_t id)
{
    for (size_t i = 0; i < p->n_ids; i++)
        if (p->ids[i] == id) return true;
    return false;
}

static bool answer(int fd, long status, struct str body)
{
    struct answer_head head = {(int32_t)status, (uint32_t)body.len};
    return send_all(fd, &head, sizeof head) && send_all(fd, body.s, body.len);
}

static bool perform(struct poster *p, int fd, const struct request_head *head, const char *body)
{
    char url[2048];
    if (!make_url(p, head, url, sizeof url)) return answer(fd, 0, STR("the address is too long"));
    for (unsigned tried = 0;; tried++) {
        struct reply reply = {.body = buf_new(GITHUB_ANSWER_MAX), .retry_after = -1, .remaining = -1, .reset = -1};
        long status = 0;
        set_options(p, url, head, body, &reply);
        CURLcode code = p->lib.perform(p->curl);
        if (code == CURLE_OK) p->lib.getinfo(p->curl, CURLINFO_RESPONSE_CODE, &status);
        long pause = tried + 1 < TRIES ? pause_before(p, head, status, &reply, tried) : 0;
        if (pause == 0) {
            struct str text = status ? (struct str){reply.body.s ? reply.body.s : "", reply.body.len} : str_of(p->lib.strerror(code));
            if (status == 200 && calls[head->call].list) remember_ids(p, text);
            bool ok = answer(fd, status, text);
            buf_free(&reply.body);
            return ok;
        }
        buf_free(&reply.body);
        sleep((unsigned)pause);
    }
}

/* One request after the other, until the other side is gone. What it may not ask for ends the conversation. */
static void serve(struct poster *p, int fd)
{
    bool loaded = load(p);
    p->number = p->place->number;
    for (;;) {
        struct request_head head;
        if (!read_all(fd, &head, sizeof head)) return;
        if (head.call == CALL_START && p->number == 0 && head.id > 0 && head.id < UINT32_MAX && head.length == 0) {
            p->number = head.id;
            continue;
        }
        if (head.call >= GITHUB_CALLS || p->number == 0 || head.length > GITHUB_BODY_MAX || (calls[head.call].list && (head.length || head.id == 0))) return;
        char *body = (char *)malloc((size_t)head.length + 1);
        if (!body || !read_all(fd, body, head.length)) return;
        body[head.length] = '\0';
        if (p->deadline == 0) p->deadline = time(NULL) + ALL_SECONDS;   /* from the first call: judging may take its time */
        bool ok = !loaded ? answer(fd, 0, STR("libcurl (libcurl.so.4) is not installed"))
                : calls[head.call].existing && !has_id(p, head.id) ? answer(fd, 404, STR("{\"message\":\"not of this pull request\"}"))
                                                                   : perform(p, fd, &head, body);
        free(body);
        if (!ok) return;
    }
}

static _Noreturn void child(const struct github_place_of *place, int fd)
{
    struct poster poster = {.place = place};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_DUMPABLE, 0);   /* no other process of this user reads the token out of it */
    for (int i = 0; null >= 0 && i < 3; i++) dup2(null, i);   /* the report's pipes end with the scan, not with this process */
    serve(&poster, fd);
    _exit(0);
}

/* --- the parent --- */

struct github_poster { int fd; pid_t pid; };

static bool is_name(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i]) && !strchr("-._", s[i])) return false;
    return n > 0 && n < 200 && strspn(s, ".") < n;
}

/* In clear only to this machine: the token travels with every call. */
static bool is_safe(const char *api)
{
    static const char *const here[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    for (size_t i = 0; i < COUNT_OF(here); i++) {
        size_t n = strlen(here[i]);
        if (strncmp(api, here[i], n) == 0 && (api[n] == ':' || api[n] == '/' || api[n] == '\0') && !strchr(api, '@')) return true;
    }
    return strncmp(api, "https://", 8) == 0 && !strpbrk(api, "@?# \r\n");
}

static const char *check(const struct github_place_of *place)
{
    const char *slash = strchr(place->repository, '/');
    size_t n = strlen(place->token);
    if (!slash || !is_name(place->repository, (size_t)(slash - place->repository)) || !is_name(slash + 1, strlen(slash + 1))) return "GITHUB_REPOSITORY is not OWNER/NAME";
    if (!is_safe(place->api) || strlen(place->api) > 1000) return "GITHUB_API_URL is no https address";
    if (n == 0 || n > 500) return "GITHUB_TOKEN is not set";
    for (size_t i = 0; i < n; i++)
        if (!isgraph((unsigned char)place->token[i])) return "GITHUB_TOKEN is no token";
    return NULL;
}

struct github_poster *github_poster_start(struct arena *arena, const struct github_place_of *place, const char **why)
{
    int pair[2];
    struct github_poster *poster = (struct github_poster *)arena_alloc(arena, sizeof *poster);
    if ((*why = check(place))) return NULL;
    *why = "the process for it cannot be started";
    if (!poster || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return NULL;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(pair[0]);
        child(place, pair[1]);
    }
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return NULL;
    }
    *poster = (struct github_poster){pair[0], pid};
    *why = NULL;
    return poster;
}

bool github_poster_number(struct github_poster *poster, uint64_t number)
{
    struct request_head head = {CALL_START, 0, number};
    return send_all(poster->fd, &head, sizeof head);
}

bool github_poster_ask(void *context, struct arena *arena, const struct github_request *request, struct github_answer *out)
{
    struct github_poster *poster = (struct github_poster *)context;
    struct request_head head = {(uint32_t)request->call, (uint32_t)request->body.len, request->id};
    struct answer_head got;
    struct pollfd ready = {poster->fd, POLLIN, 0};
    *out = (struct github_answer){0, STR("the process that makes the calls has ended")};
    if (request->body.len > GITHUB_BODY_MAX) return true;
    if (!send_all(poster->fd, &head, sizeof head) || !send_all(poster->fd, request->body.s, request->body.len)) return true;
    if (poll(&ready, 1, (ALL_SECONDS + (int)CALL_SECONDS) * 1000) <= 0) {
        out->body = STR("no answer in time");
        return true;
    }
    if (!read_all(poster->fd, &got, sizeof got) || got.length > GITHUB_ANSWER_MAX) return true;
    char *body = (char *)arena_alloc(arena, (size_t)got.length + 1);
    if (!body) return false;
    if (!read_all(poster->fd, body, got.length)) return true;
    body[got.length] = '\0';
    *out = (struct github_answer){got.status, {body, got.length}};
    return true;
}

void github_poster_end(struct github_poster *poster)
{
    close(poster->fd);
    kill(poster->pid, SIGTERM);   /* it keeps nothing that would have to be finished */
    while (waitpid(poster->pid, NULL, 0) < 0 && errno == EINTR) {}
}
