#include "norm_pool.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "pool.h"
#include "windows.h"

typedef struct {
    const ck_pool_shape *shape;
    const float *x, *scale, *shift, *mean, *gy, *a, *b, *c;
    float *out;
    uint8_t *tap;
    double *partial;  // [parts][2][channels]
    int64_t pictures_per_part;
} work;

/// Pictures for a range: enough to be worth a hand-over, few enough to share evenly.
static int64_t grain(const ck_pool_shape *s) {
    int64_t floats = s->height * s->width * s->channels, pictures = 65536 / (floats > 0 ? floats : 1);
    return pictures < 1 ? 1 : pictures;
}

/// One output pixel, channels c0 ..< c0 + size, with the window's top left at (top, left).
CK_INLINE void pool_pixel(const work *w, const float *picture, int64_t top, int64_t left, int64_t c0, int64_t size,
                          float *y, uint8_t *tap) {
    const ck_pool_shape *s = w->shape;
    const float *scale = w->scale + c0, *shift = w->shift + c0;
    float best[window_tile];
    int32_t place[window_tile];
    for (int64_t c = 0; c < size; c++) best[c] = 0.f, place[c] = ck_no_tap;
    for (int ky = 0; ky < s->kernel; ky++) {
        for (int kx = 0; kx < s->kernel; kx++) {
            int64_t row = top + ky, column = left + kx;
            if (row < 0 || row >= s->height || column < 0 || column >= s->width) continue;
            const float *x = picture + (row * s->width + column) * s->channels + c0;
            int32_t here = ky * s->kernel + kx;
            for (int64_t c = 0; c < size; c++) {
                float value = x[c] * scale[c] + shift[c];
                int wins = (value > best[c]) | (value != value);
                best[c] = wins ? value : best[c];
                place[c] = wins ? here : place[c];
            }
        }
    }
    for (int64_t c = 0; c < size; c++) y[c] = best[c], tap[c] = (uint8_t)place[c];
}

CK_CLONES
static void pool_pictures(const work *w, int64_t begin, int64_t end) {
    const ck_pool_shape *s = w->shape;
    for (int64_t n = begin; n < end; n++) {
        const float *picture = w->x + n * s->height * s->width * s->channels;
        for (int64_t pixel = 0; pixel < s->out_height * s->out_width; pixel++) {
            int64_t at = (n * s->out_height * s->out_width + pixel) * s->channels, c0 = 0;
            int64_t top = pixel / s->out_width * s->stride - s->padding;
            int64_t left = pixel % s->out_width * s->stride - s->padding;
            fetch_ahead(s, picture, top, left);
            for (; c0 + window_tile <= s->channels; c0 += window_tile)
                pool_pixel(w, picture, top, left, c0, window_tile, w->out + at + c0, w->tap + at + c0);
            if (c0 < s->channels)
                pool_pixel(w, picture, top, left, c0, s->channels - c0, w->out + at + c0, w->tap + at + c0);
        }
    }
}

static void pool_body(void *context, int64_t begin, int64_t end) { pool_pictures(context, begin, end); }

void ck_affine_max_pool(const ck_pool_shape *shape, const float *x, const float *scale, const float *shift, float *y,
                        uint8_t *tap) {
    work w = {.shape = shape, .x = x, .scale = scale, .shift = shift, .out = y, .tap = tap};
    ck_parallel_for(shape->batch, grain(shape), pool_body, &w);
}

CK_INLINE void sum_pixel(const work *w, int64_t n, window_range rows, int64_t row, int64_t column, int64_t c0,
                         int64_t size, float *sum_g, float *sum_gx) {
    const ck_pool_shape *s = w->shape;
    float g[window_tile];
    gradient_from_windows(s, n, rows, row, column, c0, size, w->gy, w->tap, g);
    const float *x = w->x + ((n * s->height + row) * s->width + column) * s->channels + c0, *mean = w->mean + c0;
    for (int64_t c = 0; c < size; c++) {
        sum_g[c0 + c] += g[c];
        sum_gx[c0 + c] += g[c] * (x[c] - mean[c]);
    }
}

