/* A server on loopback that says what a table has: for the client, AWS. One connection, one answer. */
#ifndef RAMPART_TESTS_UNIT_INVENTORY_SERVER_H
#define RAMPART_TESTS_UNIT_INVENTORY_SERVER_H

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The first whose texts are both in the request (header or body) is the answer; with `times`, only so often. */
struct answer { const char *match, *also; int status; const char *body; unsigned times; };
struct server { int listening; char url[64]; const struct answer *answers; size_t n; pthread_t thread; unsigned hits[64], lost; };

static inline size_t server_read(int fd, char *text, size_t room)
{
    size_t n = 0, whole = 0;
    while (n + 1 < room) {
        ssize_t got = read(fd, text + n, room - n - 1);
        if (got <= 0) break;
        text[n += (size_t)got] = 0;
        const char *end = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "content-length:");
        if (end) whole = (size_t)(end - text) + 4 + (length && length < end ? strtoul(length + 15, NULL, 10) : 0);
        if (whole && n >= whole) break;
    }
    return n;
}

static inline void server_answer(struct server *s, int fd)
{
    static const char none[] = "HTTP/1.1 400 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    char text[16384], head[256];
    if (!server_read(fd, text, sizeof text)) return;
    for (size_t i = 0; i < s->n; i++) {
        const struct answer *a = &s->answers[i];
        if (!strstr(text, a->match) || (a->also && !strstr(text, a->also))) continue;
        if (a->times && s->hits[i] >= a->times) continue;
        s->hits[i]++;
        int n = snprintf(head, sizeof head, "HTTP/1.1 %d x\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", a->status, strlen(a->body));
        if (write(fd, head, (size_t)n) < 0 || write(fd, a->body, strlen(a->body)) < 0) return;
        return;
    }
    s->lost++;
    fprintf(stderr, "nobody answers: %.*s\n", 1500, text);
    if (write(fd, none, sizeof none - 1) < 0) return;
}

static inline void *server_run(void *context)
{
    struct server *s = (struct server *)context;
    for (int fd; (fd = accept(s->listening, NULL, NULL)) >= 0; close(fd)) server_answer(s, fd);
    return NULL;
}

static inline bool server_start(struct server *s, const struct answer *answers, size_t n)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    *s = (struct server){.listening = socket(AF_INET, SOCK_STREAM, 0), .answers = answers, .n = n};
    if (s->listening < 0 || bind(s->listening, (struct sockaddr *)&at, sizeof at) || listen(s->listening, 64) || getsockname(s->listening, (struct sockaddr *)&at, &size)) return false;
    snprintf(s->url, sizeof s->url, "http://127.0.0.1:%d", ntohs(at.sin_port));
    return pthread_create(&s->thread, NULL, server_run, s) == 0;
}

static inline void server_stop(struct server *s)
{
    shutdown(s->listening, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listening);
}

#endif
