/* rego/builtins/networks.c: net.cidr_*, net.lookup_ip_addr. Addresses are 128 bit wide; an IPv4 address is ::ffff:a.b.c.d. */
#include "rego/builtins/families.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "rego/builtins/common.h"

typedef unsigned __int128 u128 __attribute__((aligned(8)));   /* what an arena gives */

#define MAX_EXPANDED ((u128)1 << 21)   /* addresses of one net.cidr_expand */
#define V4_PREFIX ((u128)0xFFFF << 32)

/* bits: length of the prefix among all 128 bits (an IPv4 /24 is 120). */
struct network { u128 address; unsigned bits; bool four; };

static bool is_four(u128 address) { return address >> 32 == 0xFFFF; }
static u128 host_mask(unsigned bits) { return bits >= 128 ? 0 : ~(u128)0 >> bits; }
static u128 first_of(struct network n) { return n.address & ~host_mask(n.bits); }
static u128 last_of(struct network n) { return n.address | host_mask(n.bits); }

static bool read_address(struct str s, u128 *out, bool *dotted)
{
    char text[64];
    unsigned char bytes[16];
    if (s.len >= sizeof text || (s.len && memchr(s.s, '\0', s.len))) return false;
    memcpy(text, s.s, s.len);
    text[s.len] = '\0';
    *out = 0;
    *dotted = inet_pton(AF_INET, text, bytes) == 1;
    if (*dotted) {
        *out = V4_PREFIX | (u128)bytes[0] << 24 | (u128)bytes[1] << 16 | (u128)bytes[2] << 8 | bytes[3];
        return true;
    }
    if (inet_pton(AF_INET6, text, bytes) != 1) return false;
    for (int i = 0; i < 16; i++) *out = *out << 8 | bytes[i];
    return true;
}

/* "10.0.0.0/8": the address as written and the prefix. */
static bool read_network(struct str s, struct network *out)
{
    const char *slash = s.len ? memchr(s.s, '/', s.len) : NULL;
    bool dotted;
    unsigned bits = 0;
    if (!slash || !read_address((struct str){s.s, (size_t)(slash - s.s)}, &out->address, &dotted)) return false;
    const char *p = slash + 1, *end = s.s + s.len;
    if (p == end) return false;
    for (; p < end; p++) {
        if (*p < '0' || *p > '9' || bits > 128) return false;
        bits = bits * 10 + (unsigned)(*p - '0');
    }
    if (bits > (dotted ? 32u : 128u)) return false;
    out->bits = dotted ? bits + 96 : bits;
    out->four = dotted || is_four(first_of(*out));
    out->address = first_of(*out);
    return true;
}

static void print_address(u128 a, char *out, size_t room)
{
    if (is_four(a)) {
        snprintf(out, room, "%u.%u.%u.%u", (unsigned)(a >> 24) & 255, (unsigned)(a >> 16) & 255, (unsigned)(a >> 8) & 255, (unsigned)a & 255);
        return;
    }
    unsigned group[8], best = 8, best_len = 1;
    for (unsigned i = 0; i < 8; i++) group[i] = (unsigned)(a >> (112 - 16 * i)) & 0xFFFF;
    for (unsigned i = 0; i < 8; i++) {
        unsigned n = 0;
        while (i + n < 8 && group[i + n] == 0) n++;
        if (n > best_len) best = i, best_len = n;
    }
    size_t len = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < 8; i++) {
        if (i == best) {
            len += (size_t)snprintf(out + len, room - len, "::");
            i += best_len - 1;
            continue;
        }
        len += (size_t)snprintf(out + len, room - len, "%s%x", len > 0 && out[len - 1] != ':' ? ":" : "", group[i]);
    }
}

static bool bad_network(struct rego_call *call, const char *name, struct str s)
{
    return rego_builtin_error(call, name, "invalid CIDR address: %.*s", (int)(s.len < 200 ? s.len : 200), s.s);
}

static bool want_network(struct rego_call *call, const char *name, struct value v, struct network *out)
{
    if (!value_is_string(v)) return operand_type(call, name, 1, v, "string");
    return read_network(value_str(v), out) || bad_network(call, name, value_str(v));
}

/* A network, or one address. */
static bool want_place(struct rego_call *call, const char *name, struct value v, struct network *out)
{
    bool dotted;
    if (!value_is_string(v)) return operand_type(call, name, 1, v, "string");
    struct str s = value_str(v);
    if (read_address(s, &out->address, &dotted)) {
        out->bits = 128;
        out->four = is_four(out->address);
        return true;
    }
    if (read_network(s, out)) return true;
    return rego_builtin_error(call, name, "not a valid textual representation of an IP address or CIDR: %.*s", (int)(s.len < 200 ? s.len : 200), s.s);
}

static bool holds(struct network a, struct network b)
{
    return a.four == b.four && first_of(a) <= first_of(b) && last_of(b) <= last_of(a);
}

