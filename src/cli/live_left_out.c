#include "cli/live_left_out.h"

#include <string.h>

const char *live_account_status(enum store_account_status status)
{
    static const char *const names[] = {"active", "suspended", "closed"};
    return names[status];
}

bool live_is_below(const char *ou, const char *unit)
{
    size_t n = strlen(unit);
    return strncmp(ou, unit, n) == 0 && (ou[n] == '\0' || ou[n] == '/');
}

struct reading { struct arena *arena; const char *account, *ou; struct live_left_out *out; };

/* What enrolment says of it ("not read: the organisation does not have it any more"), else its status alone. */
static const char *reason_of(struct arena *arena, const struct store_account *account)
{
    size_t colon = str_find(account->reason, STR(": "), 0);
    if (str_has_prefix(account->reason, STR("not read: "))) return arena_strndup(arena, account->reason.s + colon + 2, account->reason.len - colon - 2);
    return arena_printf(arena, "the account is %s", live_account_status(account->status));
}

static bool add(void *context, const struct store_account *account, struct error *err)
{
    struct reading *r = (struct reading *)context;
    if (account->status == ACCOUNT_ACTIVE || (r->account && !str_is(account->id, r->account))) return true;
    const char *ou = r->ou ? arena_strndup(r->arena, account->ou.s ? account->ou.s : "", account->ou.len) : NULL;
    if (r->ou && !ou) return error_no_memory(err);
    if (ou && !live_is_below(ou, r->ou)) return true;
    struct live_left_out_account *at = vec_push(r->arena, &r->out->items);
    if (!at) return error_no_memory(err);
    *at = (struct live_left_out_account){arena_strndup(r->arena, account->id.s, account->id.len), arena_strndup(r->arena, account->name.s ? account->name.s : "", account->name.len),
                                         live_account_status(account->status), reason_of(r->arena, account)};
    return (at->id && at->name && at->reason && map_set(r->arena, &r->out->by_id, str_of(at->id), (void *)(uintptr_t)at->reason)) || error_no_memory(err);
}

bool live_left_out_read(struct arena *arena, struct store *store, const char *account, const char *ou, struct live_left_out *out, struct error *err)
{
    struct reading r = {arena, account, ou, out};
    *out = (struct live_left_out){0};
    return store_accounts(arena, store, add, &r, err);
}

const char *live_left_out_why(const struct live_left_out *list, struct str account) { return (const char *)map_get(&list->by_id, account); }

void live_left_out_print(const struct live_left_out *list, struct buf *out)
{
    for (size_t i = 0; i < list->items.len; i++) {
        const struct live_left_out_account *a = &list->items.items[i];
        buf_printf(out, "left out: %s%s%s: %s\n", a->id, *a->name ? " " : "", a->name, a->reason);
    }
}

void live_left_out_emit(const struct live_left_out *list, struct emitter *e)
{
    emit_open(e, "left_out", '[');
    for (size_t i = 0; i < list->items.len; i++) {
        const struct live_left_out_account *a = &list->items.items[i];
        emit_open(e, NULL, '{');
        emit_text(e, "account", a->id);
        emit_text(e, "name", a->name);
        emit_text(e, "status", a->status);
        emit_text(e, "reason", a->reason);
        emit_close(e, '}');
    }
    emit_close(e, ']');
}
