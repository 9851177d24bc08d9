/* finding/config_rules.h: AWS Config managed rules and the rules of ours that judge the same.
 *
 * An identifier that a rule has as its `config` alias leads to this rule. A file of content/config_rules adds what an alias cannot say: parameters,
 * identifiers that several rules judge together, and those that are known and not judged.
 *   ACCESS_KEYS_ROTATED: {parameters: {maxAccessKeyAge: max_age_days}}          a parameter of AWS's is one of ours (rampart.parameter)
 *   NACL_NO_UNRESTRICTED_SSH_RDP: {rules: [vpc-network-acl-open-ssh, vpc-network-acl-open-rdp]}
 *   IAM_POLICY_IN_USE: {rules: [iam-support-role], only: {policyARN: "arn:aws:iam::aws:policy/AWSSupportAccess"}}    only with these values
 *   RDS_CLUSTER_BACKUP_RETENTION_CHECK: {types: [aws_rds_cluster]}              of the types of our rule these alone
 *   NLB_LOGGING_ENABLED: {where: {load_balancer_type: network}}                 and of these those alone whose fields, where they have them, are that
 *   S3_BUCKET_TAGGED: {rules: [tags-present], sets: {asked: "true"}}            parameters of ours that it always gives
 *   X: {ignored: [exempted]}                                                    parameters that change no verdict here
 *   Y: {unsupported: why} */
#ifndef RAMPART_FINDING_CONFIG_RULES_H
#define RAMPART_FINDING_CONFIG_RULES_H

#include "finding/judge.h"

#define CONFIG_RULE_ERRORS(ROW) \
    ROW(CONFIG_RULE_FILE, "config-rule-file", "A file of content/config_rules has another shape than it should.")
CONFIG_RULE_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const config_rule_errors[];

struct config_pair { const char *name, *value; };

struct config_mapping {
    const char *identifier;
    const char *const *rules;              /* ends with NULL; none: those with the alias */
    const struct config_pair *parameters;  /* AWS's name, ours; ends with {NULL} */
    const struct config_pair *only;        /* AWS's name, the value it must have */
    const char *const *ignored;
    const char *const *types;              /* ends with NULL; none: all of the rule's */
    const struct config_pair *where;       /* a field of the resource, the text that it must have */
    const struct config_pair *sets;        /* a parameter of ours, its value as AWS Config would write it */
    const char *unsupported;               /* NULL: it is not */
};
struct config_mapping_list { const struct config_mapping *items; size_t len; };

/* From YAML text, sorted by identifier. */
MUST_USE bool config_mappings_from_text(struct arena *arena, const char *file, struct str text, struct config_mapping_list *out, struct error *err);
struct config_mapping_list config_mappings_builtin(void);
/* NULL when there is none. Case matters not. */
const struct config_mapping *config_mapping_find(struct config_mapping_list list, struct str identifier);

/* A managed rule's identifier → the first rule of ours that judges it, or NULL. */
const struct rule *config_rule_find(const struct ruleset *rules, struct config_mapping_list mappings, struct str identifier);

/* A Config rule of an account, and what judges it here: as many rows as rules of ours, or one with `rule` NULL and a reason. */
struct config_rule {
    const struct resource *resource;       /* aws_config_config_rule */
    const char *name;                      /* the Config rule's name in the account */
    const char *identifier;                /* NULL: a custom rule */
    const struct rule *rule;
    const char *reason;                    /* of NULL: why nothing judges it */
    const struct judge_parameter *parameters; size_t n_parameters;   /* for judge_options; `rule` is set, and `root` where the Config rule is of an account */
    const char *const *dropped; size_t n_dropped;                    /* AWS's parameters that are set and have no meaning here: the verdict may differ */
    const char *const *scope; size_t n_scope;                        /* compliance_resource_types: AWS::EC2::Instance, ...; none: all */
    const char *scope_resource, *tag_key, *tag_value;                /* NULL: none */
    const char *const *types; const struct config_pair *where;       /* of the mapping; NULL: none */
};
struct config_rule_list { struct config_rule *items; size_t len, cap; };

/* Is a resource of a kind that the managed rule speaks of? */
bool config_rule_is_about(const struct config_rule *rule, const struct resource *resource);

/* The aws_config_config_rule resources of a list, in its order. False: memory. */
MUST_USE bool config_rules_read(struct arena *arena, const struct resource_list *resources, const struct ruleset *rules,
                                struct config_mapping_list mappings, struct config_rule_list *out);

#endif
