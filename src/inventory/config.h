/* inventory/config.h: rampart.yaml: which accounts are watched, how they are entered and how often, what they are labelled.
 *
 *   management_account: "111111111111"     # asked for the accounts of the organisation; or delegated_admin:
 *   role: {name: RampartAudit, external_id: ..., session_name: rampart}
 *   regions: all                           # or a list
 *   include: {organisational_units: [root/prod, ou-ab12-cdef3456], accounts: ["222222222222"]}      # nothing: all
 *   exclude: {organisational_units: [root/prod/sandbox], accounts: [], resource_types: []}          # wins over include
 *   labels:                                # unit, then account, then tag: the nearer wins; of two alike the later in the file
 *     - {organisational_unit: root/prod, environment: prod, criticality: high}
 *     - {account: "222222222222", owner: payments}
 *     - {tag: team, value: payments, owner: payments}
 *   sweep: {every: 6h, jitter: 10m}
 *   events: {sqs: "https://sqs.eu-west-1.amazonaws.com/111111111111/rampart"}
 *   state: /var/lib/rampart/state.db
 *
 * A field that is none of these is an error with its place and the nearest right name. An account written as a number that lost its leading zeros is
 * refused, not guessed. Pure: reads no file. */
#ifndef RAMPART_INVENTORY_CONFIG_H
#define RAMPART_INVENTORY_CONFIG_H

#include "base/error.h"
#include "value/value.h"

#define CONFIG_ERRORS(ROW)                                                                                        \
    ROW(CONFIG_FIELD, "config-unknown-field", "rampart.yaml has a field that it does not have there, or lacks one that it must have.") \
    ROW(CONFIG_VALUE, "config-value", "A field of rampart.yaml holds something that it cannot hold; the message says what it wants.")
CONFIG_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const config_errors[];

enum criticality { CRITICALITY_NONE, CRITICALITY_LOW, CRITICALITY_MEDIUM, CRITICALITY_HIGH, CRITICALITY_CRITICAL };
const char *criticality_name(enum criticality criticality);   /* "" for none */

struct config_labels { const char *environment, *owner; enum criticality criticality; };   /* NULL: not said */

enum config_label_of { LABEL_OF_UNIT, LABEL_OF_ACCOUNT, LABEL_OF_TAG };   /* in order of nearness */

struct config_label {
    enum config_label_of of;
    const char *match;                       /* the unit, the account, the tag's key */
    const char *value;                       /* of a tag; NULL: any */
    struct config_labels labels;
};

struct config_texts { const char *const *items; size_t len; };

struct config {
    const char *management_account, *delegated_admin;   /* NULL: not said; both NULL: no organisation, the accounts are those of `include` */
    const char *role, *external_id, *session_name;      /* role NULL: RampartAudit; external_id NULL: none */
    struct config_texts regions;                         /* none: all that the account has enabled */
    struct config_texts include_units, include_accounts, exclude_units, exclude_accounts, exclude_types;
    const struct config_label *labels; size_t n_labels;
    int64_t sweep_every_ms, sweep_jitter_ms;             /* default 6 h, 10 min */
    const char *sqs, *state;                             /* state NULL: rampart.db in the working directory */
};

/* `file` names it in errors. CONFIG_*, YAML_*, ERROR_NO_MEMORY. */
MUST_USE bool config_read(struct arena *arena, const char *file, struct str text, struct config *out, struct error *err);

/* Is the account watched? `path` is its unit's path from the root by names (root/prod/payments), `ids` the units' ids along it ("/r-ab12/ou-ab12-cdef3456"; may be "").
 * A unit is named by either, and stands for all below it. */
bool config_covers(const struct config *config, struct str account, struct str path, struct str ids);
bool config_covers_type(const struct config *config, struct str type);

/* tags: an object, or VALUE_NONE. */
struct config_labels config_labels_of(const struct config *config, struct str account, struct str path, struct str ids, struct value tags);

#endif
