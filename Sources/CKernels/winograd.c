#include <string.h>

#include "pool.h"
#include "winograd_work.h"

#include "winograd_levels.h"

/// The side of the tiles for which a picture takes the fewest products.
static int best_side(int64_t height, int64_t width) {
    if (height == 2 && width == 2) return 2;
    int64_t tiles_of_4 = ((height + 3) / 4) * ((width + 3) / 4), tiles_of_3 = ((height + 2) / 3) * ((width + 2) / 3);
    return tiles_of_3 * 25 < tiles_of_4 * 36 ? 3 : 4;
}

work ck_winograd_start(const ck_winograd_shape *s, int64_t in, int64_t out) {
    work w = {.level = best_level(), .height = s->height, .width = s->width, .in = in, .out = out};
    w.side = best_side(s->height, s->width);
    w.points = points_in(w.side) * points_in(w.side);
    w.rows = (s->height + w.side - 1) / w.side;
    w.columns = (s->width + w.side - 1) / w.side;
    w.tiles = s->batch * w.rows * w.columns;
    // Few enough that their points stay in the second-level cache, unless the weights are so many that fetching
    // them for every block costs more. Blocks of one size, so that all threads end together.
    int64_t most = in * out < 256 * 256 ? 36 : 72, share = parts_of(w.tiles, ck_part_count());
    w.block = parts_of(share, parts_of(share, most));
    return w;
}

void ck_winograd_pixels(const work *w, int64_t tile, int of_inputs, const float *pictures, int64_t channels,
                        float *outside, float **pixels) {
    int64_t per_picture = w->rows * w->columns, place = tile % per_picture;
    int count = of_inputs ? inputs(w->side) : w->side;
    int64_t top = place / w->columns * w->side - (count - w->side) / 2;
    int64_t left = place % w->columns * w->side - (count - w->side) / 2;
    float *picture = (float *)pictures + tile / per_picture * w->height * w->width * channels;
    for (int i = 0; i < count * count; i++) {
        int64_t row = top + i / count, column = left + i % count;
        int inside = row >= 0 && row < w->height && column >= 0 && column < w->width;
        pixels[i] = inside ? picture + (row * w->width + column) * channels : outside;
    }
}

void ck_winograd_scatter(const work *w, int64_t first, int64_t count, int of_inputs, const float *pictures,
                         int64_t channels, int64_t taken, float *outside, float *points) {
    float *pixels[2][36];
    ck_winograd_pixels(w, first, of_inputs, pictures, channels, outside, pixels[0]);
    for (int64_t t = 0; t < count; t++) {
        float **here = pixels[t % 2], **next = pixels[(t + 1) % 2];
        int64_t after = first + t + 1 < w->tiles ? first + t + 1 : 0;
        ck_winograd_pixels(w, after, of_inputs, pictures, channels, outside, next);
        (of_inputs ? w->level->scatter_inputs : w->level->scatter_outputs)(
            w->side, taken, (const float *const *)here, (const float *const *)next, points + t * taken,
            pitch(w->block * taken));
    }
}

static void forward_block(void *context, int64_t begin, int64_t end) {
    const work *w = context;
    int64_t most = w->in > w->out ? w->in : w->out, count = end - begin;
    int64_t v_floats = w->points * pitch(w->block * w->in), m_floats = w->points * pitch(w->block * w->out);
    float *room = memory(v_floats + m_floats + most), *v = room, *m = v + v_floats, *outside = m + m_floats;
    memset(outside, 0, (size_t)w->in * sizeof(float));
    ck_winograd_scatter(w, begin, count, 1, w->x, w->in, w->in, outside, v);
    points_product product = {.each = {.depth = w->in, .a_row = w->in, .a_step = 1, .b_step = 64, .c_row = w->out},
                              .points = w->points, .rows = count, .columns = w->out, .a = v, .b = w->u, .c = m,
                              .a_pitch = pitch(w->block * w->in), .b_pitch = pitch(w->in * w->out),
                              .b_panel = w->in * 64, .c_pitch = pitch(w->block * w->out)};
    w->level->multiply(&product);
    float *pixels[16];
    for (int64_t t = 0; t < count; t++) {
        ck_winograd_pixels(w, begin + t, 0, w->y, w->out, outside, pixels);
        w->level->gather_outputs(w->side, w->out, m + t * w->out, pitch(w->block * w->out), pixels);
    }
    give_back(room, v_floats + m_floats + most);
}

/// The points of the weights of input channels begin ..< end.
static void scatter_taps(void *context, int64_t begin, int64_t end) {
    const work *w = context;
    for (int64_t c = begin; c < end; c++)
        for (int64_t k = 0; k < w->out; k += 64)
            w->level->scatter_taps(w->side, 64, w->taps + c * w->out + k, w->in * w->out,
                                   (float *)w->u + k * w->in + c * 64, pitch(w->in * w->out));
}

