/* aws/sigv4.c: see sigv4.h. In the order of the guide: canonical request, string to sign, signing key, signature; last the chunks of a streamed body. */
#include "aws/sigv4.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "base/buf.h"

#define STREAMED "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
#define DIGEST SHA256_DIGEST_LENGTH
#define HEX (2 * DIGEST + 1)
#define TEXT_MAX ((size_t)64 << 20)

/* What all steps share. */
struct signing {
    struct arena *arena;
    struct aws_http_request *request;
    const char *host;
    const struct aws_credentials *credentials;
    const struct sigv4_options *options;
    char time[17], day[9];               /* 20150830T123600Z, 20150830 */
    const char *scope, *signed_headers, *payload;
    unsigned char key[DIGEST];
    char signature[HEX];
};

static void hex(const unsigned char *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) *out++ = digits[bytes[i] >> 4], *out++ = digits[bytes[i] & 15];
    *out = '\0';
}

static void sha256_hex(struct str s, char *out)
{
    unsigned char digest[DIGEST];
    SHA256((const unsigned char *)(s.len ? s.s : ""), s.len, digest);
    hex(digest, DIGEST, out);
}

static bool hmac(const void *key, size_t key_len, const char *text, size_t len, unsigned char *out)
{
    return HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text, len, out, NULL) != NULL;
}

static bool hmac_text(const unsigned char *key, const char *text, unsigned char *out) { return hmac(key, DIGEST, text, strlen(text), out); }

/* --- the canonical request --- */

static bool is_unreserved(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

static void encode(struct buf *out, struct str s, const char *also)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.s[i];
        if (is_unreserved(c) || (c && strchr(also, c))) buf_add_char(out, (char)c);
        else buf_add(out, (const char[]){'%', digits[c >> 4], digits[c & 15]}, 3);
    }
}

/* "." and ".." resolved, empty segments dropped, as RFC 3986 has it; the closing slash stays. */
static void normalized(struct buf *out, const char *path)
{
    size_t n = strlen(path);
    buf_add_char(out, '/');
    for (size_t i = 0; i < n;) {
        size_t len = strcspn(path + i, "/");
        if (len == 2 && memcmp(path + i, "..", 2) == 0) {
            while (out->len > 1 && out->s[--out->len - 1] != '/') {}
        } else if (len && !(len == 1 && path[i] == '.')) {
            buf_add(out, path + i, len);
            if (path[i + len] == '/') buf_add_char(out, '/');
        }
        i += len + (path[i + len] == '/');
    }
}

