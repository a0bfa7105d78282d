#pragma once
#include <stdint.h>

/// One range of a parallel loop: must handle indices `begin ..< end`.
typedef void (*ck_range_body)(void *context, int64_t begin, int64_t end);

/// Runs `body` over `0 ..< count` in ranges of `grain` indices, on the pool and the calling thread; returns
/// when all are done. The ranges depend on `count` and `grain` alone, never on the threads at hand.
/// Calls from inside a body, or while another thread uses the pool, run on the calling thread alone.
void ck_parallel_for(int64_t count, int64_t grain, ck_range_body body, void *context);

/// Threads that share a loop, the caller included (≥ 1). At first SWIFTNB_THREADS, else the cores at hand.
int ck_thread_count(void);

/// Parts that large products and sums are cut into: one for each core of this machine, 2 … 8. Fixed for the life of
/// the process, so that the number of threads, which may change, changes no result.
int ck_part_count(void);
void ck_set_thread_count(int count);

/// Leaves the present workers to themselves and starts new ones at the next loop: for a caller or worker
/// that will never come back because its thread was parked inside a loop.
void ck_pool_abandon(void);

/// Per-thread depth of "do not record gradients"; a fresh thread starts at 0.
int *ck_gradients_off_depth(void);

/// A per-thread pointer, NULL on a fresh thread, for the tape's release queue.
void **ck_release_queue_slot(void);

/// Brackets stretches in which a thread must not be parked (locks held, work shared with the pool).
/// They call `swiftnb_critical_begin` and `_end` where the process defines them, else nothing.
void ck_critical_begin(void);
void ck_critical_end(void);
