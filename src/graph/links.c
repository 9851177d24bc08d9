/* graph/links.c: references → edges.
 * A reference is an address with an attribute behind it. Without its keys and attribute it is a base (module.a.aws_s3_bucket.b), which leads
 * to all instances; keys in the reference, or an index that both sides share, then choose among them. The exact address is looked up first, so
 * that ten thousand instances that refer to ten thousand others cost no more than their number. */
#include "graph/links.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "value/json.h"

/* Attributes that name another resource by a literal: the name stands in `identity` of `type`. */
static const struct { const char *attribute, *type, *identity; } named_links[] = {
    {"bucket", "aws_s3_bucket", "bucket"},
    {"s3_bucket_name", "aws_s3_bucket", "bucket"},
    {"role", "aws_iam_role", "name"},
    {"user", "aws_iam_user", "name"},
    {"group", "aws_iam_group", "name"},
    {"function_name", "aws_lambda_function", "function_name"},
    {"cluster_name", "aws_eks_cluster", "name"},
    {"cluster_identifier", "aws_rds_cluster", "cluster_identifier"},
    {"db_instance_identifier", "aws_db_instance", "identifier"},
    {"load_balancer_name", "aws_elb", "name"},
    {"log_group_name", "aws_cloudwatch_log_group", "name"},
    {"rest_api_id", "aws_api_gateway_rest_api", "name"},
    {"repository", "aws_ecr_repository", "name"},
    {"queue_url", "aws_sqs_queue", "name"},
};

/* A name as a key: a known string, or an unknown one by what it is made of, so that two that say the same are one. NULL: no name. */
static const char *name_text(struct arena *arena, struct value name)
{
    if (value_is_string(name)) return value_cstr(name);
    if (!value_is_unknown(name) || value_len(value_unknown_refs(name)) == 0) return NULL;
    struct buf text = buf_new(0);
    buf_puts(&text, "unknown ");
    value_print(&text, value_is_none(value_unknown_parts(name)) ? value_unknown_refs(name) : value_unknown_parts(name));
    const char *out = buf_to_arena(arena, &text);
    buf_free(&text);
    return out;
}

/* twin: another one has the same address, as in folders that are no one configuration. known_by: a hash of all that others may name it by. */
struct node { const struct resource *resource; VEC(struct link) links; uint64_t known_by; bool twin; };

struct bucket { VEC(uint32_t) nodes; };

struct links {
    struct node *nodes;
    size_t n;
    struct map bases;       /* root "\n" base → struct bucket */
    struct map addresses;   /* root "\n" address → struct node */
    struct map names;       /* root "\n" type "\n" name → struct bucket */
    struct map ids;         /* root "\n" ARN, or id that AWS made → struct node: of resources of an account */
};

/* The offset behind the ] of the key that begins at `at`. */
static size_t key_end(struct str s, size_t at)
{
    bool quoted = false;
    for (at++; at < s.len && (quoted || s.s[at] != ']'); at++) {
        if (s.s[at] == '\\' && quoted) at++;
        else if (s.s[at] == '"') quoted = !quoted;
    }
    return at < s.len ? at + 1 : s.len;
}

/* The base of an address or reference: keys in brackets dropped, ended after TYPE.NAME. Writes at most `max` bytes. False: it is none.
 * *end: where the resource's address ends in `s`, behind its own key. */
static bool base_of(struct str s, char *out, size_t max, size_t *end)
{
    size_t n = 0, labels = 0, wanted = 2;
    bool start = true;
    *end = 0;
    for (size_t i = 0; i < s.len;) {
        if (s.s[i] == '[') {
            i = key_end(s, i);
            continue;
        }
        if (start) {
            struct str rest = {s.s + i, s.len - i};
            if (labels == 0 && str_has_prefix(rest, STR("data."))) wanted = 3;
            if (labels == 0 && str_has_prefix(rest, STR("module."))) labels = (size_t)-2;   /* two labels that do not count */
            start = false;
        }
        if (s.s[i] == '.') {
            if (++labels == wanted) break;
            if (labels == 0) wanted = 2;
            start = true;
        }
        if (n + 1 >= max) return false;
        out[n++] = s.s[i++];
        *end = i;
    }
    out[n] = '\0';
    if (*end < s.len && s.s[*end] == '[') *end = key_end(s, *end);
    return labels == wanted || labels + 1 == wanted;
}

