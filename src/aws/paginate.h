/* aws/paginate.h: pages, as the service's paginators-1.json has them and as awscli puts them together. Pure. */
#ifndef RAMPART_AWS_PAGINATE_H
#define RAMPART_AWS_PAGINATE_H

#include "aws/model.h"
#include "base/vec.h"
#include "jmespath/jmespath.h"

struct paginator_path { const char *text; struct jmespath *path; };
struct paginator_paths { struct paginator_path *items; size_t len, cap; };

struct paginator {
    struct paginator_paths inputs, outputs;   /* the tokens: where they go (text alone) and where they come from, pairwise */
    struct paginator_path more;               /* path NULL: as long as there are tokens */
    const char *limit_key;                    /* the parameter that sets a page's size; NULL: none */
    struct paginator_paths results, others;   /* what is put together; what the first page says */
};

/* *out NULL: the operation has no pages. AWS_MODEL for a paginator that cannot be read. */
MUST_USE bool paginator_of(struct arena *arena, const struct aws_operation *operation, struct paginator **out, struct error *err);
/* The parameters of the page after this one (an object {INPUT: TOKEN}), or VALUE_NONE when it was the last. */
MUST_USE bool paginator_next(struct arena *arena, const struct paginator *paginator, struct value page, struct value *tokens, struct error *err);
/* `params` (VALUE_NONE: none) with these tokens, and without those of the page before. */
MUST_USE bool paginator_params(struct arena *arena, const struct paginator *paginator, struct value params, struct value tokens, struct value *out, struct error *err);

/* All pages as one result: lists one after the other, numbers added; {0} is a new one. Results share nodes with the pages. */
struct paginator_part { struct value value; bool is_list; struct { struct value *items; size_t len, cap; } list; };
struct paginator_whole { struct paginator_part *parts; struct value others; };
MUST_USE bool paginator_add(struct arena *arena, const struct paginator *paginator, struct paginator_whole *whole, struct value page, struct error *err);
MUST_USE bool paginator_whole(struct arena *arena, const struct paginator *paginator, const struct paginator_whole *whole, struct value *out, struct error *err);

#endif
