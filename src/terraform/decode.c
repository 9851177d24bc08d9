#include "terraform/decode.h"

#include <zlib.h>

#include "base/utf8.h"

static bool gunzip(struct arena *arena, struct str bytes, struct str *out, struct error *err)
{
    z_stream z = {0};
    if (inflateInit2(&z, 15 + 16) != Z_OK) return error_no_memory(err);
    struct buf text = buf_new(TF_MAX_DECODED);
    char chunk[65536];
    int status = Z_OK;
    z.next_in = (Bytef *)(uintptr_t)bytes.s;
    z.avail_in = (uInt)bytes.len;
    while (status == Z_OK) {
        z.next_out = (Bytef *)chunk;
        z.avail_out = sizeof chunk;
        status = inflate(&z, Z_NO_FLUSH);
        if (status == Z_OK || status == Z_STREAM_END) buf_add(&text, chunk, sizeof chunk - z.avail_out);
        if (text.failed) break;
        if (status == Z_OK && z.avail_in == 0 && z.avail_out != 0) status = Z_DATA_ERROR;
    }
    inflateEnd(&z);
    char *copy = status == Z_STREAM_END && !text.failed ? buf_to_arena(arena, &text) : NULL;
    size_t len = text.len;
    bool large = text.failed;
    buf_free(&text);
    if (large) return error_set(err, &TF_LIMIT, "the gzip file unpacks to more than %zu MiB", TF_MAX_DECODED >> 20);
    if (status != Z_STREAM_END) return error_set(err, &TF_ENCODING, "the gzip file is damaged or cut off");
    if (!copy) return error_no_memory(err);
    *out = (struct str){copy, len};
    return true;
}

bool tf_decode(struct arena *arena, struct str bytes, struct str *out, struct error *err)
{
    size_t bad;
    if (bytes.len > UINT32_MAX) return error_set(err, &TF_LIMIT, "the file is larger than 4 GiB");
    if (bytes.len >= 2 && memcmp(bytes.s, "\x1f\x8b", 2) == 0 && !gunzip(arena, bytes, &bytes, err)) return false;
    if (utf8_from_any(arena, bytes, out, &bad)) return true;
    struct position at = bad <= bytes.len ? position_of(bytes, bad) : (struct position){0};
    return error_at(err, &TF_ENCODING, at, "the text is neither UTF-8 nor UTF-16: a wrong byte (0x%02x) at offset %zu",
                    bad < bytes.len ? (unsigned char)bytes.s[bad] : 0u, bad);
}
