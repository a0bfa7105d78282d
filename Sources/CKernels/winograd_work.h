#pragma once
#include <stdlib.h>

#include "memory.h"
#include "winograd.h"

// What the ways to run a convolution by minimal filtering share.

/// Points of a line of 4 or 3 outputs, or of the 2 that are a whole picture.
#define points_in(side) ((side) == 2 ? 3 : (side) + 2)
/// Inputs of the line: what lies outside a picture of two pixels is left out.
#define inputs(side) ((side) == 2 ? 2 : (side) + 2)

/// Strides of a matrix product, in floats; see `tile`.
typedef struct {
    int64_t depth, a_row, a_step, b_step, c_row;
    int adds;
} product;

/// One product for each point, the points `…_pitch` floats apart; panels of 64 columns of b lie `b_panel` apart.
typedef struct {
    product each;
    int points;
    int64_t rows, columns, a_pitch, b_pitch, b_panel, c_pitch;
    const float *a, *b;
    float *c;
} points_product;

/// The loops for one kind of processor.
typedef struct {
    void (*scatter_inputs)(int, int64_t, const float *const *, const float *const *, float *, int64_t);
    void (*scatter_outputs)(int, int64_t, const float *const *, const float *const *, float *, int64_t);
    void (*gather_outputs)(int, int64_t, const float *, int64_t, float *const *);
    void (*scatter_taps)(int, int64_t, const float *, int64_t, float *, int64_t);
    void (*gather_taps)(int, int64_t, const float *, int64_t, float *, int64_t);
    void (*multiply)(const points_product *);
} level;

/// Room for a point, with a gap to the next, so that their streams do not fall into the same sets of the cache.
static inline int64_t pitch(int64_t floats) { return floats + 16; }

/// `count` in `parts` parts: the size of the larger ones.
static inline int64_t parts_of(int64_t count, int64_t parts) { return (count + parts - 1) / parts; }

static inline float *memory(int64_t floats) {
    float *m = ck_allocate((size_t)floats * sizeof(float));
    if (!m) abort();
    return m;
}

static inline void give_back(float *memory, int64_t floats) { ck_release(memory, (size_t)floats * sizeof(float)); }

/// A convolution of pictures cut into tiles of side×side output pixels, `rows` × `columns` of them each.
typedef struct {
    const level *level;
    int side, points;
    int64_t height, width, rows, columns, tiles, in, out;
    const float *x, *gy, *taps, *u;  // u: the weights' points, [points, out / 64, in, 64]
    float *y, *sums;
    int64_t block;     // tiles that are worked on together
    int64_t per_part;  // tiles that one part sums the weights' gradients over
} work;

work ck_winograd_start(const ck_winograd_shape *shape, int64_t in, int64_t out);

/// The pixels of a tile's inputs or outputs; `outside` for those that are not in the picture.
void ck_winograd_pixels(const work *w, int64_t tile, int of_inputs, const float *pictures, int64_t channels,
                        float *outside, float **pixels);

/// The points of the inputs (or outputs) of tiles first ..< first + count, `[points, block, taken]`: of the first
/// `taken` channels of pictures that have `channels`.
void ck_winograd_scatter(const work *w, int64_t first, int64_t count, int of_inputs, const float *pictures,
                         int64_t channels, int64_t taken, float *outside, float *points);

/// Whether there are so few tiles and so many weights that the weights' points, 4 times as many as weights, would
/// cost more than the pictures'. Then no thread holds those of more than 64 output channels; see winograd_deep.c.
int ck_winograd_is_deep(const work *w);
void ck_winograd_convolve_deep(work *w);
void ck_winograd_weights_deep(work *w);
