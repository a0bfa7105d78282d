#include "CPNG.h"
#include "session.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The encoded file so far.
typedef struct {
    uint8_t *bytes;
    size_t count, room;
} cpng_sink;

static void write_bytes(png_structp png, png_bytep bytes, png_size_t count) {
    cpng_sink *sink = png_get_io_ptr(png);
    if (sink->room - sink->count < count) {
        size_t room = 2 * sink->room + count;
        uint8_t *grown = realloc(sink->bytes, room);
        if (!grown) png_error(png, "out of memory");
        sink->bytes = grown;
        sink->room = room;
    }
    memcpy(sink->bytes + sink->count, bytes, count);
    sink->count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

int cpng_encode(const uint8_t *rgb, uint32_t width, uint32_t height, uint8_t **encoded, size_t *encodedCount,
                char *message, size_t capacity) {
    cpng_sink sink = {NULL, 0, 0};
    cpng_failure failure = {.message = message, .capacity = capacity};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure, cpng_fail, cpng_ignore_warning);
    if (!png) {
        snprintf(message, capacity, "out of memory");
        return -1;
    }
    png_infop info = png_create_info_struct(png);
    if (!info || setjmp(failure.jump)) {
        png_destroy_write_struct(&png, &info);
        free(sink.bytes);
        return -1;
    }
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
    png_set_write_fn(png, &sink, write_bytes, flush_nothing);
    png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (uint32_t y = 0; y < height; y++) png_write_row(png, rgb + 3 * (size_t)width * y);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    *encoded = sink.bytes;
    *encodedCount = sink.count;
    return 0;
}

void cpng_free(uint8_t *encoded) { free(encoded); }