static void convolve(work *w, const float *x, const float *taps, float *y) {
    int64_t floats = w->points * pitch(w->in * w->out);
    w->x = x, w->taps = taps, w->y = y;
    if (ck_winograd_is_deep(w)) {
        ck_winograd_convolve_deep(w);
        return;
    }
    w->u = memory(floats);
    ck_parallel_for(w->in, 16, scatter_taps, w);
    ck_parallel_for(w->tiles, w->block, forward_block, w);
    give_back((float *)w->u, floats);
}

void ck_winograd_forward(const ck_winograd_shape *shape, const float *x, const float *w, float *y) {
    work forward = ck_winograd_start(shape, shape->in, shape->out);
    convolve(&forward, x, w, y);
}

typedef struct {
    int64_t in, out;
    const float *taps;
    float *turned;
} turn_work;

/// Taps in reverse order with input and output channels exchanged.
static void turn_taps(void *context, int64_t begin, int64_t end) {
    const turn_work *t = context;
    for (int64_t tap = begin; tap < end; tap++) {
        const float *from = t->taps + tap * t->in * t->out;
        float *to = t->turned + (8 - tap) * t->in * t->out;
        for (int64_t c0 = 0; c0 < t->in; c0 += 16)
            for (int64_t k = 0; k < t->out; k++)
                for (int64_t c = c0; c < c0 + 16; c++) to[k * t->in + c] = from[c * t->out + k];
    }
}

void ck_winograd_backward_data(const ck_winograd_shape *shape, const float *gy, const float *w, float *gx) {
    int64_t floats = 9 * shape->in * shape->out;
    turn_work turn = {shape->in, shape->out, w, memory(floats)};
    ck_parallel_for(9, 1, turn_taps, &turn);
    work backward = ck_winograd_start(shape, shape->out, shape->in);
    convolve(&backward, gy, turn.turned, gx);
    give_back(turn.turned, floats);
}

/// Sums over one part of the tiles, `[points, in, out]`.
static void sum_part(void *context, int64_t begin, int64_t end) {
    const work *w = context;
    int64_t most = w->in > w->out ? w->in : w->out;
    int64_t v_floats = w->points * pitch(w->block * w->in), z_floats = w->points * pitch(w->block * w->out);
    float *room = memory(v_floats + z_floats + most), *v = room, *z = v + v_floats, *outside = z + z_floats;
    memset(outside, 0, (size_t)most * sizeof(float));
    float *sums = w->sums + begin / w->per_part * w->points * pitch(w->in * w->out);
    for (int64_t first = begin; first < end; first += w->block) {
        int64_t count = end - first < w->block ? end - first : w->block;
        ck_winograd_scatter(w, first, count, 1, w->x, w->in, w->in, outside, v);
        ck_winograd_scatter(w, first, count, 0, w->gy, w->out, w->out, outside, z);
        points_product product = {.each = {.depth = count, .a_row = 1, .a_step = w->in, .b_step = w->out,
                                           .c_row = w->out, .adds = first > begin},
                                  .points = w->points, .rows = w->in, .columns = w->out, .a = v, .b = z, .c = sums,
                                  .a_pitch = pitch(w->block * w->in), .b_pitch = pitch(w->block * w->out), .b_panel = 64,
                                  .c_pitch = pitch(w->in * w->out)};
        w->level->multiply(&product);
    }
    give_back(room, v_floats + z_floats + most);
}

/// Adds the parts up and goes back from the points to the taps, for input channels begin ..< end.
static void gather_taps(void *context, int64_t begin, int64_t end) {
    const work *w = context;
    int64_t step = pitch(w->in * w->out), parts = parts_of(w->tiles, w->per_part);
    for (int64_t c = begin; c < end; c++)
        for (int64_t k = 0; k < w->out; k += 64) {
            float *first = w->sums + c * w->out + k;
            for (int64_t i = w->points; i < parts * w->points; i++)
                for (int64_t j = 0; j < 64; j++) first[i % w->points * step + j] += first[i * step + j];
            w->level->gather_taps(w->side, 64, first, step, w->y + c * w->out + k, w->in * w->out);
        }
}

void ck_winograd_backward_weights(const ck_winograd_shape *shape, const float *x, const float *gy, float *gw) {
    work w = ck_winograd_start(shape, shape->in, shape->out);
    w.x = x, w.gy = gy, w.y = gw;
    if (ck_winograd_is_deep(&w)) {
        ck_winograd_weights_deep(&w);
        return;
    }
    w.per_part = parts_of(w.tiles, ck_part_count());
    int64_t parts = parts_of(w.tiles, w.per_part), floats = parts * w.points * pitch(w.in * w.out);
    w.sums = memory(floats);
    ck_parallel_for(w.tiles, w.per_part, sum_part, &w);
    ck_parallel_for(w.in, 16, gather_taps, &w);
    give_back(w.sums, floats);
}
