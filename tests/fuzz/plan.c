/* Plans and states: whatever the JSON says, resources come out or an error. */
#include "terraform/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)512 << 20);
    struct tf_plan plan;
    struct notice_list notices = {0};
    struct error err = {0};
    if (arena && tf_read_plan(arena, (struct str){(const char *)data, size}, "plan.json", &plan, &notices, &err))
        for (size_t i = 0; i < plan.resources.len; i++) (void)resource_unknown_paths(arena, plan.resources.items[i]->values);
    arena_free(arena);
    return 0;
}
