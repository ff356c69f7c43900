// The user: what he does to ~/.kube while a command of root's stands still. Paths begin at his home, which is <node>/home/NAME.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "racer.h"

#define KUBE ".kube"
#define CONFIG ".kube/config"
#define SAVED ".kube/.saved"
#define ROOT_KEY "../../../etc/kubernetes/pki/ca.key"

enum { LINKS = 36, STEPS = 800, QUIT = 0x7f, BACK = 0x80 };
static int pipes[2][2];
static ino_t own_directory;
static pid_t flipper;
static off_t length;

static ino_t inode_of(const char *path) {
    struct stat facts;
    return lstat(path, &facts) ? 0 : facts.st_ino;
}

static void exchange(const char *one, const char *other) { renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE); }

// ~/.kube is something else until it is the user's own directory again.
static void swap_with(const char *other) { exchange(KUBE, other); }
static void swap_back(const char *other) { if (inode_of(KUBE) != own_directory) exchange(KUBE, other); }
#define SWAP(name) static void to_##name(void) { swap_with("." #name); } static void from_##name(void) { swap_back("." #name); }
SWAP(pki) SWAP(roots) SWAP(leak) SWAP(leaklink) SWAP(chain) SWAP(empty) SWAP(absolute)

static void gone(void) { rename(KUBE, ".gone"); }
static void gone_back(void) { rename(".gone", KUBE); }
static void locked(void) { chmod(KUBE, 0); }
static void unlocked(void) { chmod(KUBE, 0700); }

// Without an end, beside the command as it goes on: for what happens between two walks inside one system call.
static void flip(const char *one, const char *other) {
    if ((flipper = fork()) != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) exchange(one, other);
}
static void flip_end(void) {
    if (flipper > 0) kill(flipper, SIGKILL), waitpid(flipper, 0, 0);
    flipper = 0;
}
static void flipping(void) { flip(KUBE, ".roots"); }
static void flipped(void) { flip_end(); swap_back(".roots"); }
// Through the chain a walk takes milliseconds; at its end lies his own directory (.chain, exchanged with the link) or root's.
static void chain_flipping(void) { swap_with(".chain"); flip(".chain", ".roots"); }
static void chain_flipped(void) {
    flip_end();
    if (inode_of(".chain") != own_directory) exchange(".chain", ".roots");
    swap_back(".chain");
}

static void config_away(void) { rename(CONFIG, SAVED); }
static void config_back(void) { struct stat facts; if (!lstat(CONFIG, &facts) && S_ISDIR(facts.st_mode)) rmdir(CONFIG); rename(SAVED, CONFIG); }
static void config_link(void) { config_away(); symlink(ROOT_KEY, CONFIG); }
static void config_absolute(void) { config_away(); symlink("/etc/kubernetes/pki/sa.key", CONFIG); }
static void config_fifo(void) { config_away(); mkfifo(CONFIG, 0600); }
static void config_directory(void) { config_away(); mkdir(CONFIG, 0755); }
// The kernel may forbid a second name for what is root's; a second name for his own file is as bad.
static void config_hard(void) { config_away(); if (link("../../etc/kubernetes/pki/ca.crt", CONFIG)) link(SAVED, CONFIG); }

static void size_of_config(void) { struct stat facts; length = stat(CONFIG, &facts) ? -1 : facts.st_size; }
static void config_edited(void) {
    size_of_config();
    int file = open(CONFIG, O_WRONLY | O_APPEND | O_NOFOLLOW);
    if (file >= 0) write(file, "# edited\n", 9), close(file);
}
static void config_huge(void) { size_of_config(); if (length >= 0) truncate(CONFIG, (off_t)1 << 40); }
static void config_cut(void) { if (length >= 0) truncate(CONFIG, length); }

// Every other file that lies in his directory: what root is just writing.
static void each_staged(void (*act)(const char *name, const char *saved)) {
    int directory = open(KUBE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    DIR *entries = directory < 0 ? 0 : fdopendir(directory);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (entry->d_type == DT_DIR || !strcmp(entry->d_name, "config") || !strncmp(entry->d_name, ".saved", 6)) continue;
        char name[600], saved[600];
        snprintf(name, sizeof name, KUBE "/%s", entry->d_name);
        snprintf(saved, sizeof saved, KUBE "/.saved%s", entry->d_name);
        act(name, saved);
    }
    if (entries) closedir(entries);
}
static void link_for(const char *name, const char *saved) { rename(name, saved); symlink(ROOT_KEY, name); }
static void directory_for(const char *name, const char *saved) { rename(name, saved); mkdir(name, 0755); }
static void hard_for(const char *name, const char *saved) { rename(name, saved); if (link("../../etc/kubernetes/pki/ca.crt", name)) link(saved, name); }
static void other_for(const char *name, const char *saved) { rename(name, saved); int file = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600); if (file >= 0) write(file, "his\n", 4), close(file); }
static void nothing_for(const char *name, const char *saved) { (void)saved; unlink(name); }
static void exchange_for(const char *name, const char *saved) { (void)saved; exchange(name, CONFIG); }
// A second name outlives root's removal.
static void kept_for(const char *name, const char *saved) {
    static int count;
    char kept[64];
    (void)saved;
    snprintf(kept, sizeof kept, ".grabbed/%d", count++);
    link(name, kept);
}
static void staged_kept(void) { each_staged(kept_for); }
static void leave(void) {}
static void staged_links(void) { each_staged(link_for); }
static void staged_directories(void) { each_staged(directory_for); }
static void staged_hard(void) { each_staged(hard_for); }
static void staged_others(void) { each_staged(other_for); }
static void staged_gone(void) { each_staged(nothing_for); }
static void staged_exchanged(void) { each_staged(exchange_for); }
static void put_back(const char *name, const char *saved) { if (!rmdir(name) || inode_of(saved)) rename(saved, name); }
static void staged_back(void) { each_staged(put_back); }

