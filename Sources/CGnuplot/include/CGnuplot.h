#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One running gnuplot, written to through gnuplot-iostream. Not to be used by two threads at once.
typedef struct cgnuplot_session cgnuplot_session;

/// Why a call failed.
typedef enum {
    CGNUPLOT_OK = 0,
    /// The program is not installed (open only).
    CGNUPLOT_MISSING = 1,
    /// It ended, or a pipe to it failed: the session is useless and must be closed.
    CGNUPLOT_DIED = 2,
    /// It did not answer in time: the session must be closed.
    CGNUPLOT_TIMEOUT = 3,
} cgnuplot_status;

/// Starts `program`, looked up on PATH, without a shell; +1 in `session`, ended by `cgnuplot_close`.
/// On failure `session` is NULL and `message` (`capacity` bytes) says why. Wraps `posix_spawnp`.
cgnuplot_status cgnuplot_open(const char *program, cgnuplot_session **session, char *message, size_t capacity);

/// Sends `count` bytes of commands and data. Does not block for longer than `timeout_ms` without progress, and
/// raises no SIGPIPE. Keeps no pointer. Wraps `Gnuplot::write`.
cgnuplot_status cgnuplot_send(
    cgnuplot_session *session, const char *bytes, size_t count, int timeout_ms, char *message, size_t capacity);

/// Waits until gnuplot has written `mark` on its standard output and gives what came before it.
/// `output` (`count` bytes) belongs to the session and is valid until the next call.
cgnuplot_status cgnuplot_receive(
    cgnuplot_session *session, const char *mark, int timeout_ms, const char **output, size_t *count,
    char *message, size_t capacity);

/// What gnuplot has said on standard error since the last `cgnuplot_send`; zero-terminated, may be empty;
/// belongs to the session.
const char *cgnuplot_complaints(cgnuplot_session *session);

/// Ends the process, at once if it does not end by itself, and frees the session. NULL is allowed.
void cgnuplot_close(cgnuplot_session *session);

#ifdef __cplusplus
}
#endif
