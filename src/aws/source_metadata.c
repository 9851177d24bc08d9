/* aws/source_metadata.c: credentials of a container (one GET) and of an instance (IMDSv2: a token, the role's name, its credentials). */
#include <stdlib.h>

#include "aws/sources.h"
#include "base/io.h"
#include "value/json.h"

#define TOKEN_MAX (64 * 1024)
#define PAUSE_MS 200

static const struct source_names names = {"AccessKeyId", "SecretAccessKey", "Token", "Expiration"};

bool source_is_safe_url(const char *url)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};
    if (strncmp(url, "https://", 8) == 0) return url[8] && !strchr(url, '@');
    if (strncmp(url, "http://", 7) != 0) return false;
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        size_t n = strlen(hosts[i]);
        if (strncmp(url + 7, hosts[i], n) == 0 && (url[7 + n] == ':' || url[7 + n] == '/' || url[7 + n] == '\0')) return !strchr(url + 7, '@');
    }
    return false;
}

/* --- asking, and asking again --- */

static void ask_failed(struct aws_provider *p, const struct error *err) { source_fails(p, &AWS_CREDENTIALS, "%s", err->message); }

static void ask(struct aws_provider *p, const char *method, const char *path, struct aws_headers *headers, void (*done)(void *, struct http_exchange *))
{
    struct error err = {0};
    const char *url = arena_printf(p->work, "%s%s", p->endpoint, path);
    if (!url || !headers) error_no_memory(&err);
    else {
        p->exchange = (struct http_exchange){.method = method, .url = url, .headers = headers, .connect_timeout_ms = p->timeout_ms, .timeout_ms = p->timeout_ms, .no_proxy = true,
                                             .done = done, .context = p, .arena = p->work};
        if (client_exchange(p->client, &p->exchange, &err)) return;
    }
    ask_failed(p, &err);
}

static void on_pause(void *context)
{
    struct aws_provider *p = context;
    p->fetch(p);   /* from the start */
}

/* True when it is asked again later. */
static bool again(struct aws_provider *p, const struct http_exchange *x)
{
    bool passing = x->failure != HTTP_ANSWERED || x->status >= 500 || x->status == 429;
    if (!passing || ++p->tries >= p->max_tries) return false;
    p->timer.fire = on_pause, p->timer.context = p;
    return client_timer(p->client, &p->timer, timers_now_ms() + PAUSE_MS * p->tries);
}

/* Ends it where the answer is none; else its text. */
static bool has_answer(struct aws_provider *p, struct http_exchange *x, const char *what, struct str *text)
{
    const char *copy = arena_strndup(p->work, x->answer.s ? x->answer.s : "", x->answer.len);
    *text = (struct str){copy, x->answer.len};
    http_exchange_end(x, true);
    if (x->failure == HTTP_ANSWERED && x->status == 200 && copy) return true;
    if (again(p, x)) return false;
    if (x->failure != HTTP_ANSWERED) source_fails(p, &AWS_CREDENTIALS, "%s: %s", what, x->why);
    else source_fails(p, &AWS_CREDENTIALS, "%s answers with status %d", what, x->status);
    return false;
}

static void found(struct aws_provider *p, struct str text, const char *what)
{
    struct value v, code;
    if (!json_read(p->work, text, NULL, &v, NULL, NULL)) { source_fails(p, &AWS_CREDENTIALS, "%s answers with something that is not JSON", what); return; }
    code = value_field(v, "Code");
    if (value_is_string(code) && !str_is(value_str(code), "Success")) { source_fails(p, &AWS_CREDENTIALS, "%s says %.60s", what, value_cstr(code)); return; }
    source_found_in(p, v, &names);
}

/* --- a container --- */

#define CONTAINER "the container's credentials endpoint"

static void on_container(void *context, struct http_exchange *x)
{
    struct aws_provider *p = context;
    struct str text;
    if (has_answer(p, x, CONTAINER, &text)) found(p, text, CONTAINER);
}

void source_container(struct aws_provider *p)
{
    struct aws_headers *headers = arena_zero(p->work, sizeof *headers);
    const char *file = getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"), *token = getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    struct str text = str_of(token);
    struct error err = {0};
    if (file && *file && !io_read_file(p->work, file, TOKEN_MAX, &text, &err)) { source_fails(p, &AWS_CREDENTIALS, "the authorization token: %s", err.message); return; }
    text = text.s ? str_trim(text) : text;
    const char *value = text.len ? arena_strndup(p->work, text.s, text.len) : NULL;
    bool ok = headers && aws_headers_set(p->work, headers, "accept", "application/json") && (!text.len || (value && aws_headers_set(p->work, headers, "authorization", value)));
    ask(p, "GET", "", ok ? headers : NULL, on_container);
}

/* --- an instance --- */

#define INSTANCE "the instance metadata service"
#define ROLES "/latest/meta-data/iam/security-credentials/"

static struct aws_headers *with_token(struct aws_provider *p)
{
    struct aws_headers *headers = arena_zero(p->work, sizeof *headers);
    return headers && aws_headers_set(p->work, headers, "x-aws-ec2-metadata-token", p->imds_token) ? headers : NULL;
}

static void on_instance(void *context, struct http_exchange *x)
{
    struct aws_provider *p = context;
    struct str text;
    if (has_answer(p, x, INSTANCE, &text)) found(p, text, INSTANCE);
}

static void on_role(void *context, struct http_exchange *x)
{
    struct aws_provider *p = context;
    struct str text;
    if (x->failure == HTTP_ANSWERED && x->status == 404) {
        http_exchange_end(x, true);
        source_fails(p, &AWS_NO_CREDENTIALS, "the instance has no role");
        return;
    }
    if (!has_answer(p, x, INSTANCE, &text)) return;
    text = str_trim(text);
    size_t n = 0;
    while (n < text.len && text.s[n] != '\n' && text.s[n] != '/' && (unsigned char)text.s[n] > ' ') n++;
    if (n == 0 || n > 128) { source_fails(p, &AWS_CREDENTIALS, INSTANCE " names no role"); return; }
    p->imds_role = arena_printf(p->work, ROLES "%.*s", (int)n, text.s);
    ask(p, "GET", p->imds_role ? p->imds_role : "", p->imds_role ? with_token(p) : NULL, on_instance);
}

/* Nobody there is the usual case of a machine that is no instance. */
static void on_token(void *context, struct http_exchange *x)
{
    struct aws_provider *p = context;
    struct str text;
    if ((x->failure == HTTP_UNREACHABLE || x->failure == HTTP_TIMED_OUT) && p->tries + 1 >= p->max_tries) {
        http_exchange_end(x, true);
        struct error err = {0};
        error_set(&err, &AWS_NO_CREDENTIALS, "no credentials: not in the environment, not in the profile, not of a container, and no instance metadata service answers");
        error_help(&err, "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        source_failed(p, &err);
        return;
    }
    if (!has_answer(p, x, INSTANCE, &text)) return;
    text = str_trim(text);
    p->imds_token = arena_strndup(p->work, text.s, text.len);
    ask(p, "GET", ROLES, p->imds_token ? with_token(p) : NULL, on_role);
}

void source_instance(struct aws_provider *p)
{
    struct aws_headers *headers = arena_zero(p->work, sizeof *headers);
    bool ok = headers && aws_headers_set(p->work, headers, "x-aws-ec2-metadata-token-ttl-seconds", "21600");
    ask(p, "PUT", "/latest/api/token", ok ? headers : NULL, on_token);
}
