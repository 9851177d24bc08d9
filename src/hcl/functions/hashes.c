/* hcl/functions/hashes.c: digests, UUIDs, RSA. What is different at each call (bcrypt, uuid) stays unknown. */
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "hcl/functions/encode.h"
#include "hcl/functions/families.h"

bool hcl_digest(struct hcl_call *call, const char *algorithm, struct str bytes, bool base64, struct value *out)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    const EVP_MD *md = EVP_get_digestbyname(algorithm);
    if (!md || !EVP_Digest(bytes.s, bytes.len, digest, &len, md, NULL)) return hcl_function_error(call, "%s is not available here", algorithm);
    if (base64) return hcl_base64(call, digest, len, out);
    char hex[2 * EVP_MAX_MD_SIZE + 1];
    for (unsigned i = 0; i < len; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return hcl_function_result(call, value_cstring(call->arena, hex), out);
}

static bool md5(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return hcl_digest(call, "MD5", value_str(args[0]), false, out); }
static bool sha1(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return hcl_digest(call, "SHA1", value_str(args[0]), false, out); }
static bool sha256(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return hcl_digest(call, "SHA256", value_str(args[0]), false, out); }
static bool sha512(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return hcl_digest(call, "SHA512", value_str(args[0]), false, out); }
static bool base64sha256(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return hcl_digest(call, "SHA256", value_str(args[0]), true, out); }
static bool base64sha512(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return hcl_digest(call, "SHA512", value_str(args[0]), true, out); }

/* 16 bytes from 8-4-4-4-12 hexadecimal digits. */
static bool parse_uuid(struct str s, unsigned char out[16])
{
    size_t n = 0;
    if (s.len != 36) return false;
    for (size_t i = 0; i < 36; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (s.s[i] != '-') return false;
            continue;
        }
        char pair[3] = {s.s[i], s.s[i + 1], 0}, *end;
        out[n++] = (unsigned char)strtoul(pair, &end, 16);
        if (end != pair + 2) return false;
        i++;
    }
    return true;
}

static bool uuidv5(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    static const struct { const char *name, *uuid; } known[] = {
        {"dns", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}, {"url", "6ba7b811-9dad-11d1-80b4-00c04fd430c8"},
        {"oid", "6ba7b812-9dad-11d1-80b4-00c04fd430c8"}, {"x500", "6ba7b814-9dad-11d1-80b4-00c04fd430c8"}};
    struct str space = value_str(args[0]), name = value_str(args[1]);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_is(space, known[i].name)) space = str_of(known[i].uuid);
    char *bytes = arena_alloc(call->arena, 16 + name.len);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len;
    if (!bytes) return error_no_memory(call->err);
    if (!parse_uuid(space, (unsigned char *)bytes)) return hcl_function_error(call, "'%.*s' is no namespace", (int)(space.len < 80 ? space.len : 80), space.s);
    memcpy(bytes + 16, name.s, name.len);
    if (!EVP_Digest(bytes, 16 + name.len, digest, &len, EVP_sha1(), NULL)) return hcl_function_error(call, "SHA1 is not available here");
    digest[6] = (digest[6] & 0x0f) | 0x50;
    digest[8] = (digest[8] & 0x3f) | 0x80;
    char text[37];
    for (size_t i = 0, at = 0; i < 16; i++) at += (size_t)snprintf(text + at, sizeof text - at, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", digest[i]);
    return hcl_function_result(call, value_cstring(call->arena, text), out);
}

static bool decrypt(EVP_PKEY *key, struct arena *arena, const unsigned char *in, size_t len, struct str *out)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    size_t room = 0;
    unsigned char *text = NULL;
    bool ok = context && EVP_PKEY_decrypt_init(context) > 0 && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0 &&
              EVP_PKEY_decrypt(context, NULL, &room, in, len) > 0 && (text = arena_alloc(arena, room)) && EVP_PKEY_decrypt(context, text, &room, in, len) > 0;
    EVP_PKEY_CTX_free(context);
    *out = (struct str){(char *)text, room};
    return ok;
}

static bool rsadecrypt(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str text, encoded = value_str(args[0]);
    unsigned char *bytes = arena_alloc(call->arena, encoded.len + 4);
    if (!bytes) return error_no_memory(call->err);
    int len = encoded.len < 100000 ? EVP_DecodeBlock(bytes, (const unsigned char *)encoded.s, (int)encoded.len) : -1;
    if (len < 0) return hcl_function_error(call, "the ciphertext is not base64");
    for (size_t i = encoded.len; i > 0 && encoded.s[i - 1] == '='; i--) len--;
    BIO *bio = BIO_new_mem_buf(value_cstr(args[1]), (int)value_len(args[1]));
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)(uintptr_t)"") : NULL;
    BIO_free(bio);
    if (!key) return hcl_function_error(call, "the private key cannot be read");
    bool ok = decrypt(key, call->arena, bytes, (size_t)len, &text);
    EVP_PKEY_free(key);
    if (!ok || !utf8_is_valid(text)) return hcl_function_error(call, "the ciphertext cannot be decrypted with this key");
    return hcl_function_result(call, value_string(call->arena, text), out);
}

const struct hcl_function hcl_hashes[] = {
    {"base64sha256", "s", HCL_FN_PLAIN, base64sha256},
    {"base64sha512", "s", HCL_FN_PLAIN, base64sha512},
    {"bcrypt", "sn*", HCL_FN_IMPURE, NULL},
    {"md5", "s", HCL_FN_PLAIN, md5},
    {"rsadecrypt", "ss", HCL_FN_PLAIN, rsadecrypt},
    {"sha1", "s", HCL_FN_PLAIN, sha1},
    {"sha256", "s", HCL_FN_PLAIN, sha256},
    {"sha512", "s", HCL_FN_PLAIN, sha512},
    {"uuid", "", HCL_FN_IMPURE, NULL},
    {"uuidv5", "ss", HCL_FN_PLAIN, uuidv5},
    {NULL, NULL, 0, NULL},
};