/// Single sums over a row of a picture, double ones over rows.
CK_CLONES
static void sum_pictures(const work *w, int64_t begin, int64_t end, float *sums) {
    const ck_pool_shape *s = w->shape;
    int64_t channels = s->channels;
    double *total = w->partial + begin / w->pictures_per_part * 2 * channels;
    memset(total, 0, (size_t)channels * 2 * sizeof(double));
    for (int64_t n = begin; n < end; n++)
        for (int64_t row = 0; row < s->height; row++) {
            memset(sums, 0, (size_t)channels * 2 * sizeof(float));
            window_range rows = windows_at((int32_t)row + s->padding, s->kernel, s->stride, s->out_height);
            fetch_windows(s, n, rows, w->gy, w->tap);
            for (int64_t column = 0; column < s->width; column++) {
                int64_t c0 = 0;
                for (; c0 + window_tile <= channels; c0 += window_tile)
                    sum_pixel(w, n, rows, row, column, c0, window_tile, sums, sums + channels);
                if (c0 < channels) sum_pixel(w, n, rows, row, column, c0, channels - c0, sums, sums + channels);
            }
            for (int64_t i = 0; i < 2 * channels; i++) total[i] += sums[i];
        }
}

static void sum_body(void *context, int64_t begin, int64_t end) {
    const work *w = context;
    size_t bytes = (size_t)w->shape->channels * 2 * sizeof(float);
    float *sums = ck_allocate(bytes);
    if (!sums) abort();
    sum_pictures(w, begin, end, sums);
    ck_release(sums, bytes);
}

void ck_affine_max_pool_sums(const ck_pool_shape *shape, const float *x, const float *mean, const float *gy,
                             const uint8_t *tap, float *sum_g, float *sum_gx) {
    int64_t channels = shape->channels, each = (shape->batch + 31) / 32, parts = (shape->batch + each - 1) / each;
    size_t bytes = (size_t)(parts * 2 * channels) * sizeof(double);
    work w = {.shape = shape, .x = x, .mean = mean, .gy = gy, .tap = (uint8_t *)tap, .partial = ck_allocate(bytes),
              .pictures_per_part = each};
    if (!w.partial) abort();
    ck_parallel_for(shape->batch, each, sum_body, &w);
    for (int64_t c = 0; c < channels; c++) {
        double g = 0, gx = 0;
        for (int64_t i = 0; i < parts; i++) {
            g += w.partial[2 * i * channels + c];
            gx += w.partial[(2 * i + 1) * channels + c];
        }
        sum_g[c] = (float)g;
        sum_gx[c] = (float)gx;
    }
    ck_release(w.partial, bytes);
}

CK_INLINE void backward_pixel(const work *w, int64_t n, window_range rows, int64_t row, int64_t column, int64_t c0,
                              int64_t size) {
    const ck_pool_shape *s = w->shape;
    float g[window_tile];
    gradient_from_windows(s, n, rows, row, column, c0, size, w->gy, w->tap, g);
    int64_t at = ((n * s->height + row) * s->width + column) * s->channels + c0;
    const float *x = w->x + at, *mean = w->mean + c0, *a = w->a + c0, *b = w->b + c0, *k = w->c + c0;
    float *gx = w->out + at;
    for (int64_t c = 0; c < size; c++) gx[c] = a[c] * g[c] + b[c] * (x[c] - mean[c]) + k[c];
}

CK_CLONES
static void backward_pictures(const work *w, int64_t begin, int64_t end) {
    const ck_pool_shape *s = w->shape;
    for (int64_t n = begin; n < end; n++)
        for (int64_t row = 0; row < s->height; row++) {
            window_range rows = windows_at((int32_t)row + s->padding, s->kernel, s->stride, s->out_height);
            fetch_windows(s, n, rows, w->gy, w->tap);
            for (int64_t column = 0; column < s->width; column++) {
                int64_t c0 = 0;
                for (; c0 + window_tile <= s->channels; c0 += window_tile)
                    backward_pixel(w, n, rows, row, column, c0, window_tile);
                if (c0 < s->channels) backward_pixel(w, n, rows, row, column, c0, s->channels - c0);
            }
        }
}

static void backward_body(void *context, int64_t begin, int64_t end) { backward_pictures(context, begin, end); }

void ck_affine_max_pool_backward(const ck_pool_shape *shape, const float *x, const float *mean, const float *gy,
                                 const uint8_t *tap, const float *a, const float *b, const float *c, float *gx) {
    work w = {.shape = shape, .x = x, .mean = mean, .gy = gy, .tap = (uint8_t *)tap, .a = a, .b = b, .c = c, .out = gx};
    ck_parallel_for(shape->batch, grain(shape), backward_body, &w);
}
