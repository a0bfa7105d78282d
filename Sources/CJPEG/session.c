#include "session.h"
#include "CJPEG.h"
#include <jerror.h>
#include <string.h>

static void fail(j_common_ptr codec) {
    cjpeg_failure *failure = (cjpeg_failure *)codec->err;
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    snprintf(failure->message, failure->capacity, "%s", text);
    longjmp(failure->jump, 1);
}

/// libjpeg only warns when data are missing and paints the rest grey: such a picture is an error here.
static void judge_warning(j_common_ptr codec, int level) {
    if (level >= 0) return;
    int code = codec->err->msg_code;
    if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE) fail(codec);
}

static void print_nothing(j_common_ptr codec) { (void)codec; }

struct jpeg_error_mgr *cjpeg_prepare(cjpeg_failure *failure, char *message, size_t capacity) {
    struct jpeg_error_mgr *manager = jpeg_std_error(&failure->manager);
    manager->error_exit = fail;
    manager->emit_message = judge_warning;
    manager->output_message = print_nothing;
    failure->message = message;
    failure->capacity = capacity;
    return manager;
}

static unsigned number(const uint8_t *bytes, int size, int bigEndian) {
    unsigned value = 0;
    for (int i = 0; i < size; i++) value |= (unsigned)bytes[bigEndian ? size - 1 - i : i] << (8 * i);
    return value;
}

int cjpeg_exif_orientation(const uint8_t *segment, size_t count) {
    return count > 6 && memcmp(segment, "Exif\0\0", 6) == 0 ? cjpeg_tiff_orientation(segment + 6, count - 6) : 0;
}

int cjpeg_tiff_orientation(const uint8_t *tiff, size_t size) {
    if (size < 8) return 0;
    int big = tiff[0] == 'M' && tiff[1] == 'M';
    if (!big && !(tiff[0] == 'I' && tiff[1] == 'I')) return 0;
    size_t directory = number(tiff + 4, 4, big);
    if (directory > size - 2) return 0;
    unsigned entries = number(tiff + directory, 2, big);
    for (unsigned i = 0; i < entries; i++) {
        size_t at = directory + 2 + 12 * (size_t)i;
        if (at + 12 > size) return 0;
        // Tag 0x0112 is the orientation, type 3 a 16-bit number.
        if (number(tiff + at, 2, big) != 0x0112 || number(tiff + at + 2, 2, big) != 3) continue;
        unsigned value = number(tiff + at + 8, 2, big);
        return value >= 1 && value <= 8 ? (int)value : 0;
    }
    return 0;
}
