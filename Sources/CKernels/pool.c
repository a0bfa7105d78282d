#define _GNU_SOURCE
#include "pool.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

extern void swiftnb_critical_begin(void) __attribute__((weak));
extern void swiftnb_critical_end(void) __attribute__((weak));

void ck_critical_begin(void) {
    if (swiftnb_critical_begin) swiftnb_critical_begin();
}

void ck_critical_end(void) {
    if (swiftnb_critical_end) swiftnb_critical_end();
}

/// A generation of workers and the one loop they share. Never freed once started: a worker or caller whose
/// thread was parked for ever may still point here.
typedef struct pool {
    int workers;
    _Atomic(bool) busy, retired;
    _Atomic(uint32_t) turn;     // bumped for every loop: what idle workers wait for
    _Atomic(uint32_t) gate;     // `open` while a loop accepts workers, plus the number of workers in it
    _Atomic(int64_t) next;      // first index not yet claimed
    int64_t count, grain;
    ck_range_body body;
    void *context;
    uint32_t seen_turn;  // the loop a refused caller saw last, its progress and when, to notice a dead one
    int64_t seen_next;
    double seen_at;
} pool;

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(pool *) current;
static _Atomic(int) thread_count;
static _Thread_local bool inside;
static _Thread_local int gradients_off;
static _Thread_local void *release_queue;

int *ck_gradients_off_depth(void) { return &gradients_off; }
void **ck_release_queue_slot(void) { return &release_queue; }

static void futex_wait(_Atomic(uint32_t) *word, uint32_t expected) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

static void futex_wake(_Atomic(uint32_t) *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

static void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/// About 50 µs: longer than the gaps between the loops of one training step, too short to be felt by another
/// process that wants the core.
enum { spins = 1500 };

static void claim_ranges(pool *p) {
    for (;;) {
        int64_t begin = atomic_fetch_add(&p->next, p->grain);
        if (begin >= p->count) return;
        int64_t end = begin + p->grain < p->count ? begin + p->grain : p->count;
        p->body(p->context, begin, end);
    }
}

static const uint32_t open = 1u << 31;

/// A worker that wakes late must not hold up the loop: it may enter only while ranges are left.
static bool enter(pool *p) {
    uint32_t gate = atomic_load(&p->gate);
    while (gate & open)
        if (atomic_compare_exchange_weak(&p->gate, &gate, gate + 1)) return true;
    return false;
}

static void *work(void *argument) {
    pool *p = argument;
    uint32_t seen = 0;
    inside = true;
    for (;;) {
        for (int i = 0; i < spins && atomic_load(&p->turn) == seen; i++) pause_briefly();
        while (atomic_load(&p->turn) == seen) futex_wait(&p->turn, seen);
        seen = atomic_load(&p->turn);
        if (atomic_load(&p->retired)) return NULL;
        if (!enter(p)) continue;
        claim_ranges(p);
        if (atomic_fetch_sub(&p->gate, 1) == 1) futex_wake(&p->gate);
    }
}

static void retire(pool *p) {
    atomic_store(&p->retired, true);
    atomic_fetch_add(&p->turn, 1);
    futex_wake(&p->turn);
}

static pool *start(int workers) {
    pool *p = calloc(1, sizeof(pool));
    if (!p) abort();
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 8u << 20);
    for (int i = 0; i < workers; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, work, p) != 0) break;
        p->workers++;
    }
    pthread_attr_destroy(&attributes);
    return p;
}

/// The pool for one loop, marked busy, or NULL when the caller must do the loop alone.
static pool *acquire(void) {
    int workers = ck_thread_count() - 1;
    if (workers <= 0) return NULL;
    pool *p = atomic_load(&current);
    bool free = false;
    if (p && atomic_compare_exchange_strong(&p->busy, &free, true)) return p;
    pthread_mutex_lock(&guard);
    p = atomic_load(&current);
    if (p) {
        uint32_t turn = atomic_load(&p->turn);
        int64_t next = atomic_load(&p->next);
        double now = seconds();
        if (turn != p->seen_turn || next != p->seen_next) {
            p->seen_turn = turn, p->seen_next = next, p->seen_at = now;
        } else if (now - p->seen_at > 2) {  // no range takes this long: its threads were parked
            p = NULL;
        }
    }
    pool *mine = NULL;
    if (!p) {
        mine = start(workers);
        atomic_store(&mine->busy, true);
        atomic_store(&current, mine);
    }
    pthread_mutex_unlock(&guard);
    return mine;
}

static void finish(pool *p) {
    atomic_fetch_and(&p->gate, ~open);
    for (int i = 0; i < 4 * spins && atomic_load(&p->gate); i++) pause_briefly();
    for (uint32_t gate; (gate = atomic_load(&p->gate)) != 0;) futex_wait(&p->gate, gate);
    atomic_store(&p->busy, false);
}

void ck_parallel_for(int64_t count, int64_t grain, ck_range_body body, void *context) {
    if (count <= 0) return;
    if (grain < 1) grain = 1;
    ck_critical_begin();
    pool *p = inside || count <= grain ? NULL : acquire();
    if (!p) {
        for (int64_t begin = 0; begin < count; begin += grain)
            body(context, begin, begin + grain < count ? begin + grain : count);
    } else {
        p->count = count, p->grain = grain, p->body = body, p->context = context;
        atomic_store(&p->next, 0);
        atomic_store(&p->gate, open);
        atomic_fetch_add(&p->turn, 1);
        futex_wake(&p->turn);
        inside = true;
        claim_ranges(p);
        inside = false;
        finish(p);
    }
    ck_critical_end();
}

/// The cores that this process may use.
static int core_count(void) {
    cpu_set_t cores;
    return sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
}

int ck_thread_count(void) {
    int count = atomic_load(&thread_count);
    if (count > 0) return count;
    const char *text = getenv("SWIFTNB_THREADS");
    count = text ? atoi(text) : 0;
    if (count < 1) count = core_count();
    atomic_store(&thread_count, count);
    return count;
}

int ck_part_count(void) {
    static _Atomic(int) parts;
    int count = atomic_load(&parts);
    if (count > 0) return count;
    count = core_count();
    count = count < 2 ? 2 : count > 8 ? 8 : count;
    atomic_store(&parts, count);
    return count;
}

void ck_pool_abandon(void) {
    pool *p = atomic_exchange(&current, NULL);
    bool free = false;
    // Only an idle generation can be told to go; one in use ends with its parked threads.
    if (p && atomic_compare_exchange_strong(&p->busy, &free, true)) retire(p);
}

void ck_set_thread_count(int count) {
    atomic_store(&thread_count, count < 1 ? 1 : count);
    ck_pool_abandon();
}
