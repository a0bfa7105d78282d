#pragma once

/// Compiles a function three times and picks the version for the processor when the library is loaded
/// (AVX-512, AVX2 + FMA, baseline). Elsewhere than on x86-64 the baseline is already the right one.
#if defined(__x86_64__)
#define CK_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_CLONES
#endif

/// A body shared by cloned functions: must be inlined to be compiled for the clone's processor.
#define CK_INLINE static inline __attribute__((always_inline))