const struct move moves[] = {
    {"~/.kube leads to root's PKI", to_pki, from_pki},
    {"~/.kube leads to root's .kube", to_roots, from_roots},
    {"~/.kube leads to /etc/kubernetes inside the node", to_absolute, from_absolute},
    {"~/.kube is a directory with a link to ca.key", to_leak, from_leak},
    {"~/.kube leads to a directory with a link to ca.key", to_leaklink, from_leaklink},
    {"the kubeconfig is a link to ca.key", config_link, config_back},
    {"the kubeconfig is a link to sa.key inside the node", config_absolute, config_back},
    {"what root writes is a link to ca.key", staged_links, staged_back},
    {"~/.kube leads to itself through a long chain", to_chain, from_chain},
    {"~/.kube is another directory", to_empty, from_empty},
    {"~/.kube is gone", gone, gone_back},
    {"~/.kube is closed to its owner", locked, unlocked},
    {"~/.kube flips between itself and root's", flipping, flipped},
    {"the end of a long chain flips between itself and root's", chain_flipping, chain_flipped},
    {"the kubeconfig is gone", config_away, config_back},
    {"the kubeconfig is a FIFO", config_fifo, config_back},
    {"the kubeconfig is a directory", config_directory, config_back},
    {"the kubeconfig has a second name", config_hard, config_back},
    {"the kubeconfig is edited", config_edited, config_cut},
    {"the kubeconfig is huge", config_huge, config_cut},
    {"what root writes is a directory", staged_directories, staged_back},
    {"what root writes has a second name", staged_hard, staged_back},
    {"what root writes is his own file", staged_others, staged_back},
    {"what root writes is gone", staged_gone, staged_back},
    {"what root writes is kept", staged_kept, leave},
    {"what root writes is exchanged for the kubeconfig", staged_exchanged, staged_exchanged},
};
const int leading_moves = 8;
const int move_count = sizeof moves / sizeof *moves;

static void prepare(void) {
    char target[4096], name[64];
    own_directory = inode_of(KUBE);
    symlink("../../etc/kubernetes/pki", ".pki");
    symlink("../../root/.kube", ".roots");
    symlink("/etc/kubernetes", ".absolute");
    mkdir(".leak", 0755);
    symlink("../../../etc/kubernetes/pki/ca.key", ".leak/config");
    symlink(".leak", ".leaklink");
    mkdir(".empty", 0755);
    mkdir(".grabbed", 0700);
    mkdir(".m", 0755);
    mkdir(".m/a", 0755);
    for (int i = 0; i < LINKS; i++) {
        char *end = target;
        for (int step = 0; step < STEPS; step++) end = stpcpy(end, "a/../");
        snprintf(end, 64, i < LINKS - 1 ? "l%d" : "../.chain", i + 1);
        snprintf(name, sizeof name, ".m/l%d", i);
        symlink(target, name);
    }
    symlink(".m/l0", ".chain");
}

static void serve(void) {
    unsigned char order;
    prepare();
    write(pipes[1][1], "", 1);
    while (read(pipes[0][0], &order, 1) == 1 && order != QUIT) {
        if (order & BACK) moves[order & ~BACK].back(); else moves[order].make();
        write(pipes[1][1], "", 1);
    }
    flip_end();
    _exit(0);
}

void user_start(uid_t user, const char *home) {
    if (pipe2(pipes[0], O_CLOEXEC) || pipe2(pipes[1], O_CLOEXEC)) exit(125);
    if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (setgroups(0, 0) || setresgid(user, user, user) || setresuid(user, user, user) || chdir(home)) _exit(125);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve();
    }
    char done;
    if (read(pipes[1][0], &done, 1) != 1) exit(125);
}

static void order(unsigned char byte) {
    char done;
    write(pipes[0][1], &byte, 1);
    read(pipes[1][0], &done, 1);
}
void user_make(int move) { order(move); }
void user_back(int move) { order(move | BACK); }
void user_end(void) { unsigned char quit = QUIT; write(pipes[0][1], &quit, 1); wait(0); }