static bool contains(struct rego_call *call, const char *name, const struct value *in, struct value *out)
{
    struct network a, b;
    return want_network(call, name, in[0], &a) && want_place(call, name, in[1], &b) && give_bool(holds(a, b), out);
}

BUILTIN(cidr_contains) { return contains(call, "net.cidr_contains", in, out); }
BUILTIN(cidr_overlap) { return contains(call, "net.cidr_overlap", in, out); }

BUILTIN(cidr_intersects)
{
    static const char name[] = "net.cidr_intersects";
    struct network a, b;
    return want_network(call, name, in[0], &a) && want_network(call, name, in[1], &b) &&
           give_bool(a.four == b.four && first_of(a) <= last_of(b) && first_of(b) <= last_of(a), out);
}

BUILTIN(cidr_is_valid)
{
    struct network n;
    return give_bool(value_is_string(in[0]) && read_network(value_str(in[0]), &n), out);
}

BUILTIN(cidr_expand)
{
    static const char name[] = "net.cidr_expand";
    struct network n;
    struct values list = {0};
    char text[64];
    if (!want_network(call, name, in[0], &n)) return false;
    u128 address = first_of(n), count = last_of(n) - address;   /* one less: all of IPv6 would not fit */
    if (count >= MAX_EXPANDED) return rego_builtin_error(call, name, "the network has too many addresses to list");
    for (u128 i = 0; i <= count; i++) {
        if (list.len % 1024 == 0 && out_of_time(call, name)) return false;
        print_address(address + i, text, sizeof text);
        if (!values_add(call, &list, value_cstring(call->arena, text))) return false;
    }
    return give(call, value_set(call->arena, list.items, list.len), out);
}

/* --- net.cidr_contains_matches --- */

struct candidate { struct value cidr, index; };
struct candidates { struct candidate *items; size_t len; };

static bool candidate_of(struct rego_call *call, int operand, struct value v, struct value index, struct candidate *out)
{
    bool pair = value_is_array(v) && value_len(v) > 0;
    if (!value_is_string(v) && !pair)
        return rego_builtin_error(call, "net.cidr_contains_matches", "operand %d: element must be string or non-empty array", operand);
    *out = (struct candidate){pair ? value_items(v)[0] : v, index};
    return true;
}

static bool read_candidates(struct rego_call *call, int operand, struct value v, struct candidates *out)
{
    bool object = value_is_object(v), list = value_is_array(v) || value_is_set(v);
    size_t n = list || object ? value_len(v) : 1;
    *out = (struct candidates){arena_array(call->arena, n + 1, sizeof *out->items), 0};
    if (!out->items) return error_no_memory(call->err);
    if (!list && !object) {
        if (value_is_string(v)) out->items[out->len++] = (struct candidate){v, v};
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        struct value item = object ? value_pairs(v)[i].value : value_items(v)[i];
        struct value index = object ? value_pairs(v)[i].key : value_is_set(v) ? item : value_small((int64_t)i);
        if (!candidate_of(call, operand, item, index, &out->items[out->len++])) return false;
    }
    return true;
}

BUILTIN(cidr_contains_matches)
{
    static const char name[] = "net.cidr_contains_matches";
    struct candidates a, b;
    struct values found = {0};
    if (!read_candidates(call, 1, in[0], &a) || (a.len > 0 && !read_candidates(call, 2, in[1], &b))) return false;
    struct network *places = a.len > 0 ? arena_array(call->arena, b.len + 1, sizeof *places) : NULL;
    if (a.len > 0 && !places) return error_no_memory(call->err);
    for (size_t i = 0; i < a.len; i++) {
        struct network net;
        if (out_of_time(call, name)) return false;
        if (b.len > 0 && !want_network(call, name, a.items[i].cidr, &net)) return false;
        for (size_t k = 0; k < b.len; k++) {
            if (i == 0 && !want_place(call, name, b.items[k].cidr, &places[k])) return false;
            if (!holds(net, places[k])) continue;
            struct value pair = value_array(call->arena, (struct value[]){a.items[i].index, b.items[k].index}, 2);
            if (!values_add(call, &found, pair)) return false;
        }
    }
    return give(call, value_set(call->arena, found.items, found.len), out);
}

/* --- net.cidr_merge --- */

/* `whole`: it came as this network and was merged with none. */
struct block { u128 first, last; struct network network; bool whole; };

