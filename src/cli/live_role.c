#include "cli/live_role.h"

#include <stdio.h>

#define ROLE "RampartAudit"

static const char *name_of(const struct live_role *r)
{
    const char *role = r->name ? r->name : ROLE, *slash = strrchr(role, '/');
    return slash ? slash + 1 : role;
}

/* audit/ of audit/RampartAudit. */
static struct str path_of(const struct live_role *r)
{
    const char *slash = r->name ? strrchr(r->name, '/') : NULL;
    return (struct str){r->name, slash ? (size_t)(slash - r->name + 1) : 0};
}

/* What the role of the account needs beside that is asked for the accounts of the organization: the calls of organizations:, as it assumes no role itself. */
static struct live_actions of_organization(void)
{
    struct live_actions all = live_actions_of_organization();
    return live_actions_first(all, live_policy_service(all));
}

/* --- CloudFormation --- */

static void write_policy(struct buf *out, const char *id, const char *condition, struct live_actions actions)
{
    buf_printf(out, "  %s:\n    Type: AWS::IAM::ManagedPolicy\n", id);
    if (condition) buf_printf(out, "    Condition: %s\n", condition);
    buf_puts(out, "    Properties:\n      Description: What Rampart reads of this account\n      Roles: [!Ref Role]\n      PolicyDocument:\n        Version: \"2012-10-17\"\n        Statement:\n");
    while (actions.len) {
        size_t n = live_policy_service(actions);
        buf_puts(out, "          - Effect: Allow\n            Resource: \"*\"\n            Action:\n");
        for (size_t i = 0; i < n; i++) buf_printf(out, "              - %s\n", actions.items[i]);
        actions = live_actions_from(actions, n);
    }
}

void live_role_template(const struct live_role *r, struct buf *out)
{
    struct str path = path_of(r);
    size_t n = 0;
    buf_puts(out, "AWSTemplateFormatVersion: \"2010-09-09\"\nDescription: The role by which Rampart reads this account, and what it may read.\n");
    if (r->organization) buf_printf(out, "Conditions:\n  Asked: !Equals [!Ref \"AWS::AccountId\", \"%s\"]\n", r->organization);
    buf_printf(out,
               "Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: %s\n      Path: /%.*s\n      AssumeRolePolicyDocument:\n        Version: \"2012-10-17\"\n"
               "        Statement:\n          - Effect: Allow\n            Action: sts:AssumeRole\n            Principal: {AWS: \"arn:%s:iam::%s:root\"}\n",
               name_of(r), (int)path.len, path.s ? path.s : "", r->partition, r->trusted);
    if (r->external_id) buf_printf(out, "            Condition: {StringEquals: {\"sts:ExternalId\": \"%s\"}}\n", r->external_id);
    for (struct live_actions rest = r->actions; rest.len;) {
        char id[24];
        size_t some = live_policy_fitting(rest);
        snprintf(id, sizeof id, "Read%zu", ++n);
        write_policy(out, id, NULL, live_actions_first(rest, some));
        rest = live_actions_from(rest, some);
    }
    if (r->organization) write_policy(out, "Organization", "Asked", of_organization());
}

/* --- awscli --- */

static void write_trust(const struct live_role *r, struct buf *out)
{
    struct emitter e = {.out = out};
    char principal[160];
    snprintf(principal, sizeof principal, "arn:%s:iam::%s:root", r->partition, r->trusted);
    emit_open(&e, NULL, '{');
    emit_text(&e, "Version", "2012-10-17");
    emit_open(&e, "Statement", '[');
    emit_open(&e, NULL, '{');
    emit_text(&e, "Effect", "Allow");
    emit_open(&e, "Principal", '{');
    emit_text(&e, "AWS", principal);
    emit_close(&e, '}');
    emit_text(&e, "Action", "sts:AssumeRole");
    if (r->external_id) {
        emit_open(&e, "Condition", '{');
        emit_open(&e, "StringEquals", '{');
        emit_text(&e, "sts:ExternalId", r->external_id);
        emit_close(&e, '}');
        emit_close(&e, '}');
    }
    emit_close(&e, '}');
    emit_close(&e, ']');
    emit_close(&e, '}');
}

static void write_grant(struct arena *arena, struct buf *out, const char *name, struct live_actions actions)
{
    struct emitter e = {.out = out};
    buf_printf(out, "grant \"$role-%s\" '", name);
    live_policy_emit(&e, arena, actions);
    buf_puts(out, "'\n");
}

void live_role_commands(struct arena *arena, const struct live_role *r, struct buf *out)
{
    struct str path = path_of(r);
    size_t n = 0;
    buf_printf(out,
               "#!/bin/sh\n"
               "# Lets account %s read this one by a role, and no more. To be run with an administrator's credentials of the account that is to be read;\n"
               "# run again it brings the role and its policies up to date.\n"
               "set -eu\n"
               "role=%s\n"
               "account=$(aws sts get-caller-identity --query Account --output text)\n"
               "trust='",
               r->trusted, name_of(r));
    write_trust(r, out);
    buf_printf(out,
               "'\n"
               "if aws iam get-role --role-name \"$role\" > /dev/null 2>&1; then\n"
               "    aws iam update-assume-role-policy --role-name \"$role\" --policy-document \"$trust\"\n"
               "else\n"
               "    aws iam create-role --role-name \"$role\" --path '/%.*s' --assume-role-policy-document \"$trust\" > /dev/null\n"
               "fi\n"
               "\n"
               "# A policy is made, or has a new version in place of those before: IAM keeps five.\n"
               "grant() {\n"
               "    arn=\"arn:%s:iam::$account:policy/$1\"\n"
               "    if aws iam get-policy --policy-arn \"$arn\" > /dev/null 2>&1; then\n"
               "        for version in $(aws iam list-policy-versions --policy-arn \"$arn\" --query 'Versions[?!IsDefaultVersion].VersionId' --output text); do\n"
               "            aws iam delete-policy-version --policy-arn \"$arn\" --version-id \"$version\"\n"
               "        done\n"
               "        aws iam create-policy-version --policy-arn \"$arn\" --policy-document \"$2\" --set-as-default > /dev/null\n"
               "    else\n"
               "        aws iam create-policy --policy-name \"$1\" --policy-document \"$2\" > /dev/null\n"
               "    fi\n"
               "    aws iam attach-role-policy --role-name \"$role\" --policy-arn \"$arn\"\n"
               "}\n\n",
               (int)path.len, path.s ? path.s : "", r->partition);
    for (struct live_actions rest = r->actions; rest.len;) {
        char name[24];
        size_t some = live_policy_fitting(rest);
        snprintf(name, sizeof name, "%zu", ++n);
        write_grant(arena, out, name, live_actions_first(rest, some));
        rest = live_actions_from(rest, some);
    }
    if (!r->organization) return;
    buf_printf(out, "# Who is in the organization is asked of this account.\nif [ \"$account\" = '%s' ]; then\n", r->organization);
    write_grant(arena, out, "organization", of_organization());
    buf_puts(out, "fi\n");
}
