/* rego/builtins/crypto.c: digests and message authentication codes, in hexadecimal (OpenSSL). */
#include "rego/builtins/families.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "rego/builtins/common.h"

static bool give_hex(struct rego_call *call, const unsigned char *bytes, unsigned n, struct value *out)
{
    static const char digits[] = "0123456789abcdef";
    char text[2 * EVP_MAX_MD_SIZE];
    for (unsigned i = 0; i < n; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return give_str(call, (struct str){text, 2 * n}, out);
}

static bool digest(struct rego_call *call, const char *name, const struct value *in, const EVP_MD *kind, struct value *out)
{
    struct str s;
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (!want_string(call, name, in, 1, &s)) return false;
    if (!EVP_Digest(s.s, s.len, bytes, &n, kind, NULL)) return rego_builtin_error(call, name, "the digest is not available on this system");
    return give_hex(call, bytes, n, out);
}

static bool hmac(struct rego_call *call, const char *name, const struct value *in, const EVP_MD *kind, struct value *out)
{
    struct str s, key;
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (!want_string(call, name, in, 1, &s) || !want_string(call, name, in, 2, &key)) return false;
    if (key.len > INT32_MAX || !HMAC(kind, key.s, (int)key.len, (const unsigned char *)s.s, s.len, bytes, &n))
        return rego_builtin_error(call, name, "the digest is not available on this system");
    return give_hex(call, bytes, n, out);
}

BUILTIN(md5) { return digest(call, "crypto.md5", in, EVP_md5(), out); }
BUILTIN(sha1) { return digest(call, "crypto.sha1", in, EVP_sha1(), out); }
BUILTIN(sha256) { return digest(call, "crypto.sha256", in, EVP_sha256(), out); }
BUILTIN(hmac_md5) { return hmac(call, "crypto.hmac.md5", in, EVP_md5(), out); }
BUILTIN(hmac_sha1) { return hmac(call, "crypto.hmac.sha1", in, EVP_sha1(), out); }
BUILTIN(hmac_sha256) { return hmac(call, "crypto.hmac.sha256", in, EVP_sha256(), out); }
BUILTIN(hmac_sha512) { return hmac(call, "crypto.hmac.sha512", in, EVP_sha512(), out); }

BUILTIN(hmac_equal)
{
    struct str a, b;
    if (!want_string(call, "crypto.hmac.equal", in, 1, &a) || !want_string(call, "crypto.hmac.equal", in, 2, &b)) return false;
    return give_bool(a.len == b.len && CRYPTO_memcmp(a.s, b.s, a.len) == 0, out);
}

#define S_S "string -> string"
#define SS_S "string, string -> string"

const struct rego_builtin rego_crypto[] = {
    {"crypto.hmac.equal", "string, string -> boolean", hmac_equal, REGO_PURE, NULL},
    {"crypto.hmac.md5", SS_S, hmac_md5, REGO_PURE, NULL},
    {"crypto.hmac.sha1", SS_S, hmac_sha1, REGO_PURE, NULL},
    {"crypto.hmac.sha256", SS_S, hmac_sha256, REGO_PURE, NULL},
    {"crypto.hmac.sha512", SS_S, hmac_sha512, REGO_PURE, NULL},
    {"crypto.md5", S_S, md5, REGO_PURE, NULL},
    {"crypto.sha1", S_S, sha1, REGO_PURE, NULL},
    {"crypto.sha256", S_S, sha256, REGO_PURE, NULL},
};
const size_t rego_crypto_n = COUNT_OF(rego_crypto);
