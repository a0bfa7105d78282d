#pragma once
/// From libgomp, on which Debian builds oneDNN; clang has no omp.h of its own.
extern "C" void omp_set_num_threads(int count);

/// oneDNN runs on OpenMP; each of our threads asks for one thread, once, and splits work itself.
inline void use_one_thread() {
    static thread_local bool done = false;
    if (done) return;
    omp_set_num_threads(1);
    done = true;
}
