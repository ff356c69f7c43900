// Runs a program and kills it on entering the how-manieth system call of one name in its main thread:
//   killer CALL NUMBER PROGRAM ARGUMENT…
// The call does not happen. strace's injection does the same and stops at every call of any name for it, which takes three times
// as long. Exit code: 137 when it was killed, else the program's own.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALL(name) {#name, SYS_##name}
static const struct { const char *name; unsigned number; } calls[] = {
#ifdef SYS_open
    CALL(open), CALL(creat), CALL(rename), CALL(unlink), CALL(rmdir), CALL(mkdir), CALL(mknod), CALL(chmod), CALL(chown), CALL(lchown), CALL(symlink), CALL(link),
#endif
    CALL(openat), CALL(openat2), CALL(write), CALL(pwrite64), CALL(writev), CALL(pwritev), CALL(pwritev2), CALL(fsync), CALL(fdatasync), CALL(sync_file_range),
    CALL(renameat), CALL(renameat2), CALL(unlinkat), CALL(mkdirat), CALL(mknodat), CALL(fchmod), CALL(fchmodat), CALL(fchown), CALL(fchownat), CALL(symlinkat),
    CALL(linkat), CALL(ftruncate), CALL(truncate), CALL(setxattr), CALL(lsetxattr), CALL(fsetxattr), CALL(flock), CALL(fallocate), CALL(copy_file_range),
    CALL(utimensat), CALL(sendfile),
};

static void start(unsigned call, char **command) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
        perror("seccomp");
        _exit(125);
    }
    execv(command[0], command);
    perror(command[0]);
    _exit(127);
}

int main(int count, char **arguments) {
    if (count < 4) return 2;
    unsigned long row = 0, rows = sizeof calls / sizeof *calls;
    while (row < rows && strcmp(calls[row].name, arguments[1])) row++;
    if (row == rows) {
        fprintf(stderr, "no call of that name in the table: %s\n", arguments[1]);
        return 2;
    }
    long left = strtol(arguments[2], 0, 10);
    pid_t child = fork();
    if (child == 0) start(calls[row].number, arguments + 3);
    int status;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
    ptrace(PTRACE_CONT, child, 0, 0);
    for (;;) {
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0) return errno == ECHILD ? 124 : 123;
        if (WIFSIGNALED(status) && thread == child) return 128 + WTERMSIG(status);
        if (WIFEXITED(status) && thread == child) return WEXITSTATUS(status);
        if (!WIFSTOPPED(status)) continue;
        int event = status >> 8, signal = WSTOPSIG(status);
        if (event == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8) && thread == child && --left == 0) {
            kill(child, SIGKILL);
            continue;
        }
        // A new thread begins with a stop of its own; a program's own SIGTRAP after exec is ours too.
        int ours = event >> 8 != 0 || signal == SIGSTOP || signal == SIGTRAP;
        ptrace(PTRACE_CONT, thread, 0, ours ? 0 : signal);
    }
}
