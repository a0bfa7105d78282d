#pragma once
#include <stddef.h>
#include <stdint.h>

/// Every function returns 0, or -1 with a one-line, NUL-ended reason in `message` (`capacity` bytes, the
/// caller's). None keeps a pointer, and libjpeg's jumps never leave this shim.

/// Reads the size in pixels as stored, and the EXIF orientation (1…8; 1 where the file has none), from a
/// JPEG's header without decoding anything. Wraps `jpeg_read_header`.
int cjpeg_read_header(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height, int *orientation,
                      char *message, size_t capacity);

/// The orientation (1…8) in EXIF data that begin with their byte order, as in a PNG; 0 where there is none that can be
/// read.
int cjpeg_tiff_orientation(const uint8_t *tiff, size_t count);

/// Decodes any JPEG (grey, YCbCr, CMYK, YCCK, progressive) to RGB8 as stored, orientation not applied.
/// `width` and `height` are what `cjpeg_read_header` gave; the picture comes with 1/`divisor` (1, 2, 4 or 8) of
/// either, rounded up, and `rgb` has room for so many pixels of 3 bytes. A file that ends early or whose data
/// are damaged is an error, not a half-grey picture. Wraps `jpeg_read_scanlines`.
int cjpeg_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, uint32_t width, uint32_t height,
                 uint32_t divisor, char *message, size_t capacity);

/// Encodes RGB8 pixels with quality 1…100. On success `*encoded` is a new buffer of `*encodedCount` bytes,
/// to be freed with `cjpeg_free`. Wraps `jpeg_write_scanlines`.
int cjpeg_encode(const uint8_t *rgb, uint32_t width, uint32_t height, int quality, uint8_t **encoded,
                 size_t *encodedCount, char *message, size_t capacity);

/// Frees a buffer made by `cjpeg_encode`.
void cjpeg_free(uint8_t *encoded);
