// Functions of the C library and the Swift run time that this executable defines in their stead.
#define _GNU_SOURCE
#include "internal.h"
#include <dlfcn.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// exit(): in a cell it ends the cell, not the session.

static _Noreturn void really_exit(int status) {
    void (*next)(int) = (void (*)(int))dlsym(RTLD_NEXT, "exit");
    if (next) next(status);
    _exit(status);
}

void exit(int status) {
    if (!ckernel_current.is_running || !pthread_equal(pthread_self(), ckernel_current.thread)) really_exit(status);
    ckernel_release_held();
    if (ckernel_claim_ending()) {
        ckernel_current.outcome.ending = ckernel_exited;
        ckernel_current.outcome.status = status;
        ckernel_report_ending();
    }
    ckernel_park();
}

// swift_errorInMain(): an error thrown at a cell's top level ends the cell.

extern void swiftnb_kernel_thrown(void *error);

__attribute__((swiftcall)) void swift_errorInMain(void *error) { swiftnb_kernel_thrown(error); }

// swift_once(): a lazy static whose initialiser traps must not hang the next access.

typedef struct active_once {
    volatile int *predicate;
    struct active_once *outer;
} active_once;

static __thread active_once *innermost_once;

enum { once_new = 0, once_running = 1, once_done = 2 };

static void once_set(volatile int *predicate, int state) {
    __atomic_store_n(predicate, state, __ATOMIC_RELEASE);
    syscall(SYS_futex, predicate, FUTEX_WAKE_PRIVATE, 1 << 30, NULL, NULL, 0);
}

void swift_once(void *raw, void (*initialise)(void *), void *context) {
    volatile int *predicate = raw;
    for (;;) {
        int state = __atomic_load_n(predicate, __ATOMIC_ACQUIRE);
        if (state == once_done) return;
        if (state == once_running) {
            syscall(SYS_futex, predicate, FUTEX_WAIT_PRIVATE, once_running, NULL, NULL, 0);
            continue;
        }
        if (!__sync_bool_compare_and_swap(predicate, once_new, once_running)) continue;
        active_once entry = {predicate, innermost_once};
        innermost_once = &entry;
        initialise(context);
        innermost_once = entry.outer;
        once_set(predicate, once_done);
        return;
    }
}

/// glibc's lock of a stream, as its own headers lay it out.
typedef struct { int lock, count; void *owner; } stream_lock;

void ckernel_release_held(void) {
    for (active_once *entry = innermost_once; entry; entry = entry->outer) once_set(entry->predicate, once_new);
    innermost_once = NULL;
    FILE *const streams[] = {stdout, stderr};
    for (int i = 0; i < 2; i++) {
        stream_lock *lock = (stream_lock *)streams[i]->_lock;
        if (!lock || lock->owner != (void *)pthread_self()) continue;
        for (int depth = lock->count; depth > 0; depth--) funlockfile(streams[i]);
    }
}
