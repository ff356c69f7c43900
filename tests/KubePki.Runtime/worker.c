/* The program of the test containers: says it has started, and ends on SIGTERM, or not. Without an argument, a pause. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void end(int signal) {
    static const char words[] = "worker: ending\n";
    (void)signal;
    (void)!write(2, words, sizeof words - 1);
    _exit(7);
}

int main(int count, char **arguments) {
    if (count > 1) {
        signal(SIGTERM, strcmp(arguments[1], "stubborn") == 0 ? SIG_IGN : end);
        for (int i = 1; i <= 30; i++) {
            printf("worker: line %d\n", i);
        }
        fflush(stdout);
        fputs("worker: started\n", stderr);
    }
    for (;;) {
        pause();
    }
}
