// The loops of winograd.c, compiled once for each kind of processor: the including file defines LEVEL(name),
// TARGET, LANES (floats of a vector) and VECTORS (of a row of the product's tile; LANES · VECTORS divides 64).
// `side` is that of a tile's outputs, 4, 3 or 2, and always known at compile time.

#define INLINE static inline __attribute__((always_inline)) TARGET
typedef float LEVEL(vector) __attribute__((vector_size(4 * LANES), aligned(4)));
#define vector LEVEL(vector)
#define AT(pointer) (*(vector *)(pointer))

/// c [rows, LANES·VECTORS] = or += a·b: a(r, k) lies at a[r·a_row + k·a_step], row k of b at b + k·b_step.
INLINE void LEVEL(tile)(int rows, const product *p, const float *a, const float *b, float *c) {
    vector sum[6][VECTORS];
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < VECTORS; v++) sum[r][v] = p->adds ? AT(c + r * p->c_row + v * LANES) : (vector){0};
    for (int64_t k = 0; k < p->depth; k++) {
        vector row[VECTORS];
        for (int v = 0; v < VECTORS; v++) row[v] = AT(b + k * p->b_step + v * LANES);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < VECTORS; v++) sum[r][v] += a[r * p->a_row + k * p->a_step] * row[v];
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < VECTORS; v++) AT(c + r * p->c_row + v * LANES) = sum[r][v];
}

/// The same for any number of rows and 64 columns.
INLINE void LEVEL(panel)(int64_t rows, const product *p, const float *a, const float *b, float *c) {
    for (int column = 0; column < 64; column += LANES * VECTORS) {
        int64_t r = 0;
        for (; r + 6 <= rows; r += 6) LEVEL(tile)(6, p, a + r * p->a_row, b + column, c + r * p->c_row + column);
#define REST(n) \
    case n: LEVEL(tile)(n, p, a + r * p->a_row, b + column, c + r * p->c_row + column); break;
        switch (rows - r) { REST(1) REST(2) REST(3) REST(4) REST(5) }
#undef REST
    }
}

/// The products of all points.
TARGET static void LEVEL(multiply)(const points_product *m) {
    for (int i = 0; i < m->points; i++)
        for (int64_t column = 0; column < m->columns; column += 64)
            LEVEL(panel)(m->rows, &m->each, m->a + i * m->a_pitch, m->b + i * m->b_pitch + column * m->b_panel / 64,
                         m->c + i * m->c_pitch + column);
}

/// Bᵀ: the inputs of a line at its points.
INLINE void LEVEL(inputs_to_points)(int side, const vector *d, vector *t) {
    if (side == 2) {
        t[0] = d[0] + d[1];
        t[1] = d[1];
        t[2] = d[0];
        return;
    }
    if (side == 3) {
        vector even = d[3] - q3 * d[2], odd = p3 * (d[2] - q3 * d[1]);
        t[0] = even - pp3 * (d[1] - q3 * d[0]);
        t[1] = even + odd;
        t[2] = even - odd;
        t[3] = d[3] - pp3 * d[1];
        t[4] = d[4] - q3 * d[3] - p3 * odd;
        return;
    }
    vector even_p = d[4] - qq * d[2], odd_p = p * (d[3] - qq * d[1]);
    vector even_q = d[4] - pp * d[2], odd_q = q * (d[3] - pp * d[1]);
    t[0] = pp * qq * d[0] - (pp + qq) * d[2] + d[4];
    t[1] = even_p + odd_p;
    t[2] = even_p - odd_p;
    t[3] = even_q + odd_q;
    t[4] = even_q - odd_q;
    t[5] = pp * qq * d[1] - (pp + qq) * d[3] + d[5];
}

