#include "aws/xml.h"

#include <expat.h>

#define XML_MAX_DEPTH 200   /* readers recurse; what AWS sends is some twenty deep */

struct open { struct xml_node *node; size_t text; };   /* text: where its text begins in the buffer */

struct reader {
    XML_Parser parser;
    struct arena *arena;
    struct xml_node *root;
    struct open stack[XML_MAX_DEPTH];
    size_t depth;
    struct buf text;
    const char *bad;
    bool failed;
};

static void stop(struct reader *r, const char *why)
{
    if (!r->bad && !r->failed) r->bad = why;
    if (!why) r->failed = true;
    XML_StopParser(r->parser, XML_FALSE);
}

static bool copied(struct reader *r, struct str s, struct str *out)
{
    char *copy = arena_strndup(r->arena, s.s, s.len);
    *out = (struct str){copy, s.len};
    if (!copy) stop(r, NULL);
    return copy != NULL;
}

static struct str local(const char *name)
{
    const char *colon = strchr(name, ':');
    return str_of(colon ? colon + 1 : name);
}

static bool attributes(struct reader *r, struct xml_node *node, const char **names)
{
    size_t n = 0;
    while (names[2 * n]) n++;
    struct xml_attribute *list = arena_array(r->arena, n + 1, sizeof *list);
    if (!list) return stop(r, NULL), false;
    for (size_t i = 0; i < n; i++)
        if (!copied(r, str_of(names[2 * i]), &list[i].name) || !copied(r, str_of(names[2 * i + 1]), &list[i].text)) return false;
    node->attributes = list;
    node->n_attributes = n;
    return true;
}

static void start_element(void *context, const char *name, const char **names)
{
    struct reader *r = context;
    if (r->failed || r->bad) return;
    if (r->depth == XML_MAX_DEPTH) {
        stop(r, "it is nested too deeply");
        return;
    }
    struct xml_node *node = arena_zero(r->arena, sizeof *node), *parent = r->depth ? r->stack[r->depth - 1].node : NULL;
    if (!node) {
        stop(r, NULL);
        return;
    }
    if (!copied(r, local(name), &node->name) || !attributes(r, node, names)) return;
    node->text = (struct str){"", 0};
    if (!parent) r->root = node;
    else {
        if (parent->last) parent->last->next = node;
        else parent->first = node;
        parent->last = node;
        parent->n_children++;
    }
    r->stack[r->depth++] = (struct open){node, r->text.len};
}

static void end_element(void *context, const char *name)
{
    struct reader *r = context;
    if (r->failed || r->bad) return;
    struct open *top = &r->stack[--r->depth];
    struct str text = {r->text.s ? r->text.s + top->text : "", r->text.len - top->text};
    if (r->text.failed) stop(r, NULL);
    else if (!top->node->first && copied(r, text, &top->node->text)) r->text.len = top->text;   /* beside elements there is only indentation */
    else r->text.len = top->text;
}

static void characters(void *context, const char *s, int len)
{
    struct reader *r = context;
    if (!r->failed && !r->bad && len > 0) buf_add(&r->text, s, (size_t)len);
}

static void doctype(void *context, const char *name, const char *system, const char *public, int internal) { stop(context, "it declares a document type"); }

bool xml_read(struct arena *arena, struct str text, const struct xml_node **out, const char **bad)
{
    struct reader r = {.arena = arena, .text = buf_new(0)};
    *bad = NULL;
    *out = NULL;
    if (text.len > INT32_MAX) return *bad = "it is too large", false;
    r.parser = XML_ParserCreate("UTF-8");
    if (!r.parser) return false;
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, start_element, end_element);
    XML_SetCharacterDataHandler(r.parser, characters);
    XML_SetStartDoctypeDeclHandler(r.parser, doctype);
    enum XML_Status status = XML_Parse(r.parser, text.s, (int)text.len, 1);
    enum XML_Error code = XML_GetErrorCode(r.parser);
    unsigned long line = XML_GetCurrentLineNumber(r.parser), column = XML_GetCurrentColumnNumber(r.parser) + 1;
    XML_ParserFree(r.parser);
    buf_free(&r.text);
    *out = r.root;
    if (status == XML_STATUS_OK && !r.failed && !r.bad) return true;
    if (r.bad) *bad = r.bad;
    else if (!r.failed && code != XML_ERROR_NO_MEMORY) *bad = arena_printf(arena, "%s at line %lu, column %lu", XML_ErrorString(code), line, column);
    return false;
}

const struct xml_node *xml_child(const struct xml_node *node, struct str name)
{
    for (const struct xml_node *child = node->first; child; child = child->next)
        if (str_eq(child->name, name)) return child;
    return NULL;
}
