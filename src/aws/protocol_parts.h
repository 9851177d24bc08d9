/* aws/protocol_parts.h: the parts of protocol.h's two functions, a file each. Internal to aws/. */
#ifndef RAMPART_AWS_PROTOCOL_PARTS_H
#define RAMPART_AWS_PROTOCOL_PARTS_H

#include "aws/protocol.h"
#include "aws/shapes.h"

/* --- requests --- */

/* Checks parameters against the input shape; *out are they without nulls, with the idempotency token filled in. AWS_PARAMETER with the path. (check.c) */
MUST_USE bool aws_check_params(struct arena *arena, const struct aws_operation *operation, struct value params, const char *token, struct value *out, struct error *err);

/* What the writers share. Parameters have been checked: only memory can run out. */
struct aws_writer { struct arena *arena; const struct aws_operation *operation; struct error *err; };

/* The form of ec2 and query. (write_query.c) */
MUST_USE bool aws_write_query(struct aws_writer *w, struct value params, struct aws_http_request *out);
/* `value` of this shape as JSON. (write_json.c) */
MUST_USE bool aws_write_json(struct aws_writer *w, const struct aws_member *shape, struct value value, struct buf *out);
/* `value` of this shape as an element. (write_xml.c) */
MUST_USE bool aws_write_xml(struct aws_writer *w, const struct aws_member *shape, struct value value, struct str name, struct buf *out);
/* Path, query, headers and body of rest-json and rest-xml. (write_rest.c) */
MUST_USE bool aws_write_rest(struct aws_writer *w, struct value params, struct aws_http_request *out);
/* A scalar as text for forms, headers, paths and XML. False: memory. `time_format`: where the model names none. (write_query.c) */
MUST_USE bool aws_scalar_text(struct aws_writer *w, const struct aws_member *member, struct value v, struct str time_format, struct str *out);
/* Compression and checksums that the operation asks for. (write_extras.c) */
MUST_USE bool aws_write_extras(struct aws_writer *w, struct value params, struct aws_http_request *out);
/* The bytes of a buffer, freed, as text of the arena. */
MUST_USE bool aws_take(struct aws_writer *w, struct buf *buf, struct str *out);

/* --- answers --- */

struct aws_reader { struct arena *arena; const struct aws_operation *operation; const struct aws_http_response *response; struct error *err; };

struct xml_node;
/* (read_json.c, read_xml.c) */
MUST_USE bool aws_read_json(struct aws_reader *r, const struct aws_member *shape, struct value json, unsigned depth, struct value *out);
MUST_USE bool aws_read_xml(struct aws_reader *r, const struct aws_member *shape, const struct xml_node *node, struct value *out);
/* A scalar from the text of an element or a header. AWS_ANSWER naming `what`. (read_xml.c) */
MUST_USE bool aws_read_scalar(struct aws_reader *r, const struct aws_member *shape, struct str text, struct str what, struct value *out);
/* What headers and the status give, added to *fields. (read_rest.c) */
typedef VEC(struct value_pair) aws_fields;
MUST_USE bool aws_read_bound(struct aws_reader *r, const struct aws_member *structure, aws_fields *fields);
/* A body of event stream messages, all of them. (read_events.c) */
MUST_USE bool aws_read_events(struct aws_reader *r, const struct aws_member *stream, aws_fields *initial, const struct aws_member *output, struct value *out);
/* The body as a document; an empty one is *out VALUE_NONE or NULL. */
MUST_USE bool aws_body_json(struct aws_reader *r, struct str body, struct value *out);
MUST_USE bool aws_body_xml(struct aws_reader *r, struct str body, const struct xml_node **out);
/* The service's refusal. (read_fault.c) */
MUST_USE bool aws_read_fault(struct aws_reader *r, struct aws_fault *fault);
/* What S3 and IAM do beyond their models, as botocore's handlers know it. (answer_quirks.c) */
MUST_USE bool aws_quirks_before(struct aws_writer *w, struct value *params);
MUST_USE bool aws_quirks_after(struct aws_reader *r, struct value *result);
MUST_USE bool aws_field_add(struct aws_reader *r, aws_fields *fields, struct str name, struct value v);
/* False, AWS_ANSWER. */
bool aws_bad_answer(struct aws_reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