/* What travels is encoded once. S3 signs that; all others sign it encoded once more. */
static void add_path(struct buf *out, const struct signing *s)
{
    const char *path = s->request->path[0] ? s->request->path : "/";
    if (s->options->s3) { encode(out, str_of(path), "/%"); return; }
    struct buf plain = buf_new(TEXT_MAX);
    normalized(&plain, path);
    encode(out, (struct str){plain.s ? plain.s : "", plain.len}, "/");
    out->failed |= plain.failed;
    buf_free(&plain);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* As it is meant, encoded in the one way that counts: %2f and %2F are the same. */
static const char *reencoded(struct arena *arena, struct str s)
{
    char *plain = arena_strndup(arena, s.s, s.len);
    struct buf out = buf_new(TEXT_MAX);
    size_t n = 0;
    if (!plain) return NULL;
    for (size_t i = 0; i < s.len; i++) {
        int high = s.s[i] == '%' && i + 2 < s.len ? digit(s.s[i + 1]) : -1, low = high >= 0 ? digit(s.s[i + 2]) : -1;
        if (low >= 0) plain[n++] = (char)(high * 16 + low), i += 2;
        else plain[n++] = s.s[i];
    }
    encode(&out, (struct str){plain, n}, "");
    const char *text = buf_to_arena(arena, &out);
    buf_free(&out);
    return text;
}

struct pair { const char *name, *value; size_t order; };
struct pairs { struct pair *items; size_t len, cap; };

static int by_name_and_value(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    int c = strcmp(x->name, y->name);
    return c ? c : strcmp(x->value, y->value);
}

static int by_name(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    int c = strcmp(x->name, y->name);
    return c ? c : x->order < y->order ? -1 : x->order > y->order;
}

static bool add_query(struct buf *out, const struct signing *s)
{
    struct pairs pairs = {0};
    const char *q = s->request->query ? s->request->query : "";
    while (*q) {
        size_t n = strcspn(q, "&"), name = 0;
        while (name < n && q[name] != '=') name++;
        if (n) {
            struct pair *p = vec_push(s->arena, &pairs);
            if (!p) return false;
            p->name = reencoded(s->arena, (struct str){q, name});
            p->value = name < n ? reencoded(s->arena, (struct str){q + name + 1, n - name - 1}) : "";
            if (!p->name || !p->value) return false;
        }
        q += n + (q[n] == '&');
    }
    if (pairs.len) qsort(pairs.items, pairs.len, sizeof *pairs.items, by_name_and_value);
    for (size_t i = 0; i < pairs.len; i++) buf_printf(out, "%s%s=%s", i ? "&" : "", pairs.items[i].name, pairs.items[i].value);
    return true;
}

/* What proxies and HTTP libraries add or change on the way. */
static bool is_signed(const char *name)
{
    static const char *const others[] = {"authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (strcasecmp(name, others[i]) == 0) return false;
    return true;
}

/* Lower case; of the value every run of white space is one blank. */
static bool add_header(struct signing *s, struct pairs *headers, const char *name, const char *value)
{
    char *lower = arena_strdup(s->arena, name), *text = arena_strdup(s->arena, value);
    struct pair *p = vec_push(s->arena, headers);
    size_t n = 0;
    if (!lower || !text || !p) return false;
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
    for (const char *c = value; *c; c++) {
        bool blank = *c == ' ' || (*c >= '\t' && *c <= '\r');
        if (!blank) text[n++] = *c;
        else if (n && text[n - 1] != ' ') text[n++] = ' ';
    }
    while (n && text[n - 1] == ' ') n--;
    text[n] = '\0';
    *p = (struct pair){lower, text, headers->len};
    return true;
}

static bool add_headers(struct buf *out, struct signing *s)
{
    struct pairs headers = {0};
    struct buf names = buf_new(TEXT_MAX);
    if (!add_header(s, &headers, "host", s->host)) return false;
    for (size_t i = 0; i < s->request->headers.len; i++) {
        const struct aws_header *h = &s->request->headers.items[i];
        if (strcasecmp(h->name, "host") != 0 && is_signed(h->name) && !add_header(s, &headers, h->name, h->value)) return false;
    }
    qsort(headers.items, headers.len, sizeof *headers.items, by_name);
    for (size_t i = 0; i < headers.len; i++) {
        const struct pair *h = &headers.items[i];
        bool again = i && strcmp(h->name, h[-1].name) == 0;
        if (!again) buf_printf(&names, "%s%s", i ? ";" : "", h->name);
        if (again) buf_printf(out, ",%s", h->value);
        else buf_printf(out, "%s%s:%s", i ? "\n" : "", h->name, h->value);
    }
    s->signed_headers = buf_to_arena(s->arena, &names);
    buf_free(&names);
    buf_printf(out, "\n\n%s\n", s->signed_headers ? s->signed_headers : "");
    return s->signed_headers != NULL;
}

static const char *canonical_request(struct signing *s)
{
    struct buf out = buf_new(TEXT_MAX);
    buf_printf(&out, "%s\n", s->request->method);
    add_path(&out, s);
    buf_add_char(&out, '\n');
    bool ok = add_query(&out, s);
    buf_add_char(&out, '\n');
    ok = ok && add_headers(&out, s);
    buf_puts(&out, s->payload);
    const char *text = ok ? buf_to_arena(s->arena, &out) : NULL;
    buf_free(&out);
    return text;
}

/* --- key and signature --- */

static bool derive_key(struct signing *s)
{
    unsigned char day[DIGEST], region[DIGEST], service[DIGEST];
    size_t n = strlen(s->credentials->secret);
    char *secret = OPENSSL_malloc(n + 5);
    if (!secret) return false;
    snprintf(secret, n + 5, "AWS4%s", s->credentials->secret);
    bool ok = hmac(secret, n + 4, s->day, 8, day) && hmac_text(day, s->options->region, region) && hmac_text(region, s->options->service, service) &&
              hmac_text(service, "aws4_request", s->key);
    OPENSSL_clear_free(secret, n + 5);
    OPENSSL_cleanse(day, sizeof day);
    OPENSSL_cleanse(region, sizeof region);
    OPENSSL_cleanse(service, sizeof service);
    return ok;
}

static bool sign_text(struct signing *s, const char *text)
{
    unsigned char digest[DIGEST];
    if (!hmac_text(s->key, text, digest)) return false;
    hex(digest, DIGEST, s->signature);
    return true;
}

static bool set(struct signing *s, const char *name, const char *value) { return value && aws_headers_set(s->arena, &s->request->headers, name, value); }

/* --- a streamed body: each chunk is signed, with the signature before it --- */

#define CHUNK_HEAD ";chunk-signature="

static size_t hex_length(size_t n)
{
    size_t digits = 1;
    while (n >>= 4) digits++;
    return digits;
}

static size_t chunk_bytes(size_t n) { return hex_length(n) + sizeof CHUNK_HEAD - 1 + 2 * DIGEST + 2 + n + 2; }

/* Of all chunks, the empty one that ends them among them. */
static size_t chunked_length(size_t body, size_t chunk)
{
    return body / chunk * chunk_bytes(chunk) + (body % chunk ? chunk_bytes(body % chunk) : 0) + chunk_bytes(0);
}

static bool announce_chunks(struct signing *s)
{
    size_t body = s->request->body.len;
    const char *before = aws_headers_get(&s->request->headers, "content-encoding");
    return set(s, "content-encoding", before && *before ? arena_printf(s->arena, "aws-chunked,%s", before) : "aws-chunked") &&
           set(s, "x-amz-decoded-content-length", arena_printf(s->arena, "%zu", body)) &&
           set(s, "content-length", arena_printf(s->arena, "%zu", chunked_length(body, s->options->chunk)));
}

static bool sign_chunk(struct signing *s, struct str chunk)
{
    char empty[HEX], content[HEX];
    sha256_hex(STR(""), empty);
    sha256_hex(chunk, content);
    const char *text = arena_printf(s->arena, "AWS4-HMAC-SHA256-PAYLOAD\n%s\n%s\n%s\n%s\n%s", s->time, s->scope, s->signature, empty, content);
    return text && sign_text(s, text);
}

static bool cut_into_chunks(struct signing *s)
{
    struct str body = s->request->body;
    size_t room = chunked_length(body.len, s->options->chunk);
    char *out = arena_alloc(s->arena, room + 1), *p = out;
    if (!out) return false;
    for (size_t at = 0, n = 1; n; at += n) {
        n = body.len - at < s->options->chunk ? body.len - at : s->options->chunk;
        if (!sign_chunk(s, (struct str){body.s + at, n})) return false;
        p += snprintf(p, room + 1 - (size_t)(p - out), "%zx" CHUNK_HEAD "%s\r\n", n, s->signature);
        if (n) memcpy(p, body.s + at, n);
        memcpy(p + n, "\r\n", 2);
        p += n + 2;
    }
    s->request->body = (struct str){out, (size_t)(p - out)};
    return true;
}

/* --- all of it --- */

static bool add_own_headers(struct signing *s)
{
    const struct sigv4_options *o = s->options;
    char *payload = arena_alloc(s->arena, HEX);
    if (!payload) return false;
    sha256_hex(s->request->body, payload);
    s->payload = o->chunk ? STREAMED : o->unsigned_payload ? "UNSIGNED-PAYLOAD" : payload;
    if (!set(s, "x-amz-date", arena_strdup(s->arena, s->time))) return false;
    if (s->credentials->token && !set(s, "x-amz-security-token", s->credentials->token)) return false;
    if (o->chunk && !announce_chunks(s)) return false;
    return !(o->s3 || o->chunk) || set(s, "x-amz-content-sha256", s->payload);
}

static bool work(struct signing *s, struct sigv4_texts *texts)
{
    char digest[HEX];
    s->scope = arena_printf(s->arena, "%s/%s/%s/aws4_request", s->day, s->options->region, s->options->service);
    if (!s->scope || !add_own_headers(s)) return false;
    const char *canonical = canonical_request(s);
    if (!canonical) return false;
    sha256_hex(str_of(canonical), digest);
    const char *to_sign = arena_printf(s->arena, "AWS4-HMAC-SHA256\n%s\n%s\n%s", s->time, s->scope, digest);
    if (!to_sign || !derive_key(s) || !sign_text(s, to_sign)) return false;
    if (texts) *texts = (struct sigv4_texts){canonical, to_sign};
    return set(s, "authorization", arena_printf(s->arena, "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s", s->credentials->key_id, s->scope,
                                                s->signed_headers, s->signature)) &&
           (!s->options->chunk || cut_into_chunks(s));
}

bool sigv4_sign(struct arena *arena, struct aws_http_request *request, const char *host, const struct aws_credentials *credentials,
                const struct sigv4_options *options, struct sigv4_texts *texts, struct error *err)
{
    struct signing s = {.arena = arena, .request = request, .host = host, .credentials = credentials, .options = options};
    time_t now = (time_t)options->now;
    struct tm utc;
    if (!gmtime_r(&now, &utc) || utc.tm_year < 70 || utc.tm_year > 8099) return error_set(err, &AWS_PARAMETER, "%lld is no time to sign at", (long long)options->now);
    strftime(s.time, sizeof s.time, "%Y%m%dT%H%M%SZ", &utc);
    memcpy(s.day, s.time, 8);
    bool ok = work(&s, texts);
    OPENSSL_cleanse(s.key, sizeof s.key);
    return ok || error_no_memory(err);
}
