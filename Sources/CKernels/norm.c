#include "norm.h"

#include <stdlib.h>
#include <string.h>

#include "clones.h"
#include "memory.h"
#include "pool.h"

/// Rows whose floats stay in the first-level cache between two looks at them.
static int64_t rows_in_cache(int64_t channels) {
    int64_t rows = 8192 / channels;
    return rows < 16 ? 16 : (rows > 256 ? 256 : rows);
}

/// At most 32 chunks with partial results of their own.
static int64_t rows_per_chunk(int64_t rows, int64_t channels) {
    int64_t block = rows_in_cache(channels), chunk = (rows + 31) / 32;
    return (chunk + block - 1) / block * block;
}

static double *partial_results(int64_t chunks, int64_t channels) {
    double *memory = ck_allocate((size_t)(chunks * channels * 2) * sizeof(double));
    if (!memory) abort();
    return memory;
}

typedef struct {
    int64_t rows, channels, chunk;
    const float *x, *mean, *gy;
    ck_mask mask;
    double *partial;  // [chunks][2][channels]
    float *masked;
} sums_work;

/// Merges the moments of a block into those of the chunk.
CK_INLINE void merge(int64_t channels, int64_t count, double *mean, double *squares, int64_t block_count,
                     const float *block_sum, const float *block_squares) {
    double n = (double)(count + block_count), part = (double)block_count / n;
    for (int64_t c = 0; c < channels; c++) {
        double delta = block_sum[c] / (double)block_count - mean[c];
        mean[c] += delta * part;
        squares[c] += block_squares[c] + delta * delta * part * (double)count;
    }
}

CK_CLONES
static void chunk_moments(const sums_work *w, int64_t begin, int64_t end, float *restrict sum,
                          float *restrict squares) {
    int64_t channels = w->channels, block = rows_in_cache(channels);
    double *mean = w->partial + begin / w->chunk * 2 * channels, *total = mean + channels;
    memset(mean, 0, (size_t)channels * 2 * sizeof(double));
    for (int64_t r0 = begin; r0 < end; r0 += block) {
        int64_t size = end - r0 < block ? end - r0 : block;
        const float *x = w->x + r0 * channels;
        memset(sum, 0, (size_t)channels * sizeof(float));
        memset(squares, 0, (size_t)channels * sizeof(float));
        for (int64_t r = 0; r < size; r++)
            for (int64_t c = 0; c < channels; c++) sum[c] += x[r * channels + c];
        float scale = 1.f / (float)size;
        for (int64_t r = 0; r < size; r++) {
            for (int64_t c = 0; c < channels; c++) {
                float d = x[r * channels + c] - sum[c] * scale;
                squares[c] += d * d;
            }
        }
        merge(channels, r0 - begin, mean, total, size, sum, squares);
    }
}

static void moments_body(void *context, int64_t begin, int64_t end) {
    const sums_work *w = context;
    size_t bytes = (size_t)w->channels * 2 * sizeof(float);
    float *sums = ck_allocate(bytes);
    if (!sums) abort();
    chunk_moments(w, begin, end, sums, sums + w->channels);
    ck_release(sums, bytes);
}

void ck_channel_moments(int64_t rows, int64_t channels, const float *x, float *mean, float *variance) {
    int64_t chunk = rows_per_chunk(rows, channels), chunks = (rows + chunk - 1) / chunk;
    sums_work w = {rows, channels, chunk, x, NULL, NULL, {NULL}, partial_results(chunks, channels), NULL};
    ck_parallel_for(rows, chunk, moments_body, &w);
    for (int64_t c = 0; c < channels; c++) {
        double m = 0, s = 0;
        for (int64_t i = 0; i < chunks; i++) {
            int64_t before = i * chunk, size = rows - before < chunk ? rows - before : chunk;
            double delta = w.partial[2 * i * channels + c] - m, part = (double)size / (double)(before + size);
            m += delta * part;
            s += w.partial[(2 * i + 1) * channels + c] + delta * delta * part * (double)before;
        }
        mean[c] = (float)m;
        variance[c] = (float)(s / (double)rows);
    }
    ck_release(w.partial, (size_t)(chunks * channels * 2) * sizeof(double));
}

