/* graph/links.h: which resources are tied to which, whatever the spelling: by reference in HCL, by the references of a plan's configuration, by
 * a literal name, or, between resources of one account, by an ARN or an id that AWS made. Built once over all resources, linear in their number; a question costs the answer.
 * Threads: read-only after links_new, but for links_change. */
#ifndef RAMPART_GRAPH_LINKS_H
#define RAMPART_GRAPH_LINKS_H

#include "resource/resource.h"

struct links;

/* Everything lives in `arena`. NULL when memory is out. */
MUST_USE struct links *links_new(struct arena *arena, const struct resource_list *resources);

/* The values of one resource are others now, in the same place of memory, and its links are made anew. `links` must be of the caller alone meanwhile.
 * LINKS_OTHER: what others know it by (ARN, id, name) has changed, so that only links_new can tell; nothing was done. LINKS_FAILED: memory; `links` is of no use any more. */
enum links_changed { LINKS_CHANGED, LINKS_OTHER, LINKS_FAILED };
MUST_USE enum links_changed links_change(struct arena *arena, struct links *links, const struct resource *resource);

enum links_direction { LINKS_TO = 1, LINKS_FROM = 2, LINKS_BOTH = 3 };   /* what it refers to, what refers to it */

struct link { const struct resource *other; const char *path; bool outgoing; };   /* path: of the referring one's values */

/* All links of a resource, in the order of the list: by position of the other resource, then path. */
const struct link *links_of(const struct links *links, const struct resource *resource, size_t *n);

/* The linked resources of `type` ("*": any), each once, in order. `attribute` (NULL: any): the field at the top of the link's path. */
MUST_USE bool links_find(struct arena *arena, const struct links *links, const struct resource *resource, struct str type, const char *attribute,
                         enum links_direction direction, struct resource_list *out);

/* The resource of a document's address within the root of another (as a rule names it), or NULL. */
const struct resource *links_resource(const struct links *links, const char *root, struct str address);

#endif
