// Runs a command of root's and stops it at each system call that touches a user's home; there the user acts, as himself:
//   racer UID HOME LOG SCHEDULE PROGRAM ARGUMENT…
// SCHEDULE: count; pair:MOVE:FROM:TO, a move at one stop that is taken back at another; storm:SEED:FROM, moves and their end by chance
// from a stop on, in half of the storms one move again and again; kill:NUMBER, the program is killed at that stop. LOG gets how many stops there were, and each move with the call.
// Exit code: 137 when it was killed, else the program's own.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
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
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "racer.h"

// Where a call's paths stand among its arguments: a directory's descriptor, or HERE, then the path, or NONE for a call on a descriptor.
enum { HERE = -1, NONE = -1, PLACE = 8192 };
static const struct call { const char *name; unsigned number; int directory, path, directory2, path2; } calls[] = {
#define ON_PATH(name) {#name, SYS_##name, HERE, 0, NONE, NONE}
#define ON_TWO(name) {#name, SYS_##name, HERE, 0, HERE, 1}
#define ON_FILE(name) {#name, SYS_##name, 0, NONE, NONE, NONE}
#define BELOW(name) {#name, SYS_##name, 0, 1, NONE, NONE}
#ifdef SYS_open
    ON_PATH(open), ON_PATH(creat), ON_PATH(stat), ON_PATH(lstat), ON_PATH(access), ON_PATH(readlink), ON_PATH(unlink), ON_PATH(rmdir), ON_PATH(mkdir),
    ON_PATH(mknod), ON_PATH(chmod), ON_PATH(chown), ON_PATH(lchown), ON_TWO(rename), ON_TWO(link), {"symlink", SYS_symlink, HERE, 1, NONE, NONE},
#endif
    BELOW(openat), BELOW(openat2), BELOW(newfstatat), BELOW(statx), BELOW(faccessat), BELOW(readlinkat), BELOW(unlinkat), BELOW(mkdirat), BELOW(mknodat),
    BELOW(fchmodat), BELOW(fchownat), BELOW(utimensat), {"symlinkat", SYS_symlinkat, 1, 2, NONE, NONE}, {"renameat", SYS_renameat, 0, 1, 2, 3},
    {"renameat2", SYS_renameat2, 0, 1, 2, 3}, {"linkat", SYS_linkat, 0, 1, 2, 3}, ON_PATH(chdir), ON_PATH(truncate),
    ON_PATH(setxattr), ON_PATH(lsetxattr), ON_PATH(getxattr), ON_PATH(lgetxattr), ON_PATH(listxattr), ON_PATH(llistxattr), ON_PATH(lremovexattr),
    ON_FILE(read), ON_FILE(pread64), ON_FILE(write), ON_FILE(pwrite64), ON_FILE(fsync), ON_FILE(fdatasync), ON_FILE(fchmod), ON_FILE(fchown),
    ON_FILE(fsetxattr), ON_FILE(fgetxattr), ON_FILE(flistxattr), ON_FILE(fremovexattr), ON_FILE(ftruncate), ON_FILE(getdents64), ON_FILE(fallocate),
};
enum { CALLS = sizeof calls / sizeof *calls };

// Of one run: a file that is huge is read in thousands of calls, which are one place in the program.
enum { MOST = 60 };

static const char *home;
static FILE *story;
static struct { enum { COUNT, PAIR, STORM, KILL } kind; unsigned long one, from, to; } schedule;
static unsigned long stops, interruptions, chance, pace;
static int active = -1, only = -1;

static unsigned long next(void) {
    chance ^= chance << 13, chance ^= chance >> 7, chance ^= chance << 17;
    return chance;
}

static void start(char **command) {
    struct sock_filter filter[2 * CALLS + 2] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    int length = 1;
    for (int i = 0; i < CALLS; i++) {
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 1);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = length, .filter = filter};
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) _exit(125);
    execv(command[0], command);
    _exit(127);
}

static void link_of(pid_t thread, const char *what, char *place) {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/%s", thread, what);
    ssize_t length = readlink(name, place, PLACE / 2 - 1);
    place[length < 0 ? 0 : length] = 0;
}

static void descriptor(pid_t thread, int number, char *place) {
    char name[32];
    snprintf(name, sizeof name, "fd/%d", number);
    link_of(thread, number == AT_FDCWD ? "cwd" : name, place);
}

