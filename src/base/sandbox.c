/* base/sandbox.c: see sandbox.h. Landlock by its system calls, since the C library has no wrappers; seccomp by libseccomp, which knows the
 * numbers of every architecture. Calls that are refused answer EPERM: a library that tries one goes on without. */
#include "base/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READ_ACCESS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_ACCESS (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)
/* Handled, so refused unless allowed: everything of Landlock's first version. */
#define ALL_ACCESS (READ_ACCESS | WRITE_ACCESS | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR | \
                    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
                    LANDLOCK_ACCESS_FS_MAKE_SYM)

static void allow(int ruleset, const char *path, uint64_t access)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return;   /* not there: nothing to allow */
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
    if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {   /* a plain file takes no rights of folders */
        rule.allowed_access = access & (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
        (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    }
    close(fd);
}

static bool restrict_files(const struct sandbox *sandbox)
{
    struct landlock_ruleset_attr attributes = {.handled_access_fs = ALL_ACCESS};
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1) return false;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (ruleset < 0) return false;
    for (size_t i = 0; i < sandbox->n_read; i++) allow(ruleset, sandbox->read[i], READ_ACCESS);
    for (size_t i = 0; i < sandbox->n_write; i++) allow(ruleset, sandbox->write[i], READ_ACCESS | WRITE_ACCESS);
    bool ok = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return ok;
}

static bool restrict_calls(void)
{
    static const int refused[] = {
        SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4),
        SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(mount),
        SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(perf_event_open),
        SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(io_uring_setup), SCMP_SYS(kexec_load), SCMP_SYS(init_module),
        SCMP_SYS(finit_module), SCMP_SYS(open_by_handle_at), SCMP_SYS(userfaultfd),
    };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool ok = filter != NULL;
    for (size_t i = 0; ok && i < COUNT_OF(refused); i++) ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(1), refused[i], 0) == 0;   /* 1: EPERM */
    ok = ok && seccomp_load(filter) == 0;
    if (filter) seccomp_release(filter);
    return ok;
}

void sandbox_enter(const struct sandbox *sandbox, struct sandbox_state *out)
{
    *out = (struct sandbox_state){false, false};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
    out->files = restrict_files(sandbox);
    out->calls = restrict_calls();
}
