#include "aws/shapes.h"

static const struct { const char *name; enum aws_type type; } types[] = {
    {"string", AWS_STRING}, {"structure", AWS_STRUCTURE}, {"list", AWS_LIST}, {"integer", AWS_INTEGER}, {"boolean", AWS_BOOLEAN}, {"timestamp", AWS_TIMESTAMP},
    {"map", AWS_MAP}, {"long", AWS_INTEGER}, {"double", AWS_FLOAT}, {"float", AWS_FLOAT}, {"blob", AWS_BLOB}, {"character", AWS_STRING}, {"byte", AWS_INTEGER},
    {"short", AWS_INTEGER}, {"bigInteger", AWS_INTEGER}, {"bigDecimal", AWS_FLOAT},
};

static enum aws_type type_of(struct value shape)
{
    struct value name = value_field(shape, "type");
    if (!value_is_string(name)) return AWS_NO_TYPE;
    if (value_is_true(value_field(shape, "document"))) return AWS_DOCUMENT;
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_is(value_str(name), types[i].name)) return types[i].type;
    return AWS_NO_TYPE;
}

struct aws_member aws_member(const struct aws_service *service, struct value reference)
{
    struct value shape = aws_shape(service, reference);
    return (struct aws_member){service, reference, shape, type_of(shape)};
}

struct value aws_members(const struct aws_member *structure)
{
    struct value members = value_field(structure->shape, "members");
    return value_is_object(members) ? members : VALUE_NONE;
}

struct aws_member aws_member_named(const struct aws_member *structure, struct str name)
{
    return aws_member(structure->service, value_get_str(value_field(structure->shape, "members"), name));
}

struct aws_member aws_member_part(const struct aws_member *container, const char *part) { return aws_member(container->service, value_field(container->shape, part)); }

struct value aws_trait(const struct aws_member *member, const char *name)
{
    struct value v = value_field(member->reference, name);
    return value_is_none(v) ? value_field(member->shape, name) : v;
}

bool aws_trait_true(const struct aws_member *member, const char *name) { return value_is_true(aws_trait(member, name)); }

struct str aws_trait_text(const struct aws_member *member, const char *name, struct str otherwise)
{
    struct value v = aws_trait(member, name);
    return value_is_string(v) ? value_str(v) : otherwise;
}

struct str aws_wire_name(const struct aws_member *member, struct str otherwise)
{
    struct value v = value_field(member->reference, "locationName");
    return value_is_string(v) ? value_str(v) : otherwise;
}

bool aws_is_bound(const struct aws_member *member) { return value_is_string(aws_trait(member, "location")); }

struct aws_member aws_input(const struct aws_operation *operation) { return aws_member(operation->service, value_field(operation->operation, "input")); }
struct aws_member aws_output(const struct aws_operation *operation) { return aws_member(operation->service, value_field(operation->operation, "output")); }
