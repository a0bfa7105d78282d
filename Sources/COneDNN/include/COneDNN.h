#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// C = op(A)·op(B) + beta·C, row-major with leading dimensions, on the calling thread alone; beta 0 or 1.
/// Wraps `dnnl_sgemm`, which generates code for the processor it runs on: 240 GFLOP/s on one AVX-512 core
/// where OpenBLAS 0.3.21 gives 235 with its SkylakeX kernel, 123 with Haswell's, and less with the generic
/// one it takes on processors newer than itself (512³; at 2048³ 240, 234 and 122).
void conednn_sgemm(int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                   const float *b, int64_t ldb, float beta, float *c, int64_t ldc);

/// x [N, H, W, in] * w [kH, kW, in, out] → y [N, outH, outW, out].
typedef struct {
    int64_t batch, height, width, in, out, kernel_height, kernel_width, out_height, out_width, stride, padding;
} conednn_shape;

typedef enum { conednn_forward, conednn_backward_data, conednn_backward_weights } conednn_direction;

/// One direction of a convolution for one shape: generated code, kept for the life of the process.
typedef struct conednn_convolution conednn_convolution;

/// Finds or generates it. NULL with `message` (capacity ≥ 1, always terminated) filled in when oneDNN refuses.
const conednn_convolution *conednn_prepare(conednn_direction direction, const conednn_shape *shape, char *message,
                                           size_t capacity);

/// Floats of the weights in oneDNN's own layout, and of the work space of one execution.
size_t conednn_packed_count(const conednn_convolution *convolution);
size_t conednn_workspace_count(const conednn_convolution *convolution);

/// [kH, kW, in, out] → own layout, and back. Return 0, or -1 when oneDNN fails.
int conednn_pack(const conednn_convolution *convolution, const float *weights, float *packed);
int conednn_unpack(const conednn_convolution *convolution, const float *packed, float *weights);

/// Runs it on the calling thread alone; safe on several threads at once with separate work spaces.
/// The result is y, x or the packed weights, by direction; the other two are read. Returns 0 or -1.
int conednn_run(const conednn_convolution *convolution, float *x, float *packed, float *y, float *workspace);

#ifdef __cplusplus
}
#endif