/// A: the gradients of a line's outputs at its points.
INLINE void LEVEL(outputs_to_points)(int side, const vector *y, vector *t) {
    if (side == 2) {
        t[0] = y[0] + y[1];
        t[1] = y[0];
        t[2] = y[1];
        return;
    }
    if (side == 3) {
        vector even = y[0] + pp3 * y[2], odd = p3 * y[1];
        t[0] = y[0];
        t[1] = even + odd;
        t[2] = even - odd;
        t[3] = y[0] + q3 * y[1] + qq3 * y[2];
        t[4] = y[2];
        return;
    }
    vector even_p = y[0] + pp * y[2], odd_p = p * (y[1] + pp * y[3]);
    vector even_q = y[0] + qq * y[2], odd_q = q * (y[1] + qq * y[3]);
    t[0] = y[0];
    t[1] = even_p + odd_p;
    t[2] = even_p - odd_p;
    t[3] = even_q + odd_q;
    t[4] = even_q - odd_q;
    t[5] = y[3];
}

/// Aᵀ: the products at the points of a line make its outputs.
INLINE void LEVEL(points_to_outputs)(int side, const vector *m, vector *y) {
    if (side == 2) {
        y[0] = m[0] + m[1];
        y[1] = m[0] + m[2];
        return;
    }
    if (side == 3) {
        vector sum = m[1] + m[2];
        y[0] = m[0] + sum + m[3];
        y[1] = p3 * (m[1] - m[2]) + q3 * m[3];
        y[2] = pp3 * sum + qq3 * m[3] + m[4];
        return;
    }
    vector sum_p = m[1] + m[2], difference_p = p * (m[1] - m[2]);
    vector sum_q = m[3] + m[4], difference_q = q * (m[3] - m[4]);
    y[0] = m[0] + sum_p + sum_q;
    y[1] = difference_p + difference_q;
    y[2] = pp * sum_p + qq * sum_q;
    y[3] = pp * difference_p + qq * difference_q + m[5];
}

/// G: three taps in a line at its points.
INLINE void LEVEL(taps_to_points)(int side, const vector *g, vector *u) {
    if (side == 2) {
        u[0] = g[1];
        u[1] = g[2] - g[1];
        u[2] = g[0] - g[1];
        return;
    }
    if (side == 3) {
        vector even = g[0] + pp3 * g[2], odd = p3 * g[1];
        u[0] = weight3_0 * g[0];
        u[1] = weight3_p * (even + odd);
        u[2] = weight3_minus_p * (even - odd);
        u[3] = weight3_q * (g[0] + q3 * g[1] + qq3 * g[2]);
        u[4] = g[2];
        return;
    }
    vector even_p = weight_p * (g[0] + pp * g[2]), odd_p = weight_p * p * g[1];
    vector even_q = weight_q * (g[0] + qq * g[2]), odd_q = weight_q * q * g[1];
    u[0] = weight_0 * g[0];
    u[1] = even_p + odd_p;
    u[2] = even_p - odd_p;
    u[3] = even_q + odd_q;
    u[4] = even_q - odd_q;
    u[5] = g[2];
}

/// Gᵀ: the products at the points of a line make the gradients of its three taps.
INLINE void LEVEL(points_to_taps)(int side, const vector *m, vector *g) {
    if (side == 2) {
        g[0] = m[2];
        g[1] = m[0] - m[1] - m[2];
        g[2] = m[1];
        return;
    }
    if (side == 3) {
        vector at_p = weight3_p * m[1], at_minus_p = weight3_minus_p * m[2], at_q = weight3_q * m[3];
        g[0] = weight3_0 * m[0] + at_p + at_minus_p + at_q;
        g[1] = p3 * (at_p - at_minus_p) + q3 * at_q;
        g[2] = pp3 * (at_p + at_minus_p) + qq3 * at_q + m[4];
        return;
    }
    vector sum_p = weight_p * (m[1] + m[2]), sum_q = weight_q * (m[3] + m[4]);
    g[0] = weight_0 * m[0] + sum_p + sum_q;
    g[1] = weight_p * p * (m[1] - m[2]) + weight_q * q * (m[3] - m[4]);
    g[2] = pp * sum_p + qq * sum_q + m[5];
}

typedef void (*LEVEL(line))(int, const vector *, vector *);

