#define _GNU_SOURCE
#include "memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "pool.h"

/// A cached block: the link lies in the block itself.
typedef struct block {
    struct block *next;
} block;

/// Eight size classes to each power of two: at most 12.5 % of a block is lost to rounding.
enum { steps_per_octave = 8, smallest_shift = 8, classes = steps_per_octave * 40 };
static const size_t huge_page = (size_t)2 << 20;

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static block *cache[classes];
static ck_memory_figures figures;

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

/// Gives cached blocks back, largest first, until at most `keep` bytes are cached.
static void evict(size_t keep) {
    for (int class = classes - 1; class >= 0 && figures.cached > keep; class--) {
        while (cache[class] && figures.cached > keep) {
            block *b = cache[class];
            cache[class] = b->next;
            figures.cached -= size_of_class(class);
            free(b);
        }
    }
}

static void *from_system(size_t rounded) {
    void *memory = NULL;
    bool large = rounded >= 2 * huge_page;
    if (posix_memalign(&memory, large ? huge_page : 64, rounded) != 0) return NULL;
    // Fewer page faults and TLB misses in activations of many megabytes; a refusal does no harm.
    if (large) (void)madvise(memory, rounded, MADV_HUGEPAGE);
    return memory;
}

void *ck_allocate(size_t bytes) {
    size_t rounded;
    int class = class_of(bytes, &rounded);
    if (class >= classes) return NULL;
    ck_critical_begin();
    pthread_mutex_lock(&guard);
    block *b = cache[class];
    if (b) {
        cache[class] = b->next;
        figures.cached -= rounded;
    } else {
        b = from_system(rounded);
        if (!b) {
            evict(0);
            b = from_system(rounded);
        }
        if (b) figures.system_allocations++;
    }
    if (b) figures.live += rounded;
    if (figures.live > figures.peak_live) figures.peak_live = figures.live;
    pthread_mutex_unlock(&guard);
    ck_critical_end();
    return b;
}

void ck_release(void *memory, size_t bytes) {
    if (!memory) return;
    size_t rounded;
    int class = class_of(bytes, &rounded);
    ck_critical_begin();
    pthread_mutex_lock(&guard);
    block *b = memory;
    b->next = cache[class];
    cache[class] = b;
    figures.live -= rounded;
    figures.cached += rounded;
    // What is held never passes 1.25 × the most ever in use at once, whatever sizes come by.
    size_t limit = figures.peak_live + figures.peak_live / 4;
    if (figures.live + figures.cached > limit) evict(limit > figures.live ? limit - figures.live : 0);
    pthread_mutex_unlock(&guard);
    ck_critical_end();
}

ck_memory_figures ck_memory(void) {
    pthread_mutex_lock(&guard);
    ck_memory_figures copy = figures;
    pthread_mutex_unlock(&guard);
    return copy;
}

void ck_memory_trim(void) {
    ck_critical_begin();
    pthread_mutex_lock(&guard);
    evict(0);
    pthread_mutex_unlock(&guard);
    ck_critical_end();
}
