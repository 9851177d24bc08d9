/* rego/builtins/not_yet.c: known by name and type, not supported yet. A call ends the query with an error that says so: an undefined answer
 * would look like a policy that found nothing. (`with io.jwt.decode as f` replaces such a function like any other.) */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

static bool refuse(struct rego_call *call, const char *name)
{
    return error_set(call->err, &REGO_ERR_INTERNAL, "%s: this built-in function is not supported yet", name);
}

/* name, signature, and the C name of its function */
#define NOT_YET_LIST(ROW) \
    ROW("crypto.parse_private_keys", "string -> array[object[string: any]]", call_crypto_parse_private_keys) \
    ROW("crypto.x509.parse_and_verify_certificates", "string -> [boolean, array[object[string: any]]]", call_crypto_x509_parse_and_verify_certificates) \
    ROW("crypto.x509.parse_and_verify_certificates_with_options", "string, object[string: any] -> [boolean, array[object[string: any]]]", call_crypto_x509_parse_and_verify_certificates_with_options) \
    ROW("crypto.x509.parse_certificate_request", "string -> object[string: any]", call_crypto_x509_parse_certificate_request) \
    ROW("crypto.x509.parse_certificates", "string -> array[object[string: any]]", call_crypto_x509_parse_certificates) \
    ROW("crypto.x509.parse_keypair", "string, string -> object[string: any]", call_crypto_x509_parse_keypair) \
    ROW("crypto.x509.parse_rsa_private_key", "string -> object[string: any]", call_crypto_x509_parse_rsa_private_key) \
    ROW("graphql.is_valid", "any<string, object[any: any]>, any<string, object[any: any]> -> boolean", call_graphql_is_valid) \
    ROW("graphql.parse", "any<string, object[any: any]>, any<string, object[any: any]> -> [object[any: any], object[any: any]]", call_graphql_parse) \
    ROW("graphql.parse_and_verify", "any<string, object[any: any]>, any<string, object[any: any]> -> [boolean, object[any: any], object[any: any]]", call_graphql_parse_and_verify) \
    ROW("graphql.parse_query", "string -> object[any: any]", call_graphql_parse_query) \
    ROW("graphql.parse_schema", "string -> object[any: any]", call_graphql_parse_schema) \
    ROW("graphql.schema_is_valid", "any<string, object[any: any]> -> boolean", call_graphql_schema_is_valid) \
    ROW("io.jwt.decode", "string -> [object[any: any], object[any: any], string]", call_io_jwt_decode) \
    ROW("io.jwt.decode_verify", "string, object[string: any] -> [boolean, object[any: any], object[any: any]]", call_io_jwt_decode_verify) \
    ROW("io.jwt.encode_sign", "object[string: any], object[string: any], object[string: any] -> string", call_io_jwt_encode_sign) \
    ROW("io.jwt.encode_sign_raw", "string, string, string -> string", call_io_jwt_encode_sign_raw) \
    ROW("io.jwt.verify_eddsa", "string, string -> boolean", call_io_jwt_verify_eddsa) \
    ROW("io.jwt.verify_es256", "string, string -> boolean", call_io_jwt_verify_es256) \
    ROW("io.jwt.verify_es384", "string, string -> boolean", call_io_jwt_verify_es384) \
    ROW("io.jwt.verify_es512", "string, string -> boolean", call_io_jwt_verify_es512) \
    ROW("io.jwt.verify_hs256", "string, string -> boolean", call_io_jwt_verify_hs256) \
    ROW("io.jwt.verify_hs384", "string, string -> boolean", call_io_jwt_verify_hs384) \
    ROW("io.jwt.verify_hs512", "string, string -> boolean", call_io_jwt_verify_hs512) \
    ROW("io.jwt.verify_ps256", "string, string -> boolean", call_io_jwt_verify_ps256) \
    ROW("io.jwt.verify_ps384", "string, string -> boolean", call_io_jwt_verify_ps384) \
    ROW("io.jwt.verify_ps512", "string, string -> boolean", call_io_jwt_verify_ps512) \
    ROW("io.jwt.verify_rs256", "string, string -> boolean", call_io_jwt_verify_rs256) \
    ROW("io.jwt.verify_rs384", "string, string -> boolean", call_io_jwt_verify_rs384) \
    ROW("io.jwt.verify_rs512", "string, string -> boolean", call_io_jwt_verify_rs512) \
    ROW("providers.aws.sign_req", "object[string: any], object[string: any], number -> object[any: any]", call_providers_aws_sign_req) \
    ROW("rego.parse_module", "string, string -> object[string: any]", call_rego_parse_module)

#define FUNCTION(name, signature, function) \
    BUILTIN(function) { return (void)in, (void)out, refuse(call, name); }
NOT_YET_LIST(FUNCTION)

/* A request is refused, a malformed one for what is wrong with it. */
BUILTIN(http_send)
{
    static const char *const known[] = {
        "body", "cache", "cache_ignored_headers", "caching_mode", "enable_redirect", "force_cache", "force_cache_duration_seconds",
        "force_json_decode", "force_yaml_decode", "headers", "max_retry_attempts", "method", "raise_error", "raw_body", "timeout",
        "tls_ca_cert", "tls_ca_cert_env_variable", "tls_ca_cert_file", "tls_client_cert", "tls_client_cert_env_variable",
        "tls_client_cert_file", "tls_client_key", "tls_client_key_env_variable", "tls_client_key_file", "tls_insecure_skip_verify",
        "tls_server_name", "tls_use_system_certs", "url",
    };
    (void)out;
    if (!want_object(call, "http.send", in, 1)) return false;
    for (size_t i = 0; i < value_len(in[0]); i++) {
        struct value key = value_pairs(in[0])[i].key;
        bool found = false;
        for (size_t k = 0; value_is_string(key) && k < COUNT_OF(known) && !found; k++) found = str_is(value_str(key), known[k]);
        if (!found)
            return operand_text(call, "http.send", 1, "invalid request parameters(s): {\"%s\"}", value_is_string(key) ? value_cstr(key) : "...");
    }
    if (value_is_none(value_field(in[0], "url"))) return operand_text(call, "http.send", 1, "missing required request parameters(s): {\"url\"}");
    if (value_is_none(value_field(in[0], "method")))
        return operand_text(call, "http.send", 1, "missing required request parameters(s): {\"method\"}");
    return refuse(call, "http.send");
}

#define TABLE_ROW(name, signature, function) {name, signature, function, REGO_NOT_YET | REGO_NONDETERMINISTIC, NULL},

const struct rego_builtin rego_not_yet[] = {
    NOT_YET_LIST(TABLE_ROW)
};
const size_t rego_not_yet_n = COUNT_OF(rego_not_yet);

const struct rego_builtin rego_requests[] = {
    {"http.send", "object[string: any] -> object[any: any]", http_send, REGO_NOT_YET | REGO_NONDETERMINISTIC, NULL},
};
const size_t rego_requests_n = COUNT_OF(rego_requests);
