// The cell thread: loads a cell's library, calls its entry point, and is replaced when a cell fails.
#define _GNU_SOURCE
#include "internal.h"
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

ckernel_cell ckernel_current;

static struct {
    ckernel_thread *thread;  // NULL while there is none
    char library[PATH_MAX], entry[256];
    int (*function)(int, char **);  // the entry point of the library that was loaded last; NULL where it was refused
    sem_t started, wanted;
} worker;

enum { cell_stack_bytes = 256 << 20 };  // reserved, not used: recursion in a cell may go deep

static char name_text[512], message_text[16384];

static void keep(const char *text, const char **target, char *storage, size_t capacity) {
    snprintf(storage, capacity, "%s", text);
    *target = storage;
}

static void load_and_call(const char *library, const char *entry) {
    ckernel_outcome *outcome = &ckernel_current.outcome;
    swiftnb_critical_begin();  // a thread that stops in here keeps the loader's lock
    void *handle = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
    swiftnb_critical_end();
    worker.function = handle ? (int (*)(int, char **))dlsym(handle, entry) : NULL;
    if (!worker.function) {
        outcome->ending = ckernel_not_loaded;
        const char *reason = dlerror();
        keep(reason ? reason : "no entry point", &outcome->message, message_text, sizeof message_text);
        return;
    }
    char *arguments[] = {"swiftnb", NULL};
    worker.function(1, arguments);
    outcome->ending = ckernel_finished;
}

static void *work(void *unused) {
    (void)unused;
    worker.thread = &ckernel_self;
    sem_post(&worker.started);
    for (;;) {
        while (sem_wait(&worker.wanted) != 0 && errno == EINTR) {}
        load_and_call(worker.library, worker.entry);
        if (ckernel_claim_ending()) ckernel_report_ending();
        else ckernel_park();
    }
    return NULL;
}

static void start_worker(void) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, cell_stack_bytes);
    sem_init(&worker.started, 0, 0);
    sem_init(&worker.wanted, 0, 0);
    pthread_t thread;
    pthread_create(&thread, &attributes, work, NULL);
    pthread_attr_destroy(&attributes);
    pthread_setname_np(thread, "cell");
    while (sem_wait(&worker.started) != 0 && errno == EINTR) {}
}

/// After a cell that did not end by itself: its thread stops, and what threads it had a part in are replaced.
static void replace_threads(void) {
    ckernel_stop(worker.thread, ckernel_abandon_signal);
    worker.thread = NULL;
    ckernel_renew_tasks(ckernel_current.outcome.ending == ckernel_interrupted);
    void (*abandon_pool)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "ck_pool_abandon");
    if (abandon_pool) abandon_pool();  // its workers may wait for a thread that has stopped
    void (*abandon_trainings)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "contrastive_abandon");
    if (abandon_trainings) abandon_trainings();  // they will not end any more
}

/// Most of a cell's code runs once. The pages that hold it leave the process; where a later cell calls a function in
/// them, the system brings them back from the file.
static void give_back_code(int (*function)(int, char **)) {
    Dl_info info;
    if (!function || !dladdr((void *)function, &info)) return;
    const uintptr_t base = (uintptr_t)info.dli_fbase, page = 4096;
    const ElfW(Ehdr) *file = info.dli_fbase;
    const ElfW(Phdr) *segments = (const ElfW(Phdr) *)(base + file->e_phoff);
    for (int i = 0; i < file->e_phnum; i++) {
        if (segments[i].p_type != PT_LOAD || (segments[i].p_flags & (PF_X | PF_W)) != PF_X) continue;
        const uintptr_t start = (base + segments[i].p_vaddr) & ~(page - 1);
        madvise((void *)start, base + segments[i].p_vaddr + segments[i].p_memsz - start, MADV_DONTNEED);
    }
}

void ckernel_begin(const char *library, const char *entry) {
    if (!worker.thread) start_worker();
    memset(&ckernel_current.outcome, 0, sizeof ckernel_current.outcome);
    sem_init(&ckernel_current.ended, 0, 0);
    ckernel_current.has_ended = ckernel_current.is_reported = ckernel_current.is_saving = 0;
    ckernel_current.number++;
    ckernel_current.thread = worker.thread->id;
    snprintf(worker.library, sizeof worker.library, "%s", library);
    snprintf(worker.entry, sizeof worker.entry, "%s", entry);
    ckernel_current.is_running = 1;
    sem_post(&worker.wanted);
}

