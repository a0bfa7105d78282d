#pragma once
#include "CKernelProcess.h"
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <ucontext.h>

/// State shared by the files of this target. A cell runs on one thread; everything else watches.
typedef struct {
    pthread_t thread;
    volatile sig_atomic_t is_running;  ///< a cell is being executed
    volatile sig_atomic_t has_ended;   ///< a thread fills in its outcome, or has done so
    volatile sig_atomic_t is_reported; ///< `ended` was posted
    volatile sig_atomic_t is_saving;   ///< it was interrupted, and a training in it saves its state
    unsigned long number;              ///< of the execution, from 1
    sem_t ended;
    ckernel_outcome outcome;
} ckernel_cell;

extern ckernel_cell ckernel_current;

/// What is known of a thread; each has one.
typedef struct {
    pthread_t id;
    volatile sig_atomic_t is_parked;       ///< it has stopped for good
    volatile sig_atomic_t is_ending;       ///< it fills in the outcome of the cell
    volatile sig_atomic_t critical_depth;  ///< stretches in which it must not be stopped
    volatile sig_atomic_t pending_stop;    ///< the signal that asked in the middle of one
    char *stack_low, *stack_high;          ///< the stack's memory; NULL where unknown
    uintptr_t interrupted_at;              ///< its stack pointer when the latest trap or stop came
    volatile unsigned long job_cell;       ///< the cell during which its present Swift job began; 0 without one
} ckernel_thread;

extern __thread ckernel_thread ckernel_self;

enum { ckernel_interrupt_signal = SIGUSR1, ckernel_abandon_signal = SIGPROF };

// threads.c

/// Brackets stretches in which the calling thread must not be stopped; the library calls them too.
void swiftnb_critical_begin(void);
void swiftnb_critical_end(void);
/// Stops the calling thread for good; its stack stays.
_Noreturn void ckernel_park(void);
/// Asks a thread to stop, again and again until it stands outside locks; after 300 ms it must.
void ckernel_stop(ckernel_thread *thread, int signal);
/// Gives the calling thread an alternate stack, so that a stack overflow can be handled, and notes where its own lies.
void ckernel_use_alternate_stack(void);

// signals.c

/// Installs the handlers for traps and interrupts.
void ckernel_install_handlers(void);
/// What a stop signal asks of the calling thread, done at the end of a critical stretch.
void ckernel_stop_here(int signal);

// interpose.c

/// Gives back what the dying calling thread holds: stdout's lock, unfinished `swift_once` predicates.
void ckernel_release_held(void);

// frames.c

uintptr_t ckernel_instruction(const ucontext_t *context);
uintptr_t ckernel_stack_pointer(const ucontext_t *context);
/// Keeps the frames from the interrupted instruction outwards, or all where none was interrupted. The handler that calls
/// it must not return: it changes `context`.
void ckernel_record_frames(ucontext_t *context);
/// Ends a walk over frames in which the calling thread trapped; returns where there is none.
void ckernel_leave_walk(void);
/// Whether the calling thread is inside Swift's run time.
bool ckernel_came_from_runtime(void);
/// Begins to record where errors are thrown.
void ckernel_watch_throws(void);
/// The places of the latest throw on this thread.
int ckernel_last_throw(void **frames, int limit);

// run.c

/// Whether this call is the first to end the running cell. Who claims the ending fills in the outcome and reports it;
/// until then nothing stops its thread.
bool ckernel_claim_ending(void);
void ckernel_report_ending(void);

// tasks.c

/// From now on Swift's asynchronous jobs run on threads that can be replaced.
void ckernel_take_over_tasks(void);
/// Replaces threads that a failed cell has cost; `stopping` also stops those whose job began during the cell.
void ckernel_renew_tasks(bool stopping);
