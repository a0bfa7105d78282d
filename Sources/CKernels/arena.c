#define _GNU_SOURCE
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/// A free stretch, between blocks in use. `clean`: its pages were given back.
typedef struct {
    size_t start, size;
    bool clean;
} stretch;

static char *base;
static size_t reserved, top;  // addresses at hand, and those that were ever part of a block
static stretch *stretches;    // by address; no two touch, none touches `top`
static size_t count, room;

size_t ck_arena_size(size_t bytes) {
    // A few cache lines more, so that pictures do not all begin at the same place of a page: loops over several of
    // them would take their lines from the same few sets of the cache.
    return ((bytes + 63) & ~(size_t)63) + 17 * 64;
}

/// Addresses cost nothing until they are written to, but a process may be allowed only so many.
static void reserve(void) {
    for (size_t size = (size_t)1 << 40; size >= (size_t)1 << 28 && !base; size /= 2) {
        void *memory =
            mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) continue;
        base = memory, reserved = size;
        // Fewer page faults and TLB misses in activations of many megabytes; a refusal does no harm.
        (void)madvise(memory, size, MADV_HUGEPAGE);
    }
}

static void remove_at(size_t i) {
    count--;
    memmove(stretches + i, stretches + i + 1, (count - i) * sizeof *stretches);
}

static bool insert_at(size_t i, stretch s) {
    if (count == room) {
        size_t larger = room ? 2 * room : 256;
        stretch *moved = realloc(stretches, larger * sizeof *stretches);
        if (!moved) return false;
        stretches = moved, room = larger;
    }
    memmove(stretches + i + 1, stretches + i, (count - i) * sizeof *stretches);
    stretches[i] = s;
    count++;
    return true;
}

void *ck_arena_cut(size_t bytes, bool *grown) {
    if (!base) reserve();
    size_t size = ck_arena_size(bytes), best = count;
    for (size_t i = 0; i < count; i++)
        if (stretches[i].size >= size && (best == count || stretches[i].size < stretches[best].size)) best = i;
    *grown = best == count;
    if (*grown) {
        if (size > reserved - top) return NULL;
        top += size;
        return base + top - size;
    }
    stretch *s = stretches + best;
    char *block = base + s->start;
    if (s->clean) *grown = true;
    s->start += size;
    s->size -= size;
    if (s->size == 0) remove_at(best);
    return block;
}

void ck_arena_join(void *block, size_t bytes) {
    stretch s = {(size_t)((char *)block - base), ck_arena_size(bytes), false};
    size_t low = 0, high = count;  // the first stretch above
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (stretches[middle].start < s.start) low = middle + 1;
        else high = middle;
    }
    if (low < count && stretches[low].start == s.start + s.size) {
        s.size += stretches[low].size;
        remove_at(low);
    }
    if (low > 0 && stretches[low - 1].start + stretches[low - 1].size == s.start) {
        s.start = stretches[--low].start;
        s.size += stretches[low].size;
        remove_at(low);
    }
    // Without room for a note of it the stretch is lost, which is better than to end.
    (void)insert_at(low, s);
}

size_t ck_arena_free(void) {
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += stretches[i].clean ? 0 : stretches[i].size;
    return sum;
}

void ck_arena_trim(void) {
    const size_t page = 4096;
    for (size_t i = 0; i < count; i++) {
        size_t begin = (stretches[i].start + page - 1) / page * page;
        size_t end = (stretches[i].start + stretches[i].size) / page * page;
        if (end > begin) (void)madvise(base + begin, end - begin, MADV_DONTNEED);
        stretches[i].clean = true;
    }
}
