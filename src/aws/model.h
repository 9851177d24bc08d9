/* aws/model.h: AWS's own service models: every operation of every service, as botocore ships them, without their prose.
 * They are packed at build time (one compressed blob a service) into the binary; a service is unpacked when it is first asked for and then kept.
 * Threads: a struct aws_models may be shared; what it hands out is immutable and lives as long as it. */
#ifndef RAMPART_AWS_MODEL_H
#define RAMPART_AWS_MODEL_H

#include "aws/aws_errors.h"
#include "value/value.h"

enum aws_protocol { AWS_EC2, AWS_QUERY, AWS_JSON, AWS_REST_JSON, AWS_REST_XML, AWS_RPC_CBOR };   /* json: 1.0 and 1.1, see json_version */

struct aws_service {
    const char *name;              /* as awscli and botocore call it: s3, iam, elbv2 */
    enum aws_protocol protocol;    /* the first of the model's protocols that we speak */
    const char *service_id;        /* "S3", "IAM": decides AWS_ENDPOINT_URL_S3 and the like */
    const char *endpoint_prefix, *signing_name, *api_version, *target_prefix, *json_version, *xml_namespace;   /* "" where the model has none */
    struct value model;            /* service-2.json: metadata, operations, shapes */
    struct value paginators;       /* of paginators-1.json, by operation; VALUE_NONE without */
    struct value waiters;          /* of waiters-2.json, by name; VALUE_NONE without */
    struct value endpoint_rules;   /* endpoint-rule-set-1.json; VALUE_NONE without */
};

struct aws_operation {
    const struct aws_service *service;
    const char *name;              /* DescribeInstances */
    struct value operation;        /* its object in the model */
    struct value input, output;    /* the shapes; VALUE_NONE: it has none */
};

struct aws_models;

MUST_USE struct aws_models *aws_models_new(void);
void aws_models_free(struct aws_models *models);
/* AWS_UNKNOWN_SERVICE with the nearest name as help. */
MUST_USE const struct aws_service *aws_models_service(struct aws_models *models, struct str name, struct error *err);
/* The i-th service's name in order of names; NULL past the end. Unpacks nothing. */
const char *aws_models_name(size_t i);
/* partitions.json and the parts of endpoints.json that are needed, unpacked once. */
MUST_USE bool aws_models_partitions(struct aws_models *models, struct value *out, struct error *err);

/* A service from a model of one's own (tests). `model` must outlive it. */
MUST_USE bool aws_service_from_model(struct arena *arena, const char *name, struct value model, struct aws_service *out, struct error *err);

/* By the model's name or awscli's (ListBuckets, list-buckets). AWS_UNKNOWN_OPERATION with the nearest name as help. */
MUST_USE bool aws_operation_find(struct arena *arena, const struct aws_service *service, struct str name, struct aws_operation *out, struct error *err);
/* The shape a reference {"shape": NAME, ...} leads to; VALUE_NONE when the model lacks it. */
struct value aws_shape(const struct aws_service *service, struct value reference);

#endif