/// A square of lines, `from` wide, becomes one `to` wide: down the columns, then along the rows.
/// Element i of the square lies at in[i] + c, or at in[0] + i·in_pitch + c; the same for out.
INLINE void LEVEL(square)(int side, int from, int to, LEVEL(line) line, const float *const *in, int64_t in_pitch,
                          float *const *out, int64_t out_pitch, int64_t c) {
    vector half[36], before[6], after[6];
    for (int column = 0; column < from; column++) {
        for (int i = 0; i < from; i++) {
            int at = from * i + column;
            before[i] = AT((in_pitch ? in[0] + at * in_pitch : in[at]) + c);
        }
        line(side, before, after);
        for (int i = 0; i < to; i++) half[from * i + column] = after[i];
    }
    for (int row = 0; row < to; row++) {
        line(side, half + from * row, after);
        for (int i = 0; i < to; i++) {
            int at = to * row + i;
            AT((out_pitch ? out[0] + at * out_pitch : out[at]) + c) = after[i];
        }
    }
}

/// Calls of `square` for every side, over `channels` channels.
#define EACH_CHANNEL(body)                                                         \
    if (side == 4) for (int64_t c = 0; c < channels; c += LANES) { body(4); }      \
    else if (side == 3) for (int64_t c = 0; c < channels; c += LANES) { body(3); } \
    else for (int64_t c = 0; c < channels; c += LANES) { body(2); }

TARGET static void LEVEL(scatter_inputs)(int side, int64_t channels, const float *const *pixels,
                                         const float *const *next, float *points, int64_t pitch) {
#define BODY(s)                                                                               \
    for (int i = 0; i < inputs(s) * inputs(s); i++) __builtin_prefetch(next[i] + c);          \
    LEVEL(square)(s, inputs(s), points_in(s), LEVEL(inputs_to_points), pixels, 0, &points, pitch, c)
    EACH_CHANNEL(BODY)
#undef BODY
}

TARGET static void LEVEL(scatter_outputs)(int side, int64_t channels, const float *const *pixels,
                                          const float *const *next, float *points, int64_t pitch) {
#define BODY(s)                                                                  \
    for (int i = 0; i < s * s; i++) __builtin_prefetch(next[i] + c);             \
    LEVEL(square)(s, s, points_in(s), LEVEL(outputs_to_points), pixels, 0, &points, pitch, c)
    EACH_CHANNEL(BODY)
#undef BODY
}

TARGET static void LEVEL(gather_outputs)(int side, int64_t channels, const float *points, int64_t pitch,
                                         float *const *pixels) {
#define BODY(s) LEVEL(square)(s, points_in(s), s, LEVEL(points_to_outputs), &points, pitch, pixels, 0, c)
    EACH_CHANNEL(BODY)
#undef BODY
}

TARGET static void LEVEL(scatter_taps)(int side, int64_t channels, const float *taps, int64_t tap_pitch, float *points,
                                       int64_t pitch) {
#define BODY(s) LEVEL(square)(s, 3, points_in(s), LEVEL(taps_to_points), &taps, tap_pitch, &points, pitch, c)
    EACH_CHANNEL(BODY)
#undef BODY
}

TARGET static void LEVEL(gather_taps)(int side, int64_t channels, const float *points, int64_t pitch, float *taps,
                                      int64_t tap_pitch) {
#define BODY(s) LEVEL(square)(s, points_in(s), 3, LEVEL(points_to_taps), &points, pitch, &taps, tap_pitch, c)
    EACH_CHANNEL(BODY)
#undef BODY
}

static const level LEVEL(functions) = {LEVEL(scatter_inputs), LEVEL(scatter_outputs), LEVEL(gather_outputs),
                                       LEVEL(scatter_taps),   LEVEL(gather_taps),     LEVEL(multiply)};

#undef EACH_CHANNEL
#undef AT
#undef vector
#undef INLINE
#undef LEVEL
#undef TARGET
#undef LANES
#undef VECTORS
