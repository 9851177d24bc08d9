/* hcl/parse_body.c: attributes and blocks. */
#include "base/map.h"
#include "hcl/parser.h"

static const char item_wanted[] = "an argument (NAME = VALUE) or a block (NAME { ... }) is expected here";

static struct hcl_body *new_body(struct hcl_parser *p, struct hcl_range range, struct hcl_range end)
{
    struct hcl_body *body = arena_zero(p->arena, sizeof *body);
    if (!body) {
        p->out_of_memory = true;
        return NULL;
    }
    body->range = range;
    body->end = end;
    return body;
}

static struct hcl_range end_of(struct hcl_range range) { return (struct hcl_range){range.file, range.end, range.end}; }

/* NAME = EXPR, NAME read, '=' next. `single`: on one line with its block. */
static bool parse_attribute(struct hcl_parser *p, const struct hcl_token *name, bool single, struct hcl_attribute *out)
{
    struct hcl_range name_range = hcl_token_range(p, name);
    size_t before = p->errors;
    hcl_read(p);
    const struct hcl_expr *expr = hcl_parse_expression(p);
    if (!expr) return false;
    struct hcl_range end = hcl_token_range(p, hcl_previous(p));
    if (hcl_lost(p, before)) {
        hcl_recover_item(p);
    } else if (!single) {
        const struct hcl_token *after = hcl_peek(p);
        if (after->type == T_NEWLINE || after->type == T_EOF) {
            hcl_read(p);
        } else {
            if (after->type == T_COMMA)
                hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, after), "unexpected comma: arguments end with the line and are not separated by commas");
            else
                hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, after), "missing newline after argument '%.*s'", (int)hcl_token_text(p, name).len, hcl_token_text(p, name).s);
            hcl_recover_item(p);
        }
    }
    *out = (struct hcl_attribute){hcl_token_text(p, name), expr, hcl_between(name_range, end), name_range};
    return true;
}

/* The body of NAME { attr = value } on one line; NULL when it is something else, which is reported, or memory is out. */
static struct hcl_body *parse_single(struct hcl_parser *p)
{
    const struct hcl_token *name = hcl_read(p);
    if (name->type != T_IDENT) {
        hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, name), item_wanted);
        hcl_recover_item(p);
        return NULL;
    }
    const struct hcl_token *next = hcl_peek(p);
    if (next->type != T_EQUAL) {
        if (next->type == T_OQUOTE || next->type == T_OBRACE || next->type == T_IDENT)
            hcl_complain(p, &HCL_ERR_SYNTAX, hcl_between(hcl_token_range(p, name), hcl_token_range(p, next)),
                         "a block on one line holds a single argument; a nested block stands on a line of its own");
        else
            hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, name), item_wanted);
        hcl_recover_item(p);
        return NULL;
    }
    struct hcl_attribute attribute;
    if (!parse_attribute(p, name, true, &attribute)) return NULL;
    struct hcl_body *body = new_body(p, attribute.range, end_of(attribute.range));
    struct hcl_attribute *kept = body ? vec_push(p->arena, &body->attributes) : NULL;
    if (!kept) {
        p->out_of_memory = true;
        return NULL;
    }
    *kept = attribute;
    return body;
}

/* The end of a block that began with one argument on the line of its brace. */
static void finish_single(struct hcl_parser *p, struct hcl_range open)
{
    const struct hcl_token *next = hcl_peek(p);
    struct hcl_range range = hcl_token_range(p, next);
    if (next->type == T_CBRACE) {
        hcl_read(p);
        return;
    }
    if (next->type == T_COMMA)
        hcl_complain(p, &HCL_ERR_SYNTAX, range, "a block on one line holds a single argument; write several on a line each");
    else if (next->type == T_NEWLINE)
        hcl_complain(p, &HCL_ERR_SYNTAX, range, "a block whose argument is on the line of its opening brace must be closed on that line");
    else if (next->type == T_EOF)
        hcl_complain_once(p, &HCL_ERR_BLOCK_NOT_CLOSED, open, "the block opened here is not closed before the end of the file");
    else
        hcl_complain_once(p, &HCL_ERR_SYNTAX, range, "a block on one line must end with '}' after its argument");
    hcl_recover(p, T_CBRACE);
}

