#pragma once
#include <stdint.h>

// Loops over the rows of a [R, K] matrix.

/// logsumexp[r] = ln Σ exp(x[r, :]), shifted by the row's maximum; -∞ for a row of -∞.
void ck_log_sum_exp(int64_t rows, int64_t columns, const float *x, float *logsumexp);

/// out = exp(x − logsumexp): softmax; log_softmax = x − logsumexp.
void ck_softmax(int64_t rows, int64_t columns, const float *x, const float *logsumexp, float *out);
void ck_log_softmax(int64_t rows, int64_t columns, const float *x, const float *logsumexp, float *out);

/// gx = y·(gy − Σ gy·y) for y = softmax(x); gx = gy − exp(y)·Σ gy for y = log softmax(x).
void ck_softmax_backward(int64_t rows, int64_t columns, const float *y, const float *gy, float *gx);
void ck_log_softmax_backward(int64_t rows, int64_t columns, const float *y, const float *gy, float *gx);

/// y = x / max(‖x‖₂, epsilon) row by row, with the norms; and its gradient.
void ck_normalize_rows(int64_t rows, int64_t columns, const float *x, float epsilon, float *y, float *norms);
void ck_normalize_rows_backward(int64_t rows, int64_t columns, const float *y, const float *norms,
                                float epsilon, const float *gy, float *gx);

/// y[r, :] = x[r, :] + bias (out may be x).
void ck_add_row(int64_t rows, int64_t columns, const float *x, const float *bias, float *y);
