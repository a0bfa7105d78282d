#include "CJPEG.h"
#include "session.h"
#include <stdlib.h>

int cjpeg_encode(const uint8_t *rgb, uint32_t width, uint32_t height, int quality, uint8_t **encoded,
                 size_t *encodedCount, char *message, size_t capacity) {
    struct jpeg_compress_struct codec;
    cjpeg_failure failure;
    unsigned char *bytes = NULL;
    unsigned long count = 0;
    codec.err = cjpeg_prepare(&failure, message, capacity);
    if (setjmp(failure.jump)) {
        // `bytes` is left alone: libjpeg may have moved the buffer and freed the one it still names.
        jpeg_destroy_compress(&codec);
        return -1;
    }
    jpeg_create_compress(&codec);
    jpeg_mem_dest(&codec, &bytes, &count);
    codec.image_width = width;
    codec.image_height = height;
    codec.input_components = 3;
    codec.in_color_space = JCS_RGB;
    jpeg_set_defaults(&codec);
    jpeg_set_quality(&codec, quality, TRUE);
    jpeg_start_compress(&codec, TRUE);
    while (codec.next_scanline < height) {
        JSAMPROW row = (JSAMPROW)(rgb + 3 * (size_t)width * codec.next_scanline);
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    *encoded = bytes;
    *encodedCount = count;
    return 0;
}

void cjpeg_free(uint8_t *encoded) { free(encoded); }