static int compare_blocks(const void *a, const void *b)
{
    const struct block *x = a, *y = b;
    if (x->last != y->last) return x->last < y->last ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* An IPv4 address alone stands for the network of its old class. */
static bool read_block(struct rego_call *call, struct value v, struct block *out)
{
    static const char name[] = "net.cidr_merge";
    bool dotted;
    if (!value_is_string(v)) return rego_builtin_error(call, name, "element must be string");
    struct str s = value_str(v);
    struct network n;
    if (read_address(s, &n.address, &dotted)) {
        if (!is_four(n.address)) return rego_builtin_error(call, name, "IPv6 invalid: needs prefix length");
        unsigned top = (unsigned)(n.address >> 24) & 255;
        n.bits = 96 + (top < 128 ? 8 : top < 192 ? 16 : 24);
        n.four = true;
    } else if (!read_network(s, &n)) {
        return bad_network(call, name, s);
    }
    *out = (struct block){first_of(n), last_of(n), n, true};
    return true;
}

static bool add_network(struct rego_call *call, struct values *list, u128 address, unsigned bits)
{
    char text[64], full[80];
    print_address(address, text, sizeof text);
    snprintf(full, sizeof full, "%s/%u", text, is_four(address) && bits >= 96 ? bits - 96 : bits);
    return values_add(call, list, value_cstring(call->arena, full));
}

/* The fewest networks that make up [first, last]: from the front, the largest one that is aligned and fits. */
static bool add_range(struct rego_call *call, struct values *list, u128 first, u128 last)
{
    for (;;) {
        unsigned bits = 128;
        while (bits > 0 && (first & host_mask(bits - 1)) == 0 && (first | host_mask(bits - 1)) <= last) bits--;
        if (!add_network(call, list, first, bits)) return false;
        u128 end = first | host_mask(bits);
        if (end >= last) return true;
        first = end + 1;
    }
}

BUILTIN(cidr_merge)
{
    struct value v = in[0];
    struct values list = {0};
    if (!value_is_array(v) && !value_is_set(v)) return rego_builtin_error(call, "net.cidr_merge", "operand must be an array");
    size_t n = value_len(v);
    struct block *blocks = arena_array(call->arena, n + 1, sizeof *blocks);
    if (!blocks) return error_no_memory(call->err);
    for (size_t i = 0; i < n; i++)
        if (!read_block(call, value_items(v)[i], &blocks[i])) return false;
    if (n > 1) qsort(blocks, n, sizeof *blocks, compare_blocks);
    struct block current = {0};
    for (size_t i = n; i-- > 0;) {   /* from the back, each block swallows the ones before it that touch it */
        current = blocks[i];
        while (i > 0) {
            bool zero = current.first == 0 || current.first == V4_PREFIX;
            if (current.first - !zero > blocks[i - 1].last) break;
            i--;
            if (blocks[i].first < current.first) current.first = blocks[i].first;
            current.whole = false;
        }
        bool ok = current.whole ? add_network(call, &list, current.network.address, current.network.bits) : add_range(call, &list, current.first, current.last);
        if (!ok) return false;
    }
    return give(call, value_set(call->arena, list.items, list.len), out);
}

/* Names are never looked up: a policy does not go to the network. */
BUILTIN(lookup_ip_addr)
{
    static const char name[] = "net.lookup_ip_addr";
    struct str s;
    u128 address;
    bool dotted;
    char text[64];
    if (!want_string(call, name, in, 1, &s)) return false;
    struct value found[2];
    if (str_is(s, "localhost")) {
        found[0] = value_cstring(call->arena, "127.0.0.1");
        found[1] = value_cstring(call->arena, "::1");
        if (value_is_none(found[0]) || value_is_none(found[1])) return error_no_memory(call->err);
        return give(call, value_set(call->arena, found, 2), out);
    }
    if (!read_address(s, &address, &dotted))
        return rego_builtin_error(call, name, "lookup %.*s: names are not resolved, policies do not use the network", (int)(s.len < 200 ? s.len : 200), s.s);
    print_address(address, text, sizeof text);
    found[0] = value_cstring(call->arena, text);
    if (value_is_none(found[0])) return error_no_memory(call->err);
    return give(call, value_set(call->arena, found, 1), out);
}

#define SS_B "string, string -> boolean"
#define CIDRS "any<string, array[any<string, array[any]>], object[string: any<string, array[any]>], set[any<string, array[any]>]>"

const struct rego_builtin rego_networks[] = {
    {"net.cidr_contains", SS_B, cidr_contains, REGO_PURE, NULL},
    {"net.cidr_contains_matches", CIDRS ", " CIDRS " -> set[[any, any]]", cidr_contains_matches, REGO_PURE, NULL},
    {"net.cidr_expand", "string -> set[string]", cidr_expand, REGO_PURE, NULL},
    {"net.cidr_intersects", SS_B, cidr_intersects, REGO_PURE, NULL},
    {"net.cidr_is_valid", "string -> boolean", cidr_is_valid, REGO_PURE, NULL},
    {"net.cidr_merge", "any<array[any<string>], set[string]> -> set[string]", cidr_merge, REGO_PURE, NULL},
    {"net.cidr_overlap", SS_B, cidr_overlap, REGO_PURE, NULL},
    {"net.lookup_ip_addr", "string -> set[string]", lookup_ip_addr, REGO_NONDETERMINISTIC, NULL},
};
const size_t rego_networks_n = COUNT_OF(rego_networks);
