// The loops of winograd.c for every kind of processor, and the choice among them.

// For 4 outputs the points of the polynomials are 0, ±p, ±q and infinity. With these, powers up to the fourth stay near
// 1, and rounding errors are half of those with the textbook's 1 and 2: twice a direct sum's.
static const float p = 0.625f, q = 1.5f;
static const float pp = p * p, qq = q * q;
static const float weight_0 = 1 / (pp * qq), weight_p = 1 / (2 * pp * (pp - qq)), weight_q = 1 / (2 * qq * (qq - pp));

// For 3 outputs they are 0, ±p3, q3 and infinity: rounding errors are 1.2 times a direct sum's.
static const float p3 = 0.75f, q3 = 1.5f;
static const float pp3 = p3 * p3, qq3 = q3 * q3;
static const float weight3_0 = 1 / (pp3 * q3), weight3_p = 1 / (2 * pp3 * (p3 - q3));
static const float weight3_minus_p = -1 / (2 * pp3 * (p3 + q3)), weight3_q = 1 / (q3 * (qq3 - pp3));

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
