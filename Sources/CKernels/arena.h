#pragma once
#include <stdbool.h>
#include <stddef.h>

// One long stretch of addresses from which large blocks are cut, wherever they fit best. Neighbouring free stretches
// become one, so memory freed by blocks of one size serves blocks of any other. Not for several threads at once.

/// A block aligned to 64; NULL when there is no room. `grown` tells whether memory was asked of the system for it.
void *ck_arena_cut(size_t bytes, bool *grown);

/// Takes a block back; `bytes` as asked for.
void ck_arena_join(void *block, size_t bytes);

/// What a block of so many bytes takes.
size_t ck_arena_size(size_t bytes);

/// Bytes that are free and not yet given back to the system.
size_t ck_arena_free(void);

/// Gives the pages of all free stretches back to the system.
void ck_arena_trim(void);