void ckernel_await(ckernel_outcome *outcome) {
    while (sem_wait(&ckernel_current.ended) != 0 && errno == EINTR) {}
    ckernel_current.is_running = 0;
    *outcome = ckernel_current.outcome;
    give_back_code(worker.function);
    if (outcome->ending != ckernel_finished && outcome->ending != ckernel_not_loaded) replace_threads();
}

bool ckernel_claim_ending(void) {
    ckernel_self.is_ending = 1;  // before the claim: a stop between the two would leave a cell without an end
    if (ckernel_current.is_running && __sync_bool_compare_and_swap(&ckernel_current.has_ended, 0, 1)) return true;
    ckernel_self.is_ending = 0;
    return false;
}

void ckernel_report_ending(void) {
    if (__sync_bool_compare_and_swap(&ckernel_current.is_reported, 0, 1)) sem_post(&ckernel_current.ended);
    ckernel_self.is_ending = 0;
}

_Noreturn void ckernel_park_thrown(const char *name, const char *message) {
    ckernel_release_held();
    if (ckernel_claim_ending()) {
        ckernel_outcome *outcome = &ckernel_current.outcome;
        // A training that was asked to end tells by an error where it saved its state.
        outcome->ending = ckernel_current.is_saving ? ckernel_interrupted : ckernel_threw;
        outcome->was_thrown = true;
        keep(name, &outcome->name, name_text, sizeof name_text);
        keep(message, &outcome->message, message_text, sizeof message_text);
        outcome->frame_count = ckernel_last_throw(outcome->frames, ckernel_frame_limit);
        ckernel_report_ending();
    }
    ckernel_park();
}

/// Asks the library's trainings to save their state and waits for them: longer than any reasonable step takes.
static void let_trainings_end(void) {
    static int32_t (*interrupt)(void), (*count)(void);
    if (!interrupt) interrupt = (__typeof__(interrupt))dlsym(RTLD_DEFAULT, "contrastive_interrupt");
    if (!count) count = (__typeof__(count))dlsym(RTLD_DEFAULT, "contrastive_trainings");
    if (!interrupt || !count || count() == 0) return;
    ckernel_current.is_saving = 1;
    static const char event[] = "{\"type\":\"saving\"}";
    ckernel_send((const uint8_t *)event, sizeof event - 1);
    interrupt();
    const struct timespec pause_between = {0, 10000000};
    enum { attempts = 3000, attempts_to_throw = 30 };
    for (int left = attempts; left > 0 && !ckernel_current.has_ended; left--) {
        if (count() == 0 && left > attempts_to_throw) left = attempts_to_throw;
        nanosleep(&pause_between, NULL);
    }
}

/// The thread that ends the cell looks through its frames; a lock that a stopped thread kept could hold it there for ever.
/// After a second the cell ends with what was found until then.
static void report_in_its_stead(void) {
    const struct timespec pause_between = {0, 10000000};
    enum { attempts = 100 };
    for (int left = attempts; ckernel_current.has_ended && !ckernel_current.is_reported; left--) {
        if (left == 0) ckernel_report_ending();
        else nanosleep(&pause_between, NULL);
    }
}

void ckernel_interrupt(void) {
    ckernel_thread *thread = worker.thread;
    if (!thread || !ckernel_current.is_running) return;
    if (!ckernel_current.has_ended) let_trainings_end();
    if (!ckernel_current.has_ended) ckernel_stop(thread, ckernel_interrupt_signal);
    report_in_its_stead();
}

bool ckernel_locate(const void *address, const char **file, uint64_t *offset) {
    Dl_info info;
    if (!dladdr(address, &info) || !info.dli_fname) return false;
    *file = info.dli_fname;
    *offset = (uint64_t)((const char *)address - (const char *)info.dli_fbase);
    return true;
}

void ckernel_die_with_parent(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == 1) _exit(1);  // it went before the request was made
}
