/* terraform/plan_config.h: the `configuration` part of a plan: which expression set an attribute, and what it refers to. */
#ifndef RAMPART_TERRAFORM_PLAN_CONFIG_H
#define RAMPART_TERRAFORM_PLAN_CONFIG_H

#include "base/map.h"
#include "value/value.h"

/* One module of the configuration: its JSON, the call that made it (VALUE_NONE for the root) and its parent. */
struct plan_module { struct value config, call; const struct plan_module *parent; const char *name; struct map resources; struct map children; };

struct plan_config { struct plan_module *root; struct value providers; };   /* root NULL: the plan has no configuration */

MUST_USE bool plan_config_read(struct arena *arena, struct value plan, struct plan_config *out);

/* The module at an address such as module.a["x"].module.b (keys ignored), or NULL. "" is the root. */
const struct plan_module *plan_module_at(const struct plan_config *config, struct str address);

/* The resource's configuration ({expressions, count_expression, ...}), or VALUE_NONE. `key`: "aws_s3_bucket.b" or "data.aws_ami.a". */
struct value plan_module_resource(const struct plan_module *module, struct str key);

/* What an expression refers to, as absolute addresses with the attribute: variables are followed into the call, outputs into the module.
 * `address` is the module's own, with keys. An array of strings. */
struct value plan_references(struct arena *arena, const struct plan_module *module, const char *address, struct value expression);

#endif
