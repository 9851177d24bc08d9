/* live/session.h: what every part of `rampart live` stands on: the models, a client, the collectors, and who we are in AWS. */
#ifndef RAMPART_LIVE_SESSION_H
#define RAMPART_LIVE_SESSION_H

#include "aws/client.h"
#include "inventory/collector.h"

struct live_session {
    struct arena *arena;
    struct aws_models *models;
    struct aws_client *client;
    struct collector_set collectors;
    struct aws_provider *provider;               /* the default credentials */
    const char *account, *partition, *arn;       /* whose they are; NULL before live_session_identify */
    const char *region;                          /* of the environment or the profile; else the partition's main one */
};

struct live_session_options { const char *profile, *endpoint_url; unsigned max_in_flight; bool check; };   /* check: hold the collectors against AWS's models */

/* Makes no call. `s` is to be closed also after a failure. */
MUST_USE bool live_session_open(struct live_session *s, const struct live_session_options *options, struct error *err);
/* sts:GetCallerIdentity. */
MUST_USE bool live_session_identify(struct live_session *s, struct error *err);
void live_session_close(struct live_session *s);

/* The regions that are enabled in an answer of ec2:DescribeRegions, copied, sorted. False: memory. */
MUST_USE bool live_regions_in(struct arena *arena, struct value answer, const char *const **out, size_t *n);
/* The regions that an account has enabled (ec2:DescribeRegions), sorted. */
MUST_USE bool live_regions(struct arena *arena, struct live_session *s, struct aws_provider *provider, const char *account, const char *region, const char *const **out, size_t *n, struct error *err);

#endif
