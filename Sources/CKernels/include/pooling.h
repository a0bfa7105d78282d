#pragma once
#include <stdint.h>

/// Pooling of NHWC pictures: x [N, H, W, C] → y [N, outH, outW, C], square kernel (≤ 15).
typedef struct {
    int64_t batch, height, width, channels, out_height, out_width;
    int kernel, stride, padding;
} ck_pool_shape;

/// Maximum over the window (padding never wins); `tap` gets its place, row·kernel + column, per output.
void ck_max_pool(const ck_pool_shape *shape, const float *x, float *y, uint8_t *tap);

/// gx gets every gy at the place of the maximum; overlapping windows add up.
void ck_max_pool_backward(const ck_pool_shape *shape, const float *gy, const uint8_t *tap, float *gx);

/// [N, P, C] → [N, C]: mean over the P pixels, and its gradient.
void ck_average_pixels(int64_t batch, int64_t pixels, int64_t channels, const float *x, float *y);
void ck_average_pixels_backward(int64_t batch, int64_t pixels, int64_t channels, const float *gy, float *gx);
