#pragma once
#include <stdint.h>

enum { ck_max_rank = 8 };

/// Walks a `rank`-dimensional grid of `shape` in row-major order and writes `out[i] = in[Σ index·stride]`:
/// permutation, broadcasting (stride 0) and slicing in one. Axis strides in floats; rank ≤ ck_max_rank.
void ck_gather_strided(int rank, const int64_t *shape, const int64_t *strides, const float *in, float *out);

/// The reverse: `out[Σ index·stride] += in[i]`. Elements of `out` may be met more than once.
void ck_scatter_add_strided(int rank, const int64_t *shape, const int64_t *strides, const float *in, float *out);

/// `in` seen as [outer, axis, inner] → `out` [outer, inner]: sum, or extremum with its first index.
void ck_sum_axis(int64_t outer, int64_t axis, int64_t inner, const float *in, float *out);
void ck_max_axis(int64_t outer, int64_t axis, int64_t inner, const float *in, float *out, float *index);

/// Sum of all elements, added up pairwise (block sums in a fixed order).
double ck_sum(int64_t count, const float *in);
