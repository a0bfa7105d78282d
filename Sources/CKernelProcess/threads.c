// Threads: how they are stopped, and the alternate stacks on which their stack overflows are handled.
#define _GNU_SOURCE
#include "internal.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__thread ckernel_thread ckernel_self;

void swiftnb_critical_begin(void) { ckernel_self.critical_depth++; }

void swiftnb_critical_end(void) {
    if (--ckernel_self.critical_depth > 0 || !ckernel_self.pending_stop) return;
    const int signal = ckernel_self.pending_stop;
    ckernel_self.pending_stop = 0;
    ckernel_stop_here(signal);
}

void ckernel_stop(ckernel_thread *thread, int signal) {
    const struct timespec pause_between = {0, 2000000};
    enum { attempts = 150 };
    for (int attempt = 0; attempt < attempts && !thread->is_parked; attempt++) {
        if (signal == ckernel_interrupt_signal && ckernel_current.has_ended) return;
        const union sigval insisting = {.sival_int = attempt == attempts - 1};
        pthread_sigqueue(thread->id, signal, insisting);
        nanosleep(&pause_between, NULL);
    }
}

// pthread_create(): every thread gets an alternate stack, those of dispatch and Foundation too.

enum { alternate_stack_bytes = 128 << 10 };

static pthread_key_t alternate_stack;
static pthread_once_t alternate_stack_made = PTHREAD_ONCE_INIT;

static void free_alternate_stack(void *memory) {
    const stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    munmap(memory, alternate_stack_bytes);
}

static void make_key(void) { pthread_key_create(&alternate_stack, free_alternate_stack); }

static void note_stack(void) {
    pthread_attr_t attributes;
    void *low;
    size_t bytes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
    if (pthread_attr_getstack(&attributes, &low, &bytes) == 0) {
        ckernel_self.stack_low = low;
        ckernel_self.stack_high = (char *)low + bytes;
    }
    pthread_attr_destroy(&attributes);
}

void ckernel_use_alternate_stack(void) {
    ckernel_self.id = pthread_self();
    note_stack();
    pthread_once(&alternate_stack_made, make_key);
    void *memory = mmap(NULL, alternate_stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    const stack_t stack = {.ss_sp = memory, .ss_size = alternate_stack_bytes};
    sigaltstack(&stack, NULL);
    pthread_setspecific(alternate_stack, memory);
}

static void give_back(const char *from, const char *to) {
    const uintptr_t page = 4096, start = ((uintptr_t)from + page - 1) & ~(page - 1), end = (uintptr_t)to & ~(page - 1);
    if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
}

enum { deep_bytes = 4 << 20, kept_bytes = 32 << 10, own_frame_bytes = 4096, red_zone_bytes = 256 };

/// Gives the memory of the calling thread's stack back that lies beyond its last frames. Of the stack that an endless
/// recursion has filled only its beginning stays: what other threads may still look at, such as the context of a
/// closure that they run, lies in the frames that were there before it.
static void discard_stack(bool on_alternate) {
    const char *low = ckernel_self.stack_low, *high = ckernel_self.stack_high;
    const char *top = __builtin_frame_address(0);
    size_t margin = own_frame_bytes;
    if (on_alternate) {
        top = (const char *)ckernel_self.interrupted_at;
        margin = red_zone_bytes;
        // An overflow faults in the guard page below: the pointer may lie a little outside.
        if (low && top + deep_bytes >= low && top + deep_bytes <= high) top = high - kept_bytes;
    }
    if (low && top > low && top <= high) give_back(low, top - margin);
}

/// Waits for ever. First it gives back the memory on which it stands, where that is an alternate stack: the system's
/// calls need none of it.
static _Noreturn void vanish(void *memory, size_t bytes) {
#if defined(__x86_64__)
    register long number __asm__("rax") = SYS_madvise;
    register void *start __asm__("rdi") = memory;
    register size_t count __asm__("rsi") = bytes;
    register long advice __asm__("rdx") = MADV_DONTNEED;
    __asm__ volatile("syscall\n1: mov %[pause], %%eax\n syscall\n jmp 1b"
                     : "+r"(number)
                     : "r"(start), "r"(count), "r"(advice), [pause] "i"(SYS_pause)
                     : "rcx", "r11", "memory");
#elif defined(__aarch64__)
    register long number __asm__("x8") = SYS_madvise;
    register void *start __asm__("x0") = memory;
    register size_t count __asm__("x1") = bytes;
    register long advice __asm__("x2") = MADV_DONTNEED;
    // ppoll of nothing, without a limit: this architecture has no pause.
    __asm__ volatile("svc #0\n1: mov x0, #0\n mov x1, #0\n mov x2, #0\n mov x3, #0\n mov x8, %[ppoll]\n svc #0\n b 1b"
                     : "+r"(number), "+r"(start), "+r"(count), "+r"(advice)
                     : [ppoll] "i"(SYS_ppoll)
                     : "x3", "memory");
#endif
    __builtin_unreachable();
}

_Noreturn void ckernel_park(void) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    char *alternate = pthread_getspecific(alternate_stack), *here = __builtin_frame_address(0);
    const bool on_alternate = alternate && here >= alternate && here < alternate + alternate_stack_bytes;
    discard_stack(on_alternate);
    ckernel_self.is_parked = 1;
    vanish(alternate, alternate ? alternate_stack_bytes : 0);
}

typedef struct {
    void *(*start)(void *);
    void *argument;
} thread_start;

static void *begin(void *raw) {
    const thread_start start = *(thread_start *)raw;
    free(raw);
    ckernel_use_alternate_stack();
    return start.start(start.argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
    static int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!next) next = (__typeof__(next))dlsym(RTLD_NEXT, "pthread_create");
    thread_start *wrapped = malloc(sizeof *wrapped);
    if (!wrapped) return next(thread, attributes, start, argument);
    *wrapped = (thread_start){start, argument};
    const int code = next(thread, attributes, begin, wrapped);
    if (code != 0) free(wrapped);
    return code;
}
