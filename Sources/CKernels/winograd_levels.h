// What winograd.c is built on: the loops for every kind of processor, and the choice among them.

// The points of the polynomials are 0, ±p, ±q and infinity. With these, powers up to the fourth stay near 1, and
// rounding errors are half of those with the textbook's 1 and 2: twice a direct sum's.
static const float p = 0.625f, q = 1.5f;
static const float pp = p * p, qq = q * q;
static const float weight_0 = 1 / (pp * qq), weight_p = 1 / (2 * pp * (pp - qq)), weight_q = 1 / (2 * qq * (qq - pp));

/// Points of a line of 4 outputs, or of the 2 that are a whole picture.
#define points_in(side) ((side) == 4 ? 6 : 3)
/// Inputs of the line: what lies outside a picture of two pixels is left out.
#define inputs(side) ((side) == 4 ? 6 : 2)

/// Strides of a matrix product, in floats; see `tile`.
typedef struct {
    int64_t depth, a_row, a_step, b_step, c_row;
    int adds;
} product;

/// One product for each point, the points `…_pitch` floats apart; panels of 64 columns of b lie `b_panel` apart.
typedef struct {
    product each;
    int points;
    int64_t rows, columns, a_pitch, b_pitch, b_panel, c_pitch;
    const float *a, *b;
    float *c;
} points_product;

/// The loops for one kind of processor.
typedef struct {
    void (*scatter_inputs)(int, int64_t, const float *const *, const float *const *, float *, int64_t);
    void (*scatter_outputs)(int, int64_t, const float *const *, const float *const *, float *, int64_t);
    void (*gather_outputs)(int, int64_t, const float *, int64_t, float *const *);
    void (*scatter_taps)(int, int64_t, const float *, int64_t, float *, int64_t);
    void (*gather_taps)(int, int64_t, const float *, int64_t, float *, int64_t);
    void (*multiply)(const points_product *);
} level;

#define LEVEL(name) plain_##name
#define TARGET
#define LANES 4
#if defined(__aarch64__)
#define VECTORS 4
#else
#define VECTORS 2
#endif
#include "winograd_loops.h"

#if defined(__x86_64__)
#define LEVEL(name) avx2_##name
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define VECTORS 2
#include "winograd_loops.h"

#define LEVEL(name) avx512_##name
#define TARGET __attribute__((target("avx512f,avx512vl,fma"), min_vector_width(512)))
#define LANES 16
#define VECTORS 4
#include "winograd_loops.h"
#endif

static const level *best_level(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return &avx512_functions;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2_functions;
#endif
    return &plain_functions;
}
