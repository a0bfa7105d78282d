#pragma once
#include <stdint.h>

/// Adam (arXiv:1412.6980, Algorithm 1) as PyTorch computes it. `decoupled`: AdamW (arXiv:1711.05101), else the
/// weight decay is added to the gradient. `step` counts from 1.
typedef struct {
    double learning_rate, beta1, beta2, epsilon, weight_decay;
    int decoupled;
    int64_t step;
} ck_adam_settings;

/// The elements of one parameter and its gradient; its moments begin at `offset` among all moments.
typedef struct {
    const float *gradient;
    float *parameter;
    int64_t offset, count;
} ck_moved;

/// One step of all parameters in one pass, on the pool: updates them and both moments in place.
void ck_adam(const ck_adam_settings *settings, int64_t parameters, const ck_moved *moved, float *first_moments,
             float *second_moments);

/// Σ gradient² over all parameters, on the pool.
double ck_squared_length(int64_t parameters, const ck_moved *moved);

typedef struct {
    float learning_rate, momentum, weight_decay;
    int nesterov;
} ck_sgd_settings;

/// One step of gradient descent as PyTorch computes it; `velocity` (zeros at first) may be NULL if momentum is 0.
void ck_sgd(const ck_sgd_settings *settings, int64_t count, const float *gradient, float *parameter,
            float *velocity);
