// A conformance that a cell declares again replaces the one before: Swift's run time knows both and keeps to the first.
#define _GNU_SOURCE
#include "internal.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SWIFT __attribute__((swiftcall))

/// What a library tells the run time about itself (`swift/Runtime/MetadataSections.h`).
typedef struct {
    uintptr_t version;
    const void *base, *unused[2];
    struct { uintptr_t start; size_t length; } protocols, conformances;
} metadata_sections;

// As the compiler lays them out: fields that lead elsewhere hold the distance from themselves.
typedef struct { int32_t protocol, type, witness_table; uint32_t flags; } conformance;
typedef struct { uint32_t flags; int32_t parent, name, metadata_accessor; } type_descriptor;
typedef struct { uint32_t flags; int32_t parent, name; uint32_t signature_count, requirement_count; } protocol_descriptor;

enum {
    type_kind_shift = 3, type_kind_mask = 7, type_is_direct = 0, type_is_indirect = 1,  // in a conformance's flags
    conditional_mask = 0xFF << 8,
    type_is_generic = 1 << 7,  // in a type's flags
};

typedef struct { const void *metadata; size_t state; } metadata_response;

typedef struct {
    const conformance *record;
    const type_descriptor *type;
    const protocol_descriptor *protocol;
} known_conformance;

static known_conformance *known;
static size_t known_count, known_capacity;

static const void *follow(const int32_t *field, int32_t distance) { return (const uint8_t *)field + distance; }

/// Reads a conformance; false for those of generic types and those with conditions.
static bool resolve(const conformance *record, known_conformance *found) {
    const uint32_t kind = record->flags >> type_kind_shift & type_kind_mask;
    if (record->flags & conditional_mask || (kind != type_is_direct && kind != type_is_indirect)) return false;
    found->record = record;
    found->type = follow(&record->type, record->type);
    if (kind == type_is_indirect) found->type = *(const type_descriptor *const *)found->type;
    found->protocol = follow(&record->protocol, record->protocol & ~1);
    if (record->protocol & 1) found->protocol = *(const protocol_descriptor *const *)found->protocol;
    return found->type && found->protocol && !(found->type->flags & type_is_generic);
}

static void **witnesses(const known_conformance *of) {
    static void **(*get)(const void *, const void *, const void *const *);
    if (!get) get = (void **(*)(const void *, const void *, const void *const *))dlsym(RTLD_DEFAULT, "swift_getWitnessTable");
    const int32_t *field = &of->type->metadata_accessor;
    SWIFT metadata_response (*accessor)(size_t) = (SWIFT metadata_response(*)(size_t))follow(field, *field);
    return get ? get(of->record, accessor(0).metadata, NULL) : NULL;
}

/// Makes the old table lead to the new witnesses: it is in use and in the run time's caches already.
static void redirect(const known_conformance *old, const known_conformance *new) {
    void **before = witnesses(old), **after = witnesses(new);
    if (!before || !after || before == after) return;
    const size_t bytes = (1 + (size_t)old->protocol->requirement_count) * sizeof(void *);
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)before & ~(page - 1);
    if (mprotect((void *)start, (uintptr_t)before + bytes - start, PROT_READ | PROT_WRITE) == 0)
        memcpy(before, after, bytes);
}

static void note(const known_conformance *new) {
    for (size_t i = 0; i < known_count; i++)
        if (known[i].type == new->type && known[i].protocol == new->protocol) redirect(&known[i], new);
    if (known_count == known_capacity) {
        const size_t capacity = known_capacity ? 2 * known_capacity : 64;
        known_conformance *grown = realloc(known, capacity * sizeof *known);
        if (!grown) return;
        known = grown;
        known_capacity = capacity;
    }
    known[known_count++] = *new;
}

/// Called by every Swift library when it is loaded; the run time's own function comes first.
void swift_addNewDSOImage(const metadata_sections *sections) {
    static void (*next)(const metadata_sections *);
    if (!next) next = (void (*)(const metadata_sections *))dlsym(RTLD_NEXT, "swift_addNewDSOImage");
    if (next) next(sections);
    if (!ckernel_current.is_running) return;  // the system's libraries and ours
    const int32_t *distance = (const int32_t *)sections->conformances.start;
    for (size_t i = 0; i < sections->conformances.length / sizeof *distance; i++, distance++) {
        known_conformance found;
        if (resolve(follow(distance, *distance), &found)) note(&found);
    }
}
