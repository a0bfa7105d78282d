// Where a thread stands: the frames of a trap, of an interrupt, of a throw.
#define _GNU_SOURCE
#include "internal.h"
#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <setjmp.h>
#include <string.h>
#include <unwind.h>

/// The registers that say where a function stands.
typedef struct {
    uintptr_t instruction, stack, frame;
} place;

#if defined(__x86_64__)
enum { frame_register = 6 };  // as DWARF numbers them
#define REGISTER_INSTRUCTION(context) (context)->uc_mcontext.gregs[REG_RIP]
#define REGISTER_STACK(context) (context)->uc_mcontext.gregs[REG_RSP]
#define REGISTER_FRAME(context) (context)->uc_mcontext.gregs[REG_RBP]
#elif defined(__aarch64__)
enum { frame_register = 29 };
#define REGISTER_INSTRUCTION(context) (context)->uc_mcontext.pc
#define REGISTER_STACK(context) (context)->uc_mcontext.sp
#define REGISTER_FRAME(context) (context)->uc_mcontext.regs[29]
#endif

uintptr_t ckernel_instruction(const ucontext_t *context) { return (uintptr_t)REGISTER_INSTRUCTION(context); }

uintptr_t ckernel_stack_pointer(const ucontext_t *context) { return (uintptr_t)REGISTER_STACK(context); }

static void set_place(ucontext_t *context, place to) {
    REGISTER_INSTRUCTION(context) = (__typeof__(REGISTER_INSTRUCTION(context)))to.instruction;
    REGISTER_STACK(context) = (__typeof__(REGISTER_STACK(context)))to.stack;
    REGISTER_FRAME(context) = (__typeof__(REGISTER_FRAME(context)))to.frame;
}

/// Unlike `dladdr` it takes no lock: a stopped thread may keep the loader's.
static bool is_in_library(uintptr_t address, const char *name) {
    struct dl_find_object found;
    return _dl_find_object((void *)address, &found) == 0 && (!name || strstr(found.dlfo_link_map->l_name, name));
}

/// Whether a stack may hold two words at this address.
static bool is_on_stack(uintptr_t address) {
    return address % sizeof(void *) == 0 && address >= (uintptr_t)ckernel_self.stack_low
           && address + 2 * sizeof(void *) <= (uintptr_t)ckernel_self.stack_high;
}

/// Whether code returns to this address: it lies in a library, behind a call.
static bool is_return_address(uintptr_t address) {
    if (!is_in_library(address, NULL)) return false;
#if defined(__x86_64__)
    // A call of an address, or through a register or memory.
    const uint8_t *code = (const uint8_t *)address;
    return code[-5] == 0xE8 || (code[-2] == 0xFF && (code[-1] & 0x38) == 0x10)
           || (code[-3] == 0xFF && (code[-2] & 0x38) == 0x10) || (code[-6] == 0xFF && (code[-5] & 0x38) == 0x10);
#else
    return true;
#endif
}

/// The caller of a function of which the unwinder knows nothing; false where it cannot be told.
///
/// Either the function has set up no frame yet: its return address is where the stack begins. Or it has, and the frame
/// pointer leads there. Or it is a stub that never does and keeps one word on the stack.
static bool step_out(place *at) {
    const uintptr_t *stack = is_on_stack(at->stack) ? (const uintptr_t *)at->stack : NULL;
    const uintptr_t *frame = is_on_stack(at->frame) ? (const uintptr_t *)at->frame : NULL;
#if defined(__x86_64__)
    if (stack && is_return_address(stack[0])) {
        *at = (place){stack[0], at->stack + sizeof(void *), at->frame};
        return true;
    }
#endif
    if (frame && frame[0] > at->frame && is_return_address(frame[1])) {
        *at = (place){frame[1], at->frame + 2 * sizeof(void *), frame[0]};
        return true;
    }
#if defined(__x86_64__)
    if (stack && is_return_address(stack[1])) {
        *at = (place){stack[1], at->stack + 2 * sizeof(void *), at->frame};
        return true;
    }
#endif
    return false;
}

/// One walk of the unwinder, from the instruction at which it begins to count. What it finds stands in the outcome at
/// once: the walk may not come to its end.
typedef struct {
    uintptr_t first;  ///< 0: from the start
    int count;
    place last;
} walk;

static void add(uintptr_t instruction) {
    ckernel_outcome *outcome = &ckernel_current.outcome;
    if (outcome->frame_count < ckernel_frame_limit) outcome->frames[outcome->frame_count++] = (void *)instruction;
}

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *raw) {
    walk *w = raw;
    const uintptr_t instruction = _Unwind_GetIP(context);
    if (!instruction || ckernel_current.outcome.frame_count == ckernel_frame_limit) return _URC_END_OF_STACK;
    if (w->count == 0 && w->first && instruction != w->first) return _URC_NO_REASON;  // the handler's own
    w->count++;
    add(instruction);
    w->last = (place){instruction, _Unwind_GetCFA(context), _Unwind_GetGR(context, frame_register)};
    return _URC_NO_REASON;
}

/// From the place where the thread was interrupted; where the unwinder does not come past the handler, that place alone.
static walk walk_from(place at) {
    walk w = {.first = at.instruction, .last = at};
    _Unwind_Backtrace(note_frame, &w);
    if (w.count == 0 && at.instruction) add(at.instruction);
    return w;
}

static __thread sigjmp_buf walk_end;
static __thread volatile sig_atomic_t is_walking;

void ckernel_leave_walk(void) {
    if (is_walking) siglongjmp(walk_end, 1);
}

/// The unwinder stops at functions of which it knows nothing, such as stubs of the linker and some of the run time's.
/// From there one step is made by hand, the interrupted place moved to where it leads, and the unwinder asked again:
/// it reads the place from `context`, to which nobody returns.
static void walk_out(ucontext_t *context) {
    enum { most_steps = 8 };
    if (!context) {
        walk_from((place){0});
        return;
    }
    place at = {ckernel_instruction(context), ckernel_stack_pointer(context), (uintptr_t)REGISTER_FRAME(context)};
    for (int step = 0; step <= most_steps; step++) {
        at = walk_from(at).last;
        const bool is_start = ckernel_current.outcome.frame_count > 1 && is_in_library(at.instruction, "libc.so");
        if (is_start || !step_out(&at)) return;
        set_place(context, at);
    }
}

/// A register that holds something else than the step took it for leads the walk to memory that is not there: the frames
/// found until then stay.
void ckernel_record_frames(ucontext_t *context) {
    if (sigsetjmp(walk_end, 1) == 0) {
        is_walking = 1;
        walk_out(context);
    }
    is_walking = 0;
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

/// Follows the chain of frame pointers as far as it holds: quick, since a program may throw often. Writes return
/// addresses, innermost first, and returns their number.
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
