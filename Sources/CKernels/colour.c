#include <math.h>

#include "augment.h"
#include "clones.h"

/// Pillow's luma in 16-bit fixed point; every intermediate value is a whole number below 2²⁴, so floats are exact.
CK_INLINE float luma(float r, float g, float b) {
    return floorf((19595.f * r + 38470.f * g + 7471.f * b + 32768.f) * (1.f / 65536.f));
}

/// The point on the line from `from` (factor 0) through `to` (1), clipped and cut to a whole number.
CK_INLINE float blend(float from, float to, float factor) {
    float value = from + factor * (to - from);
    value = value < 0.f ? 0.f : value;
    return floorf(value > 255.f ? 255.f : value);
}

CK_CLONES
void ck_adjust_brightness(int64_t pixels, float factor, float *planes) {
    for (int64_t i = 0; i < 3 * pixels; i++) planes[i] = blend(0.f, planes[i], factor);
}

CK_CLONES
void ck_adjust_contrast(int64_t pixels, float factor, float *planes) {
    const float *r = planes, *g = planes + pixels, *b = planes + 2 * pixels;
    // Whole numbers: exact in any order.
    int64_t sum = 0;
    for (int64_t i = 0; i < pixels; i++) sum += (int32_t)luma(r[i], g[i], b[i]);
    float grey = (float)(int)((double)sum / (double)pixels + 0.5);
    for (int64_t i = 0; i < 3 * pixels; i++) planes[i] = blend(grey, planes[i], factor);
}

CK_CLONES
void ck_adjust_saturation(int64_t pixels, float factor, float *planes) {
    float *restrict r = planes, *restrict g = planes + pixels, *restrict b = planes + 2 * pixels;
    for (int64_t i = 0; i < pixels; i++) {
        float grey = luma(r[i], g[i], b[i]);
        r[i] = blend(grey, r[i], factor);
        g[i] = blend(grey, g[i], factor);
        b[i] = blend(grey, b[i], factor);
    }
}

CK_CLONES
void ck_make_grey(int64_t pixels, float *planes) {
    float *restrict r = planes, *restrict g = planes + pixels, *restrict b = planes + 2 * pixels;
    for (int64_t i = 0; i < pixels; i++) r[i] = g[i] = b[i] = luma(r[i], g[i], b[i]);
}

/// The hue 0…255, cut to a whole number, for a range `chroma` > 0 between the largest and smallest value.
CK_INLINE float hue_of(float r, float g, float b, float largest, float chroma) {
    float redness = (largest - r) / chroma, greenness = (largest - g) / chroma, blueness = (largest - b) / chroma;
    // In double where Pillow is: at the edge between two steps of the hue, one step more shows in the colour.
    float sector = (float)(4.0 + (double)greenness - (double)redness);
    sector = g == largest ? (float)(2.0 + (double)redness - (double)blueness) : sector;
    sector = r == largest ? blueness - greenness : sector;
    double turns = (double)sector / 6.0 + 1.0;
    float fraction = (float)(turns >= 1.0 ? turns - 1.0 : turns);
    return (float)(int32_t)((double)fraction * 255.0);
}

CK_CLONES
void ck_adjust_hue(int64_t pixels, int steps, float *planes) {
    float *restrict red = planes, *restrict green = planes + pixels, *restrict blue = planes + 2 * pixels;
    for (int64_t i = 0; i < pixels; i++) {
        float r = red[i], g = green[i], b = blue[i];
        float v = r > g ? r : g, low = r < g ? r : g;
        v = v > b ? v : b;
        low = low < b ? low : b;
        float chroma = v - low;
        float hue = hue_of(r, g, b, v, chroma > 0.f ? chroma : 1.f) + (float)steps;
        hue = hue > 255.f ? hue - 256.f : hue;
        float saturation = floorf(chroma / (v > 0.f ? v : 1.f) * 255.f) / 255.f;
        // Six sectors, each with one value at v, one at the bottom, one rising or falling between.
        float position = hue * 6.f / 255.f, sector = floorf(position), f = position - sector;
        float bottom = floorf(v * (1.f - saturation) + 0.5f);
        float falling = floorf(v * (1.f - saturation * f) + 0.5f);
        float rising = floorf(v * (1.f - saturation * (1.f - f)) + 0.5f);
        sector = sector >= 6.f ? 0.f : sector;
        red[i] = sector == 0.f || sector == 5.f ? v : sector == 1.f ? falling : sector == 4.f ? rising : bottom;
        green[i] = sector == 1.f || sector == 2.f ? v : sector == 3.f ? falling : sector == 0.f ? rising : bottom;
        blue[i] = sector == 3.f || sector == 4.f ? v : sector == 5.f ? falling : sector == 2.f ? rising : bottom;
    }
}
