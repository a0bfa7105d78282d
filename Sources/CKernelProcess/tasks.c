// Swift's asynchronous jobs run on threads of this file. The run time's own pool has one thread per core, and a trap
// or an interrupt stops a thread for good: after a few of them no `await` would ever come back.
#define _GNU_SOURCE
#include "internal.h"
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SWIFT __attribute__((swiftcall))

/// A job of the Swift run time (`ExecutorImpl.h`): the two private words are ours while it waits.
typedef struct swift_job {
    void *metadata;
    uintptr_t counts;
    struct swift_job *next;
    uint64_t due;  // nanoseconds of CLOCK_MONOTONIC
} swift_job;

typedef struct { void *identity; uintptr_t implementation; } executor;

/// The threads and the jobs that wait for them.
static struct {
    int limit, live, idle;
    swift_job *first, **last;
    swift_job *delayed;  // in the order of their times
    pthread_cond_t changed;
} pool = {.last = &pool.first};

enum { thread_limit = 4096, stack_bytes = 16 << 20 };

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static ckernel_thread *threads[thread_limit];
static int thread_count;

static SWIFT void (*run_job)(swift_job *, executor);

static uint64_t now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/// A thread stopped in here would keep the lock: whoever wants to stop it waits.
static void lock(void) {
    swiftnb_critical_begin();
    pthread_mutex_lock(&guard);
}

static void unlock(void) {
    pthread_mutex_unlock(&guard);
    swiftnb_critical_end();
}

static void *begin(void *raw);

/// Starts threads while jobs wait and threads are missing. The lock is held.
static void staff(void) {
    if (!pool.first && !pool.delayed) return;
    if (pool.idle > 0) {
        pthread_cond_signal(&pool.changed);
        return;
    }
    if (pool.live >= pool.limit) return;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, stack_bytes);
    pthread_t thread;
    if (pthread_create(&thread, &attributes, begin, NULL) == 0) pool.live++;
    pthread_attr_destroy(&attributes);
}

/// The next job that is due, or NULL after waiting for one.
static swift_job *take(void) {
    while (pool.delayed && pool.delayed->due <= now(CLOCK_MONOTONIC)) {
        swift_job *job = pool.delayed;
        pool.delayed = job->next;
        job->next = NULL;
        *pool.last = job;
        pool.last = &job->next;
    }
    swift_job *job = pool.first;
    if (job) {
        pool.first = job->next;
        if (!pool.first) pool.last = &pool.first;
        staff();
        return job;
    }
    pool.idle++;
    if (pool.delayed) {
        const uint64_t due = pool.delayed->due;
        const struct timespec until = {(time_t)(due / 1000000000u), (long)(due % 1000000000u)};
        pthread_cond_timedwait(&pool.changed, &guard, &until);
    } else {
        pthread_cond_wait(&pool.changed, &guard);
    }
    pool.idle--;
    return NULL;
}

static void *work(void *unused) {
    const executor any = {NULL, 0};
    for (;;) {
        lock();
        swift_job *job = take();
        if (job) ckernel_self.job_cell = ckernel_current.number;
        unlock();
        if (!job) continue;
        run_job(job, any);
        ckernel_self.job_cell = 0;
    }
    return NULL;
}

static void *begin(void *unused) {
    lock();
    if (thread_count < thread_limit) threads[thread_count++] = &ckernel_self;
    unlock();
    return work(unused);
}

static void enqueue(swift_job *job) {
    lock();
    job->next = NULL;
    *pool.last = job;
    pool.last = &job->next;
    staff();
    unlock();
}

static void enqueue_later(swift_job *job, uint64_t due) {
    lock();
    swift_job **place = &pool.delayed;
    while (*place && (*place)->due <= due) place = &(*place)->next;
    job->due = due;
    job->next = *place;
    *place = job;
    staff();
    unlock();
}

// What the run time calls instead of its own pool.

static SWIFT void on_enqueue(swift_job *job, void *original) { enqueue(job); }

static SWIFT void on_enqueue_delayed(unsigned long long delay, swift_job *job, void *original) {
    enqueue_later(job, now(CLOCK_MONOTONIC) + delay);
}

static SWIFT void on_enqueue_until(long long seconds, long long nanoseconds, long long slack_seconds,
                                   long long slack_nanoseconds, int clock, swift_job *job, void *original) {
    enum { continuous = 1 };
    const uint64_t there = now(clock == continuous ? CLOCK_BOOTTIME : CLOCK_MONOTONIC);
    const int64_t left = (int64_t)(seconds * 1000000000 + nanoseconds) - (int64_t)there;
    enqueue_later(job, now(CLOCK_MONOTONIC) + (uint64_t)(left > 0 ? left : 0));
}

static bool set_hook(const char *name, void *function) {
    void **hook = dlsym(RTLD_DEFAULT, name);
    if (hook) *hook = function;
    return hook != NULL;
}

void ckernel_take_over_tasks(void) {
    run_job = (SWIFT void (*)(swift_job *, executor))dlsym(RTLD_DEFAULT, "swift_job_run");
    if (!run_job) return;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&pool.changed, &attributes);
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    pool.limit = cores > 2 ? (int)cores : 2;
    set_hook("swift_task_enqueueGlobal_hook", on_enqueue);
    set_hook("swift_task_enqueueGlobalWithDelay_hook", on_enqueue_delayed);
    set_hook("swift_task_enqueueGlobalWithDeadline_hook", on_enqueue_until);
}

void ckernel_renew_tasks(bool stopping) {
    for (int i = 0; stopping && i < thread_count; i++) {
        ckernel_thread *thread = threads[i];
        if (thread->job_cell == ckernel_current.number) ckernel_stop(thread, ckernel_abandon_signal);
    }
    lock();
    int kept = 0;
    for (int i = 0; i < thread_count; i++) {
        ckernel_thread *thread = threads[i];
        if (!thread->is_parked) threads[kept++] = thread;
        else pool.live--;
    }
    thread_count = kept;
    staff();
    unlock();
}
