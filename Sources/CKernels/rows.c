#include "rows.h"

#include "vectormath.h"

enum { lanes = 16 };

/// Σ f over a row in sixteen running sums: a fixed order that compilers turn into SIMD code.
#define ROW_SUM(result, columns, expression)                        \
    do {                                                            \
        float lane[lanes] = {0};                                    \
        int64_t c = 0;                                              \
        for (; c + lanes <= (columns); c += lanes)                  \
            for (int j = 0; j < lanes; j++) { int64_t k = c + j; lane[j] += (expression); } \
        double total = 0;                                           \
        for (int j = 0; j < lanes; j++) total += lane[j];           \
        for (; c < (columns); c++) { int64_t k = c; total += (expression); } \
        (result) = (float)total;                                    \
    } while (0)

CK_CLONES
void ck_log_sum_exp(int64_t rows, int64_t columns, const float *x, float *logsumexp) {
    for (int64_t r = 0; r < rows; r++, x += columns) {
        float largest = -INFINITY, sum;
        for (int64_t c = 0; c < columns; c++) largest = x[c] > largest ? x[c] : largest;
        float shift = largest == -INFINITY || largest == INFINITY ? 0 : largest;
        ROW_SUM(sum, columns, ck_expf(x[k] - shift));
        logsumexp[r] = shift + logf(sum);
    }
}

CK_CLONES
void ck_softmax(int64_t rows, int64_t columns, const float *x, const float *logsumexp, float *out) {
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < columns; c++) out[r * columns + c] = ck_expf(x[r * columns + c] - logsumexp[r]);
}

CK_CLONES
void ck_log_softmax(int64_t rows, int64_t columns, const float *x, const float *logsumexp, float *out) {
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < columns; c++) out[r * columns + c] = x[r * columns + c] - logsumexp[r];
}

CK_CLONES
void ck_softmax_backward(int64_t rows, int64_t columns, const float *y, const float *gy, float *gx) {
    for (int64_t r = 0; r < rows; r++, y += columns, gy += columns, gx += columns) {
        float dot;
        ROW_SUM(dot, columns, gy[k] * y[k]);
        for (int64_t c = 0; c < columns; c++) gx[c] = y[c] * (gy[c] - dot);
    }
}

CK_CLONES
void ck_log_softmax_backward(int64_t rows, int64_t columns, const float *y, const float *gy, float *gx) {
    for (int64_t r = 0; r < rows; r++, y += columns, gy += columns, gx += columns) {
        float sum;
        ROW_SUM(sum, columns, gy[k]);
        for (int64_t c = 0; c < columns; c++) gx[c] = gy[c] - ck_expf(y[c]) * sum;
    }
}

CK_CLONES
void ck_normalize_rows(int64_t rows, int64_t columns, const float *x, float epsilon, float *y, float *norms) {
    for (int64_t r = 0; r < rows; r++, x += columns, y += columns) {
        float squares;
        ROW_SUM(squares, columns, x[k] * x[k]);
        norms[r] = sqrtf(squares);
        float scale = 1.f / (norms[r] > epsilon ? norms[r] : epsilon);
        for (int64_t c = 0; c < columns; c++) y[c] = x[c] * scale;
    }
}

CK_CLONES
void ck_normalize_rows_backward(int64_t rows, int64_t columns, const float *y, const float *norms,
                                float epsilon, const float *gy, float *gx) {
    for (int64_t r = 0; r < rows; r++, y += columns, gy += columns, gx += columns) {
        float along = 0, scale = 1.f / epsilon;
        if (norms[r] > epsilon) {  // below, the divisor is a constant
            ROW_SUM(along, columns, gy[k] * y[k]);
            scale = 1.f / norms[r];
        }
        for (int64_t c = 0; c < columns; c++) gx[c] = (gy[c] - y[c] * along) * scale;
    }
}

CK_CLONES
void ck_add_row(int64_t rows, int64_t columns, const float *x, const float *bias, float *y) {
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < columns; c++) y[r * columns + c] = x[r * columns + c] + bias[c];
}