#define ADDRESS_MAX 4096

/* "root\ntext" into `out`: its length, or 0 where it does not fit. Every resource and every question of a rule comes here, hence no printf. */
static size_t scoped_into(char *out, size_t room, const char *root, struct str text, const char *end)
{
    size_t n = root ? strlen(root) : 0, more = strlen(end);
    if (n + 1 + text.len + more + 1 > room) return 0;
    if (n) memcpy(out, root, n);
    out[n++] = '\n';
    memcpy(out + n, text.s, text.len);
    memcpy(out + n + text.len, end, more + 1);
    return n + text.len + more;
}

static const char *scoped(struct arena *arena, const char *root, const char *text)
{
    size_t room = (root ? strlen(root) : 0) + strlen(text) + 2;
    char *out = (char *)arena_alloc(arena, room);
    return out && scoped_into(out, room, root, str_of(text), "") ? out : NULL;
}

static bool into_bucket(struct arena *arena, struct map *map, const char *key, uint32_t node)
{
    void **slot = key ? map_at(arena, map, str_of(key)) : NULL;
    if (!slot) return false;
    if (!*slot && !(*slot = arena_zero(arena, sizeof(struct bucket)))) return false;
    uint32_t *at = vec_push(arena, &((struct bucket *)*slot)->nodes);
    if (!at) return false;
    *at = node;
    return true;
}

static bool index_node(struct arena *arena, struct links *links, uint32_t i)
{
    const struct resource *r = links->nodes[i].resource;
    char base[ADDRESS_MAX];
    const char *address = scoped(arena, r->root, r->address);
    size_t end;
    void **slot = address ? map_at(arena, &links->addresses, str_of(address)) : NULL;
    if (!slot) return false;
    if (*slot) links->nodes[i].twin = ((struct node *)*slot)->twin = true;
    *slot = &links->nodes[i];
    if (base_of(str_of(r->address), base, sizeof base, &end) && !into_bucket(arena, &links->bases, scoped(arena, r->root, base), i)) return false;
    for (size_t k = 0; k < COUNT_OF(named_links); k++) {
        if (r->data_source || strcmp(r->type, named_links[k].type) != 0) continue;
        const char *name = name_text(arena, value_field(r->values, named_links[k].identity));
        if (!name) continue;
        const char *key = arena_printf(arena, "%s\n%s\n%s", r->root ? r->root : "", r->type, name);
        if (!into_bucket(arena, &links->names, key, i)) return false;
    }
    return true;
}

/* --- resources of an account: what names another is an ARN or an id --- */

static bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/* Ids that AWS made (vpc-0a1b2c3d, a UUID) mean one thing; a name that somebody chose may mean many. */
static bool made_by_aws(struct str s)
{
    size_t hex = 0;
    while (hex < s.len && is_hex(s.s[s.len - 1 - hex])) hex++;
    if (s.len == 36 && hex == 12 && s.s[8] == '-' && s.s[13] == '-' && s.s[18] == '-' && s.s[23] == '-') return true;
    if (hex < 8 || hex > 17 || hex + 2 > s.len || s.s[s.len - 1 - hex] != '-') return false;
    for (size_t i = 0; i + 1 + hex < s.len; i++)
        if (!(s.s[i] >= 'a' && s.s[i] <= 'z') && s.s[i] != '-') return false;
    return true;
}

/* The ARN or id as a key; a log group's ARN is also written with :* behind. False: it is none. */
static bool id_key(const char *root, struct str text, char *out, size_t room, size_t *n)
{
    if (!str_has_prefix(text, STR("arn:")) && !made_by_aws(text)) return false;
    if (str_has_suffix(text, STR(":*"))) text.len -= 2;
    *n = scoped_into(out, room, root, text, "");
    return *n > 0;
}

static bool index_id(struct arena *arena, struct links *links, uint32_t i, struct value id)
{
    char key[ADDRESS_MAX];
    size_t n;
    if (!value_is_string(id) || !id_key(links->nodes[i].resource->root, value_str(id), key, sizeof key, &n)) return true;
    const char *kept = arena_strndup(arena, key, n);
    return kept && map_set(arena, &links->ids, (struct str){kept, n}, &links->nodes[i]);
}

