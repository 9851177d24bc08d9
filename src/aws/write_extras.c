/* aws/write_extras.c: what an operation wants done with the finished body: gzip, and a checksum in a header. */
#include <openssl/evp.h>
#include <zlib.h>

#include "aws/protocol_parts.h"
#include "aws/scalars.h"

#define COMPRESS_FROM 10240   /* bytes; the SDKs' default: less does not pay */

/* --- compression --- */

static bool wants_gzip(const struct aws_operation *operation)
{
    struct value encodings = value_field(value_field(operation->operation, "requestcompression"), "encodings");
    for (size_t i = 0; value_is_array(encodings) && i < value_len(encodings); i++)
        if (value_is_string(value_items(encodings)[i]) && str_is(value_str(value_items(encodings)[i]), "gzip")) return true;
    return false;
}

static bool gzip(struct aws_writer *w, struct str *body)
{
    z_stream z = {0};
    if (body->len > UINT32_MAX || deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) return error_no_memory(w->err);
    size_t room = deflateBound(&z, body->len);
    char *out = arena_alloc(w->arena, room);
    z.next_in = (Bytef *)(uintptr_t)body->s;
    z.avail_in = (uInt)body->len;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    bool good = out && deflate(&z, Z_FINISH) == Z_STREAM_END;
    *body = (struct str){out, z.total_out};
    deflateEnd(&z);
    return good || error_no_memory(w->err);
}

static bool compress_body(struct aws_writer *w, struct aws_http_request *out)
{
    const char *before = aws_headers_get(&out->headers, "Content-Encoding");
    const char *encoding = before && *before ? arena_printf(w->arena, "%s, gzip", before) : "gzip";
    if (!encoding || !aws_headers_set(w->arena, &out->headers, "Content-Encoding", encoding)) return error_no_memory(w->err);
    return gzip(w, &out->body);
}

/* --- checksums --- */

/* A reflected CRC of 32 or 64 bits. */
static uint64_t crc(struct str bytes, uint64_t polynomial, uint64_t ones)
{
    uint64_t c = ones;
    for (size_t i = 0; i < bytes.len; i++) {
        c ^= (unsigned char)bytes.s[i];
        for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ polynomial : c >> 1;
    }
    return c ^ ones;
}

static char *crc_text(struct arena *arena, uint64_t c, size_t size)
{
    char bytes[8];
    for (size_t i = 0; i < size; i++) bytes[i] = (char)(c >> 8 * (size - 1 - i));
    return aws_base64(arena, (struct str){bytes, size});
}

static char *digest_text(struct arena *arena, struct str body, const EVP_MD *kind)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    return EVP_Digest(body.s ? body.s : "", body.len, bytes, &size, kind, NULL) ? aws_base64(arena, (struct str){(const char *)bytes, size}) : NULL;
}

static char *checksum(struct arena *arena, struct str algorithm, struct str body)
{
    if (str_is(algorithm, "CRC32")) return crc_text(arena, crc32(0, (const Bytef *)body.s, (uInt)body.len), 4);
    if (str_is(algorithm, "CRC32C")) return crc_text(arena, crc(body, 0x82f63b78u, 0xffffffffu), 4);
    if (str_is(algorithm, "CRC64NVME")) return crc_text(arena, crc(body, 0x9a6c9329ac4bc9b5u, UINT64_MAX), 8);
    if (str_is(algorithm, "SHA1")) return digest_text(arena, body, EVP_sha1());
    if (str_is(algorithm, "SHA256")) return digest_text(arena, body, EVP_sha256());
    return NULL;
}

static bool has_checksum(const struct aws_http_request *out)
{
    for (size_t i = 0; i < out->headers.len; i++)
        if (str_has_prefix(str_of(out->headers.items[i].name), STR("x-amz-checksum-"))) return true;
    return aws_headers_get(&out->headers, "Content-MD5") != NULL;
}

static bool set_checksum(struct aws_writer *w, struct str algorithm, struct aws_http_request *out)
{
    char *name = arena_printf(w->arena, "x-amz-checksum-%.*s", (int)algorithm.len, algorithm.s), *text = checksum(w->arena, algorithm, out->body);
    if (!name || w->arena->failed) return error_no_memory(w->err);
    if (!text) return error_set(w->err, &AWS_PARAMETER, "'%.*s' is no checksum algorithm that is known", (int)algorithm.len, algorithm.s);
    for (char *c = name; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + ('a' - 'A'));
    return aws_headers_set(w->arena, &out->headers, name, text) || error_no_memory(w->err);
}

/* The algorithm that the caller chose by the model's parameter; CRC32, and said so, where the model wants one and none is given. */
static bool flexible(struct aws_writer *w, struct value trait, struct value params, struct aws_http_request *out)
{
    struct value member = value_field(trait, "requestAlgorithmMember"), chosen = value_is_string(member) ? value_get_str(params, value_str(member)) : VALUE_NONE;
    if (value_is_string(chosen)) return set_checksum(w, value_str(chosen), out);
    if (!value_is_true(value_field(trait, "requestChecksumRequired"))) return true;
    if (value_is_string(member)) {
        struct aws_member input = aws_input(w->operation), named = aws_member_named(&input, value_str(member));
        struct str header = aws_wire_name(&named, value_str(member));
        char *name = arena_strndup(w->arena, header.s, header.len);
        if (!name || !aws_headers_set(w->arena, &out->headers, name, "CRC32")) return error_no_memory(w->err);
    }
    return set_checksum(w, STR("CRC32"), out);
}

bool aws_write_extras(struct aws_writer *w, struct value params, struct aws_http_request *out)
{
    struct value operation = w->operation->operation, trait = value_field(operation, "httpChecksum");
    if (wants_gzip(w->operation) && out->body.len >= COMPRESS_FROM && !compress_body(w, out)) return false;
    if (has_checksum(out)) return true;
    if (value_is_object(trait)) return flexible(w, trait, params, out);
    if (!value_is_true(value_field(operation, "httpChecksumRequired"))) return true;
    char *text = digest_text(w->arena, out->body, EVP_md5());
    return (text && aws_headers_set(w->arena, &out->headers, "Content-MD5", text)) || error_no_memory(w->err);
}
