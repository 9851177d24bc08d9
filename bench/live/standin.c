/* bench/live/standin.c: an AWS that answers at once: STS, and S3 with the same number of buckets in each account (told by the key id, which ends in the account). A bucket's
 * versioning is another each time it is asked for, so that every reading is a change.  usage: standin BUCKETS [ACCOUNT BUCKETS]; prints its port. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 1024
struct peer { int fd; size_t n; char in[32768]; };
static unsigned turns[65536];

static void answer(struct peer *p, int status, const char *body)
{
    static char out[1 << 20];
    int n = snprintf(out, sizeof out, "HTTP/1.1 %d OK\r\nContent-Type: application/xml\r\nContent-Length: %zu\r\n\r\n%s", status, strlen(body), body);
    for (int at = 0; at < n;) {
        ssize_t k = send(p->fd, out + at, (size_t)(n - at), MSG_NOSIGNAL);
        if (k > 0) at += (int)k;
        else if (errno != EAGAIN && errno != EINTR) return;
    }
}

static void none(struct peer *p, const char *code)
{
    char body[200];
    snprintf(body, sizeof body, "<Error><Code>%s</Code><Message>none</Message></Error>", code);
    answer(p, 404, body);
}

static const char *account_of(const char *head)
{
    static char account[13];
    const char *key = strstr(head, "Credential=");
    const char *end = key ? strchr(key, '/') : NULL;
    snprintf(account, sizeof account, "%.12s", end ? end - 12 : "000000000000");
    return account;
}

static void list(struct peer *p, const char *account, int buckets)
{
    static char body[1 << 20];
    int n = snprintf(body, sizeof body, "<ListAllMyBucketsResult><Buckets>");
    for (int i = 0; i < buckets; i++) n += snprintf(body + n, sizeof body - (size_t)n, "<Bucket><Name>b-%s-%d</Name><CreationDate>2026-01-01T00:00:00Z</CreationDate></Bucket>", account, i);
    snprintf(body + n, sizeof body - (size_t)n, "</Buckets></ListAllMyBucketsResult>");
    answer(p, 200, body);
}

static unsigned slot(const char *path)
{
    unsigned h = 2166136261u;
    for (; *path && *path != '?'; path++) h = (h ^ (unsigned char)*path) * 16777619u;
    return h % 65536;
}

static void sts(struct peer *p, const char *body, const char *account)
{
    char out[900], role[13] = "000000000000";
    const char *arn = strstr(body, "iam%3A%3A");
    if (arn) snprintf(role, sizeof role, "%.12s", arn + 9);
    if (strstr(body, "Action=AssumeRole"))
        snprintf(out, sizeof out, "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA%s</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
                 "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>a</Arn><AssumedRoleId>i</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>", role);
    else snprintf(out, sizeof out, "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>%s</Account><Arn>arn:aws:iam::%s:user/u</Arn><UserId>u</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>", account, account);
    answer(p, 200, out);
}

static void s3(struct peer *p, const char *path, const char *account, int buckets)
{
    static const struct { const char *query; int status; const char *body; } rows[] = {
        {"location", 200, "<LocationConstraint>eu-west-1</LocationConstraint>"}, {"tagging", 404, "NoSuchTagSet"}, {"policy", 404, "NoSuchBucketPolicy"}, {"policyStatus", 404, "NoSuchBucketPolicy"},
        {"cors", 404, "NoSuchCORSConfiguration"}, {"lifecycle", 404, "NoSuchLifecycleConfiguration"}, {"website", 404, "NoSuchWebsiteConfiguration"},
        {"replication", 404, "ReplicationConfigurationNotFoundError"}, {"object-lock", 404, "ObjectLockConfigurationNotFoundError"},
        {"ownershipControls", 200, "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>"},
        {"publicAccessBlock", 200, "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy>"
                                   "<RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>"},
        {"encryption", 200, "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"},
        {"acl", 200, "<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList></AccessControlList></AccessControlPolicy>"},
    };
    const char *query = strchr(path, '?');
    size_t n = query ? strcspn(query + 1, "&= ") : 0;
    if (strcmp(path, "/") == 0 || strncmp(path, "/?", 2) == 0) return list(p, account, buckets);
    if (n == 10 && strncmp(query + 1, "versioning", 10) == 0)
        return answer(p, 200, turns[slot(path)]++ % 2 ? "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>" : "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>");
    for (size_t i = 0; query && i < sizeof rows / sizeof *rows; i++)
        if (strlen(rows[i].query) == n && strncmp(query + 1, rows[i].query, n) == 0) return rows[i].status == 200 ? answer(p, 200, rows[i].body) : none(p, rows[i].body);
    answer(p, 200, "<Answer></Answer>");
}

int main(int argc, char **argv)
{
    static struct peer *peers[65536];
    int buckets = argc > 1 ? atoi(argv[1]) : 10, own = argc > 3 ? atoi(argv[3]) : buckets, one = 1;
    int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    if (bind(server, (struct sockaddr *)&at, sizeof at) || listen(server, 4096) || getsockname(server, (struct sockaddr *)&at, &size)) return 1;
    struct epoll_event e = {.events = EPOLLIN, .data.fd = server}, got[MOST];
    epoll_ctl(epoll, EPOLL_CTL_ADD, server, &e);
    printf("%u\n", ntohs(at.sin_port));
    fflush(stdout);
    for (;;) {
        int n = epoll_wait(epoll, got, MOST, -1);
        for (int i = 0; i < n; i++) {
            int fd = got[i].data.fd;
            if (fd == server) {
                while ((fd = accept4(server, NULL, NULL, SOCK_NONBLOCK)) >= 0 && fd < 65536) {
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    struct epoll_event in = {.events = EPOLLIN, .data.fd = fd};
                    peers[fd] = (struct peer *)calloc(1, sizeof *peers[fd]);
                    peers[fd]->fd = fd;
                    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &in);
                }
                continue;
            }
            struct peer *p = peers[fd];
            ssize_t k = recv(fd, p->in + p->n, sizeof p->in - 1 - p->n, 0);
            if (k <= 0) {
                close(fd);
                free(p);
                continue;
            }
            p->n += (size_t)k;
            p->in[p->n] = '\0';
            for (char *end; (end = strstr(p->in, "\r\n\r\n"));) {
                const char *length = strcasestr(p->in, "\r\ncontent-length:");
                size_t body = length && length < end ? strtoul(length + 17, NULL, 10) : 0, all = (size_t)(end + 4 - p->in) + body;
                if (p->n < all) break;
                char path[600], method[10], head[4096], kept = p->in[all];
                p->in[all] = '\0';
                snprintf(head, sizeof head, "%.*s", (int)(end - p->in), p->in);
                if (sscanf(head, "%9s %599s", method, path) != 2) return 2;
                const char *account = account_of(head);
                if (strcmp(method, "POST") == 0) sts(p, end + 4, account);
                else s3(p, path, account, argc > 3 && strcmp(account, argv[2]) == 0 ? own : buckets);
                p->in[all] = kept;
                memmove(p->in, p->in + all, p->n - all + 1);
                p->n -= all;
            }
        }
    }
}