static bool index_ids(struct arena *arena, struct links *links, uint32_t i)
{
    const struct resource *r = links->nodes[i].resource;
    if (r->origin != RESOURCE_FROM_ACCOUNT) return true;
    struct value arn = r->arn ? value_cstring(arena, r->arn) : value_field(r->values, "arn");
    if (r->arn && value_is_none(arn)) return false;
    return index_id(arena, links, i, arn) && index_id(arena, links, i, value_field(r->values, "id"));
}

static bool tie(struct arena *arena, struct links *links, uint32_t from, uint32_t to, const char *path)
{
    if (from == to) return true;
    struct node *a = &links->nodes[from], *b = &links->nodes[to];
    if (a->links.len && a->links.items[a->links.len - 1].other == b->resource && a->links.items[a->links.len - 1].outgoing &&
        strcmp(a->links.items[a->links.len - 1].path, path) == 0) return true;
    struct link *out = vec_push(arena, &a->links), *in = vec_push(arena, &b->links);
    if (!out || !in) return false;
    *out = (struct link){b->resource, path, true};
    *in = (struct link){a->resource, path, false};
    return true;
}

/* Are reference and address of one base the same, key for key, where both have one? */
static bool keys_agree(struct str reference, struct str address)
{
    size_t i = 0, k = 0;
    while (i < reference.len && k < address.len) {
        bool a = reference.s[i] == '[', b = address.s[k] == '[';
        size_t i_end = a ? key_end(reference, i) : i + 1, k_end = b ? key_end(address, k) : k + 1;
        struct str mine = {reference.s + i, i_end - i};
        if (a == b && !str_eq(mine, (struct str){address.s + k, k_end - k}) && !str_is(mine, "[*]")) return false;
        if (a || !b) i = i_end;
        if (b || !a) k = k_end;
    }
    return true;
}

/* The one resource of exactly this address, or NULL. */
static const struct node *node_at(const struct links *links, const char *root, struct str address, const char *key)
{
    char text[ADDRESS_MAX + 512];
    size_t n = scoped_into(text, sizeof text, root, address, key);
    const struct node *node = n ? (const struct node *)map_get(&links->addresses, (struct str){text, n}) : NULL;
    return node && !node->twin ? node : NULL;
}

/* What the reference means: the resource of its very address; else, where it has no key of its own (`b[each.key]` is kept as `b`), the one with
 * the same key as the resource that refers, then as a module around it; else all of that name that its keys do not rule out. */
static bool add_reference(struct arena *arena, struct links *links, uint32_t from, const struct resource_ref *ref)
{
    const struct resource *r = links->nodes[from].resource;
    char base[ADDRESS_MAX];
    size_t end;
    if (!base_of(str_of(ref->target), base, sizeof base, &end)) return true;
    struct str named = {ref->target, end};
    const struct node *one = node_at(links, r->root, named, "");
    if (!one && end && named.s[end - 1] != ']') {
        if (r->index && *r->index) one = node_at(links, r->root, named, r->index);
        struct str address = str_of(r->address);
        char key[ADDRESS_MAX] = "";
        for (size_t i = 0; !one && i < address.len; i++) {   /* the first key that leads somewhere */
            if (address.s[i] != '[') continue;
            size_t stop = key_end(address, i);
            snprintf(key, sizeof key, "%.*s", (int)(stop - i), address.s + i);
            const struct node *found = node_at(links, r->root, named, key);
            i = stop - 1;
            if (found) one = found;
        }
    }
    if (one) return tie(arena, links, from, (uint32_t)(one - links->nodes), ref->path);
    const char *key = scoped(arena, r->root, base);
    const struct bucket *bucket = key ? (const struct bucket *)map_get(&links->bases, str_of(key)) : NULL;
    if (!key) return false;
    for (size_t i = 0; bucket && i < bucket->nodes.len; i++) {
        uint32_t to = bucket->nodes.items[i];
        if (keys_agree(named, str_of(links->nodes[to].resource->address)) && !tie(arena, links, from, to, ref->path)) return false;
    }
    return true;
}

#define VALUES_DEPTH 12   /* of blocks within blocks; the provider's go to nine */

