#include "CJPEG.h"
#include "session.h"
#include <stdlib.h>

/// Scans of a progressive file after which it is taken for an attack (real encoders write about ten).
static const int maximumScans = 200;

static void count_scans(j_common_ptr codec) {
    cjpeg_failure *failure = (cjpeg_failure *)codec->err;
    if (((j_decompress_ptr)codec)->input_scan_number <= maximumScans) return;
    snprintf(failure->message, failure->capacity, "more than %d scans", maximumScans);
    longjmp(failure->jump, 1);
}

int cjpeg_read_header(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height, int *orientation,
                      char *message, size_t capacity) {
    struct jpeg_decompress_struct codec;
    cjpeg_failure failure;
    codec.err = cjpeg_prepare(&failure, message, capacity);
    if (setjmp(failure.jump)) {
        jpeg_destroy_decompress(&codec);
        return -1;
    }
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, bytes, count);
    jpeg_save_markers(&codec, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&codec, TRUE);
    *width = codec.image_width;
    *height = codec.image_height;
    *orientation = 1;
    for (jpeg_saved_marker_ptr marker = codec.marker_list; marker; marker = marker->next) {
        int found = cjpeg_exif_orientation(marker->data, marker->data_length);
        if (found) *orientation = found;
    }
    jpeg_destroy_decompress(&codec);
    return 0;
}

/// Adobe's files hold CMYK inverted (255 = no ink), others as ink.
static void rgb_from_cmyk(const uint8_t *cmyk, uint8_t *rgb, size_t pixels, int inverted) {
    for (size_t i = 0; i < pixels; i++) {
        unsigned white = inverted ? cmyk[4 * i + 3] : 255u - cmyk[4 * i + 3];
        for (int c = 0; c < 3; c++) {
            unsigned value = inverted ? cmyk[4 * i + c] : 255u - cmyk[4 * i + c];
            rgb[3 * i + c] = (uint8_t)((value * white + 127) / 255);
        }
    }
}

static void read_rows(struct jpeg_decompress_struct *codec, uint8_t *rgb, uint8_t *cmyk) {
    size_t width = codec->output_width;
    while (codec->output_scanline < codec->output_height) {
        uint8_t *row = rgb + 3 * width * codec->output_scanline;
        JSAMPROW target = cmyk ? cmyk : row;
        jpeg_read_scanlines(codec, &target, 1);
        if (cmyk) rgb_from_cmyk(cmyk, row, width, codec->saw_Adobe_marker);
    }
}

int cjpeg_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, uint32_t width, uint32_t height,
                 uint32_t divisor, char *message, size_t capacity) {
    struct jpeg_decompress_struct codec;
    struct jpeg_progress_mgr progress = {.progress_monitor = count_scans};
    cjpeg_failure failure;
    uint8_t *volatile cmyk = NULL;
    volatile int status = -1;
    codec.err = cjpeg_prepare(&failure, message, capacity);
    if (!setjmp(failure.jump)) {
        jpeg_create_decompress(&codec);
        codec.progress = &progress;
        jpeg_mem_src(&codec, bytes, count);
        jpeg_read_header(&codec, TRUE);
        int fourInks = codec.jpeg_color_space == JCS_CMYK || codec.jpeg_color_space == JCS_YCCK;
        codec.out_color_space = fourInks ? JCS_CMYK : JCS_RGB;
        codec.scale_num = 1;
        codec.scale_denom = divisor;
        uint32_t columns = (width + divisor - 1) / divisor, rows = (height + divisor - 1) / divisor;
        if (fourInks) cmyk = malloc(4 * (size_t)columns);
        jpeg_start_decompress(&codec);
        if (codec.output_width == columns && codec.output_height == rows && (cmyk || !fourInks)) {
            read_rows(&codec, rgb, cmyk);
            jpeg_finish_decompress(&codec);
            status = 0;
        } else {
            snprintf(message, capacity, "the size differs from the header's, or out of memory");
        }
    }
    free(cmyk);
    jpeg_destroy_decompress(&codec);
    return status;
}
