#pragma once
#include <stdint.h>

#include "clones.h"
#include "pooling.h"

/// Channels that a loop over windows holds in registers.
enum { window_tile = 64 };

/// Asks for the pixels that the window below will see first: a row of a picture is long enough that the processor
/// does not guess them.
CK_INLINE void fetch_ahead(const ck_pool_shape *s, const float *picture, int64_t top, int64_t left) {
    for (int64_t row = top + s->kernel; row < top + s->kernel + s->stride; row++)
        for (int64_t c = 0; c < s->stride * s->channels; c += 16)
            __builtin_prefetch(picture + (row * s->width + left) * s->channels + c);
}

/// The windows first ..< end along one axis that look at `place`, counted with the padding.
typedef struct {
    int32_t first, end;
} window_range;

CK_INLINE window_range windows_at(int32_t place, int kernel, int stride, int64_t out) {
    int32_t first = place < kernel ? 0 : (place - kernel) / stride + 1, end = place / stride + 1;
    return (window_range){first, end < out ? end : (int32_t)out};
}

/// Asks for what the row of windows after `rows` brings, long before it is needed.
CK_INLINE void fetch_windows(const ck_pool_shape *s, int64_t n, window_range rows, const float *gy,
                             const uint8_t *tap) {
    int64_t row = s->out_width * s->channels, at = (n * s->out_height + rows.end) * row;
    if (at + row > s->batch * s->out_height * row) return;
    for (int64_t i = 0; i < row; i += 16) __builtin_prefetch(gy + at + i);
    for (int64_t i = 0; i < row; i += 64) __builtin_prefetch(tap + at + i);
}

/// The gradient that arrives at one input pixel of picture n from the windows whose maximum it is:
/// g[c] = Σ gy where `tap` points here, for channels c0 ..< c0 + size (size ≤ window_tile). No window writes, so
/// nothing has to be cleared and channels stay side by side.
CK_INLINE void gradient_from_windows(const ck_pool_shape *s, int64_t n, window_range rows, int64_t row, int64_t column,
                                     int64_t c0, int64_t size, const float *gy, const uint8_t *tap, float *g) {
    int32_t top = (int32_t)row + s->padding, left = (int32_t)column + s->padding;
    window_range columns = windows_at(left, s->kernel, s->stride, s->out_width);
    for (int64_t c = 0; c < size; c++) g[c] = 0.f;
    for (int32_t i = rows.first; i < rows.end; i++) {
        for (int32_t j = columns.first; j < columns.end; j++) {
            int64_t at = ((n * s->out_height + i) * s->out_width + j) * s->channels + c0;
            uint8_t place = (uint8_t)((top - i * s->stride) * s->kernel + left - j * s->stride);
            const float *from = gy + at;
            const uint8_t *where = tap + at;
            for (int64_t c = 0; c < size; c++) g[c] += where[c] == place ? from[c] : 0.f;
        }
    }
}
