#pragma once
// SIMD loops in C, chosen at run time for the processor. Every header below is a contract: sizes are counts
// of floats unless said otherwise, buffers belong to the caller, no function keeps a pointer.
#include "augment.h"
#include "memory.h"
#include "norm.h"
#include "norm_pool.h"
#include "optim.h"
#include "pointwise.h"
#include "pool.h"
#include "pooling.h"
#include "rows.h"
#include "strided.h"
#include "tsne.h"
#include "winograd.h"
