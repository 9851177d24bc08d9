/* tests/conformance/aws_sigv4.c: AWS's own cases of Signature Version 4: of NAME.req come NAME.creq, NAME.sts and NAME.authz.
 * NAME.sreq is the request with that header added; it is not looked at, since one of them has the signature of another case.
 *
 * usage: aws_sigv4 DIRECTORY. Prints the cases that fail, then `aws sigv4: N passed, M failed`. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

#include "aws/sigv4.h"
#include "base/io.h"

#define NOW 1440938160   /* 2015-08-30T12:36:00Z */

struct suite { unsigned passed, failed; };

static const struct aws_credentials key = {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", NULL, 0};

/* The text without carriage returns and closing line ends. */
static struct str file_text(struct arena *arena, const char *folder, const char *name, const char *ending)
{
    struct str text = {NULL, 0};
    struct error err = {0};
    if (!io_read_file(arena, arena_printf(arena, "%s/%s.%s", folder, name, ending), 0, &text, &err)) return (struct str){NULL, 0};
    char *out = arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] != '\r') out[n++] = text.s[i];
    out[n] = '\0';
    return (struct str){out, n};
}

static struct str take_line(struct str *rest)
{
    const char *end = memchr(rest->s, '\n', rest->len);
    struct str line = {rest->s, end ? (size_t)(end - rest->s) : rest->len};
    rest->s += line.len + (end != NULL), rest->len -= line.len + (end != NULL);
    return line;
}

/* A line that begins with a blank goes on with the header before it. */
static bool read_headers(struct arena *arena, struct str *rest, struct aws_http_request *out, const char **host)
{
    while (rest->len) {
        struct str line = take_line(rest);
        if (!line.len) return true;
        struct aws_header *last = out->headers.len ? &out->headers.items[out->headers.len - 1] : NULL;
        if ((line.s[0] == ' ' || line.s[0] == '\t') && last) {
            last->value = arena_printf(arena, "%s\n%.*s", last->value, (int)line.len, line.s);
            continue;
        }
        const char *colon = memchr(line.s, ':', line.len);
        if (!colon) return false;
        struct aws_header *h = vec_push(arena, &out->headers);
        h->name = arena_strndup(arena, line.s, (size_t)(colon - line.s));
        h->value = arena_strndup(arena, colon + 1, line.len - (size_t)(colon + 1 - line.s));
        if (strcasecmp(h->name, "host") == 0) *host = h->value, out->headers.len--;
    }
    return true;
}

static bool read_request(struct arena *arena, struct str text, struct aws_http_request *out, const char **host)
{
    struct str line = take_line(&text);
    const char *space = memchr(line.s, ' ', line.len);
    size_t end = line.len;
    while (end && line.s[end - 1] != ' ') end--;
    if (!space || end < 2 || space + 1 > line.s + end - 1) return false;
    struct str target = {space + 1, (size_t)(line.s + end - 1 - (space + 1))};
    const char *question = memchr(target.s, '?', target.len);
    size_t path = question ? (size_t)(question - target.s) : target.len;
    out->method = arena_strndup(arena, line.s, (size_t)(space - line.s));
    out->path = arena_strndup(arena, target.s, path);
    out->query = question ? arena_strndup(arena, question + 1, target.len - path - 1) : "";
    if (!read_headers(arena, &text, out, host)) return false;
    out->body = text;
    return true;
}

static const char *differs(const char *what, struct str want, const char *got)
{
    if (str_eq(str_trim(want), str_trim(str_of(got)))) return NULL;
    printf("--- %s: wanted\n%.*s\n--- got\n%s\n", what, (int)want.len, want.s, got);
    return what;
}

/* A case with a session token names it in the canonical request alone; where it is a header of the request already, nothing is to be added. */
static const char *token_of(struct arena *arena, struct str canonical, struct str request)
{
    size_t at = str_find(canonical, STR("\nx-amz-security-token:"), 0);
    if (at == SIZE_MAX || str_find(request, STR("\nX-Amz-Security-Token:"), 0) != SIZE_MAX) return NULL;
    struct str rest = {canonical.s + at + strlen("\nx-amz-security-token:"), canonical.len - at - strlen("\nx-amz-security-token:")}, line = take_line(&rest);
    return arena_strndup(arena, line.s, line.len);
}

static const char *check(struct arena *arena, const char *folder, const char *name)
{
    struct str request_text = file_text(arena, folder, name, "req"), canonical = file_text(arena, folder, name, "creq"), to_sign = file_text(arena, folder, name, "sts"),
               authorisation = file_text(arena, folder, name, "authz");
    struct aws_http_request request = {0};
    struct sigv4_texts texts;
    struct error err = {0};
    const char *host = "", *wrong;
    const struct sigv4_options options = {.region = "us-east-1", .service = "service", .now = NOW};
    struct aws_credentials credentials = key;
    credentials.token = token_of(arena, canonical, request_text);
    if (!canonical.len || !to_sign.len || !authorisation.len) return "the case expects nothing";
    if (!read_request(arena, request_text, &request, &host)) return "the request cannot be read";
    if (!sigv4_sign(arena, &request, host, &credentials, &options, &texts, &err)) return "it cannot be signed";
    if ((wrong = differs("canonical request", canonical, texts.canonical)) || (wrong = differs("string to sign", to_sign, texts.to_sign))) return wrong;
    return differs("authorization", authorisation, aws_headers_get(&request.headers, "authorization"));
}

static void run_folder(struct suite *suite, const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name, *dot = strrchr(name, '.');
        struct arena *arena = arena_new(0);
        const char *path = arena_printf(arena, "%s/%s", folder, name);
        struct stat st;
        if (name[0] != '.' && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) run_folder(suite, path);
        else if (dot && strcmp(dot, ".req") == 0) {
            const char *wrong = check(arena, folder, arena_strndup(arena, name, (size_t)(dot - name)));
            if (wrong) printf("%s: %s\n", path, wrong);
            *(wrong ? &suite->failed : &suite->passed) += 1;
        }
        arena_free(arena);
        free(entries[i]);
    }
    if (n >= 0) free(entries);
}

int main(int argc, char **argv)
{
    struct suite suite = {0};
    if (argc < 2) return 2;
    run_folder(&suite, argv[1]);
    printf("aws/sigv4: %u passed, %u failed\n", suite.passed, suite.failed);
    return suite.failed || !suite.passed;
}