/// Sums over one row; where the masked gradient lies in gy itself, the compiler has to be told.
#define EACH_MASKED(gy, also)                 \
    for (int64_t c = 0; c < channels; c++) {  \
        float g = y[c] > 0 ? gy[c] : 0.f;     \
        sum_g[c] += g;                        \
        sum_gx[c] += g * (x[c] - mean[c]);    \
        also                                  \
    }

CK_CLONES
static void chunk_sums(const sums_work *w, int64_t begin, int64_t end, float *restrict sum_g,
                       float *restrict sum_gx) {
    int64_t channels = w->channels, block = rows_in_cache(channels);
    double *total_g = w->partial + begin / w->chunk * 2 * channels, *total_gx = total_g + channels;
    memset(total_g, 0, (size_t)channels * 2 * sizeof(double));
    for (int64_t r0 = begin; r0 < end; r0 += block) {
        int64_t size = end - r0 < block ? end - r0 : block;
        memset(sum_g, 0, (size_t)channels * sizeof(float));
        memset(sum_gx, 0, (size_t)channels * sizeof(float));
        for (int64_t r = r0; r < r0 + size; r++) {
            const float *gy = w->gy + r * channels;
            if (!w->x) {
                for (int64_t c = 0; c < channels; c++) sum_g[c] += gy[c];
                continue;
            }
            const float *x = w->x + r * channels, *mean = w->mean, *scale = w->mask.scale, *shift = w->mask.shift;
            if (w->mask.y) {
                const float *y = w->mask.y + r * channels;
                float *restrict masked = w->masked ? w->masked + r * channels : NULL;
                if (!masked) {
                    EACH_MASKED(gy, )
                } else if (masked == gy) {
                    EACH_MASKED(masked, masked[c] = g;)
                } else {
                    EACH_MASKED(gy, masked[c] = g;)
                }
            } else if (scale) {
                for (int64_t c = 0; c < channels; c++) {
                    float g = x[c] * scale[c] + shift[c] > 0 ? gy[c] : 0.f;
                    sum_g[c] += g;
                    sum_gx[c] += g * (x[c] - mean[c]);
                }
            } else {
                for (int64_t c = 0; c < channels; c++) {
                    sum_g[c] += gy[c];
                    sum_gx[c] += gy[c] * (x[c] - mean[c]);
                }
            }
        }
        for (int64_t c = 0; c < channels; c++) total_g[c] += sum_g[c], total_gx[c] += sum_gx[c];
    }
}

static void sums_body(void *context, int64_t begin, int64_t end) {
    const sums_work *w = context;
    size_t bytes = (size_t)w->channels * 2 * sizeof(float);
    float *sums = ck_allocate(bytes);
    if (!sums) abort();
    chunk_sums(w, begin, end, sums, sums + w->channels);
    ck_release(sums, bytes);
}

void ck_batch_norm_sums(int64_t rows, int64_t channels, const float *x, const float *mean, const ck_mask *mask,
                        const float *gy, float *sum_g, float *sum_gx, float *masked) {
    int64_t chunk = rows_per_chunk(rows, channels), chunks = (rows + chunk - 1) / chunk;
    sums_work w = {rows, channels, chunk, x, mean, gy, *mask, partial_results(chunks, channels), masked};
    ck_parallel_for(rows, chunk, sums_body, &w);
    for (int64_t c = 0; c < channels; c++) {
        double g = 0, gx = 0;
        for (int64_t i = 0; i < chunks; i++) {
            g += w.partial[2 * i * channels + c];
            gx += w.partial[(2 * i + 1) * channels + c];
        }
        sum_g[c] = (float)g;
        if (sum_gx) sum_gx[c] = (float)gx;
    }
    ck_release(w.partial, (size_t)(chunks * channels * 2) * sizeof(double));
}

void ck_sum_rows(int64_t rows, int64_t channels, const float *x, float *sum) {
    ck_mask everywhere = {NULL};
    ck_batch_norm_sums(rows, channels, NULL, NULL, &everywhere, x, sum, NULL, NULL);
}
