/* aws/shapes.h: a model's shapes as the protocols see them: a reference's traits before its shape's. Internal to aws/. */
#ifndef RAMPART_AWS_SHAPES_H
#define RAMPART_AWS_SHAPES_H

#include "aws/model.h"

enum aws_type {
    AWS_STRUCTURE, AWS_LIST, AWS_MAP, AWS_STRING, AWS_BLOB, AWS_BOOLEAN, AWS_INTEGER, AWS_FLOAT, AWS_TIMESTAMP, AWS_DOCUMENT,
    AWS_NO_TYPE   /* the model lacks the shape */
};

struct aws_member {
    const struct aws_service *service;
    struct value reference, shape;   /* reference VALUE_NONE: the shape itself */
    enum aws_type type;
};

#define AWS_MAX_DEPTH 200   /* of parameters and of answers: the protocols recurse */

struct aws_member aws_member(const struct aws_service *service, struct value reference);
/* A member of a structure by its name; type AWS_NO_TYPE without one. */
struct aws_member aws_member_named(const struct aws_member *structure, struct str name);
/* "member" of a list, "key" and "value" of a map. */
struct aws_member aws_member_part(const struct aws_member *container, const char *part);
/* The members of a structure, an object of references; empty for anything else. */
struct value aws_members(const struct aws_member *structure);
/* VALUE_NONE when neither the reference nor the shape has the trait. */
struct value aws_trait(const struct aws_member *member, const char *name);
bool aws_trait_true(const struct aws_member *member, const char *name);
struct str aws_trait_text(const struct aws_member *member, const char *name, struct str otherwise);
/* The reference's locationName, or else this: what a shape says of itself names a document's root only. */
struct str aws_wire_name(const struct aws_member *member, struct str otherwise);
/* Does the member travel in the header, the path, the query or the status instead of the body? */
bool aws_is_bound(const struct aws_member *member);
/* The operation's input or output as a member (the reference has traits, too). */
struct aws_member aws_input(const struct aws_operation *operation);
struct aws_member aws_output(const struct aws_operation *operation);

#endif
