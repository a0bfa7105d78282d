#pragma once
#include <stddef.h>

/// A block of at least `bytes` bytes (> 0), aligned to 64, contents undefined; NULL when memory is out.
/// Memory of freed blocks is reused, large ones' for blocks of any size, so that a training step allocates nothing
/// once warm.
void *ck_allocate(size_t bytes);

/// Gives a block back; `bytes` as asked for.
void ck_release(void *block, size_t bytes);

/// What the allocator holds, in bytes, and how often it had to ask the system for a block.
typedef struct {
    size_t live, cached, peak_live, system_allocations;
} ck_memory_figures;
ck_memory_figures ck_memory(void);

/// Returns all cached blocks to the system.
void ck_memory_trim(void);