/* Every text of the values that is the ARN or id of another resource. Policies name much and mean it as a pattern: they are left out, and tags. */
static bool add_ids(struct arena *arena, struct links *links, uint32_t from, struct value v, const char *path, unsigned depth)
{
    char key[ADDRESS_MAX];
    size_t n;
    bool ok = true;
    if (value_is_string(v) && id_key(links->nodes[from].resource->root, value_str(v), key, sizeof key, &n)) {
        const struct node *other = (const struct node *)map_get(&links->ids, (struct str){key, n});
        return !other || tie(arena, links, from, (uint32_t)(other - links->nodes), path);
    }
    for (size_t i = 0; ok && depth < VALUES_DEPTH && (value_is_array(v) || value_is_set(v)) && i < value_len(v); i++) {
        const char *inner = resource_path_index(arena, path, i);
        ok = inner && add_ids(arena, links, from, value_items(v)[i], inner, depth + 1);
    }
    for (size_t i = 0; ok && depth < VALUES_DEPTH && value_is_object(v) && i < value_len(v); i++) {
        struct value name = value_pairs(v)[i].key;
        if (!value_is_string(name) || str_has_suffix(value_str(name), STR("_document")) || str_has_prefix(value_str(name), STR("tags"))) continue;
        const char *inner = resource_path_field(arena, path, value_str(name));
        ok = inner && add_ids(arena, links, from, value_pairs(v)[i].value, inner, depth + 1);
    }
    return ok;
}

/* In an account a name is one in its region, but for buckets and what belongs to no region. */
static bool elsewhere(const struct resource *a, const struct resource *b)
{
    return a->origin == RESOURCE_FROM_ACCOUNT && a->region && b->region && strcmp(a->region, b->region) != 0 && strcmp(b->type, "aws_s3_bucket") != 0 &&
           strncmp(b->type, "aws_iam_", 8) != 0;
}

static bool has_reference(const struct resource *r, const char *path)
{
    for (size_t i = 0; i < r->refs.len; i++)
        if (strcmp(r->refs.items[i].path, path) == 0) return true;
    return false;
}

static bool add_names(struct arena *arena, struct links *links, uint32_t from)
{
    const struct resource *r = links->nodes[from].resource;
    for (size_t k = 0; k < COUNT_OF(named_links); k++) {
        if (strcmp(r->type, named_links[k].type) == 0 || has_reference(r, named_links[k].attribute)) continue;
        const char *name = name_text(arena, value_field(r->values, named_links[k].attribute));
        if (!name) continue;
        const char *key = arena_printf(arena, "%s\n%s\n%s", r->root ? r->root : "", named_links[k].type, name);
        const struct bucket *bucket = key ? (const struct bucket *)map_get(&links->names, str_of(key)) : NULL;
        if (!key) return false;
        for (size_t i = 0; bucket && i < bucket->nodes.len; i++)
            if (!elsewhere(r, links->nodes[bucket->nodes.items[i]].resource) && !tie(arena, links, from, bucket->nodes.items[i], named_links[k].attribute)) return false;
    }
    return true;
}

static int by_other(const void *a, const void *b)
{
    const struct link *x = (const struct link *)a, *y = (const struct link *)b;
    int c = strcmp(x->other->address, y->other->address);
    if (c == 0) c = strcmp(x->path, y->path);
    return c ? c : (int)x->outgoing - (int)y->outgoing;
}

static void sort(struct node *node)
{
    if (node->links.len > 1) qsort(node->links.items, node->links.len, sizeof(struct link), by_other);
}

static bool add_all(struct arena *arena, struct links *links, uint32_t i)
{
    const struct resource *r = links->nodes[i].resource;
    for (size_t k = 0; k < r->refs.len; k++)
        if (!add_reference(arena, links, i, &r->refs.items[k])) return false;
    return add_names(arena, links, i) && (r->origin != RESOURCE_FROM_ACCOUNT || add_ids(arena, links, i, r->values, "", 0));
}

static uint64_t mixed(uint64_t hash, const char *text) { return (hash ^ (text ? hash_bytes(text, strlen(text)) : 1)) * 0x9E3779B97F4A7C15u; }

/* What index_node and index_ids make keys of; of code nothing changes. */
static uint64_t known_by(struct arena *arena, const struct resource *r)
{
    if (r->origin != RESOURCE_FROM_ACCOUNT) return 0;
    struct value id = value_field(r->values, "id"), arn = value_field(r->values, "arn");
    uint64_t hash = mixed(mixed(mixed(0, r->arn), value_is_string(arn) ? value_cstr(arn) : NULL), value_is_string(id) ? value_cstr(id) : NULL);
    for (size_t k = 0; k < COUNT_OF(named_links); k++)
        if (strcmp(r->type, named_links[k].type) == 0) hash = mixed(hash, name_text(arena, value_field(r->values, named_links[k].identity)));
    return hash;
}

