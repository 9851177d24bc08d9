/* hcl/functions/networks.c: cidrhost, cidrnetmask, cidrsubnet, cidrsubnets, for IPv4 and IPv6 (RFC 4632, RFC 5952). */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "hcl/functions/families.h"
#include "value/arith.h"

typedef unsigned __int128 address;   /* IPv4 in the low 32 bits */

struct network { address base; unsigned bits, prefix; };   /* bits: 32 or 128 */

/* Leading zeros in IPv4 ("010.1.0.0") are taken as decimal, as Terraform still does. */
static bool parse_ipv4(const char *text, address *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        unsigned part = 0, n = 0;
        for (; *text >= '0' && *text <= '9' && n < 20; text++, n++)
            if ((part = part * 10 + (unsigned)(*text - '0')) > 255) return false;
        if (n == 0 || (i < 3 && *text++ != '.')) return false;
        *out = *out << 8 | part;
    }
    return *text == 0;
}

static bool parse_network(struct hcl_call *call, struct value v, struct network *out)
{
    struct str s = value_str(v);
    char text[80];
    unsigned char bytes[16];
    const char *slash = memchr(s.s, '/', s.len);
    size_t len = slash ? (size_t)(slash - s.s) : s.len;
    bool ok = slash && len < sizeof text && s.len - len > 1 && s.len - len < 5;
    if (ok) {
        memcpy(text, s.s, len);
        text[len] = 0;
        out->prefix = 0;
        for (const char *c = slash + 1; c < s.s + s.len && ok; c++) {
            ok = *c >= '0' && *c <= '9';
            out->prefix = out->prefix * 10 + (unsigned)(*c - '0');
        }
    }
    if (ok && strchr(text, ':')) {
        ok = inet_pton(AF_INET6, text, bytes) == 1;
        out->bits = 128;
        out->base = 0;
        for (int i = 0; ok && i < 16; i++) out->base = out->base << 8 | bytes[i];
        if (ok && out->base >> 32 == 0xffff && out->prefix >= 96) {   /* ::ffff:1.2.3.4 is an IPv4 address */
            out->bits = 32;
            out->base &= 0xffffffffu;
            out->prefix -= 96;
        }
    } else if (ok) {
        ok = parse_ipv4(text, &out->base);
        out->bits = 32;
    }
    if (!ok || out->prefix > out->bits) return hcl_function_error(call, "invalid CIDR expression: invalid CIDR address: %.*s", (int)(s.len < 60 ? s.len : 60), s.s);
    address mask = out->prefix == 0 ? 0 : ~(address)0 << (out->bits - out->prefix);
    out->base &= mask;
    return true;
}

static void print_address(address a, unsigned bits, char out[INET6_ADDRSTRLEN + 5])
{
    unsigned char bytes[16];
    for (unsigned i = 0; i < bits / 8; i++) bytes[i] = (unsigned char)(a >> (bits - 8 - 8 * i));
    inet_ntop(bits == 32 ? AF_INET : AF_INET6, bytes, out, INET6_ADDRSTRLEN);
}

static struct value network_value(struct hcl_call *call, address base, unsigned bits, unsigned prefix)
{
    char text[INET6_ADDRSTRLEN + 5];
    print_address(base, bits, text);
    snprintf(text + strlen(text), 5, "/%u", prefix);
    return value_cstring(call->arena, text);
}

/* A whole number of at most 128 bits, negative ones by their size. */
static bool big_argument(struct hcl_call *call, struct value v, const char *what, bool *negative, address *out)
{
    struct str text;
    struct value whole;
    if (!value_number_is_integer(v)) return hcl_function_error(call, "the %s must be a whole number", what);
    if (arith_trunc(call->arena, v, ARITH_PRECISION_HCL, &whole) != ARITH_OK || arith_format_int(call->arena, whole, 10, &text) != ARITH_OK)
        return hcl_function_error(call, "the %s is too large", what);
    *negative = text.len && text.s[0] == '-';
    *out = 0;
    for (size_t i = *negative; i < text.len; i++) {
        if (*out > (~(address)0 - 9) / 10) return hcl_function_error(call, "the %s is too large", what);
        *out = *out * 10 + (unsigned)(text.s[i] - '0');
    }
    return true;
}

