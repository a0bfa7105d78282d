// A small process beside the kernel's: when the runner is gone, by SIGKILL too, it ends whatever the kernel started.
#define _GNU_SOURCE
#include "internal.h"
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/// Whether a process is alive and belongs to the session; a dead one waits in `/proc` for its parent.
static bool is_alive_in(pid_t session, const char *pid) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file) return false;
    const size_t count = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[count] = 0;
    const char *fields = strrchr(text, ')');  // behind the name, which may hold anything
    char state;
    int parent, group, its_session;
    return fields && sscanf(fields + 1, " %c %d %d %d", &state, &parent, &group, &its_session) == 4
        && its_session == session && state != 'Z';
}

/// Ends all other processes of the session; false where there are none.
static bool end_session(pid_t session) {
    DIR *processes = opendir("/proc");
    if (!processes) return false;
    bool found = false;
    for (struct dirent *entry = readdir(processes); entry; entry = readdir(processes)) {
        const pid_t pid = atoi(entry->d_name);
        if (pid <= 0 || pid == getpid() || !is_alive_in(session, entry->d_name)) continue;
        found = true;
        kill(pid, SIGKILL);
    }
    closedir(processes);
    return found;
}

void ckernel_start_guard(int command_descriptor) {
    const pid_t session = getsid(0);
    if (session != getpid()) return;  // started by hand: the session is not ours to end
    if (fork() != 0) return;
    prctl(PR_SET_NAME, "swiftnb-guard");
    for (int descriptor = 0; descriptor < 256; descriptor++)
        if (descriptor != command_descriptor) close(descriptor);  // or nobody would see the kernel's end
    struct pollfd runner = {.fd = command_descriptor};  // asks for nothing: the end is told all the same
    while (poll(&runner, 1, -1) != 1) {}
    for (int round = 0; round < 100 && end_session(session); round++) usleep(10000);
    _exit(0);
}
