/* rego/builtins/template_tree.h: Go's text/template as a tree. Everything lives in the query's arena. */
#ifndef RAMPART_REGO_BUILTINS_TEMPLATE_TREE_H
#define RAMPART_REGO_BUILTINS_TEMPLATE_TREE_H

#include "rego/builtins/common.h"

#define TEMPLATE_MAX_DEPTH 200

enum template_arg_kind { ARG_DOT, ARG_NIL, ARG_BOOL, ARG_INT, ARG_FLOAT, ARG_STRING, ARG_VARIABLE, ARG_FUNCTION, ARG_PIPE };

struct template_pipe;

/* One operand, with the fields taken from it: $x.a.b is a variable with two fields, .a a dot with one. */
struct template_arg {
    enum template_arg_kind kind;
    struct str text;                /* a string, the name of a variable ("$x") or function */
    bool truth;
    int64_t integer;
    double real;
    struct template_pipe *pipe;
    struct str *fields;
    size_t n_fields;
    struct template_arg *next;
};

struct template_command { struct template_arg *args; struct template_command *next; };

/* $a, $b := command | command */
struct template_pipe { struct str names[2]; size_t n_names; bool assign; struct template_command *commands; };

enum template_kind { NODE_TEXT, NODE_ACTION, NODE_IF, NODE_RANGE, NODE_WITH, NODE_TEMPLATE, NODE_BREAK, NODE_CONTINUE };

struct template_node {
    enum template_kind kind;
    struct str text;                /* the text, or the template's name */
    struct template_pipe *pipe;     /* NULL: none */
    struct template_node *body, *otherwise, *next;
};

struct template_definition { struct str name; struct template_node *body; struct template_definition *next; };

/* False with `why` filled. */
bool template_parse(struct arena *arena, struct str text, struct template_node **body, struct template_definition **definitions, char *why,
                    size_t room);
bool template_is_function(struct str name);

#endif
