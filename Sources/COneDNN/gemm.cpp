#include <dnnl.h>

#include "COneDNN.h"
#include "onethread.hpp"

void conednn_sgemm(int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                   const float *b, int64_t ldb, float beta, float *c, int64_t ldc) {
    use_one_thread();
    // Only wrong arguments make it fail, and the callers derive theirs from checked shapes.
    dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, 1.f, a, lda, b, ldb, beta, c, ldc);
}
