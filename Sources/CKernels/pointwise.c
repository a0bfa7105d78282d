#include "pointwise.h"

#include "vectormath.h"

#define EACH(expression)                                     \
    for (int64_t i = 0; i < count; i++) { expression; } \
    break

#define BINARY(left, right)                                   \
    switch (operation) {                                      \
        case ck_add: EACH(out[i] = left + right);             \
        case ck_subtract: EACH(out[i] = left - right);        \
        case ck_multiply: EACH(out[i] = left * right);        \
        case ck_divide: EACH(out[i] = left / right);          \
        case ck_maximum: EACH(out[i] = left > right || left != left ? left : right); \
        case ck_minimum: EACH(out[i] = left < right || left != left ? left : right); \
    }

CK_CLONES
void ck_binary(ck_binary_operation operation, int64_t count, const float *a, const float *b, float *out) {
    BINARY(a[i], b[i])
}

CK_CLONES
void ck_binary_scalar(ck_binary_operation operation, int64_t count, const float *a, float b, float *out) {
    BINARY(a[i], b)
}

CK_CLONES
void ck_scalar_binary(ck_binary_operation operation, int64_t count, float a, const float *b, float *out) {
    BINARY(a, b[i])
}

CK_CLONES
void ck_compare(ck_comparison operation, int64_t count, const float *a, const float *b, float *out) {
    switch (operation) {
        case ck_equal: EACH(out[i] = a[i] == b[i] ? 1.f : 0.f);
        case ck_unequal: EACH(out[i] = a[i] != b[i] ? 1.f : 0.f);
        case ck_less: EACH(out[i] = a[i] < b[i] ? 1.f : 0.f);
        case ck_less_or_equal: EACH(out[i] = a[i] <= b[i] ? 1.f : 0.f);
        case ck_greater: EACH(out[i] = a[i] > b[i] ? 1.f : 0.f);
        case ck_greater_or_equal: EACH(out[i] = a[i] >= b[i] ? 1.f : 0.f);
    }
}

CK_CLONES
void ck_unary(ck_unary_operation operation, int64_t count, const float *x, float *y) {
    switch (operation) {
        case ck_negate: EACH(y[i] = -x[i]);
        case ck_exp: EACH(y[i] = ck_expf(x[i]));
        case ck_log: EACH(y[i] = ck_logf(x[i]));
        case ck_sqrt: EACH(y[i] = __builtin_sqrtf(x[i]));
        case ck_abs: EACH(y[i] = __builtin_fabsf(x[i]));
        case ck_relu: EACH(y[i] = x[i] < 0 ? 0.f : x[i]);
        case ck_sigmoid: EACH(y[i] = ck_sigmoidf(x[i]));
        case ck_tanh: EACH(y[i] = ck_tanhf(x[i]));
        case ck_square: EACH(y[i] = x[i] * x[i]);
        case ck_logical_not: EACH(y[i] = x[i] == 0 ? 1.f : 0.f);
    }
}

CK_CLONES
void ck_unary_backward(ck_unary_operation operation, int64_t count, const float *x, const float *y,
                       const float *gy, float *gx) {
    switch (operation) {
        case ck_negate: EACH(gx[i] = -gy[i]);
        case ck_exp: EACH(gx[i] = gy[i] * y[i]);
        case ck_log: EACH(gx[i] = gy[i] / x[i]);
        case ck_sqrt: EACH(gx[i] = gy[i] * 0.5f / y[i]);
        case ck_abs: EACH(gx[i] = x[i] > 0 ? gy[i] : (x[i] < 0 ? -gy[i] : 0.f));
        case ck_relu: EACH(gx[i] = y[i] > 0 ? gy[i] : 0.f);
        case ck_sigmoid: EACH(gx[i] = gy[i] * y[i] * (1.f - y[i]));
        case ck_tanh: EACH(gx[i] = gy[i] * (1.f - y[i] * y[i]));
        case ck_square: EACH(gx[i] = gy[i] * 2.f * x[i]);
        case ck_logical_not: EACH(gx[i] = 0.f);
    }
}

void ck_power(int64_t count, const float *x, float p, float *y) {
    for (int64_t i = 0; i < count; i++) y[i] = powf(x[i], p);
}

void ck_power_backward(int64_t count, const float *x, float p, const float *gy, float *gx) {
    for (int64_t i = 0; i < count; i++) gx[i] = p == 0 ? 0.f : gy[i] * p * powf(x[i], p - 1);
}

CK_CLONES
void ck_clamp(int64_t count, const float *x, float low, float high, float *y) {
    for (int64_t i = 0; i < count; i++) {
        float raised = x[i] < low ? low : x[i];
        y[i] = raised > high ? high : raised;
    }
}

CK_CLONES
void ck_clamp_backward(int64_t count, const float *x, float low, float high, const float *gy, float *gx) {
    for (int64_t i = 0; i < count; i++) gx[i] = x[i] >= low && x[i] <= high ? gy[i] : 0.f;
}

CK_CLONES
void ck_maximum_backward(int64_t count, const float *a, const float *b, const float *gy, float *ga, float *gb) {
    for (int64_t i = 0; i < count; i++) {
        float share = a[i] > b[i] ? 1.f : (a[i] < b[i] ? 0.f : 0.5f);
        ga[i] = gy[i] * share;
        gb[i] = gy[i] - ga[i];
    }
}

CK_CLONES
void ck_masked_fill(int64_t count, const float *x, const float *mask, float value, float *out) {
    for (int64_t i = 0; i < count; i++) out[i] = mask[i] != 0 ? value : x[i];
}

CK_CLONES
void ck_accumulate(int64_t count, float alpha, const float *x, float *y) {
    for (int64_t i = 0; i < count; i++) y[i] += alpha * x[i];
}

CK_CLONES
void ck_fill(int64_t count, float value, float *out) {
    for (int64_t i = 0; i < count; i++) out[i] = value;
}
