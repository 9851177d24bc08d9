/* base/log.h: what the program is doing, for whoever looks into a slow or odd run. Lines go to standard error, one a call:
 *   12.345 ms debug scan: read 14 files, 70 resources
 * Off unless asked for (--log-level, or the environment variable LOG_LEVEL). Never carries values of the input: names and counts only.
 * A struct log belongs to whoever made it; writing is safe from any thread. */
#ifndef RAMPART_BASE_LOG_H
#define RAMPART_BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_OFF, LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

struct log { enum log_level level; int64_t started_ns; };

/* NULL or an unknown name: off. Names in either case: error, warning, info, debug. */
struct log log_new(const char *level);
/* `part` is the piece of the program that speaks. A NULL log is fine. */
void log_write(const struct log *log, enum log_level level, const char *part, const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
