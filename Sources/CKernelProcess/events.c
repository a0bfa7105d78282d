// Events to the runner, and the marks in the standard streams that say where between the prints they belong.
#define _GNU_SOURCE
#include "internal.h"
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *mark_token = "";
static int events_descriptor = -1;
static unsigned long mark_count;
static pthread_mutex_t sending = PTHREAD_MUTEX_INITIALIZER;

static void write_all(int descriptor, const void *bytes, size_t count) {
    const char *rest = bytes;
    while (count > 0) {
        const ssize_t written = write(descriptor, rest, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;  // the runner is gone; the parent-death signal follows
        rest += written;
        count -= (size_t)written;
    }
}

void ckernel_send(const uint8_t *json, size_t count) {
    sigset_t interrupts, before;
    sigemptyset(&interrupts);
    sigaddset(&interrupts, ckernel_interrupt_signal);
    sigaddset(&interrupts, ckernel_abandon_signal);
    // A thread parked in here would keep the lock: interrupts wait until the event is out.
    pthread_sigmask(SIG_BLOCK, &interrupts, &before);
    pthread_mutex_lock(&sending);
    fflush(stdout);
    fflush(stderr);
    char mark[96], line[128];
    const unsigned long sequence = ++mark_count;
    const int length = snprintf(mark, sizeof mark, "%cSNB:%s:%lu%c", 0, mark_token, sequence, 0);
    write_all(STDOUT_FILENO, mark, (size_t)length);
    write_all(STDERR_FILENO, mark, (size_t)length);
    const int line_length = snprintf(line, sizeof line, "{\"type\":\"mark\",\"seq\":%lu}\n", sequence);
    write_all(events_descriptor, line, (size_t)line_length);
    write_all(events_descriptor, json, count);
    write_all(events_descriptor, "\n", 1);
    pthread_mutex_unlock(&sending);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void ckernel_prepare(const char *token, int descriptor) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 16);
    mark_token = token;
    events_descriptor = descriptor;
    ckernel_use_alternate_stack();
    ckernel_install_handlers();
    ckernel_take_over_tasks();
    ckernel_watch_throws();
    // Exclusivity's bookkeeping lives on the stacks that a failed cell leaves behind.
    bool *disable = dlsym(RTLD_DEFAULT, "_swift_disableExclusivityChecking");
    if (disable) *disable = true;
}
