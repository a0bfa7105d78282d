#include <stddef.h>

#include "clones.h"
#include "norm.h"
#include "pool.h"

typedef struct {
    int64_t channels;
    const float *x, *scale, *shift, *residual;
    int relu;
    float *y;
} affine_work;

CK_CLONES
static void affine_rows(const affine_work *w, int64_t begin, int64_t end) {
    int64_t channels = w->channels;
    const float *scale = w->scale, *shift = w->shift;
    float floor = w->relu ? 0.f : -__builtin_inff();
    for (int64_t r = begin; r < end; r++) {
        const float *x = w->x + r * channels;
        float *restrict y = w->y + r * channels;
        if (w->residual) {
            const float *residual = w->residual + r * channels;
            for (int64_t c = 0; c < channels; c++) {
                float value = x[c] * scale[c] + shift[c] + residual[c];
                y[c] = value < floor ? floor : value;
            }
        } else {
            for (int64_t c = 0; c < channels; c++) {
                float value = x[c] * scale[c] + shift[c];
                y[c] = value < floor ? floor : value;
            }
        }
    }
}

static void affine_body(void *context, int64_t begin, int64_t end) { affine_rows(context, begin, end); }

/// Rows that make a range of some 32 Ki floats: long against the cost of claiming it.
static int64_t grain(int64_t channels) {
    int64_t rows = 32768 / channels;
    return rows < 1 ? 1 : rows;
}

void ck_channel_affine(int64_t rows, int64_t channels, const float *x, const float *scale, const float *shift,
                       const float *residual, int relu, float *y) {
    affine_work w = {channels, x, scale, shift, residual, relu, y};
    ck_parallel_for(rows, grain(channels), affine_body, &w);
}

typedef struct {
    int64_t channels;
    const float *x, *mean, *gy, *a, *b, *c;
    ck_mask mask;
    float *gx;
} backward_work;

/// One row, with g for each of its channels k.
#define EACH(gradient)                                     \
    for (int64_t k = 0; k < channels; k++) {               \
        float g = gradient;                                \
        gx[k] = a[k] * g + b[k] * (x[k] - mean[k]) + c[k]; \
    }

/// All kinds of masks; where the gradient lies in gx itself, the compiler has to be told to see that it may read
/// and write it side by side.
#define EACH_MASK(gy)                                             \
    if (y) {                                                      \
        EACH(y[k] > 0 ? gy[k] : 0.f)                              \
    } else if (scale) {                                           \
        EACH(x[k] * scale[k] + shift[k] > 0 ? gy[k] : 0.f)        \
    } else {                                                      \
        EACH(gy[k])                                               \
    }

CK_CLONES
static void backward_rows(const backward_work *w, int64_t begin, int64_t end) {
    int64_t channels = w->channels;
    const float *mean = w->mean, *a = w->a, *b = w->b, *c = w->c, *scale = w->mask.scale, *shift = w->mask.shift;
    for (int64_t r = begin; r < end; r++) {
        const float *x = w->x + r * channels, *gy = w->gy + r * channels;
        const float *y = w->mask.y ? w->mask.y + r * channels : NULL;
        float *restrict gx = w->gx + r * channels;
        if (gx == gy) {
            EACH_MASK(gx)
        } else {
            EACH_MASK(gy)
        }
    }
}

static void backward_body(void *context, int64_t begin, int64_t end) { backward_rows(context, begin, end); }

void ck_batch_norm_backward(int64_t rows, int64_t channels, const float *x, const float *mean, const ck_mask *mask,
                            const float *gy, const float *a, const float *b, const float *c, float *gx) {
    backward_work w = {channels, x, mean, gy, a, b, c, *mask, gx};
    ck_parallel_for(rows, grain(channels), backward_body, &w);
}
