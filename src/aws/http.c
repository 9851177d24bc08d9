/* aws/http.c: see http.h. Idle easy handles are kept: making one costs more than a call's headers. */
#include "aws/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "aws/curl.h"

#define IDLE_MAX 64

struct http {
    struct curl_library lib;
    CURLM *multi;
    CURL *idle[IDLE_MAX];
    size_t n_idle;
    struct http_exchange *first;    /* in flight */
    const char *ca_bundle;
};

struct http *http_new(unsigned max_idle, const char *ca_bundle, struct error *err)
{
    struct http *http = (struct http *)calloc(1, sizeof *http);
    if (!http) { error_no_memory(err); return NULL; }
    http->ca_bundle = ca_bundle;
    if (!curl_library_open(&http->lib)) {
        error_set(err, &AWS_CONNECTION, "libcurl (libcurl.so.4) is not installed, or too old");
        free(http);
        return NULL;
    }
    http->multi = http->lib.multi_init();
    if (!http->multi) {
        free(http);
        error_no_memory(err);
        return NULL;
    }
    http->lib.multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)max_idle);
    return http;
}

static void unlink_exchange(struct http *http, struct http_exchange *x)
{
    if (x->previous) x->previous->next = x->next;
    else http->first = x->next;
    if (x->next) x->next->previous = x->previous;
    x->previous = x->next = NULL;
}

static void release(struct http *http, struct http_exchange *x)
{
    http->lib.multi_remove(http->multi, x->easy);
    http->lib.free_all(x->list);
    http->lib.reset(x->easy);   /* no pointer into the exchange is left in it */
    if (http->n_idle < IDLE_MAX) http->idle[http->n_idle++] = x->easy;
    else http->lib.cleanup(x->easy);
    x->easy = x->list = NULL;
    unlink_exchange(http, x);
}

void http_free(struct http *http)
{
    if (!http) return;
    while (http->first) release(http, http->first);
    while (http->n_idle) http->lib.cleanup(http->idle[--http->n_idle]);
    http->lib.multi_cleanup(http->multi);
    free(http);
}

/* --- what libcurl calls --- */

static size_t on_body(char *bytes, size_t size, size_t n, void *context)
{
    return buf_add(&((struct http_exchange *)context)->answer, bytes, size * n) ? size * n : 0;
}

/* A status line begins anew: what came before it was an interim answer. */
static size_t on_header(char *bytes, size_t size, size_t n, void *context)
{
    struct http_exchange *x = (struct http_exchange *)context;
    struct str line = str_trim((struct str){bytes, size * n});
    if (str_has_prefix(line, STR("HTTP/"))) x->answer_headers.len = 0;
    const char *colon = line.len ? memchr(line.s, ':', line.len) : NULL;
    if (!colon) return size * n;
    if ((x->header_bytes += line.len) > HTTP_HEADERS_MAX) return 0;
    struct str value = str_trim((struct str){colon + 1, line.len - (size_t)(colon + 1 - line.s)});
    struct aws_header *h = vec_push(x->arena, &x->answer_headers);
    if (!h) return 0;
    h->name = arena_strndup(x->arena, line.s, (size_t)(colon - line.s));
    h->value = arena_strndup(x->arena, value.s, value.len);
    if (h->name && h->value) return size * n;
    x->answer_headers.len--;
    return 0;
}

/* --- starting --- */

static bool append(struct http *http, struct http_exchange *x, const char *line)
{
    struct curl_slist *longer = http->lib.append(x->list, line);
    if (longer) x->list = longer;
    return longer != NULL;
}

/* libcurl's own additions are switched off by a name without a value; a header that is to be empty ends in ';'. */
static bool add_headers(struct http *http, struct http_exchange *x, struct error *err)
{
    for (size_t i = 0; x->headers && i < x->headers->len; i++) {
        const struct aws_header *h = &x->headers->items[i];
        if (strpbrk(h->name, "\r\n:") || strpbrk(h->value, "\r\n")) return error_set(err, &AWS_PARAMETER, "the value of the header %.60s has a line end in it", h->name);
        size_t n = strlen(h->name) + strlen(h->value) + 4;
        char *line = (char *)malloc(n);
        if (!line) return error_no_memory(err);
        if (h->value[0]) snprintf(line, n, "%s: %s", h->name, h->value);
        else snprintf(line, n, "%s;", h->name);
        bool ok = append(http, x, line);
        explicit_bzero(line, n);
        free(line);
        if (!ok) return error_no_memory(err);
    }
    if (!append(http, x, "Expect:")) return error_no_memory(err);
    if (x->headers && !aws_headers_get(x->headers, "content-type") && !append(http, x, "Content-Type:")) return error_no_memory(err);
    return true;
}

static void set_method(struct http *http, struct http_exchange *x)
{
    bool sends = x->body.len || strcmp(x->method, "POST") == 0 || strcmp(x->method, "PUT") == 0 || strcmp(x->method, "PATCH") == 0;
    if (sends) {
        http->lib.setopt(x->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->body.len);
        http->lib.setopt(x->easy, CURLOPT_POSTFIELDS, x->body.len ? x->body.s : "");
    }
    if (strcmp(x->method, "HEAD") == 0) http->lib.setopt(x->easy, CURLOPT_NOBODY, 1L);
    else if (sends || strcmp(x->method, "GET") != 0) http->lib.setopt(x->easy, CURLOPT_CUSTOMREQUEST, x->method);
}

