/* aws/source_sts.c: credentials that calls give: AssumeRole, AssumeRoleWithWebIdentity, and the role of an SSO session. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "aws/sources.h"
#include "base/io.h"
#include "value/json.h"

#define TOKEN_FILE_MAX (64 * 1024)

static const struct source_names sts_names = {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"};
static const struct source_names sso_names = {"accessKeyId", "secretAccessKey", "sessionToken", "expiration"};

/* Where the role is: a region of its partition when none is set. */
static const char *sts_region(const struct aws_provider *p)
{
    if (p->settings.region) return p->settings.region;
    if (strncmp(p->role_arn, "arn:aws-cn:", 11) == 0) return "cn-north-1";
    return strncmp(p->role_arn, "arn:aws-us-gov:", 15) == 0 ? "us-gov-west-1" : "us-east-1";
}

static void on_answer(struct aws_provider *p, struct aws_answer *answer, const char *what, const char *member, const struct source_names *names)
{
    p->call = NULL;
    if (answer->error.code) source_fails(p, answer->error.code == &AWS_NO_CREDENTIALS ? &AWS_NO_CREDENTIALS : &AWS_CREDENTIALS, "%s: %s", what, answer->error.message);
    else if (answer->fault.code[0]) source_fails(p, &AWS_CREDENTIALS, "%s is refused: %s: %s", what, answer->fault.code, answer->fault.message);
    else source_found_in(p, value_field(answer->result, member), names);
}

static void on_role(void *context, struct aws_answer *answer) { on_answer(context, answer, "AssumeRole", "Credentials", &sts_names); }
static void on_identity(void *context, struct aws_answer *answer) { on_answer(context, answer, "AssumeRoleWithWebIdentity", "Credentials", &sts_names); }
static void on_sso(void *context, struct aws_answer *answer) { on_answer(context, answer, "GetRoleCredentials of IAM Identity Center", "roleCredentials", &sso_names); }

/* Sets a member, unless the text is NULL. The object becomes VALUE_NONE when memory is out. */
static void set(struct aws_provider *p, struct value *object, const char *name, const char *text)
{
    struct value key = value_cstring(p->work, name), v = text ? value_cstring(p->work, text) : VALUE_NONE;
    if (!text || value_is_none(*object)) return;
    *object = value_is_none(key) || value_is_none(v) ? VALUE_NONE : value_with(p->work, *object, key, v);
}

static const char *session_name(struct aws_provider *p) { return p->session_name ? p->session_name : arena_printf(p->work, "rampart-%lld", (long long)time(NULL)); }

static void set_duration(struct aws_provider *p, struct value *params)
{
    if (p->duration && !value_is_none(*params)) *params = value_with(p->work, *params, value_cstring(p->work, "DurationSeconds"), value_int(p->work, p->duration));
}

static void submit(struct aws_provider *p, struct aws_request *request)
{
    struct error err = {0};
    request->context = p;
    if (value_is_none(request->params)) error_no_memory(&err);
    else if (client_submit_inner(p->client, request, &p->settings, &p->call, &err)) return;
    struct error named = {0};
    error_set(&named, err.code == &ERROR_NO_MEMORY ? err.code : &AWS_CREDENTIALS, "%s: %s", p->source, err.message);
    source_failed(p, &named);
}

void source_assume_role(struct aws_provider *p)
{
    struct value params = value_object(p->work, NULL, 0);
    set(p, &params, "RoleArn", p->role_arn);
    set(p, &params, "RoleSessionName", session_name(p));
    set(p, &params, "ExternalId", p->external_id);
    set_duration(p, &params);
    submit(p, &(struct aws_request){.service = "sts", .operation = "AssumeRole", .region = sts_region(p), .params = params, .provider = p->base, .done = on_role});
}

void source_web_identity(struct aws_provider *p)
{
    struct str token;
    struct error err = {0};
    if (!io_read_file(p->work, p->token_file, TOKEN_FILE_MAX, &token, &err)) { source_fails(p, &AWS_CREDENTIALS, "the web identity token: %s", err.message); return; }
    const char *text = arena_strndup(p->work, str_trim(token).s, str_trim(token).len);
    struct value params = value_object(p->work, NULL, 0);
    if (!text) params = VALUE_NONE;
    set(p, &params, "RoleArn", p->role_arn);
    set(p, &params, "RoleSessionName", session_name(p));
    set(p, &params, "WebIdentityToken", text);
    set_duration(p, &params);
    submit(p, &(struct aws_request){.service = "sts", .operation = "AssumeRoleWithWebIdentity", .region = sts_region(p), .params = params, .done = on_identity});
}

/* What `aws sso login` has left; only it can make a new one, since a browser is part of it. */
void source_sso(struct aws_provider *p)
{
    struct str text;
    struct value cached, params = value_object(p->work, NULL, 0);
    struct error err = {0};
    int64_t expires;
    bool read = io_read_file(p->work, p->sso_cache, 1 << 20, &text, &err) && json_read(p->work, text, NULL, &cached, NULL, &err);
    struct value token = read ? value_field(cached, "accessToken") : VALUE_NONE;
    if (!value_is_string(token) || !source_time(value_field(cached, "expiresAt"), &expires)) {
        source_fails(p, &AWS_CREDENTIALS, "there is no token of the SSO session '%s': run aws sso login", p->sso_name);
        return;
    }
    if (expires <= client_now(p->client)) { source_fails(p, &AWS_CREDENTIALS, "the token of the SSO session '%s' has expired: run aws sso login", p->sso_name); return; }
    set(p, &params, "accessToken", value_cstr(token));
    set(p, &params, "accountId", p->sso_account);
    set(p, &params, "roleName", p->sso_role);
    submit(p, &(struct aws_request){.service = "sso", .operation = "GetRoleCredentials", .region = p->sso_region, .params = params, .done = on_sso});
}
