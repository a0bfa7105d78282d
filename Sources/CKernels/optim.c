#include "optim.h"

#include <math.h>
#include <stdlib.h>

#include "clones.h"
#include "memory.h"
#include "pool.h"

enum { grain = 1 << 15 };

typedef struct {
    const ck_adam_settings *settings;
    float step_size, root_correction;
    int64_t parameters;
    const ck_moved *moved;
    float *first, *second;
    double *sums;  // one for every range
} all_work;

CK_CLONES
static void adam_range(const all_work *w, const ck_moved *m, int64_t begin, int64_t end) {
    const ck_adam_settings s = *w->settings;
    const float *restrict gradient = m->gradient;
    float *restrict parameter = m->parameter, *restrict first = w->first + m->offset;
    float *restrict second = w->second + m->offset;
    float added = s.decoupled ? 0.f : (float)s.weight_decay;
    float kept = s.decoupled ? (float)(1 - s.learning_rate * s.weight_decay) : 1.f;
    float new1 = (float)(1 - s.beta1), old2 = (float)s.beta2, new2 = (float)(1 - s.beta2);
    float epsilon = (float)s.epsilon;
    float size = w->step_size, correction = w->root_correction;
    for (int64_t i = begin; i < end; i++) {
        float g = gradient[i] + added * parameter[i];
        float m1 = first[i] + (g - first[i]) * new1;
        float v = old2 * second[i] + new2 * g * g;
        first[i] = m1;
        second[i] = v;
        parameter[i] = parameter[i] * kept - size * m1 / (__builtin_sqrtf(v) * correction + epsilon);
    }
}

/// Sixteen sums side by side over short stretches, in double beyond.
CK_CLONES
static double sum_range(const float *values, int64_t begin, int64_t end) {
    double total = 0;
    for (; begin < end; begin += 1024) {
        int64_t stop = end - begin < 1024 ? end : begin + 1024, i = begin;
        float sums[16] = {0}, sum = 0;
        for (; i + 16 <= stop; i += 16)
            for (int j = 0; j < 16; j++) sums[j] += values[i + j] * values[i + j];
        for (; i < stop; i++) sum += values[i] * values[i];
        for (int j = 0; j < 16; j++) sum += sums[j];
        total += sum;
    }
    return total;
}

/// What elements begin ..< end of all parameters, laid one after another, are in each parameter.
static void each_part(const all_work *w, int64_t begin, int64_t end, double *sum) {
    int64_t before = 0;
    for (int64_t i = 0; i < w->parameters && before < end; i++) {
        const ck_moved *m = w->moved + i;
        int64_t from = begin > before ? begin - before : 0, to = end - before < m->count ? end - before : m->count;
        before += m->count;
        if (from >= to) continue;
        if (sum) {
            *sum += sum_range(m->gradient, from, to);
        } else {
            adam_range(w, m, from, to);
        }
    }
}

static void adam_body(void *context, int64_t begin, int64_t end) { each_part(context, begin, end, NULL); }

static int64_t total_count(int64_t parameters, const ck_moved *moved) {
    int64_t total = 0;
    for (int64_t i = 0; i < parameters; i++) total += moved[i].count;
    return total;
}

void ck_adam(const ck_adam_settings *settings, int64_t parameters, const ck_moved *moved, float *first_moments,
             float *second_moments) {
    double correction1 = 1 - pow(settings->beta1, (double)settings->step);
    double correction2 = 1 - pow(settings->beta2, (double)settings->step);
    all_work w = {.settings = settings, .step_size = (float)(settings->learning_rate / correction1),
                  .root_correction = (float)(1 / sqrt(correction2)), .parameters = parameters, .moved = moved,
                  .first = first_moments, .second = second_moments};
    ck_parallel_for(total_count(parameters, moved), grain, adam_body, &w);
}

static void length_body(void *context, int64_t begin, int64_t end) {
    const all_work *w = context;
    double sum = 0;
    each_part(w, begin, end, &sum);
    w->sums[begin / grain] = sum;
}

double ck_squared_length(int64_t parameters, const ck_moved *moved) {
    int64_t total = total_count(parameters, moved), ranges = (total + grain - 1) / grain;
    if (ranges == 0) return 0;
    double *sums = ck_allocate((size_t)ranges * sizeof(double)), sum = 0;
    if (!sums) abort();
    all_work w = {.parameters = parameters, .moved = moved, .sums = sums};
    ck_parallel_for(total, grain, length_body, &w);
    for (int64_t i = 0; i < ranges; i++) sum += sums[i];
    ck_release(sums, (size_t)ranges * sizeof(double));
    return sum;
}

typedef struct {
    const ck_sgd_settings *settings;
    const float *gradient;
    float *parameter, *velocity;
} sgd_work;

CK_CLONES
static void sgd_range(const sgd_work *w, int64_t begin, int64_t end) {
    const ck_sgd_settings s = *w->settings;
    const float *gradient = w->gradient;
    float *parameter = w->parameter, *velocity = w->velocity;
    if (!velocity) {
        for (int64_t i = begin; i < end; i++)
            parameter[i] -= s.learning_rate * (gradient[i] + s.weight_decay * parameter[i]);
        return;
    }
    for (int64_t i = begin; i < end; i++) {
        float g = gradient[i] + s.weight_decay * parameter[i];
        float v = s.momentum * velocity[i] + g;
        velocity[i] = v;
        parameter[i] -= s.learning_rate * (s.nesterov ? g + s.momentum * v : v);
    }
}

static void sgd_body(void *context, int64_t begin, int64_t end) { sgd_range(context, begin, end); }

void ck_sgd(const ck_sgd_settings *settings, int64_t count, const float *gradient, float *parameter,
            float *velocity) {
    sgd_work w = {settings, gradient, parameter, velocity};
    ck_parallel_for(count, grain, sgd_body, &w);
}
