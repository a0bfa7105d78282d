#pragma once
#include <stddef.h>
#include <stdint.h>

/// Every function returns 0, or -1 with a one-line, NUL-ended reason in `message` (`capacity` bytes, the
/// caller's). None keeps a pointer, and libpng's jumps never leave this shim.

/// Reads the size in pixels from a PNG's header without decoding anything, and copies the EXIF data that stand
/// before the pixels, at most `exifCapacity` bytes of them; `*exifCount` is how many. Wraps `png_read_info`.
int cpng_read_header(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height, uint8_t *exif,
                     size_t exifCapacity, size_t *exifCount, char *message, size_t capacity);

/// Decodes any PNG (grey, palette, 16-bit, interlaced) to RGB8. Transparent pixels are laid over white.
/// `rgb` has room for 3·width·height bytes, with the size that `cpng_read_header` gave. Wraps `png_read_image`.
int cpng_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, uint32_t width, uint32_t height, char *message,
                size_t capacity);

/// Encodes RGB8 pixels. On success `*encoded` is a new buffer of `*encodedCount` bytes, to be freed with
/// `cpng_free`. Wraps `png_write_image`.
int cpng_encode(const uint8_t *rgb, uint32_t width, uint32_t height, uint8_t **encoded, size_t *encodedCount,
                char *message, size_t capacity);

/// Frees a buffer made by `cpng_encode`.
void cpng_free(uint8_t *encoded);