struct labels { VEC(struct str) names; VEC(struct hcl_range) ranges; };

static bool add_label(struct hcl_parser *p, struct labels *labels, struct str name, struct hcl_range range)
{
    struct str *to = vec_push(p->scratch, &labels->names);
    struct hcl_range *where = vec_push(p->scratch, &labels->ranges);
    if (!to || !where || !name.s) {
        p->out_of_memory = true;
        return false;
    }
    *to = name;
    *where = range;
    return true;
}

/* Labels up to the opening brace, which is read; NULL when there is none, or memory is out. */
static const struct hcl_token *parse_labels(struct hcl_parser *p, struct labels *labels)
{
    for (;;) {
        const struct hcl_token *next = hcl_peek(p);
        struct hcl_range range = hcl_token_range(p, next);
        if (next->type == T_OBRACE) return hcl_read(p);
        if (next->type == T_OQUOTE) {
            struct str label = hcl_parse_label(p, &range);
            if (!add_label(p, labels, label, range)) return NULL;
        } else if (next->type == T_IDENT) {
            hcl_read(p);
            if (!add_label(p, labels, hcl_token_text(p, next), range)) return NULL;
        } else {
            if (next->type == T_EQUAL)
                hcl_complain(p, &HCL_ERR_SYNTAX, range, "'=' belongs to an argument and must not stand in the head of a block");
            else if (next->type == T_NEWLINE)
                hcl_complain(p, &HCL_ERR_SYNTAX, range, "invalid block definition: its '{' must be on the line of its head");
            else
                hcl_complain_once(p, &HCL_ERR_SYNTAX, range, "invalid block definition: a quoted label or '{' is expected here");
            hcl_recover_item(p);
            return NULL;
        }
    }
}

static bool parse_block(struct hcl_parser *p, const struct hcl_token *type, struct hcl_block *out)
{
    struct hcl_range type_range = hcl_token_range(p, type);
    struct labels labels = {0};
    const struct hcl_token *brace = parse_labels(p, &labels);
    if (p->out_of_memory) return false;
    const struct str *names = (const struct str *)arena_copy(p->arena, labels.names.items, labels.names.len * sizeof *names);
    const struct hcl_range *ranges = (const struct hcl_range *)arena_copy(p->arena, labels.ranges.items, labels.ranges.len * sizeof *ranges);
    if (!names || !ranges) return false;
    *out = (struct hcl_block){.type = hcl_token_text(p, type), .labels = names, .label_ranges = ranges,
                              .n_labels = labels.names.len, .type_range = type_range, .header = type_range,
                              .open_brace = type_range, .close_brace = type_range, .range = type_range};
    if (labels.ranges.len) out->header = hcl_between(type_range, labels.ranges.items[labels.ranges.len - 1]);
    if (!brace) {
        out->body = new_body(p, type_range, type_range);
        return out->body != NULL;
    }
    out->open_brace = hcl_token_range(p, brace);
    enum hcl_token_type first = hcl_peek(p)->type;
    if (first == T_NEWLINE || first == T_EOF || first == T_CBRACE) {
        out->body = hcl_parse_body(p, T_CBRACE);
        if (!out->body) return false;
    } else {
        out->body = parse_single(p);
        finish_single(p, out->open_brace);
    }
    out->close_brace = hcl_token_range(p, hcl_previous(p));
    const struct hcl_token *after = hcl_peek(p);
    if (after->type == T_NEWLINE || after->type == T_EOF) {
        hcl_read(p);
    } else {
        hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, after), "missing newline after block definition");
        hcl_recover_item(p);
    }
    if (!out->body) out->body = new_body(p, hcl_between(out->open_brace, out->close_brace), out->close_brace);
    out->range = hcl_between(type_range, out->close_brace);
    return out->body != NULL;
}

