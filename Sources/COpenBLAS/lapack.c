#include <stdlib.h>

#include "COpenBLAS.h"

extern void openblas_set_num_threads(int count);
extern char *openblas_get_corename(void);
extern void ssyevd_(const char *job, const char *triangle, const int32_t *n, float *a, const int32_t *lda, float *w,
                    float *work, const int32_t *lwork, int32_t *iwork, const int32_t *liwork, int32_t *info,
                    size_t job_length, size_t triangle_length);

__attribute__((constructor)) static void one_thread(void) {
    // The library's own threads would compete with ours for the cores.
    openblas_set_num_threads(1);
}

const char *copenblas_core_name(void) { return openblas_get_corename(); }

int copenblas_symmetric_eigen(int32_t n, float *a, float *values) {
    if (n <= 0) return 0;
    float size;
    int32_t isize, info = 0, query = -1;
    ssyevd_("V", "U", &n, a, &n, values, &size, &query, &isize, &query, &info, 1, 1);
    if (info != 0) return -1;
    int32_t lwork = (int32_t)size + 1;
    float *work = malloc((size_t)lwork * sizeof(float));
    int32_t *iwork = malloc((size_t)isize * sizeof(int32_t));
    if (work && iwork) {
        // Column-major eigenvectors as columns are row-major eigenvectors as rows.
        ssyevd_("V", "U", &n, a, &n, values, work, &lwork, iwork, &isize, &info, 1, 1);
    } else {
        info = -1;
    }
    free(work);
    free(iwork);
    return info;
}
