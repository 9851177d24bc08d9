/* finding/log_filter.h: filter patterns of CloudWatch Logs: would a pattern select an event?
 *
 * Rules ask it with events that somebody must hear of, so that every spelling of a pattern that selects them counts: order, quotes, blanks,
 * wildcards, one filter for all. Follows "Filter pattern syntax for metric filters" of the CloudWatch Logs user guide:
 *   { ($.eventName = "Delete*") || ($.a.b[0] != 3 && $.c NOT EXISTS) }    = != < <= > >= IS NULL|TRUE|FALSE, EXISTS, NOT EXISTS, && before ||
 *   ERROR "two words" ?either ?or -without                                terms, looked for in the JSON text of the event
 *   (nothing)                                                            every event
 * Not supported, and then nothing matches: regular expressions (%...%) and patterns for text in columns ([a, b]). */
#ifndef RAMPART_FINDING_LOG_FILTER_H
#define RAMPART_FINDING_LOG_FILTER_H

#include "value/value.h"

/* False too for what CloudWatch Logs would not take as a pattern. Allocates nothing but the text of the event, for terms. */
bool log_filter_matches(struct str pattern, struct value event);

#endif
