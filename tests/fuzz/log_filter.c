/* Filter patterns of CloudWatch Logs: any text against an event; no crash, no endless loop. */
#include "finding/log_filter.h"
#include "value/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)16 << 20);
    struct value event;
    struct error err = {0};
    if (arena && json_read(arena, STR("{\"eventName\":\"DeletePolicy\",\"userIdentity\":{\"type\":\"Root\"},\"list\":[1,\"x\",null,true]}"), NULL, &event, NULL, &err))
        (void)log_filter_matches((struct str){(const char *)data, size}, event);
    arena_free(arena);
    return 0;
}
