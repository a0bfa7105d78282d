#include "augment.h"

#include <math.h>
#include <string.h>

#include "clones.h"

/// Four floats of which the first three are a pixel.
typedef float pixel4 __attribute__((vector_size(16), aligned(4)));

/// Input pixels that one step of the filter is wide: 1 where the picture grows.
CK_INLINE double filter_step(ck_resample_axis axis) {
    double scale = (double)axis.input / (double)axis.output;
    return scale < 1.0 ? 1.0 : scale;
}

/// How far a filter reaches to each side, in input pixels.
CK_INLINE double filter_reach(ck_resample_axis axis) { return filter_step(axis) * (axis.cubic ? 2.0 : 1.0); }

CK_INLINE int64_t longest_filter(ck_resample_axis axis) { return (int64_t)ceil(filter_reach(axis)) * 2 + 1; }

int64_t ck_resample_scratch(ck_resample_axis rows, ck_resample_axis columns) {
    // Weights of one row, one line of the vertically resampled picture (and room for reading a pixel too wide),
    // weights, lengths and starts for the columns; of cubic filters also all rows, horizontally resampled.
    int64_t grid = rows.cubic ? 3 * rows.input * columns.count : 0;
    return longest_filter(rows) + 3 * columns.input + 1 + columns.count * (longest_filter(columns) + 2) + grid;
}

/// Keys' cubic convolution with a = -1/2, for a distance ≥ 0 in steps.
CK_INLINE double cubic_weight(double x) {
    if (x < 1.0) return (1.5 * x - 2.5) * x * x + 1.0;
    return x < 2.0 ? -0.5 * (((x - 5.0) * x + 8.0) * x - 4.0) : 0.0;
}

/// The input pixels that make output pixel `at`, their weights, and how many they are.
CK_INLINE int64_t filter(ck_resample_axis axis, int64_t at, float *weights, int64_t *first) {
    double scale = (double)axis.input / (double)axis.output, step = filter_step(axis), reach = filter_reach(axis);
    double centre = ((double)at + 0.5) * scale;
    int64_t begin = (int64_t)(centre - reach + 0.5), end = (int64_t)(centre + reach + 0.5);
    begin = centre - reach + 0.5 < 0.0 ? 0 : begin;
    end = end > axis.input ? axis.input : end;
    double sum = 0.0;
    for (int64_t i = begin; i < end; i++) {
        double distance = fabs(((double)i - centre + 0.5) / step);
        double weight = axis.cubic ? cubic_weight(distance) : distance < 1.0 ? 1.0 - distance : 0.0;
        weights[i - begin] = (float)weight;
        sum += weight;
    }
    float scaling = (float)(1.0 / sum);
    for (int64_t i = 0; i < end - begin; i++) weights[i] *= scaling;
    *first = begin;
    return end - begin;
}

/// `line[i] = Σ weights[k] · bytes[i + k·row_bytes]`
CK_INLINE void mix_rows(int64_t width, const uint8_t *restrict bytes, int64_t row_bytes, int64_t taps,
                        const float *weights, float *restrict line) {
    for (int64_t i = 0; i < width; i++) line[i] = weights[0] * (float)bytes[i];
    int64_t k = 1;
    for (; k + 1 < taps; k += 2) {
        const uint8_t *restrict a = bytes + k * row_bytes, *restrict b = a + row_bytes;
        float wa = weights[k], wb = weights[k + 1];
        for (int64_t i = 0; i < width; i++) line[i] += wa * (float)a[i] + wb * (float)b[i];
    }
    if (k < taps) {
        const uint8_t *restrict a = bytes + k * row_bytes;
        for (int64_t i = 0; i < width; i++) line[i] += weights[k] * (float)a[i];
    }
}

/// Rounded to a whole number and clipped to 0…255: cubic filters overshoot at edges.
CK_INLINE float byte_value(float value) {
    value = floorf(value + 0.5f);
    return value < 0.f ? 0.f : value > 255.f ? 255.f : value;
}

/// Rows first, then columns, rounded and clipped after each, as Pillow does: with overshoots the order shows.
CK_INLINE void resample_cubic(const uint8_t *rgb, int64_t row_bytes, ck_resample_axis rows, ck_resample_axis columns,
                              const float *column_weights, const float *lengths, const float *starts,
                              float *row_weights, float *grid, float *planes) {
    int64_t longest = longest_filter(columns), width = 3 * columns.count, plane = rows.count * columns.count;
    for (int64_t y = 0; y < rows.input; y++)
        for (int64_t x = 0; x < columns.count; x++) {
            const uint8_t *from = rgb + y * row_bytes + 3 * (int64_t)starts[x];
            for (int c = 0; c < 3; c++) {
                float sum = 0.f;
                for (int64_t k = 0, n = (int64_t)lengths[x]; k < n; k++)
                    sum += column_weights[x * longest + k] * (float)from[3 * k + c];
                grid[y * width + 3 * x + c] = byte_value(sum);
            }
        }
    for (int64_t y = 0; y < rows.count; y++) {
        int64_t first, at = rows.begin + (rows.mirrored ? rows.count - 1 - y : y);
        int64_t taps = filter(rows, at, row_weights, &first);
        for (int64_t i = 0; i < width; i++) {
            float sum = 0.f;
            for (int64_t k = 0; k < taps; k++) sum += row_weights[k] * grid[(first + k) * width + i];
            planes[(i % 3) * plane + y * columns.count + i / 3] = byte_value(sum);
        }
    }
}

