#pragma once
#include <stdint.h>

// Elementwise loops over contiguous buffers; `out` may be one of the inputs.

typedef enum { ck_add, ck_subtract, ck_multiply, ck_divide, ck_maximum, ck_minimum } ck_binary_operation;
typedef enum { ck_equal, ck_unequal, ck_less, ck_less_or_equal, ck_greater, ck_greater_or_equal } ck_comparison;
typedef enum {
    ck_negate, ck_exp, ck_log, ck_sqrt, ck_abs, ck_relu, ck_sigmoid, ck_tanh, ck_square, ck_logical_not
} ck_unary_operation;

void ck_binary(ck_binary_operation operation, int64_t count, const float *a, const float *b, float *out);
void ck_binary_scalar(ck_binary_operation operation, int64_t count, const float *a, float b, float *out);
void ck_scalar_binary(ck_binary_operation operation, int64_t count, float a, const float *b, float *out);
void ck_compare(ck_comparison operation, int64_t count, const float *a, const float *b, float *out);  // 0 or 1
void ck_unary(ck_unary_operation operation, int64_t count, const float *x, float *y);

/// Gradient of ck_unary with input `x`, output `y`, incoming gradient `gy`. relu and abs are flat at 0.
void ck_unary_backward(ck_unary_operation operation, int64_t count, const float *x, const float *y,
                       const float *gy, float *gx);

/// y = xᵖ, and gx = gy·p·xᵖ⁻¹.
void ck_power(int64_t count, const float *x, float p, float *y);
void ck_power_backward(int64_t count, const float *x, float p, const float *gy, float *gx);

/// y = min(max(x, low), high); the gradient passes where low ≤ x ≤ high.
void ck_clamp(int64_t count, const float *x, float low, float high, float *y);
void ck_clamp_backward(int64_t count, const float *x, float low, float high, const float *gy, float *gx);

/// Gradients of max(a, b); a tie halves the gradient, as in PyTorch.
void ck_maximum_backward(int64_t count, const float *a, const float *b, const float *gy, float *ga, float *gb);

/// out = mask ≠ 0 ? value : x.
void ck_masked_fill(int64_t count, const float *x, const float *mask, float value, float *out);

/// y += alpha·x.
void ck_accumulate(int64_t count, float alpha, const float *x, float *y);
void ck_fill(int64_t count, float value, float *out);
