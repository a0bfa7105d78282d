#include "tsne.h"

#include <stdlib.h>

#include "clones.h"
#include "memory.h"
#include "pool.h"

enum { grain = 32, lanes = 16 };

/// Sixteen floats, which may lie anywhere: as many registers as the processor needs for them.
typedef float vector __attribute__((vector_size(4 * lanes), aligned(4)));
#define AT(pointer) (*(const vector *)(pointer))

typedef struct {
    int64_t count;
    const int64_t *start;
    const int32_t *column;
    const float *p, *place;
    float *pull, *push;  // [2, count] each
    double *weight;      // [count]
} forces;

/// With w = 1/(1 + ‖yᵢ − yⱼ‖²), for rows begin ..< end: Σ w without the row itself, and Σ w²·(yᵢ − yⱼ).
CK_CLONES
static void repel(const forces *f, int64_t begin, int64_t end) {
    const int64_t count = f->count;
    const float *x = f->place, *y = f->place + count;
    for (int64_t i = begin; i < end; i++) {
        vector weights = {0}, pushes_x = {0}, pushes_y = {0};
        int64_t j = 0;
        for (; j + lanes <= count; j += lanes) {
            vector dx = x[i] - AT(x + j), dy = y[i] - AT(y + j);
            vector w = 1.f / (1.f + dx * dx + dy * dy), push = w * w;
            weights += w;
            pushes_x += push * dx;
            pushes_y += push * dy;
        }
        double weight = -1, push_x = 0, push_y = 0;  // the row has weight 1 for itself
        for (int k = 0; k < lanes; k++) {
            weight += weights[k];
            push_x += pushes_x[k];
            push_y += pushes_y[k];
        }
        for (; j < count; j++) {
            float dx = x[i] - x[j], dy = y[i] - y[j], w = 1.f / (1.f + dx * dx + dy * dy);
            weight += w;
            push_x += w * w * dx;
            push_y += w * w * dy;
        }
        f->weight[i] = weight;
        f->push[i] = (float)push_x;
        f->push[count + i] = (float)push_y;
    }
}

/// Σ p·w·(yᵢ − yⱼ) over the neighbours of rows begin ..< end.
CK_CLONES
static void attract(const forces *f, int64_t begin, int64_t end) {
    const int64_t count = f->count;
    const float *x = f->place, *y = f->place + count;
    for (int64_t i = begin; i < end; i++) {
        float pull_x = 0, pull_y = 0;
        for (int64_t k = f->start[i]; k < f->start[i + 1]; k++) {
            float dx = x[i] - x[f->column[k]], dy = y[i] - y[f->column[k]];
            float pull = f->p[k] / (1.f + dx * dx + dy * dy);
            pull_x += pull * dx;
            pull_y += pull * dy;
        }
        f->pull[i] = pull_x;
        f->pull[count + i] = pull_y;
    }
}

static void forces_body(void *context, int64_t begin, int64_t end) {
    repel(context, begin, end);
    attract(context, begin, end);
}

void ck_tsne_gradient(int64_t count, const int64_t *start, const int32_t *column, const float *p, float exaggeration,
                      const float *place, float *gradient) {
    if (count == 0) return;
    size_t bytes = (size_t)count * (sizeof(double) + 2 * sizeof(float));
    double *weight = ck_allocate(bytes), total = 0;
    if (!weight) abort();
    float *pull = (float *)(weight + count);
    forces f = {.count = count, .start = start, .column = column, .p = p, .place = place,
                .pull = pull, .push = gradient, .weight = weight};
    ck_parallel_for(count, grain, forces_body, &f);
    for (int64_t i = 0; i < count; i++) total += weight[i];
    for (int64_t i = 0; i < 2 * count; i++)
        gradient[i] = 4.f * (exaggeration * pull[i] - (float)(gradient[i] / total));
    ck_release(weight, bytes);
}
