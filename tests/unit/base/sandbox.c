#include "../unit.h"
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a child, since there is no way back: 0 all as it should be, 1.. what was not, 77 the kernel enforces nothing. */
static int inside(void)
{
    const char *const read_paths[] = {"/usr"};
    struct sandbox sandbox = {read_paths, 1, NULL, 0};
    struct sandbox_state state;
    sandbox_enter(&sandbox, &state);
    if (!state.files || !state.calls) return 77;
    if (open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES) return 1;
    if (open("/usr", O_RDONLY | O_DIRECTORY) < 0) return 2;
    if (open("/usr/new-file", O_WRONLY | O_CREAT, 0600) >= 0) return 3;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM) return 4;
    char *const argv[] = {"true", NULL};
    execv("/usr/bin/true", argv);
    return errno == EPERM || errno == EACCES ? 0 : 5;
}

static void a_sandboxed_process_reads_only_what_is_named_and_reaches_nobody(void **state)
{
    pid_t child = fork();
    if (child == 0) _exit(inside());
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_sandboxed_process_reads_only_what_is_named_and_reaches_nobody)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