static bool cidrhost(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct network net;
    address number;
    bool negative;
    if (!parse_network(call, args[0], &net) || !big_argument(call, args[1], "host number", &negative, &number)) return false;
    unsigned host_bits = net.bits - net.prefix;
    address most = host_bits == 0 ? 0 : host_bits >= 128 ? ~(address)0 : ((address)1 << host_bits) - 1;
    if (negative ? number > most + 1 && most != ~(address)0 : number > most) {
        char scratch[32];
        struct str text = value_number_text(args[1], scratch);
        return hcl_function_error(call, "prefix of %u does not accommodate a host numbered %.*s", net.prefix, (int)text.len, text.s);
    }
    char text[INET6_ADDRSTRLEN + 5];
    print_address(net.base | (negative ? (most - number + 1) & most : number), net.bits, text);
    return hcl_function_result(call, value_cstring(call->arena, text), out);
}

static bool cidrnetmask(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct network net;
    if (!parse_network(call, args[0], &net)) return false;
    if (net.bits != 32) return hcl_function_error(call, "IPv6 addresses cannot have a netmask: %s", value_cstr(args[0]));
    char text[INET6_ADDRSTRLEN + 5];
    print_address(net.prefix ? ~(address)0 << (32 - net.prefix) : 0, 32, text);
    return hcl_function_result(call, value_cstring(call->arena, text), out);
}

static bool new_bits(struct hcl_call *call, struct value v, int64_t least, int64_t *out)
{
    if (!value_number_to_int64(v, out)) return hcl_function_error(call, "newbits must be a whole number");
    return *out >= least || hcl_function_error(call, "must extend prefix by at least %d bits", (int)least);
}

static bool cidrsubnet(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct network net;
    int64_t bits;
    address number;
    bool negative;
    if (!parse_network(call, args[0], &net)) return false;
    if (!new_bits(call, args[1], -(int64_t)net.prefix, &bits) || !big_argument(call, args[2], "subnet number", &negative, &number)) return false;
    if (bits < 0 && number == 0) return hcl_function_result(call, network_value(call, net.base, net.bits, net.prefix - (unsigned)-bits), out);
    if (bits < 0) return hcl_function_error(call, "a shorter prefix accommodates only a subnet numbered 0");
    if (bits > net.bits - net.prefix) return hcl_function_error(call, "insufficient address space to extend prefix of %u by %lld", net.prefix, (long long)bits);
    address most = bits >= 128 ? ~(address)0 : ((address)1 << bits) - 1;
    if (negative) number = most - number + 1;
    if (number > most) {
        char scratch[32];
        struct str text = value_number_text(args[2], scratch);
        return hcl_function_error(call, "prefix extension of %lld does not accommodate a subnet numbered %.*s", (long long)bits, (int)text.len, text.s);
    }
    unsigned prefix = net.prefix + (unsigned)bits, shift = net.bits - prefix;
    return hcl_function_result(call, network_value(call, net.base | (shift >= 128 ? 0 : number << shift), net.bits, prefix), out);
}

/* One after the other, each at the next multiple of its own size. */
static bool cidrsubnets(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct network net;
    if (!parse_network(call, args[0], &net)) return false;
    struct value *items = arena_array(call->arena, n, sizeof *items);
    if (!items) return error_no_memory(call->err);
    unsigned host_bits = net.bits - net.prefix;
    address last = net.base | (host_bits == 0 ? 0 : host_bits >= 128 ? ~(address)0 : ((address)1 << host_bits) - 1), next = net.base;
    bool full = false;
    for (size_t i = 1; i < n; i++) {
        int64_t bits;
        if (!new_bits(call, args[i], 1, &bits)) return false;
        if (bits > 32) return hcl_function_error(call, "may not extend prefix by more than 32 bits");
        if (bits > host_bits) return hcl_function_error(call, "would extend prefix to %lld bits, which is too long", (long long)(net.prefix + bits));
        unsigned prefix = net.prefix + (unsigned)bits, shift = net.bits - prefix;
        address size = (address)1 << shift, at = (next + size - 1) & ~(size - 1);
        if (full || at < next || at > last) return hcl_function_error(call, "not enough remaining address space for a subnet with a prefix of %u bits", prefix);
        items[i - 1] = network_value(call, at, net.bits, prefix);
        if (value_is_none(items[i - 1])) return error_no_memory(call->err);
        full = last - at < size;
        next = at + size;
    }
    return hcl_function_result(call, value_array(call->arena, items, n - 1), out);
}

const struct hcl_function hcl_networks[] = {
    {"cidrhost", "sn", HCL_FN_PLAIN, cidrhost},
    {"cidrnetmask", "s", HCL_FN_PLAIN, cidrnetmask},
    {"cidrsubnet", "snn", HCL_FN_PLAIN, cidrsubnet},
    {"cidrsubnets", "sn*", HCL_FN_PLAIN, cidrsubnets},
    {NULL, NULL, 0, NULL},
};
