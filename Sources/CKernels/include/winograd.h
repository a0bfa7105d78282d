#pragma once
#include <stdint.h>

// 3×3 convolutions of stride 1 with one pixel of padding by minimal filtering (Winograd's; Lavin and Gray,
// arXiv:1509.09308): F(4×4, 3×3) takes 36 products for 16 output pixels instead of 144, F(3×3, 3×3) 25 for 9 instead of
// 81; the one that takes fewer for a whole picture is used. Pictures of 2×2 pixels, where 20 of 36 taps fall on
// padding, take 9 products instead of the 16 that are left.
// x [N, H, W, in], w [3, 3, in, out], y [N, H, W, out]; channels in multiples of 64 both, N > 0.

typedef struct {
    int64_t batch, height, width, in, out;
} ck_winograd_shape;

/// y = x * w.
void ck_winograd_forward(const ck_winograd_shape *shape, const float *x, const float *w, float *y);

/// gx from gy.
void ck_winograd_backward_data(const ck_winograd_shape *shape, const float *gy, const float *w, float *gx);

/// gw from x and gy; sums over the batch in an order that is fixed for a machine.
void ck_winograd_backward_weights(const ck_winograd_shape *shape, const float *x, const float *gy, float *gw);