static void set_options(struct http *http, struct http_exchange *x)
{
    const struct curl_library *lib = &http->lib;
    lib->setopt(x->easy, CURLOPT_URL, x->url);
    lib->setopt(x->easy, CURLOPT_PATH_AS_IS, 1L);         /* it is signed as it is */
    lib->setopt(x->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    lib->setopt(x->easy, CURLOPT_FOLLOWLOCATION, 0L);     /* a signature holds for one host */
    lib->setopt(x->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    lib->setopt(x->easy, CURLOPT_NOSIGNAL, 1L);
    lib->setopt(x->easy, CURLOPT_TCP_KEEPALIVE, 1L);
    lib->setopt(x->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)x->connect_timeout_ms);
    lib->setopt(x->easy, CURLOPT_TIMEOUT_MS, (long)x->timeout_ms);
    lib->setopt(x->easy, CURLOPT_HTTPHEADER, x->list);
    lib->setopt(x->easy, CURLOPT_WRITEFUNCTION, on_body);
    lib->setopt(x->easy, CURLOPT_WRITEDATA, x);
    lib->setopt(x->easy, CURLOPT_HEADERFUNCTION, on_header);
    lib->setopt(x->easy, CURLOPT_HEADERDATA, x);
    lib->setopt(x->easy, CURLOPT_PRIVATE, x);
    if (x->packed) lib->setopt(x->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    if (x->no_proxy) lib->setopt(x->easy, CURLOPT_NOPROXY, "*");
    if (http->ca_bundle) lib->setopt(x->easy, CURLOPT_CAINFO, http->ca_bundle);
    set_method(http, x);
}

bool http_start(struct http *http, struct http_exchange *x, struct error *err)
{
    x->answer = buf_new(HTTP_BODY_MAX);
    x->failure = HTTP_ANSWERED;
    x->status = 0, x->header_bytes = 0, x->answer_headers.len = 0, x->list = NULL;
    x->easy = http->n_idle ? http->idle[--http->n_idle] : http->lib.init();
    if (!x->easy) return error_no_memory(err);
    if (!add_headers(http, x, err)) {
        http->lib.free_all(x->list);
        http->lib.cleanup(x->easy);
        return false;
    }
    set_options(http, x);
    x->previous = NULL, x->next = http->first;
    if (http->first) http->first->previous = x;
    http->first = x;
    if (http->lib.multi_add(http->multi, x->easy) == CURLM_OK) return true;
    release(http, x);
    return error_no_memory(err);
}

void http_cancel(struct http *http, struct http_exchange *x)
{
    if (x->easy) release(http, x);
}

/* --- working --- */

static enum http_failure failure_of(const struct http_exchange *x, CURLcode code)
{
    switch ((int)code) {
    case CURLE_OK: return HTTP_ANSWERED;
    case CURLE_OPERATION_TIMEDOUT: return HTTP_TIMED_OUT;
    case CURLE_COULDNT_CONNECT: case CURLE_COULDNT_RESOLVE_HOST: case CURLE_COULDNT_RESOLVE_PROXY: case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION: case CURLE_URL_MALFORMAT: case CURLE_UNSUPPORTED_PROTOCOL: return HTTP_UNREACHABLE;
    default: return x->answer.failed || x->header_bytes > HTTP_HEADERS_MAX ? HTTP_TOO_LARGE : HTTP_BROKEN;
    }
}

static void finish(struct http *http, const CURLMsg *message)
{
    struct http_exchange *x = NULL;
    long status = 0;
    CURLcode code = message->data.result;
    http->lib.getinfo(message->easy_handle, CURLINFO_PRIVATE, &x);
    http->lib.getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
    x->status = (int)status;
    x->failure = failure_of(x, code);
    x->why = x->failure == HTTP_TOO_LARGE ? "the answer is too large" : http->lib.strerror(code);
    release(http, x);
    x->done(x->context, x);
}

bool http_work(struct http *http, int wait_ms, struct error *err)
{
    int running, left;
    CURLMcode code = http->lib.multi_perform(http->multi, &running);
    CURLMsg *message = code == CURLM_OK ? http->lib.multi_info_read(http->multi, &left) : NULL;
    if (code == CURLM_OK && !message && wait_ms > 0) {
        code = http->lib.multi_poll(http->multi, NULL, 0, wait_ms, NULL);
        if (code == CURLM_OK) code = http->lib.multi_perform(http->multi, &running);
        if (code == CURLM_OK) message = http->lib.multi_info_read(http->multi, &left);
    }
    if (code != CURLM_OK) return code == CURLM_OUT_OF_MEMORY ? error_no_memory(err) : error_set(err, &AWS_CONNECTION, "libcurl fails (%d)", (int)code);
    for (; message; message = http->lib.multi_info_read(http->multi, &left))
        if (message->msg == CURLMSG_DONE) finish(http, message);
    return true;
}

void http_exchange_end(struct http_exchange *x, bool secret)
{
    if (secret && x->answer.s) explicit_bzero(x->answer.s, x->answer.cap);
    buf_free(&x->answer);
}
