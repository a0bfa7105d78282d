#pragma once
#include <stdint.h>

/// Eigenvalues (ascending) of a symmetric n×n matrix; `a` is replaced by the eigenvectors, one a row.
/// Returns 0, > 0 when the iteration did not converge, -1 when memory is out. Wraps LAPACK `ssyevd`.
int copenblas_symmetric_eigen(int32_t n, float *a, float *values);

/// Name of the kernel that OpenBLAS picked for this processor, e.g. "SkylakeX"; lives as long as the process.
const char *copenblas_core_name(void);
