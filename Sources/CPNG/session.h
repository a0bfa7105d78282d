#pragma once
#include <png.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

/// Where libpng's errors go: the reason into the caller's buffer, the control back to `jump`.
typedef struct {
    jmp_buf jump;
    char *message;
    size_t capacity;
} cpng_failure;

void cpng_fail(png_structp png, png_const_charp reason);
void cpng_ignore_warning(png_structp png, png_const_charp reason);
