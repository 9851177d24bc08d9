/* aws/xml.h: an XML document as a tree of elements, read by expat. Internal to aws/.
 * Names are without their namespace's prefix, as AWS's protocols use them. A document type declaration is refused: no service sends one, and entities are a way to burn memory. */
#ifndef RAMPART_AWS_XML_H
#define RAMPART_AWS_XML_H

#include "base/error.h"

struct xml_attribute { struct str name, text; };

struct xml_node {
    struct str name, text;    /* text: of this element itself */
    const struct xml_attribute *attributes;
    size_t n_attributes, n_children;
    struct xml_node *first, *last, *next;   /* children; sibling */
};

/* The root. False: *bad says why (a static text or in the arena), or NULL when memory is out. */
MUST_USE bool xml_read(struct arena *arena, struct str text, const struct xml_node **out, const char **bad);
/* The first child of this name, or NULL. */
const struct xml_node *xml_child(const struct xml_node *node, struct str name);

#endif
