/* terraform/state.h: raw state files (terraform.tfstate), versions 1 to 4. */
#ifndef RAMPART_TERRAFORM_STATE_H
#define RAMPART_TERRAFORM_STATE_H

#include "base/vec.h"
#include "value/value.h"

/* One instance: {type, name, mode, index} as in `terraform show -json`, its module's address and its attributes. */
struct state_entry { struct value source, attributes; const char *module; };
struct state_entry_list { struct state_entry *items; size_t len, cap; };

/* Has it `version` and `resources` or `modules` or `serial`? */
bool state_is_raw(struct value document);
/* False when memory is out. */
MUST_USE bool state_entries(struct arena *arena, struct value document, struct state_entry_list *out);

#endif
