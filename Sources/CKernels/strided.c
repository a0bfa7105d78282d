#include "strided.h"

#include "clones.h"

/// Advances `index` by one along all axes but the last; returns the new offset, or -1 at the end.
CK_INLINE int64_t next_row(int rank, const int64_t *shape, const int64_t *strides, int64_t *index, int64_t offset) {
    for (int axis = rank - 2; axis >= 0; axis--) {
        offset += strides[axis];
        if (++index[axis] < shape[axis]) return offset;
        offset -= shape[axis] * strides[axis];
        index[axis] = 0;
    }
    return -1;
}

CK_CLONES
void ck_gather_strided(int rank, const int64_t *shape, const int64_t *strides, const float *in, float *out) {
    int64_t index[ck_max_rank] = {0}, row = shape[rank - 1], step = strides[rank - 1];
    for (int axis = 0; axis < rank; axis++)
        if (shape[axis] == 0) return;
    for (int64_t offset = 0; offset >= 0; offset = next_row(rank, shape, strides, index, offset), out += row) {
        const float *from = in + offset;
        if (step == 1) {
            for (int64_t i = 0; i < row; i++) out[i] = from[i];
        } else {
            for (int64_t i = 0; i < row; i++) out[i] = from[i * step];
        }
    }
}

CK_CLONES
void ck_scatter_add_strided(int rank, const int64_t *shape, const int64_t *strides, const float *in, float *out) {
    int64_t index[ck_max_rank] = {0}, row = shape[rank - 1], step = strides[rank - 1];
    for (int axis = 0; axis < rank; axis++)
        if (shape[axis] == 0) return;
    for (int64_t offset = 0; offset >= 0; offset = next_row(rank, shape, strides, index, offset), in += row) {
        float *to = out + offset;
        if (step == 1) {
            for (int64_t i = 0; i < row; i++) to[i] += in[i];
        } else if (step == 0) {
            float sum = 0;
            for (int64_t i = 0; i < row; i++) sum += in[i];
            *to += sum;
        } else {
            for (int64_t i = 0; i < row; i++) to[i * step] += in[i];
        }
    }
}

/// Sixteen running sums over a block of 4096, then the blocks in double: error far below one float sum's.
CK_INLINE double sum_of_row(int64_t count, const float *in) {
    double total = 0;
    for (int64_t begin = 0; begin < count; begin += 4096) {
        int64_t size = count - begin < 4096 ? count - begin : 4096, i = 0;
        float lane[16] = {0}, tail = 0;
        for (; i + 16 <= size; i += 16)
            for (int j = 0; j < 16; j++) lane[j] += in[begin + i + j];
        for (; i < size; i++) tail += in[begin + i];
        double block = tail;
        for (int j = 0; j < 16; j++) block += lane[j];
        total += block;
    }
    return total;
}

CK_CLONES double ck_sum(int64_t count, const float *in) { return sum_of_row(count, in); }

CK_CLONES
void ck_sum_axis(int64_t outer, int64_t axis, int64_t inner, const float *in, float *out) {
    for (int64_t o = 0; o < outer; o++, in += axis * inner, out += inner) {
        if (inner == 1) {
            *out = (float)sum_of_row(axis, in);
            continue;
        }
        for (int64_t i = 0; i < inner; i++) out[i] = 0;
        for (int64_t a = 0; a < axis; a++)
            for (int64_t i = 0; i < inner; i++) out[i] += in[a * inner + i];
    }
}

void ck_max_axis(int64_t outer, int64_t axis, int64_t inner, const float *in, float *out, float *index) {
    for (int64_t o = 0; o < outer; o++, in += axis * inner, out += inner, index += inner) {
        for (int64_t i = 0; i < inner; i++) out[i] = in[i], index[i] = 0;
        for (int64_t a = 1; a < axis; a++) {
            for (int64_t i = 0; i < inner; i++) {
                float x = in[a * inner + i];
                // NaN wins and stays, as in PyTorch.
                if (x > out[i] || (x != x && out[i] == out[i])) out[i] = x, index[i] = (float)a;
            }
        }
    }
}
