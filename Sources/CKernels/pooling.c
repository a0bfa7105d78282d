#include "pooling.h"

#include "clones.h"
#include "pool.h"
#include "windows.h"

typedef struct {
    const ck_pool_shape *shape;
    const float *in;
    float *out;
    uint8_t *tap;
} pool_work;

/// One output pixel, channels c0 ..< c0 + size (size ≤ window_tile), top left of the window at (top, left).
CK_INLINE void pool_pixel(const ck_pool_shape *s, const float *picture, int64_t top, int64_t left, int64_t c0,
                          int64_t size, float *y, uint8_t *tap) {
    float best[window_tile];
    int32_t place[window_tile];
    int first = 1;
    for (int ky = 0; ky < s->kernel; ky++) {
        for (int kx = 0; kx < s->kernel; kx++) {
            int64_t row = top + ky, column = left + kx;
            if (row < 0 || row >= s->height || column < 0 || column >= s->width) continue;
            const float *x = picture + (row * s->width + column) * s->channels + c0;
            int32_t here = ky * s->kernel + kx;
            for (int64_t c = 0; c < size; c++) {
                int wins = first | (x[c] > best[c]) | (x[c] != x[c]);
                best[c] = wins ? x[c] : best[c];
                place[c] = wins ? here : place[c];
            }
            first = 0;
        }
    }
    for (int64_t c = 0; c < size; c++) y[c] = best[c], tap[c] = (uint8_t)place[c];
}

CK_CLONES
static void max_pool_pictures(const pool_work *w, int64_t begin, int64_t end) {
    const ck_pool_shape *s = w->shape;
    for (int64_t n = begin; n < end; n++) {
        const float *picture = w->in + n * s->height * s->width * s->channels;
        for (int64_t row = 0; row < s->out_height; row++) {
            for (int64_t column = 0; column < s->out_width; column++) {
                int64_t at = ((n * s->out_height + row) * s->out_width + column) * s->channels;
                int64_t top = row * s->stride - s->padding, left = column * s->stride - s->padding, c0 = 0;
                fetch_ahead(s, picture, top, left);
                for (; c0 + window_tile <= s->channels; c0 += window_tile)
                    pool_pixel(s, picture, top, left, c0, window_tile, w->out + at + c0, w->tap + at + c0);
                if (c0 < s->channels)
                    pool_pixel(s, picture, top, left, c0, s->channels - c0, w->out + at + c0, w->tap + at + c0);
            }
        }
    }
}

CK_CLONES
static void max_pool_backward_pictures(const pool_work *w, int64_t begin, int64_t end) {
    const ck_pool_shape *s = w->shape;
    for (int64_t n = begin; n < end; n++)
        for (int64_t row = 0; row < s->height; row++) {
            window_range rows = windows_at((int32_t)row + s->padding, s->kernel, s->stride, s->out_height);
            fetch_windows(s, n, rows, w->in, w->tap);
            for (int64_t column = 0; column < s->width; column++) {
                float *gx = w->out + ((n * s->height + row) * s->width + column) * s->channels;
                int64_t c0 = 0;
                for (; c0 + window_tile <= s->channels; c0 += window_tile)
                    gradient_from_windows(s, n, rows, row, column, c0, window_tile, w->in, w->tap, gx + c0);
                if (c0 < s->channels)
                    gradient_from_windows(s, n, rows, row, column, c0, s->channels - c0, w->in, w->tap, gx + c0);
            }
        }
}

static void max_pool_body(void *context, int64_t begin, int64_t end) { max_pool_pictures(context, begin, end); }

static void max_pool_backward_body(void *context, int64_t begin, int64_t end) {
    max_pool_backward_pictures(context, begin, end);
}

void ck_max_pool(const ck_pool_shape *shape, const float *x, float *y, uint8_t *tap) {
    pool_work w = {shape, x, y, tap};
    ck_parallel_for(shape->batch, 4, max_pool_body, &w);
}

void ck_max_pool_backward(const ck_pool_shape *shape, const float *gy, const uint8_t *tap, float *gx) {
    pool_work w = {shape, gy, gx, (uint8_t *)tap};
    ck_parallel_for(shape->batch, 4, max_pool_backward_body, &w);
}

CK_CLONES
void ck_average_pixels(int64_t batch, int64_t pixels, int64_t channels, const float *x, float *y) {
    float scale = 1.f / (float)pixels;
    for (int64_t n = 0; n < batch; n++, x += pixels * channels, y += channels) {
        for (int64_t c = 0; c < channels; c++) y[c] = x[c];
        for (int64_t p = 1; p < pixels; p++)
            for (int64_t c = 0; c < channels; c++) y[c] += x[p * channels + c];
        for (int64_t c = 0; c < channels; c++) y[c] *= scale;
    }
}

CK_CLONES
void ck_average_pixels_backward(int64_t batch, int64_t pixels, int64_t channels, const float *gy, float *gx) {
    float scale = 1.f / (float)pixels;
    for (int64_t n = 0; n < batch; n++, gy += channels)
        for (int64_t p = 0; p < pixels; p++, gx += channels)
            for (int64_t c = 0; c < channels; c++) gx[c] = gy[c] * scale;
}
