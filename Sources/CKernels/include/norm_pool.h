#pragma once
#include <stdint.h>

#include "pooling.h"

// The beginning of a ResNet in one pass: batch normalisation, ReLU and maximum pooling, without ever holding the
// normalised pictures, which are four times as large as what comes out.
// All run on the pool; the order of sums depends on the batch alone.

/// y = max over the window of max(0, x·scale + shift); `tap` gets the maximum's place, row·kernel + column, or
/// ck_no_tap where y is 0.
void ck_affine_max_pool(const ck_pool_shape *shape, const float *x, const float *scale, const float *shift, float *y,
                        uint8_t *tap);

enum { ck_no_tap = 255 };

/// With g = what arrives of gy at each x: sum_g[c] = Σ g, sum_gx[c] = Σ g·(x − mean).
void ck_affine_max_pool_sums(const ck_pool_shape *shape, const float *x, const float *mean, const float *gy,
                             const uint8_t *tap, float *sum_g, float *sum_gx);

/// gx = a·g + b·(x − mean) + c with g as above and per-channel a, b, c.
void ck_affine_max_pool_backward(const ck_pool_shape *shape, const float *x, const float *mean, const float *gy,
                                 const uint8_t *tap, const float *a, const float *b, const float *c, float *gx);
