// Runs a program and writes down which of the given functions it enters, in the order of their first calls.
//
//   first-calls SYMBOLS OUTPUT PROGRAM ARGUMENT…
//
// SYMBOLS holds a line for each function: its address in hexadecimal and its name. Every function begins with a trap, which is
// taken away when it is met. The program must lie where it was linked for (no position-independent executable).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

struct function { uint64_t at; char *name; unsigned char first; int called; };

static struct function *functions;
static size_t count;

static void die(const char *what) { perror(what); exit(1); }

static int by_address(const void *a, const void *b)
{
    uint64_t x = ((const struct function *)a)->at, y = ((const struct function *)b)->at;
    return x < y ? -1 : x > y;
}

static void read_functions(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) die(path);
    static char name[65536];
    unsigned long long at;
    size_t room = 0, kept = 0;
    while (fscanf(file, "%llx %65535s", &at, name) == 2) {
        if (count == room && !(functions = realloc(functions, (room = room ? room * 2 : 4096) * sizeof *functions))) die("realloc");
        functions[count++] = (struct function){ .at = at, .name = strdup(name) };
    }
    fclose(file);
    qsort(functions, count, sizeof *functions, by_address);
    // Functions that were folded into one have one address: one trap.
    for (size_t i = 0; i < count; i++)
        if (!kept || functions[i].at != functions[kept - 1].at) functions[kept++] = functions[i];
    count = kept;
}

static void meet(pid_t thread, int memory, FILE *output, struct function *met, struct user_regs_struct *registers)
{
    if (!met->called) {
        met->called = 1;
        fprintf(output, "%s\n", met->name);
        if (pwrite(memory, &met->first, 1, met->at) != 1) die("write");
    }
    registers->rip = met->at;
    ptrace(PTRACE_SETREGS, thread, 0, registers);
}

int main(int argc, char **argv)
{
    if (argc < 4) { fprintf(stderr, "usage: first-calls SYMBOLS OUTPUT PROGRAM ARGUMENT…\n"); return 2; }
    read_functions(argv[1]);
    FILE *output = fopen(argv[2], "w");
    if (!output) die(argv[2]);
    pid_t child = fork();
    if (!child) { ptrace(PTRACE_TRACEME, 0, 0, 0); execv(argv[3], argv + 3); _exit(127); }
    int status;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", child);
    int memory = open(path, O_RDWR);
    const unsigned char trap = 0xcc;
    for (size_t i = 0; i < count; i++)
        if (pread(memory, &functions[i].first, 1, functions[i].at) != 1 || pwrite(memory, &trap, 1, functions[i].at) != 1) die("trap");

    ptrace(PTRACE_CONT, child, 0, 0);
    for (pid_t thread; (thread = waitpid(-1, &status, __WALL)) > 0;) {
        if (!WIFSTOPPED(status)) {
            if (thread == child) break;
            continue;
        }
        int stopped_by = WSTOPSIG(status), deliver = stopped_by == SIGTRAP || stopped_by == SIGSTOP ? 0 : stopped_by;
        if (stopped_by == SIGTRAP && status >> 16 == 0) {
            struct user_regs_struct registers;
            ptrace(PTRACE_GETREGS, thread, 0, &registers);
            struct function key = { .at = registers.rip - 1 }, *met = bsearch(&key, functions, count, sizeof *functions, by_address);
            if (met) meet(thread, memory, output, met, &registers);
        }
        ptrace(PTRACE_CONT, thread, 0, deliver);
    }
    fclose(output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
