#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[] = {"off", "error", "warning", "info", "debug"};

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct log log_new(const char *level)
{
    struct log log = {LOG_OFF, now_ns()};
    for (size_t i = 0; level && i < COUNT_OF(level_names); i++)
        if (strcasecmp(level, level_names[i]) == 0) log.level = (enum log_level)i;
    return log;
}

void log_write(const struct log *log, enum log_level level, const char *part, const char *format, ...)
{
    char line[1024];
    if (!log || level > log->level) return;
    int n = snprintf(line, sizeof line, "%10.3f ms %s %s: ", (double)(now_ns() - log->started_ns) / 1e6, level_names[level], part);
    va_list args;
    va_start(args, format);
    if (n > 0 && n < (int)sizeof line) n += vsnprintf(line + n, sizeof line - (size_t)n, format, args);
    va_end(args);
    if (n < 0) return;
    if (n > (int)sizeof line - 2) n = sizeof line - 2;
    line[n++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, (size_t)n);   /* one call, so that lines of threads do not mix */
    (void)written;
}