CK_CLONES
void ck_resample(const uint8_t *rgb, int64_t row_bytes, ck_resample_axis rows, ck_resample_axis columns,
                 float *scratch, float *planes) {
    int64_t longest = longest_filter(columns), width = 3 * columns.input, plane = rows.count * columns.count;
    float *row_weights = scratch, *line = row_weights + longest_filter(rows);
    float *column_weights = line + width + 1, *lengths = column_weights + columns.count * longest;
    float *starts = lengths + columns.count;
    for (int64_t x = 0; x < columns.count; x++) {
        int64_t first, at = columns.begin + (columns.mirrored ? columns.count - 1 - x : x);
        // Sizes of pictures are exact as floats.
        lengths[x] = (float)filter(columns, at, column_weights + x * longest, &first);
        starts[x] = (float)first;
    }
    if (rows.cubic) {
        resample_cubic(rgb, row_bytes, rows, columns, column_weights, lengths, starts, row_weights,
                       starts + columns.count, planes);
        return;
    }
    line[width] = 0.f;
    for (int64_t y = 0; y < rows.count; y++) {
        int64_t first, at = rows.begin + (rows.mirrored ? rows.count - 1 - y : y);
        int64_t taps = filter(rows, at, row_weights, &first);
        mix_rows(width, rgb + first * row_bytes, row_bytes, taps, row_weights, line);
        float *out = planes + y * columns.count;
        for (int64_t x = 0; x < columns.count; x++) {
            const float *weights = column_weights + x * longest, *from = line + 3 * (int64_t)starts[x];
            pixel4 sum = {0.5f, 0.5f, 0.5f, 0.f};
            for (int64_t k = 0, n = (int64_t)lengths[x]; k < n; k++) sum += weights[k] * *(const pixel4 *)(from + 3 * k);
            for (int c = 0; c < 3; c++) out[x + c * plane] = floorf(sum[c]);
        }
    }
}

CK_CLONES
void ck_planes_from_bytes(int64_t pixels, const uint8_t *rgb, float *planes) {
    for (int c = 0; c < 3; c++)
        for (int64_t i = 0; i < pixels; i++) planes[c * pixels + i] = (float)rgb[3 * i + c];
}

CK_CLONES
void ck_bytes_from_planes(int64_t pixels, const float *planes, uint8_t *rgb) {
    for (int64_t i = 0; i < pixels; i++)
        for (int c = 0; c < 3; c++) {
            float value = planes[c * pixels + i] + 0.5f;
            value = value < 0.f ? 0.f : value;
            rgb[3 * i + c] = (uint8_t)(int32_t)(value > 255.f ? 255.f : value);
        }
}

CK_CLONES
void ck_unit_from_planes(int64_t pixels, const float *restrict planes, float *restrict rgb) {
    const float *r = planes, *g = planes + pixels, *b = planes + 2 * pixels;
    for (int64_t i = 0; i < pixels; i++) {
        rgb[3 * i] = r[i] / 255.f;
        rgb[3 * i + 1] = g[i] / 255.f;
        rgb[3 * i + 2] = b[i] / 255.f;
    }
}

CK_CLONES
void ck_planes_from_unit(int64_t pixels, const float *restrict rgb, float *restrict planes) {
    for (int c = 0; c < 3; c++)
        for (int64_t i = 0; i < pixels; i++) planes[c * pixels + i] = rgb[3 * i + c] * 255.f;
}

CK_CLONES
void ck_mirror(int64_t rows, int64_t columns, float *planes) {
    for (int64_t y = 0; y < 3 * rows; y++) {
        float *row = planes + y * columns;
        for (int64_t x = 0; x < columns / 2; x++) {
            float left = row[x];
            row[x] = row[columns - 1 - x];
            row[columns - 1 - x] = left;
        }
    }
}

/// `sums[i] = Σ weights[k] · values[i + k·stride]`, mirrored weights, several outputs of a lane at a time.
CK_INLINE void weighted_sum(int64_t count, int64_t taps, const float *weights, const float *restrict values,
                            float *restrict sums) {
    for (int64_t i = 0; i < count; i++) sums[i] = weights[0] * values[i];
    for (int64_t k = 1; k < taps; k++)
        for (int64_t i = 0; i < count; i++) sums[i] += weights[k] * values[i + k];
}

CK_INLINE int64_t reflected(int64_t at, int64_t count) {
    at = at < 0 ? -at : at;
    return at < count ? at : 2 * (count - 1) - at;
}

CK_CLONES
void ck_blur(int64_t rows, int64_t columns, int64_t taps, const float *weights, float *scratch, float *planes) {
    int64_t reach = taps / 2;
    float *padded = scratch, *across = scratch + columns + taps;
    for (int c = 0; c < 3; c++) {
        float *plane = planes + c * rows * columns;
        for (int64_t y = 0; y < rows; y++) {
            memcpy(padded + reach, plane + y * columns, (size_t)columns * sizeof(float));
            for (int64_t k = 1; k <= reach; k++) {
                padded[reach - k] = padded[reach + k];
                padded[reach + columns - 1 + k] = padded[reach + columns - 1 - k];
            }
            weighted_sum(columns, taps, weights, padded, across + y * columns);
        }
        for (int64_t y = 0; y < rows; y++) {
            float *restrict out = plane + y * columns;
            memset(out, 0, (size_t)columns * sizeof(float));
            for (int64_t k = 0; k < taps; k++) {
                const float *restrict from = across + reflected(y + k - reach, rows) * columns;
                for (int64_t x = 0; x < columns; x++) out[x] += weights[k] * from[x];
            }
        }
    }
}
