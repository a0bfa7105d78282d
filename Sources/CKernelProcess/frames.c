// Where a thread stands: the frames of a trap, of an interrupt, of a throw.
#define _GNU_SOURCE
#include "internal.h"
#include <dlfcn.h>
#include <execinfo.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { handler_frames = 16 };

uintptr_t ckernel_instruction(const ucontext_t *context) {
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.pc;
#endif
}

uintptr_t ckernel_stack_pointer(const ucontext_t *context) {
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.sp;
#endif
}

static uintptr_t frame_pointer(const ucontext_t *context) {
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RBP];
#elif defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.regs[29];
#endif
}

static bool is_in_library(uintptr_t address, const char *name) {
    Dl_info info;
    return dladdr((void *)address, &info) && info.dli_fname && (!name || strstr(info.dli_fname, name));
}

/// Whether a stack may hold two words at this address.
static bool is_on_stack(uintptr_t address) {
    return address % sizeof(void *) == 0 && address >= (uintptr_t)ckernel_self.stack_low
           && address + 2 * sizeof(void *) <= (uintptr_t)ckernel_self.stack_high;
}

/// Follows the chain of frame pointers, which Swift's functions keep and the C library's do not, as far as it holds.
/// Writes return addresses, innermost first, and returns their number.
static int follow_frame_pointers(uintptr_t frame, void **frames, int limit) {
    int count = 0;
    while (count < limit && is_on_stack(frame)) {
        const uintptr_t *words = (const uintptr_t *)frame;
        if (!words[1]) break;
        frames[count++] = (void *)words[1];
        if (words[0] <= frame) break;
        frame = words[0];
    }
    return count;
}

/// The return address of a function that was interrupted before it set up its frame; 0 where there is none.
static uintptr_t return_address_at_entry(const ucontext_t *context) {
#if defined(__x86_64__)
    const uintptr_t stack = ckernel_stack_pointer(context);
    if (!is_on_stack(stack)) return 0;
    const uintptr_t address = *(const uintptr_t *)stack;
    if (!is_in_library(address, NULL)) return 0;
    // What stands before it must be a call: of an address, or through a register or memory.
    const uint8_t *code = (const uint8_t *)address;
    const bool follows_call = code[-5] == 0xE8 || (code[-2] == 0xFF && (code[-1] & 0x38) == 0x10)
                              || (code[-3] == 0xFF && (code[-2] & 0x38) == 0x10)
                              || (code[-6] == 0xFF && (code[-5] & 0x38) == 0x10);
    return follows_call ? address : 0;
#elif defined(__aarch64__)
    const uintptr_t address = (uintptr_t)context->uc_mcontext.regs[30];
    return is_in_library(address, NULL) ? address : 0;
#endif
}

static bool holds(const ckernel_outcome *outcome, const void *frame) {
    for (int i = 0; i < outcome->frame_count; i++)
        if (outcome->frames[i] == frame) return true;
    return false;
}

static void add(ckernel_outcome *outcome, void *frame) {
    if (frame && outcome->frame_count < ckernel_frame_limit && !holds(outcome, frame))
        outcome->frames[outcome->frame_count++] = frame;
}

/// Goes on where the unwinder has stopped: stubs of the linker and some of the run time's functions tell it nothing of
/// their frames.
static void complete_frames(ckernel_outcome *outcome, const ucontext_t *context) {
    const uintptr_t last = (uintptr_t)outcome->frames[outcome->frame_count - 1];
    if (is_in_library(last, "libc.so")) return;  // where threads begin
    void *chain[ckernel_frame_limit];
    const uintptr_t frame = context ? frame_pointer(context) : (uintptr_t)__builtin_frame_address(0);
    const int count = follow_frame_pointers(frame, chain, ckernel_frame_limit);
    if (context && outcome->frame_count == 1) add(outcome, (void *)return_address_at_entry(context));
    for (int i = 0; i < count; i++) add(outcome, chain[i]);
}

void ckernel_record_frames(const ucontext_t *context) {
    void *all[ckernel_frame_limit + handler_frames];
    const int count = backtrace(all, ckernel_frame_limit + handler_frames);
    const uintptr_t at = context ? ckernel_instruction(context) : 0;
    int first = 0;
    while (at && first < count && (uintptr_t)all[first] != at) first++;
    ckernel_outcome *outcome = &ckernel_current.outcome;
    if (at && first == count) {  // the unwinder did not come past the handler
        outcome->frames[0] = (void *)at;
        outcome->frame_count = 1;
    }
    for (int i = first; i < count && outcome->frame_count < ckernel_frame_limit; i++)
        outcome->frames[outcome->frame_count++] = all[i];
    if (outcome->frame_count > 0) complete_frames(outcome, context);
}

bool ckernel_came_from_runtime(void) {
    void *frames[12];
    const int count = backtrace(frames, 12);
    for (int i = 0; i < count; i++)
        if (is_in_library((uintptr_t)frames[i], "libswift")) return true;
    return false;
}

// Throws: the run time tells of each; the latest place on this thread is kept.

enum { throw_frame_limit = 24 };
static __thread void *throw_frames[throw_frame_limit];
static __thread int throw_frame_count;

static void on_throw(void *error) {
    (void)error;
    void *frames[throw_frame_limit + 1];
    const int count = follow_frame_pointers((uintptr_t)__builtin_frame_address(0), frames, throw_frame_limit + 1);
    throw_frame_count = count > 0 ? count - 1 : 0;  // the first leads into the run time
    memcpy(throw_frames, frames + 1, (size_t)throw_frame_count * sizeof *frames);
}

void ckernel_watch_throws(void) {
    void (*set_handler)(void (*)(void *)) =
        (void (*)(void (*)(void *)))dlsym(RTLD_DEFAULT, "_swift_setWillThrowHandler");
    if (set_handler) set_handler(on_throw);
}

int ckernel_last_throw(void **frames, int limit) {
    const int count = throw_frame_count < limit ? throw_frame_count : limit;
    memcpy(frames, throw_frames, (size_t)count * sizeof *frames);
    return count;
}
