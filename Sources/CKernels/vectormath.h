#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "clones.h"

// exp and log as polynomials without branches, so that loops over them become SIMD code.
// After S. Moshier's Cephes (range reduction by ln 2 in two parts); within 2 ulp of the true value.

CK_INLINE float ck_float_of_bits(int32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

CK_INLINE int32_t ck_bits_of_float(float x) {
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/// eˣ: 0 below -103.97, infinite above 88.72, NaN for NaN.
CK_INLINE float ck_expf(float x) {
    float clipped = x < -104.f ? -104.f : (x > 89.f ? 89.f : x);
    float n = __builtin_rintf(clipped * 1.44269504f);
    float r = clipped - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.f;
    // 2ⁿ in two factors, for results that are subnormal or overflow.
    int32_t whole = x != x ? 0 : (int32_t)n, half = whole / 2;
    float y = p * ck_float_of_bits((half + 127) << 23) * ck_float_of_bits((whole - half + 127) << 23);
    return x != x ? x : y;
}

/// ln x: -∞ at 0, NaN below, for normal and subnormal x.
CK_INLINE float ck_logf(float x) {
    int subnormal = x < 1.17549435e-38f;
    float scaled = subnormal ? x * 8388608.f : x;
    int32_t bits = ck_bits_of_float(scaled);
    int32_t exponent = (bits >> 23) - 126 - (subnormal ? 23 : 0);
    float m = ck_float_of_bits((bits & 0x007fffff) | 0x3f000000);  // 0.5 ..< 1
    int low = m < 0.707106781f;
    float e = (float)(low ? exponent - 1 : exponent);
    float f = (low ? m + m : m) - 1.f, z = f * f;
    float p = 7.0376836292e-2f;
    p = p * f - 1.1514610310e-1f;
    p = p * f + 1.1676998740e-1f;
    p = p * f - 1.2420140846e-1f;
    p = p * f + 1.4249322787e-1f;
    p = p * f - 1.6668057665e-1f;
    p = p * f + 2.0000714765e-1f;
    p = p * f - 2.4999993993e-1f;
    p = p * f + 3.3333331174e-1f;
    float y = p * f * z + e * -2.12194440e-4f - 0.5f * z + f + e * 0.693359375f;
    y = x == 0 ? -INFINITY : y;
    y = x == INFINITY ? INFINITY : y;
    return x < 0 || x != x ? NAN : y;
}

CK_INLINE float ck_sigmoidf(float x) { return 1.f / (1.f + ck_expf(-x)); }

/// tanh x: a polynomial near 0, where the formula with e²ˣ would cancel.
CK_INLINE float ck_tanhf(float x) {
    float a = x < 0 ? -x : x, z = x * x;
    float p = -5.70498872745e-3f;
    p = p * z + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    float near = p * z * x + x;
    float far = 1.f - 2.f / (ck_expf(a + a) + 1.f);
    return a < 0.625f ? near : (x < 0 ? -far : far);
}