// The place a call names, as its words say it: links on the way are not followed.
static void find(pid_t thread, const unsigned long long *arguments, int directory, int path, char *place) {
    char text[PLACE / 2] = "";
    if (path != NONE) {
        struct iovec mine = {text, sizeof text - 1}, its = {(void *)arguments[path], sizeof text - 1};
        its.iov_len = 4096 - ((unsigned long)its.iov_base & 4095);
        ssize_t count = process_vm_readv(thread, &mine, 1, &its, 1, 0);
        if (count > 0 && !memchr(text, 0, count)) {
            mine.iov_base = text + count, mine.iov_len = its.iov_len = sizeof text - 1 - count < 4096 ? sizeof text - 1 - count : 4096;
            its.iov_base = (char *)arguments[path] + count;
            process_vm_readv(thread, &mine, 1, &its, 1, 0);
        }
    }
    int number, used = 0;
    if (sscanf(text, "/proc/self/fd/%d%n", &number, &used) == 1) descriptor(thread, number, place);
    else if (text[0] == '/') *place = 0;
    else descriptor(thread, directory == HERE ? AT_FDCWD : (int)arguments[directory], place), strcat(place, "/");
    strcat(place, text + used);
}

static int is_inside(const char *place) {
    size_t length = strlen(home);
    return !strncmp(place, home, length) && (place[length] == 0 || place[length] == '/');
}

// Every other time one of those by which the user could get at what is root's.
static int pick(void) { return next() % 2 ? next() % leading_moves : next() % move_count; }

static void act(int move, const char *call, const char *place) {
    int begins = active < 0;
    if (begins) user_make(move); else user_back(move);
    active = begins ? move : -1;
    interruptions++;
    fprintf(story, "%lu %s: %s, at %s %s\n", stops, begins ? "begins" : "ends", moves[move].name, call, place);
}

// True when the program shall be killed here.
static int stopped(const char *call, const char *place) {
    stops++;
    switch (schedule.kind) {
        case COUNT: fprintf(story, "%lu %s %s\n", stops, call, place); break;
        case KILL: return stops == schedule.one;
        case PAIR: if (stops == schedule.from || stops == schedule.to) act(schedule.one, call, place); break;
        case STORM:
            if (stops < schedule.from || interruptions > MOST) break;
            if (next() % pace == 0) act(active >= 0 ? active : only >= 0 ? only : pick(), call, place);
            break;
    }
    return 0;
}

static int looks(pid_t thread) {
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0 || info.op != PTRACE_SYSCALL_INFO_SECCOMP) return 0;
    for (int i = 0; i < CALLS; i++) {
        if (calls[i].number != info.seccomp.nr) continue;
        static char place[PLACE + 64];
        find(thread, (const unsigned long long *)info.seccomp.args, calls[i].directory, calls[i].path, place);
        if (!is_inside(place) && calls[i].path2 != NONE) find(thread, (const unsigned long long *)info.seccomp.args, calls[i].directory2, calls[i].path2, place);
        return is_inside(place) && stopped(calls[i].name, place);
    }
    return 0;
}

static int read_schedule(const char *text) {
    if (!strcmp(text, "count")) return 1;
    if (sscanf(text, "kill:%lu", &schedule.one) == 1) schedule.kind = KILL;
    else if (sscanf(text, "pair:%lu:%lu:%lu", &schedule.one, &schedule.from, &schedule.to) == 3) schedule.kind = PAIR;
    else if (sscanf(text, "storm:%lu:%lu", &schedule.one, &schedule.from) == 2) schedule.kind = STORM;
    else return 0;
    chance = schedule.one * 0x9e3779b97f4a7c15ul + 1;
    if (next() % 2) only = pick();
    pace = 2 + next() % 3;
    return schedule.kind != PAIR || schedule.one < (unsigned long)move_count;
}

static int follow(pid_t child) {
    int status;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
    ptrace(PTRACE_CONT, child, 0, 0);
    for (;;) {
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0) return errno == ECHILD ? 124 : 123;
        if (WIFSIGNALED(status) && thread == child) return 128 + WTERMSIG(status);
        if (WIFEXITED(status) && thread == child) return WEXITSTATUS(status);
        if (!WIFSTOPPED(status)) continue;
        int event = status >> 16, signal = WSTOPSIG(status);
        if (event == PTRACE_EVENT_SECCOMP && looks(thread)) {
            kill(child, SIGKILL);
            continue;
        }
        // A new thread begins with a stop of its own; a program's own SIGTRAP after exec is ours too.
        int ours = event != 0 || signal == SIGSTOP || signal == SIGTRAP;
        ptrace(PTRACE_CONT, thread, 0, ours ? 0 : signal);
    }
}

int main(int count, char **arguments) {
    if (count < 6 || !read_schedule(arguments[4]) || !(story = fopen(arguments[3], "we"))) return 2;
    home = arguments[2];
    user_start(atoi(arguments[1]), home);
    pid_t child = fork();
    if (child == 0) start(arguments + 5);
    int code = follow(child);
    if (active >= 0) user_back(active);
    user_end();
    fprintf(story, "stops %lu\ninterruptions %lu\nmoves %d\n", stops, interruptions, move_count);
    return code;
}
