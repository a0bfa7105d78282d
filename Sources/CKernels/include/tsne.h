#pragma once
#include <stdint.h>

/// The gradient of t-SNE's divergence at a map (van der Maaten and Hinton, JMLR 9, 2008, Eq. 5), with P times
/// `exaggeration`. `place` [2, count] holds all first coordinates, then all second ones; so does `gradient`.
/// P is sparse and symmetric: row i has p[k] at column[k] for start[i] ≤ k < start[i + 1]; `start` has count + 1
/// entries. All pairs repel each other, which costs count² reciprocals.
/// Runs on the pool; sums are taken row by row in a fixed order, so that results do not depend on the threads.
void ck_tsne_gradient(int64_t count, const int64_t *start, const int32_t *column, const float *p, float exaggeration,
                      const float *place, float *gradient);
