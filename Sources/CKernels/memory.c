#define _GNU_SOURCE
#include "memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "arena.h"
#include "pool.h"

/// A cached block: the link lies in the block itself.
typedef struct block {
    struct block *next;
} block;

/// Small blocks are kept by size, eight classes to each power of two: at most 12.5 % of a block is lost to rounding.
enum { steps_per_octave = 8, smallest_shift = 8, large_shift = 19, classes = steps_per_octave * (large_shift + 1) };
/// From here on blocks come from the arena.
static const size_t large = (size_t)1 << large_shift;
/// The least that small blocks together may take.
static const size_t small_reserve = (size_t)16 << 20;

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static block *cache[classes];
static ck_memory_figures figures;
static size_t small_live, small_cached, small_peak;

/// Class and rounded size of a request.
static int class_of(size_t bytes, size_t *rounded) {
    if (bytes < (size_t)1 << smallest_shift) bytes = (size_t)1 << smallest_shift;
    int shift = 63 - __builtin_clzll(bytes - 1 ? bytes - 1 : 1);
    if (bytes == (size_t)1 << (shift + 1)) shift++;
    size_t step = ((size_t)1 << shift) / steps_per_octave;
    size_t above = (bytes - ((size_t)1 << shift) + step - 1) / step;
    if (bytes <= (size_t)1 << shift) above = 0;
    *rounded = ((size_t)1 << shift) + above * step;
    return (shift - smallest_shift) * steps_per_octave + (int)above;
}

static size_t size_of_class(int class) {
    size_t base = (size_t)1 << (class / steps_per_octave + smallest_shift);
    return base + (size_t)(class % steps_per_octave) * (base / steps_per_octave);
}

/// Gives cached small blocks back, largest first, until at most `keep` bytes are cached.
static void evict(size_t keep) {
    for (int class = classes - 1; class >= 0 && small_cached > keep; class--) {
        while (cache[class] && small_cached > keep) {
            block *b = cache[class];
            cache[class] = b->next;
            small_cached -= size_of_class(class);
            free(b);
        }
    }
}

static void *small_block(size_t bytes, bool *grown) {
    size_t rounded;
    int class = class_of(bytes, &rounded);
    block *b = cache[class];
    if (b) {
        cache[class] = b->next;
        small_cached -= rounded;
    } else {
        void *memory = NULL;
        *grown = posix_memalign(&memory, 64, rounded) == 0;
        b = *grown ? memory : NULL;
    }
    if (b) small_live += rounded;
    if (small_live > small_peak) small_peak = small_live;
    return b;
}

static void release_small(block *b, size_t bytes) {
    size_t rounded;
    int class = class_of(bytes, &rounded);
    b->next = cache[class];
    cache[class] = b;
    small_live -= rounded;
    small_cached += rounded;
    // What is held never passes 1.25 × the most ever in use at once, whatever sizes come by.
    size_t limit = small_peak + small_peak / 4;
    if (limit < small_reserve) limit = small_reserve;
    if (small_live + small_cached > limit) evict(limit > small_live ? limit - small_live : 0);
}

/// What a block of so many bytes takes.
static size_t size_of(size_t bytes) {
    if (bytes >= large) return ck_arena_size(bytes);
    size_t rounded;
    (void)class_of(bytes, &rounded);
    return rounded;
}

void *ck_allocate(size_t bytes) {
    ck_critical_begin();
    pthread_mutex_lock(&guard);
    bool grown = false;
    void *memory = bytes >= large ? ck_arena_cut(bytes, &grown) : small_block(bytes, &grown);
    if (memory) figures.live += size_of(bytes);
    if (memory && grown) figures.system_allocations++;
    if (figures.live > figures.peak_live) figures.peak_live = figures.live;
    pthread_mutex_unlock(&guard);
    ck_critical_end();
    return memory;
}

void ck_release(void *memory, size_t bytes) {
    if (!memory) return;
    ck_critical_begin();
    pthread_mutex_lock(&guard);
    if (bytes >= large) {
        ck_arena_join(memory, bytes);
    } else {
        release_small(memory, bytes);
    }
    figures.live -= size_of(bytes);
    pthread_mutex_unlock(&guard);
    ck_critical_end();
}

ck_memory_figures ck_memory(void) {
    pthread_mutex_lock(&guard);
    ck_memory_figures copy = figures;
    copy.cached = small_cached + ck_arena_free();
    pthread_mutex_unlock(&guard);
    return copy;
}

void ck_memory_trim(void) {
    ck_critical_begin();
    pthread_mutex_lock(&guard);
    evict(0);
    ck_arena_trim();
    pthread_mutex_unlock(&guard);
    ck_critical_end();
}