struct links *links_new(struct arena *arena, const struct resource_list *resources)
{
    struct links *links = (struct links *)arena_zero(arena, sizeof *links);
    if (!links) return NULL;
    links->n = resources->len;
    links->nodes = (struct node *)arena_zero(arena, (links->n + 1) * sizeof *links->nodes);
    if (!links->nodes) return NULL;
    for (uint32_t i = 0; i < links->n; i++) {
        links->nodes[i].resource = resources->items[i];
        links->nodes[i].known_by = known_by(arena, resources->items[i]);
        if (!index_node(arena, links, i) || !index_ids(arena, links, i)) return NULL;
    }
    for (uint32_t i = 0; i < links->n; i++)
        if (!add_all(arena, links, i)) return NULL;
    for (size_t i = 0; i < links->n; i++) sort(&links->nodes[i]);
    return links;
}

static struct node *node_of(const struct links *links, const struct resource *r)
{
    char key[ADDRESS_MAX + 256];
    size_t n = scoped_into(key, sizeof key, r->root, str_of(r->address), "");
    struct node *node = n ? (struct node *)(uintptr_t)map_get(&links->addresses, (struct str){key, n}) : NULL;
    if (!node || node->resource == r) return node;
    for (size_t i = 0; i < links->n; i++)   /* two of one address: an invalid configuration */
        if (links->nodes[i].resource == r) return &links->nodes[i];
    return NULL;
}

/* --- another state of one resource --- */

/* Its links to `other` (NULL: to any) in one direction go. */
static void drop(struct node *node, const struct resource *other, bool outgoing)
{
    size_t kept = 0;
    for (size_t i = 0; i < node->links.len; i++)
        if ((other && node->links.items[i].other != other) || node->links.items[i].outgoing != outgoing) node->links.items[kept++] = node->links.items[i];
    node->links.len = kept;
}

enum links_changed links_change(struct arena *arena, struct links *links, const struct resource *resource)
{
    struct node *node = node_of(links, resource);
    if (!node || node->twin || resource->origin != RESOURCE_FROM_ACCOUNT || node->known_by != known_by(arena, resource)) return LINKS_OTHER;
    for (size_t i = 0; i < node->links.len; i++)
        if (node->links.items[i].outgoing) drop(node_of(links, node->links.items[i].other), resource, false);
    drop(node, NULL, true);
    if (!add_all(arena, links, (uint32_t)(node - links->nodes))) return LINKS_FAILED;
    for (size_t i = 0; i < node->links.len; i++)
        if (node->links.items[i].outgoing) sort(node_of(links, node->links.items[i].other));
    sort(node);
    return LINKS_CHANGED;
}

/* --- questions --- */

const struct link *links_of(const struct links *links, const struct resource *resource, size_t *n)
{
    const struct node *node = node_of(links, resource);
    *n = node ? node->links.len : 0;
    return node ? node->links.items : NULL;
}

static bool path_begins(const char *path, const char *attribute)
{
    size_t n = strlen(attribute);
    return strncmp(path, attribute, n) == 0 && (path[n] == '\0' || path[n] == '.' || path[n] == '[');
}

bool links_find(struct arena *arena, const struct links *links, const struct resource *resource, struct str type, const char *attribute,
                enum links_direction direction, struct resource_list *out)
{
    size_t n;
    const struct link *all = links_of(links, resource, &n);
    for (size_t i = 0; i < n; i++) {
        if (!(direction & (all[i].outgoing ? LINKS_TO : LINKS_FROM))) continue;
        if (!str_is(type, "*") && !str_is(type, all[i].other->type)) continue;
        if (attribute && !path_begins(all[i].path, attribute)) continue;
        if (out->len && out->items[out->len - 1] == all[i].other) continue;   /* sorted: the same one stands next to itself */
        struct resource **at = vec_push(arena, out);
        if (!at) return false;
        *at = (struct resource *)(uintptr_t)all[i].other;
    }
    return true;
}

const struct resource *links_resource(const struct links *links, const char *root, struct str address)
{
    char key[ADDRESS_MAX + 256];
    size_t n = scoped_into(key, sizeof key, root, address, "");
    const struct node *node = n ? (const struct node *)map_get(&links->addresses, (struct str){key, n}) : NULL;
    return node ? node->resource : NULL;
}
