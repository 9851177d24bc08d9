/* live/events.h: a change event → what is to be read anew.
 * Understands a CloudTrail record as EventBridge delivers it (detail-type "AWS API Call via CloudTrail", also of other CloudTrail detail-types), a log file of CloudTrail
 * ({"Records": [...]}), a Config item change ("Config Configuration Item Change"), and each of these inside an SNS message or in a list. Which types an event
 * changes is content: the collectors' `changed_by`. Pure. */
#ifndef RAMPART_LIVE_EVENTS_H
#define RAMPART_LIVE_EVENTS_H

#include "base/error.h"
#include "inventory/collector.h"
#include "store/store.h"

#define EVENT_ERRORS(ROW) \
    ROW(EVENT_SHAPE, "event-shape", "What was received is no event: not JSON, or JSON of another shape than CloudTrail's, EventBridge's or Config's.")
EVENT_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const event_errors[];

/* The collectors' events, for look-up. Lives in `arena`; threads: only read. */
struct event_index;
MUST_USE struct event_index *event_index_new(struct arena *arena, const struct collector_set *collectors, struct error *err);

/* ignored: records that change nothing: reads, failed calls, unknown names. bad: those in a list, beside others, that are no events; why: of the first. */
struct events { struct store_event *items; size_t len, cap; size_t ignored, bad; char why[160]; };

/* Adds the events in a JSON text. An event about nothing that is collected is counted in `ignored`. EVENT_SHAPE: nothing in it is an event. `delay_ms`: how long after `now` the first
 * reading may begin, so that a burst is one. */
MUST_USE bool events_read(struct arena *arena, const struct event_index *index, struct str text, int64_t now, int64_t delay_ms, struct events *out, struct error *err);

/* Does it say that the organisation's accounts changed (CreateAccountResult, MoveAccount, ...)? Such an event has the type "rampart_accounts" in its rereads. */
#define EVENT_ACCOUNTS "rampart_accounts"

#endif
