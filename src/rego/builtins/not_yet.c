/* rego/builtins/not_yet.c: known by name and type, not supported yet. The compiler refuses a call; should one get through, it is an error,
 * never an empty answer. */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

BUILTIN(refuse)
{
    (void)in;
    (void)out;
    return error_set(call->err, &REGO_ERR_BUILTIN, "this built-in function is not supported yet");
}

#define NOT_YET(name, signature) {name, signature, refuse, REGO_NOT_YET | REGO_NONDETERMINISTIC, NULL}

const struct rego_builtin rego_not_yet[] = {
    NOT_YET("crypto.parse_private_keys", "string -> array[object[string: any]]"),
    NOT_YET("crypto.x509.parse_and_verify_certificates", "string -> [boolean, array[object[string: any]]]"),
    NOT_YET("crypto.x509.parse_and_verify_certificates_with_options", "string, object[string: any] -> [boolean, array[object[string: any]]]"),
    NOT_YET("crypto.x509.parse_certificate_request", "string -> object[string: any]"),
    NOT_YET("crypto.x509.parse_certificates", "string -> array[object[string: any]]"),
    NOT_YET("crypto.x509.parse_keypair", "string, string -> object[string: any]"),
    NOT_YET("crypto.x509.parse_rsa_private_key", "string -> object[string: any]"),
    NOT_YET("graphql.is_valid", "any<string, object[any: any]>, any<string, object[any: any]> -> boolean"),
    NOT_YET("graphql.parse", "any<string, object[any: any]>, any<string, object[any: any]> -> [object[any: any], object[any: any]]"),
    NOT_YET("graphql.parse_and_verify", "any<string, object[any: any]>, any<string, object[any: any]> -> [boolean, object[any: any], object[any: any]]"),
    NOT_YET("graphql.parse_query", "string -> object[any: any]"),
    NOT_YET("graphql.parse_schema", "string -> object[any: any]"),
    NOT_YET("graphql.schema_is_valid", "any<string, object[any: any]> -> boolean"),
    NOT_YET("http.send", "object[string: any] -> object[any: any]"),
    NOT_YET("io.jwt.decode", "string -> [object[any: any], object[any: any], string]"),
    NOT_YET("io.jwt.decode_verify", "string, object[string: any] -> [boolean, object[any: any], object[any: any]]"),
    NOT_YET("io.jwt.encode_sign", "object[string: any], object[string: any], object[string: any] -> string"),
    NOT_YET("io.jwt.encode_sign_raw", "string, string, string -> string"),
    NOT_YET("io.jwt.verify_eddsa", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_es256", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_es384", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_es512", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_hs256", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_hs384", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_hs512", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_ps256", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_ps384", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_ps512", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_rs256", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_rs384", "string, string -> boolean"),
    NOT_YET("io.jwt.verify_rs512", "string, string -> boolean"),
    NOT_YET("providers.aws.sign_req", "object[string: any], object[string: any], number -> object[any: any]"),
    NOT_YET("rego.parse_module", "string, string -> object[string: any]"),
};
const size_t rego_not_yet_n = COUNT_OF(rego_not_yet);