/* `seen`: name → its token. */
static bool keep_attribute(struct hcl_parser *p, struct hcl_body *body, struct map *seen, const struct hcl_token *name, const struct hcl_attribute *attribute)
{
    void **before = map_at(p->scratch, seen, attribute->name);
    if (!before) return false;
    if (*before) {
        hcl_complain(p, &HCL_ERR_DUPLICATE, attribute->name_range, "argument '%.*s' is already set in line %u", (int)attribute->name.len, attribute->name.s,
                     ((const struct hcl_token *)*before)->start.line);
        return true;
    }
    *before = (void *)(uintptr_t)name;
    struct hcl_attribute *kept = vec_push(p->scratch, &body->attributes);   /* until settle */
    if (!kept) return false;
    *kept = *attribute;
    return true;
}

/* The next token is an identifier. */
static bool parse_item(struct hcl_parser *p, struct hcl_body *body, struct map *seen)
{
    const struct hcl_token *name = hcl_read(p);
    enum hcl_token_type next = hcl_peek(p)->type;
    if (next == T_EQUAL) {
        struct hcl_attribute attribute;
        return parse_attribute(p, name, false, &attribute) && keep_attribute(p, body, seen, name, &attribute);
    }
    if (next == T_OQUOTE || next == T_OBRACE || next == T_IDENT) {
        struct hcl_block block;
        if (!parse_block(p, name, &block)) return false;
        struct hcl_block *kept = vec_push(p->scratch, &body->blocks);   /* until settle */
        if (!kept) return false;
        *kept = block;
        return true;
    }
    hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, name), item_wanted);
    hcl_recover_item(p);
    return true;
}

static void complain_about(struct hcl_parser *p, const struct hcl_token *bad, enum hcl_token_type end, struct hcl_range start)
{
    struct hcl_range range = hcl_token_range(p, bad);
    if (bad->type == T_OQUOTE)
        hcl_complain_once(p, &HCL_ERR_SYNTAX, range, "names of arguments must not be quoted");
    else if (bad->type == T_EOF && end == T_CBRACE)
        hcl_complain_once(p, &HCL_ERR_BLOCK_NOT_CLOSED, start, "the block opened here is not closed before the end of the file");
    else
        hcl_complain_once(p, &HCL_ERR_SYNTAX, range, item_wanted);
}

/* The lists of a body, which grew in scratch memory, as long as they are: most of a parsed file is these. */
static bool settle(struct hcl_parser *p, struct hcl_body *body)
{
    if (body->attributes.len) body->attributes.items = (struct hcl_attribute *)arena_copy(p->arena, body->attributes.items, body->attributes.len * sizeof *body->attributes.items);
    if (body->blocks.len) body->blocks.items = (struct hcl_block *)arena_copy(p->arena, body->blocks.items, body->blocks.len * sizeof *body->blocks.items);
    body->attributes.cap = body->attributes.len;
    body->blocks.cap = body->blocks.len;
    p->out_of_memory = (body->attributes.len && !body->attributes.items) || (body->blocks.len && !body->blocks.items);
    return !p->out_of_memory;
}

struct hcl_body *hcl_parse_body(struct hcl_parser *p, enum hcl_token_type end)
{
    struct hcl_range start = hcl_token_range(p, hcl_previous(p)), last = start;
    struct hcl_body *body = new_body(p, start, start);
    bool deep = !hcl_descend(p);
    struct map seen = {0};
    while (body && !p->out_of_memory) {
        const struct hcl_token *next = hcl_peek(p);
        if (next->type == end) {
            last = hcl_token_range(p, next);
            hcl_read(p);
            break;
        }
        if (next->type == T_NEWLINE) {
            hcl_read(p);
            continue;
        }
        if (next->type == T_IDENT && !deep) {
            if (!parse_item(p, body, &seen)) p->out_of_memory = true;
            continue;
        }
        hcl_read(p);
        complain_about(p, next, end, start);
        last = hcl_token_range(p, hcl_previous(p));
        if (end == T_EOF && next->type != T_EOF) {   /* of the root nothing is given up: go on with the next line, but in silence */
            p->quiet = true;
            if (next->type != T_NEWLINE) hcl_recover_item(p);
            continue;
        }
        hcl_recover(p, end);
        break;
    }
    p->depth--;
    if (!body || p->out_of_memory || !settle(p, body)) return NULL;
    body->range = hcl_between(start, last);
    body->end = end_of(last);
    if (end == T_CBRACE && last.end.offset > 0) body->end = (struct hcl_range){last.file, last.start, last.end};
    return body;
}
