#include <string.h>

#include "pool.h"
#include "winograd_work.h"

// The deep layers of a network: few pixels, many channels. The points of all tiles are made once and shared; each
// thread takes 64 output channels from their weights to the finished pictures, or from the pictures to the finished
// gradient of the weights, so that what it works on stays in its cache and nothing is summed up across threads.

enum { panel = 64 };

int ck_winograd_is_deep(const work *w) {
    return w->in * w->out >= 256 * 256 && w->tiles <= w->out;
}

/// All tiles' input points, `[points, tiles, in]`, and zeros for what lies outside of a picture.
typedef struct {
    const work *w;
    float *v, *outside;
} deep_work;

static void scatter_tiles(void *context, int64_t begin, int64_t end) {
    const deep_work *d = context;
    ck_winograd_scatter(d->w, begin, end - begin, 1, d->w->x, d->w->in, d->w->in, d->outside, d->v + begin * d->w->in);
}

static void convolve_panels(void *context, int64_t begin, int64_t end) {
    const deep_work *d = context;
    const work *w = d->w;
    int64_t u_floats = w->points * pitch(w->in * panel), m_floats = w->points * pitch(w->tiles * panel);
    float *room = memory(u_floats + m_floats + panel), *u = room, *m = u + u_floats, *outside = m + m_floats;
    for (int64_t k = begin * panel; k < end * panel; k += panel) {
        for (int64_t c = 0; c < w->in; c++)
            w->level->scatter_taps(w->side, panel, w->taps + c * w->out + k, w->in * w->out, u + c * panel,
                                   pitch(w->in * panel));
        points_product product = {
            .each = {.depth = w->in, .a_row = w->in, .a_step = 1, .b_step = panel, .c_row = panel},
            .points = w->points, .rows = w->tiles, .columns = panel, .a = d->v, .b = u, .c = m,
            .a_pitch = pitch(w->tiles * w->in), .b_pitch = pitch(w->in * panel), .c_pitch = pitch(w->tiles * panel)};
        w->level->multiply(&product);
        float *pixels[16];
        for (int64_t t = 0; t < w->tiles; t++) {
            ck_winograd_pixels(w, t, 0, w->y + k, w->out, outside, pixels);
            w->level->gather_outputs(w->side, panel, m + t * panel, pitch(w->tiles * panel), pixels);
        }
    }
    give_back(room, u_floats + m_floats + panel);
}

static void weights_of_panels(void *context, int64_t begin, int64_t end) {
    const deep_work *d = context;
    const work *w = d->w;
    int64_t z_floats = w->points * pitch(w->tiles * panel), s_floats = w->points * pitch(w->in * panel);
    float *room = memory(z_floats + s_floats), *z = room, *sums = z + z_floats;
    for (int64_t k = begin * panel; k < end * panel; k += panel) {
        ck_winograd_scatter(w, 0, w->tiles, 0, w->gy + k, w->out, panel, d->outside, z);
        points_product product = {
            .each = {.depth = w->tiles, .a_row = 1, .a_step = w->in, .b_step = panel, .c_row = panel},
            .points = w->points, .rows = w->in, .columns = panel, .a = d->v, .b = z, .c = sums,
            .a_pitch = pitch(w->tiles * w->in), .b_pitch = pitch(w->tiles * panel), .c_pitch = pitch(w->in * panel)};
        w->level->multiply(&product);
        for (int64_t c = 0; c < w->in; c++)
            w->level->gather_taps(w->side, panel, sums + c * panel, pitch(w->in * panel), w->y + c * w->out + k,
                                  w->in * w->out);
    }
    give_back(room, z_floats + s_floats);
}

static void each_panel(work *w, ck_range_body body) {
    int64_t floats = w->points * pitch(w->tiles * w->in), most = w->in > w->out ? w->in : w->out;
    float *room = memory(floats + most);
    memset(room + floats, 0, (size_t)most * sizeof(float));
    w->block = w->tiles;
    deep_work d = {w, room, room + floats};
    ck_parallel_for(w->tiles, 8, scatter_tiles, &d);
    ck_parallel_for(w->out / panel, 1, body, &d);
    give_back(room, floats + most);
}

void ck_winograd_convolve_deep(work *w) { each_panel(w, convolve_panels); }
void ck_winograd_weights_deep(work *w) { each_panel(w, weights_of_panels); }
