#pragma once
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
// jpeglib.h needs the names above declared first.
#include <jpeglib.h>

/// libjpeg's error manager with the way back to the caller.
typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf jump;
    char *message;
    size_t capacity;
} cjpeg_failure;

/// Prepares an error manager whose errors land in `message` and jump to `failure->jump`.
struct jpeg_error_mgr *cjpeg_prepare(cjpeg_failure *failure, char *message, size_t capacity);

/// The EXIF orientation in an APP1 segment, or 0 where there is none that can be read.
int cjpeg_exif_orientation(const uint8_t *segment, size_t count);
