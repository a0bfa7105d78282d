#pragma once
#include <stdint.h>

// Batch normalisation over the rows of [R, C] (NHWC pictures: R = N·H·W), arXiv:1502.03167.
// All run on the pool; row blocks depend on R and C alone, so results do not depend on the threads.

/// Mean and biased variance of every channel: block moments merged by Chan's formula, so that a large mean
/// does not eat the variance's digits.
void ck_channel_moments(int64_t rows, int64_t channels, const float *x, float *mean, float *variance);

/// y = x·scale + shift (+ residual), then max(0, ·) when `relu`. `residual` may be NULL.
void ck_channel_affine(int64_t rows, int64_t channels, const float *x, const float *scale, const float *shift,
                       const float *residual, int relu, float *y);

/// Where a ReLU let values through: where y > 0 if y is given, else where x·scale + shift > 0 if these are given,
/// else everywhere.
typedef struct {
    const float *y, *scale, *shift;
} ck_mask;

/// With g = gy where the mask lets through: sum_g[c] = Σ g, sum_gx[c] = Σ g·(x − mean). Where y is the mask, g itself
/// goes into `masked` unless that is NULL; it may be `gy`.
void ck_batch_norm_sums(int64_t rows, int64_t channels, const float *x, const float *mean, const ck_mask *mask,
                        const float *gy, float *sum_g, float *sum_gx, float *masked);

/// gx = a·g + b·(x − mean) + c with g as above and per-channel a, b, c. `gx` may be `gy`.
void ck_batch_norm_backward(int64_t rows, int64_t channels, const float *x, const float *mean, const ck_mask *mask,
                            const float *gy, const float *a, const float *b, const float *c, float *gx);

/// Sum over the rows of [R, C], as for a bias.
void ck_sum_rows(int64_t rows, int64_t channels, const float *x, float *sum);
