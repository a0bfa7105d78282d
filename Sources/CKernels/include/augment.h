#pragma once
#include <stdint.h>

// Loops of the image augmentation. A picture is worked on as three planes of floats, red, green, blue, one
// after the other (`[3, H, W]`), with values 0…255: whole numbers, as Pillow's 8 bits, until it is blurred.

/// One axis of a resampling: `output` pixels are made of `input`, of which those from `begin` on, `count` of
/// them, are wanted, in reverse order where `mirrored`; by the cubic filter where `cubic`, else the triangle.
typedef struct {
    int64_t input, output, begin, count;
    int mirrored, cubic;
} ck_resample_axis;

/// Floats of scratch memory that `ck_resample` needs.
int64_t ck_resample_scratch(ck_resample_axis rows, ck_resample_axis columns);

/// Antialiased resampling as Pillow's: a triangle (bilinear) or cubic filter whose step is the shrinking factor, at
/// least one pixel. `rgb` is the first of `rows.input` × `columns.input` interleaved pixels, rows `row_bytes` apart.
/// Writes planes `[3, rows.count, columns.count]`, rounded to whole numbers 0…255.
void ck_resample(const uint8_t *rgb, int64_t row_bytes, ck_resample_axis rows, ck_resample_axis columns,
                 float *scratch, float *planes);

/// Planes `[3, pixels]` from interleaved bytes, and back, rounded and clipped.
void ck_planes_from_bytes(int64_t pixels, const uint8_t *rgb, float *planes);
void ck_bytes_from_planes(int64_t pixels, const float *planes, uint8_t *rgb);

/// Interleaved floats 0…1 (`[H, W, 3]`) from planes, and back.
void ck_unit_from_planes(int64_t pixels, const float *planes, float *rgb);
void ck_planes_from_unit(int64_t pixels, const float *rgb, float *planes);

/// Mirrors every row in place.
void ck_mirror(int64_t rows, int64_t columns, float *planes);

/// The colour changes of torchvision on Pillow pictures, in place, `[3, pixels]`.
/// Brightness scales; contrast moves away from the mean grey, saturation from each pixel's grey.
void ck_adjust_brightness(int64_t pixels, float factor, float *planes);
void ck_adjust_contrast(int64_t pixels, float factor, float *planes);
void ck_adjust_saturation(int64_t pixels, float factor, float *planes);
/// Turns the hue by `steps`/255 of the circle (0…255), in Pillow's 8-bit HSV.
void ck_adjust_hue(int64_t pixels, int steps, float *planes);
/// Grey by ITU-R 601-2 luma in all three planes.
void ck_make_grey(int64_t pixels, float *planes);

/// Gaussian blur with `taps` (odd) weights along both axes and mirrored borders (the border pixel once);
/// taps/2 < rows, columns. In place; `scratch` has `(rows + 1) * (columns + taps)` floats.
void ck_blur(int64_t rows, int64_t columns, int64_t taps, const float *weights, float *scratch, float *planes);
