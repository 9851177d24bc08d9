/* inventory/collect.h: the calls of one collector in one account and region → resources, and what could not be read.
 *
 * collect_start queues the first calls on the client; the rest follow from its callbacks while aws_client_run works; `done` is called once, when
 * nothing of it is open any more. Many may be under way on one client. Same answers, same result, whatever order they come in. */
#ifndef RAMPART_INVENTORY_COLLECT_H
#define RAMPART_INVENTORY_COLLECT_H

#include "aws/client.h"
#include "inventory/collector.h"
#include "resource/resource.h"

/* What could not be read: a type in a region, or what belongs to one resource. Never silently left out. */
struct collect_gap {
    const char *type, *region;
    const char *parent;            /* address of the resource whose part it is; "": all of the type in this account and region */
    const char *call;              /* s3:GetBucketPolicy, as the model spells it */
    const char *permission;        /* the IAM action that would allow it */
    const char *code, *message;    /* AccessDenied; or the code of an error of ours */
};
struct collect_gaps { struct collect_gap *items; size_t len, cap; };

/* A list that was read to its end: what it did not name is not there. */
struct collect_listing { const char *type, *region, *parent; };   /* region "": of a global service; parent: address, "" without */

struct collect_result {
    struct arena *arena;           /* of all below: the receiver's to keep (set it to NULL) or it is freed after `done` */
    struct resource_list resources;   /* by address, each once */
    VEC(struct collect_listing) listings;
    struct collect_gaps gaps;      /* by type, region, parent, call */
    size_t calls, elsewhere;       /* elsewhere: resources left out since their region is none of `regions` */
    bool out_of_memory;            /* then the rest means nothing */
};

struct collect_request {
    struct aws_client *client;
    const struct collector_set *set;
    struct aws_provider *provider;
    const char *account, *partition;
    const char *region;            /* of the calls; for global services collect_main_region */
    const char *service;           /* the collector */
    const char *type, *id;         /* one type and its children (NULL: all), and of it the resource of this id (NULL: all) */
    const struct resource *parent; /* for a type that is `per` another: of this resource; NULL: of all, which are read anew */
    const char *const *regions; size_t n_regions;   /* where a resource of a global service may be; none: anywhere */
    void (*done)(void *context, struct collect_result *result);
    void *context;
};

/* All of the request must live until `done`. False with `err` (nothing was queued; `done` is not called). */
MUST_USE bool collect_start(const struct collect_request *request, struct error *err);

/* us-east-1, cn-north-1, us-gov-west-1, ...: where a partition's global services are called. */
const char *collect_main_region(const char *partition);

#endif
