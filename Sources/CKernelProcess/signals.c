// Traps and interrupts: the failed thread stops for good, stack and all; nothing is unwound.
#define _GNU_SOURCE
#include "internal.h"
#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { library_limit = 16 };

static struct { uintptr_t start, end; } locking_libraries[library_limit];
static int locking_library_count;

/// Whether the thread was waiting in the kernel, for a time or for somebody else: it stands there as well as anywhere,
/// and to go on would end its wait early.
static bool was_waiting(const ucontext_t *context) {
#if defined(__x86_64__)
    const uint8_t *at = (const uint8_t *)ckernel_instruction(context);
    const long result = context->uc_mcontext.gregs[REG_RAX];
    if (at[-2] == 0x0F && at[-1] == 0x05 && result == -EINTR) return true;
    if (at[0] != 0x0F || at[1] != 0x05) return false;  // else the call is about to be made again
    static const long waits[] = {SYS_read,      SYS_futex,   SYS_poll,   SYS_ppoll,   SYS_select,   SYS_wait4, SYS_waitid,
                                 SYS_nanosleep, SYS_recvfrom, SYS_accept, SYS_recvmsg, SYS_epoll_wait};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
        if (result == waits[i]) return true;
#endif
    return false;
}

static bool holds_locks(const ucontext_t *context) {
    const uintptr_t address = ckernel_instruction(context);
    if (was_waiting(context)) return false;
    for (int i = 0; i < locking_library_count; i++)
        if (address >= locking_libraries[i].start && address < locking_libraries[i].end) return true;
    return false;
}

static void on_trap(int signal, siginfo_t *info, void *raw) {
    (void)info;
    ckernel_leave_walk();
    ckernel_self.interrupted_at = ckernel_stack_pointer(raw);
    // abort by the C library means a corrupt heap: nothing after it can be trusted. The main thread serves the main
    // actor and the main queue: no other can take its place.
    const bool survivable = (signal != SIGABRT || ckernel_came_from_runtime()) && gettid() != getpid();
    if (!ckernel_current.is_running || !survivable) {
        struct sigaction standard = {.sa_handler = SIG_DFL};
        sigaction(signal, &standard, NULL);
        raise(signal);
        return;
    }
    if (ckernel_claim_ending()) {
        ckernel_outcome *outcome = &ckernel_current.outcome;
        outcome->ending = ckernel_trapped;
        outcome->signal = signal;
        outcome->on_other_thread = !pthread_equal(pthread_self(), ckernel_current.thread);
        ckernel_record_frames(raw);
        ckernel_release_held();
        ckernel_report_ending();
    } else {
        ckernel_release_held();
    }
    ckernel_park();
}

static void stop(int signal, ucontext_t *context) {
    if (signal == ckernel_interrupt_signal) {
        if (!ckernel_current.is_running || !pthread_equal(pthread_self(), ckernel_current.thread)) return;
        if (ckernel_claim_ending()) {
            ckernel_current.outcome.ending = ckernel_interrupted;
            ckernel_record_frames(context);
            ckernel_release_held();
            ckernel_report_ending();
        }
    }
    ckernel_release_held();
    ckernel_park();
}

void ckernel_stop_here(int signal) { stop(signal, NULL); }

static void on_stop(int signal, siginfo_t *info, void *raw) {
    const bool insists = info->si_value.sival_int != 0;
    if (ckernel_self.is_ending && !insists) return;
    ckernel_self.interrupted_at = ckernel_stack_pointer(raw);
    if (!insists && ckernel_self.critical_depth > 0) ckernel_self.pending_stop = signal;
    else if (insists || !holds_locks(raw)) stop(signal, raw);
}

static int note_library(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size;
    (void)unused;
    static const char *const names[] = {"libc.so", "libm.so", "libopenblas", "libdnnl", "libgomp", "ld-linux"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!info->dlpi_name || !strstr(info->dlpi_name, names[i])) continue;
        uintptr_t end = 0;
        for (int p = 0; p < info->dlpi_phnum; p++) {
            const ElfW(Phdr) *header = &info->dlpi_phdr[p];
            if (header->p_type != PT_LOAD) continue;
            const uintptr_t last = info->dlpi_addr + header->p_vaddr + header->p_memsz;
            if (last > end) end = last;
        }
        if (locking_library_count < library_limit) {
            locking_libraries[locking_library_count].start = info->dlpi_addr;
            locking_libraries[locking_library_count++].end = end;
        }
    }
    return 0;
}

void ckernel_install_handlers(void) {
    void *warm[4];
    backtrace(warm, 4);  // loads the unwinder now: a handler must not
    dl_iterate_phdr(note_library, NULL);
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    const int traps[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) sigdelset(&action.sa_mask, traps[i]);
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) sigaction(traps[i], &action, NULL);
    struct sigaction stops = {.sa_sigaction = on_stop, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sigaction(ckernel_interrupt_signal, &stops, NULL);
    sigaction(ckernel_abandon_signal, &stops, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_IGN);  // the runner decides what Ctrl-C does
}
