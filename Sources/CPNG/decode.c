#include "CPNG.h"
#include "session.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The part of the file that libpng has not read yet.
typedef struct {
    const uint8_t *bytes;
    size_t left;
} cpng_source;

void cpng_fail(png_structp png, png_const_charp reason) {
    cpng_failure *failure = png_get_error_ptr(png);
    snprintf(failure->message, failure->capacity, "%s", reason);
    longjmp(failure->jump, 1);
}

void cpng_ignore_warning(png_structp png, png_const_charp reason) {
    (void)png;
    (void)reason;
}

static void read_bytes(png_structp png, png_bytep out, png_size_t count) {
    cpng_source *source = png_get_io_ptr(png);
    if (source->left < count) png_error(png, "the file ends early");
    memcpy(out, source->bytes, count);
    source->bytes += count;
    source->left -= count;
}

/// A reader with the header read, or NULL (then everything is freed again).
static png_structp open_reader(cpng_source *source, cpng_failure *failure, png_infop *info) {
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, failure, cpng_fail, cpng_ignore_warning);
    if (!png) {
        snprintf(failure->message, failure->capacity, "out of memory");
        return NULL;
    }
    *info = png_create_info_struct(png);
    if (!*info || setjmp(failure->jump)) {
        png_destroy_read_struct(&png, info, NULL);
        return NULL;
    }
    // Text and profile chunks can unpack to any size; pixels are limited by the caller, from the header.
    png_set_chunk_malloc_max(png, 8u << 20);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_set_read_fn(png, source, read_bytes);
    png_read_info(png, *info);
    return png;
}

int cpng_read_header(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height, uint8_t *exif,
                     size_t exifCapacity, size_t *exifCount, char *message, size_t capacity) {
    cpng_source source = {bytes, count};
    cpng_failure failure = {.message = message, .capacity = capacity};
    png_infop info = NULL;
    png_structp png = open_reader(&source, &failure, &info);
    if (!png) return -1;
    *width = png_get_image_width(png, info);
    *height = png_get_image_height(png, info);
    png_bytep held = NULL;
    png_uint_32 length = 0;
    *exifCount = 0;
    if (png_get_eXIf_1(png, info, &length, &held) && held) {
        *exifCount = length < exifCapacity ? length : exifCapacity;
        memcpy(exif, held, *exifCount);
    }
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
}

/// Makes every kind of PNG arrive as four bytes per pixel.
static void ask_for_rgba(png_structp png, png_infop info) {
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

static void lay_over_white(const uint8_t *rgba, uint8_t *rgb, size_t pixels) {
    for (size_t i = 0; i < pixels; i++) {
        unsigned alpha = rgba[4 * i + 3], white = (255 - alpha) * 255;
        for (int c = 0; c < 3; c++) rgb[3 * i + c] = (uint8_t)((rgba[4 * i + c] * alpha + white + 127) / 255);
    }
}

int cpng_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, uint32_t width, uint32_t height, char *message,
                size_t capacity) {
    cpng_source source = {bytes, count};
    cpng_failure failure = {.message = message, .capacity = capacity};
    png_infop info = NULL;
    uint8_t *volatile rgba = NULL;
    png_bytep *volatile rows = NULL;
    volatile int status = -1;
    png_structp png = open_reader(&source, &failure, &info);
    if (!png) return -1;
    if (!setjmp(failure.jump)) {
        ask_for_rgba(png, info);
        if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height ||
            png_get_rowbytes(png, info) != 4 * (size_t)width)
            png_error(png, "the size differs from the header's");
        rgba = malloc(4 * (size_t)width * height);
        rows = malloc(sizeof(png_bytep) * height);
        if (!rgba || !rows) png_error(png, "out of memory");
        for (uint32_t y = 0; y < height; y++) rows[y] = rgba + 4 * (size_t)width * y;
        png_read_image(png, rows);
        png_read_end(png, NULL);
        lay_over_white(rgba, rgb, (size_t)width * height);
        status = 0;
    }
    free(rgba);
    free(rows);
    png_destroy_read_struct(&png, &info, NULL);
    return status;
}
