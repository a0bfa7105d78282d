#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

/// How a cell ended.
typedef enum {
    ckernel_finished = 0,     ///< it ran to its end
    ckernel_trapped = 1,      ///< a signal: see `signal`, `frames`
    ckernel_threw = 2,        ///< an error at top level: see `message`, `name`, `frames`
    ckernel_exited = 3,       ///< it called exit: see `status`
    ckernel_interrupted = 4,  ///< it was interrupted
    ckernel_not_loaded = 5,   ///< the dynamic linker refused it: see `message`
} ckernel_ending;

enum { ckernel_frame_limit = 64 };

/// What is known about a cell's end. Plain memory, so that a signal handler can fill it.
typedef struct {
    ckernel_ending ending;
    int signal;
    int status;
    bool on_other_thread;      ///< the trap happened on a thread that the cell started
    bool was_thrown;           ///< an error ended it: all frames are return addresses
    int frame_count;
    void *frames[ckernel_frame_limit];  ///< innermost first; the first is exact, the others return addresses
    const char *name;     ///< of the error's type; this target's memory, until the next cell runs; may be NULL
    const char *message;  ///< likewise
} ckernel_outcome;

/// Prepares signal handlers, alternate stacks and the descriptors. Call once, on the main thread.
///
/// `token` is the text that marks in the standard streams begin with; the caller keeps it alive.
void ckernel_prepare(const char *token, int events_descriptor);

/// Has the cell thread load `library` and call its function `entry`. From now on the cell can be interrupted.
void ckernel_begin(const char *library, const char *entry);

/// Waits until the cell that was begun has ended in any way.
///
/// A failed cell's thread is parked for good, with everything on its stack, and the next cell gets a new one.
void ckernel_await(ckernel_outcome *outcome);

/// Interrupts the running cell: within 300 ms, at once where its thread stands outside C libraries' locks.
///
/// Trainings of the library are asked first and may take their time to save their state; the event
/// `{"type":"saving"}` says that they are at it.
void ckernel_interrupt(void);

/// Parks the calling thread, which ran the cell, as one that threw. Never returns.
_Noreturn void ckernel_park_thrown(const char *name, const char *message);

/// Writes one event, a line of JSON without its newline, after marking its place in both streams.
void ckernel_send(const uint8_t *json, size_t count);

/// Where an address lies: the file, and the offset in it. False where no library holds it.
bool ckernel_locate(const void *address, const char **file, uint64_t *offset);

/// Ends this process when its parent is gone.
void ckernel_die_with_parent(void);

/// Starts a process that ends all of this one's session when nobody holds the other end of the command channel.
/// Call before there are threads; does nothing where this process is not the first of its session.
void ckernel_start_guard(int command_descriptor);
