#include "store/compress.h"

#include <stdlib.h>
#define ZSTD_STATIC_LINKING_ONLY
#include <zdict.h>
#include <zstd.h>

#include "store/store.h"

#define LEVEL 3
#define PREPARED 64                      /* dictionaries kept ready; some 200 KB each when written with */
#define SAMPLES 256                      /* of a type before its dictionary is learnt */
#define SAMPLE_BYTES ((size_t)512 << 10) /* of a type: large documents make fewer samples */
#define SAMPLED_BYTES ((size_t)48 << 20) /* of all types together */
#define DICTIONARY_BYTES ((size_t)12 << 10)
#define SAMPLE_SLOTS 2048                /* types; a power of two */

struct prepared { int64_t number; uint64_t used; struct str bytes; char *owned; ZSTD_CDict *pack; ZSTD_DDict *unpack; };

struct samples { int64_t type; bool over; char *bytes; size_t len, cap, n; size_t sizes[SAMPLES]; };

struct compressor {
    compressor_load *load;
    void *context;
    ZSTD_CCtx *packing;
    ZSTD_DCtx *unpacking;
    struct prepared prepared[PREPARED];
    uint64_t clock;
    struct samples *samples[SAMPLE_SLOTS];
    size_t n_samples, sampled_bytes;
    char *room; size_t room_size;
    char *text; size_t text_size;
};

struct compressor *compressor_new(compressor_load *load, void *context)
{
    struct compressor *c = (struct compressor *)calloc(1, sizeof *c);
    if (!c) return NULL;
    *c = (struct compressor){.load = load, .context = context, .packing = ZSTD_createCCtx(), .unpacking = ZSTD_createDCtx()};
    if (c->packing && c->unpacking && !ZSTD_isError(ZSTD_CCtx_setParameter(c->packing, ZSTD_c_checksumFlag, 1)) &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(c->packing, ZSTD_c_compressionLevel, LEVEL)) &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(c->packing, ZSTD_c_format, ZSTD_f_zstd1_magicless)) &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(c->packing, ZSTD_c_dictIDFlag, 0)) &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(c->packing, ZSTD_c_contentSizeFlag, 0)) &&
        !ZSTD_isError(ZSTD_DCtx_setParameter(c->unpacking, ZSTD_d_format, ZSTD_f_zstd1_magicless))) return c;
    compressor_free(c);
    return NULL;
}

static void forget(struct prepared *p)
{
    ZSTD_freeCDict(p->pack);
    ZSTD_freeDDict(p->unpack);
    free(p->owned);
    *p = (struct prepared){0};
}

void compressor_free(struct compressor *c)
{
    if (!c) return;
    for (size_t i = 0; i < PREPARED; i++) forget(&c->prepared[i]);
    for (size_t i = 0; i < SAMPLE_SLOTS; i++)
        if (c->samples[i]) {
            free(c->samples[i]->bytes);
            free(c->samples[i]);
        }
    ZSTD_freeCCtx(c->packing);
    ZSTD_freeDCtx(c->unpacking);
    free(c->room);
    free(c->text);
    free(c);
}

/* The dictionary, ready; the one unused for longest makes room. */
static struct prepared *prepare(struct compressor *c, int64_t number, struct error *err)
{
    struct prepared *oldest = &c->prepared[0];
    for (size_t i = 0; i < PREPARED; i++) {
        struct prepared *p = &c->prepared[i];
        if (p->number == number) {
            p->used = ++c->clock;
            return p;
        }
        if (p->used < oldest->used) oldest = p;
    }
    struct arena *arena = arena_new(0);
    struct str bytes;
    bool ok = arena ? c->load(c->context, arena, number, &bytes, err) : error_no_memory(err);
    if (ok) {
        forget(oldest);
        oldest->owned = (char *)malloc(bytes.len + 1);
        ok = oldest->owned || error_no_memory(err);
    }
    if (ok) {
        memcpy(oldest->owned, bytes.s, bytes.len);
        oldest->bytes = (struct str){oldest->owned, bytes.len};
        oldest->number = number;
        oldest->used = ++c->clock;
    }
    arena_free(arena);
    return ok ? oldest : NULL;
}

static bool room(char **bytes, size_t *size, size_t wanted, struct error *err)
{
    if (*size >= wanted) return true;
    char *more = (char *)realloc(*bytes, wanted);
    if (!more) return error_no_memory(err);
    *bytes = more;
    *size = wanted;
    return true;
}

/* zstd does not say whether it is that or memory; a dictionary that it made itself can only be refused when it is not what it was. */
static bool damaged(int64_t dictionary, struct error *err) { return error_set(err, &STORE_CORRUPT, "dictionary %lld is damaged", (long long)dictionary); }

