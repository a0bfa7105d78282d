#include "optim.h"

#include <math.h>
#include <stddef.h>

#include "clones.h"
#include "pool.h"

enum { grain = 1 << 15 };

typedef struct {
    const ck_adam_settings *settings;
    float step_size, root_correction;
    const float *gradient;
    float *parameter, *first, *second;
} adam_work;

CK_CLONES
static void adam_range(const adam_work *w, int64_t begin, int64_t end) {
    const ck_adam_settings s = *w->settings;
    const float *gradient = w->gradient;
    float *parameter = w->parameter, *first = w->first, *second = w->second;
    float added = s.decoupled ? 0.f : (float)s.weight_decay;
    float kept = s.decoupled ? (float)(1 - s.learning_rate * s.weight_decay) : 1.f;
    float new1 = (float)(1 - s.beta1), old2 = (float)s.beta2, new2 = (float)(1 - s.beta2);
    float epsilon = (float)s.epsilon;
    float size = w->step_size, correction = w->root_correction;
    for (int64_t i = begin; i < end; i++) {
        float g = gradient[i] + added * parameter[i];
        float m = first[i] + (g - first[i]) * new1;
        float v = old2 * second[i] + new2 * g * g;
        first[i] = m;
        second[i] = v;
        parameter[i] = parameter[i] * kept - size * m / (__builtin_sqrtf(v) * correction + epsilon);
    }
}

static void adam_body(void *context, int64_t begin, int64_t end) { adam_range(context, begin, end); }

void ck_adam(const ck_adam_settings *settings, int64_t count, const float *gradient, float *parameter,
             float *first_moment, float *second_moment) {
    double correction1 = 1 - pow(settings->beta1, (double)settings->step);
    double correction2 = 1 - pow(settings->beta2, (double)settings->step);
    adam_work w = {settings, (float)(settings->learning_rate / correction1), (float)(1 / sqrt(correction2)),
                   gradient, parameter, first_moment, second_moment};
    ck_parallel_for(count, grain, adam_body, &w);
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