bool compressor_pack(struct compressor *c, int64_t dictionary, struct str text, struct str *out, struct error *err)
{
    if (!room(&c->room, &c->room_size, ZSTD_compressBound(text.len), err)) return false;
    ZSTD_CDict *dict = NULL;
    if (dictionary) {
        struct prepared *p = prepare(c, dictionary, err);
        if (!p) return false;
        if (!p->pack) p->pack = ZSTD_createCDict_byReference(p->bytes.s, p->bytes.len, LEVEL);
        if (!p->pack) return damaged(dictionary, err);
        dict = p->pack;
    }
    size_t n = ZSTD_CCtx_refCDict(c->packing, dict);
    if (!ZSTD_isError(n)) n = ZSTD_compress2(c->packing, c->room, c->room_size, text.s, text.len);
    if (ZSTD_isError(n)) return error_set(err, &STORE_FAILED, "a document cannot be compressed: %s", ZSTD_getErrorName(n));
    *out = (struct str){c->room, n};
    return true;
}

bool compressor_unpack(struct compressor *c, int64_t dictionary, struct str packed, size_t size, struct str *out, struct error *err)
{
    if (!room(&c->text, &c->text_size, size + 1, err)) return false;
    ZSTD_DDict *dict = NULL;
    if (dictionary) {
        struct prepared *p = prepare(c, dictionary, err);
        if (!p) return false;
        if (!p->unpack) p->unpack = ZSTD_createDDict_byReference(p->bytes.s, p->bytes.len);
        if (!p->unpack) return damaged(dictionary, err);
        dict = p->unpack;
    }
    size_t n = ZSTD_DCtx_refDDict(c->unpacking, dict);
    if (!ZSTD_isError(n)) n = ZSTD_decompressDCtx(c->unpacking, c->text, size, packed.s, packed.len);
    if (ZSTD_isError(n) || n != size)
        return error_set(err, &STORE_CORRUPT, "a document is damaged: %s", ZSTD_isError(n) ? ZSTD_getErrorName(n) : "it is shorter than it was");
    c->text[n] = '\0';
    *out = (struct str){c->text, n};
    return true;
}

/* --- learning --- */

static struct samples **samples_of(struct compressor *c, int64_t type)
{
    size_t i = (size_t)type * 0x9E3779B97F4A7C15u % SAMPLE_SLOTS;
    while (c->samples[i] && c->samples[i]->type != type) i = (i + 1) % SAMPLE_SLOTS;
    return &c->samples[i];
}

bool compressor_sample(struct compressor *c, int64_t type, struct str text, bool *ready, struct error *err)
{
    struct samples **at = samples_of(c, type), *s = *at;
    *ready = false;
    if (s && s->over) return true;
    *ready = s && s->n == SAMPLES;   /* learning them failed before */
    if (*ready) return true;
    if (text.len > SAMPLE_BYTES / 16 || c->sampled_bytes + text.len > SAMPLED_BYTES) return true;
    if (!s) {
        if (c->n_samples >= SAMPLE_SLOTS / 2) return true;
        s = *at = (struct samples *)calloc(1, sizeof *s);
        if (!s) return error_no_memory(err);
        s->type = type;
        c->n_samples++;
    }
    if (s->len + text.len > s->cap && !room(&s->bytes, &s->cap, (s->len + text.len) * 2, err)) return false;
    memcpy(s->bytes + s->len, text.s, text.len);
    s->len += text.len;
    s->sizes[s->n++] = text.len;
    c->sampled_bytes += text.len;
    *ready = s->n == SAMPLES || s->len > SAMPLE_BYTES - SAMPLE_BYTES / 16;
    return true;
}

bool compressor_learn(struct arena *arena, struct compressor *c, int64_t type, struct str *out, struct error *err)
{
    struct samples *s = *samples_of(c, type);
    *out = (struct str){"", 0};
    if (!s || s->over || !s->n) return true;
    char *dictionary = (char *)arena_alloc(arena, DICTIONARY_BYTES);
    if (!dictionary) return error_no_memory(err);
    size_t n = ZDICT_trainFromBuffer(dictionary, DICTIONARY_BYTES, s->bytes, s->sizes, (unsigned)s->n);
    if (!ZDICT_isError(n)) *out = (struct str){dictionary, n};
    c->sampled_bytes -= s->len;
    free(s->bytes);
    s->bytes = NULL;
    s->len = s->cap = s->n = 0;
    s->over = true;
    return true;
}
