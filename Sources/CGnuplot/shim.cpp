#include "CGnuplot.h"

#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <climits>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gnuplot-iostream.h>

namespace {

/// Turns any exception into `died` and a message: none may reach Swift.
template <class Body>
cgnuplot_status guarded(char *message, size_t capacity, Body body) noexcept {
    try {
        return body();
    } catch (const std::exception &error) {
        std::snprintf(message, capacity, "%s", error.what());
    } catch (...) {
        std::snprintf(message, capacity, "unknown C++ exception");
    }
    return CGNUPLOT_DIED;
}

/// Keeps SIGPIPE from this thread while it writes, and swallows one that our own write raised.
class PipeSignalBlocked {
    sigset_t pipe_, previous_;
    bool wasPending_;

public:
    PipeSignalBlocked() {
        sigset_t pending;
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigpending(&pending);
        wasPending_ = sigismember(&pending, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &previous_);
    }
    ~PipeSignalBlocked() {
        const timespec now = {0, 0};
        if (!wasPending_) {
            while (sigtimedwait(&pipe_, nullptr, &now) == -1 && errno == EINTR) {}
        }
        pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
    }
};

/// Both ends of a pipe; closes what has not been taken.
struct Pipe {
    int read = -1, write = -1;
    Pipe() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
        read = ends[0];
        write = ends[1];
    }
    ~Pipe() {
        if (read >= 0) close(read);
        if (write >= 0) close(write);
    }
    static int take(int &end) {
        const int taken = end;
        end = -1;
        return taken;
    }
};

}  // namespace

struct cgnuplot_session {
    pid_t pid = -1;
    int input = -1, output = -1, errors = -1;
    std::unique_ptr<gnuplotio::Gnuplot> stream;
    std::string received, complaints;
    size_t consumed = 0;  // of `received`, by the answers already given

    ~cgnuplot_session() {
        if (stream) {
            const PipeSignalBlocked blocked;
            stream.reset();  // closes gnuplot's standard input
        }
        if (pid > 0) end();
        if (output >= 0) close(output);
        if (errors >= 0) close(errors);
    }

    /// Gives the process 100 ms to end on the closed input, then kills it; leaves no zombie.
    void end() {
        for (int waited = 0; waited < 20; waited++) {
            if (waitpid(pid, nullptr, WNOHANG) != 0) return;
            usleep(5000);
        }
        kill(pid, SIGKILL);
        while (waitpid(pid, nullptr, 0) == -1 && errno == EINTR) {}
    }

    /// Reads what there is; false at the end of the pipe.
    static bool drain(int descriptor, std::string &into) {
        char buffer[65536];
        const ssize_t count = read(descriptor, buffer, sizeof buffer);
        if (count > 0) into.append(buffer, size_t(count));
        return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
    }

    /// Waits until there is room for writing (if wanted) or something was read; both outputs are always
    /// drained, so that gnuplot never stands still on a full pipe while we wait for it.
    cgnuplot_status wait(bool forWriting, int timeout_ms, bool &writable) {
        pollfd watched[3] = {{output, POLLIN, 0}, {errors, POLLIN, 0}, {input, short(forWriting ? POLLOUT : 0), 0}};
        const int ready = poll(watched, forWriting ? 3 : 2, timeout_ms);
        if (ready == 0) return CGNUPLOT_TIMEOUT;
        if (ready < 0) return errno == EINTR ? CGNUPLOT_OK : CGNUPLOT_DIED;
        if (watched[1].revents && !drain(errors, complaints)) return CGNUPLOT_DIED;
        if (watched[0].revents && !drain(output, received)) return CGNUPLOT_DIED;
        writable = forWriting && (watched[2].revents & POLLOUT);
        return forWriting && (watched[2].revents & POLLERR) ? CGNUPLOT_DIED : CGNUPLOT_OK;
    }

    cgnuplot_status explain(cgnuplot_status status, char *message, size_t capacity) {
        if (status == CGNUPLOT_TIMEOUT) std::snprintf(message, capacity, "gnuplot did not answer in time");
        if (status == CGNUPLOT_DIED) std::snprintf(message, capacity, "gnuplot ended unexpectedly");
        return status;
    }
};

/// Starts the program with the three pipes as its standard streams, in a process group of its own (an interrupt
/// typed at the terminal is not meant for it), with default signal handling. Returns an errno.
static int spawn(const char *program, const Pipe &input, const Pipe &output, const Pipe &errors, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input.read, 0);
    posix_spawn_file_actions_adddup2(&actions, output.write, 1);
    posix_spawn_file_actions_adddup2(&actions, errors.write, 2);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    char *const arguments[] = {const_cast<char *>(program), const_cast<char *>("-d"), nullptr};
    const int status = posix_spawnp(pid, program, &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return status;
}

cgnuplot_status cgnuplot_open(const char *program, cgnuplot_session **out, char *message, size_t capacity) {
    *out = nullptr;
    return guarded(message, capacity, [&] {
        auto session = std::make_unique<cgnuplot_session>();
        Pipe input, output, errors;
        const int status = spawn(program, input, output, errors, &session->pid);
        if (status != 0) {
            session->pid = -1;
            std::snprintf(message, capacity, "%s: %s", program, std::strerror(status));
            return status == ENOENT ? CGNUPLOT_MISSING : CGNUPLOT_DIED;
        }
        session->output = Pipe::take(output.read);
        session->errors = Pipe::take(errors.read);
        FILE *file = fdopen(input.write, "w");
        if (!file) throw std::runtime_error(std::strerror(errno));
        session->input = Pipe::take(input.write);
        session->stream = std::make_unique<gnuplotio::Gnuplot>(file);
        *out = session.release();
        return CGNUPLOT_OK;
    });
}

cgnuplot_status cgnuplot_send(
    cgnuplot_session *session, const char *bytes, size_t count, int timeout_ms, char *message, size_t capacity) {
    return guarded(message, capacity, [&] {
        const PipeSignalBlocked blocked;
        session->complaints.clear();
        while (count > 0) {
            bool writable = false;
            const cgnuplot_status status = session->wait(true, timeout_ms, writable);
            if (status != CGNUPLOT_OK) return session->explain(status, message, capacity);
            if (!writable) continue;
            const size_t piece = std::min(count, size_t(PIPE_BUF));  // as much as never blocks
            session->stream->write(bytes, std::streamsize(piece));
            session->stream->flush();
            if (!*session->stream) return session->explain(CGNUPLOT_DIED, message, capacity);
            bytes += piece;
            count -= piece;
        }
        return CGNUPLOT_OK;
    });
}

cgnuplot_status cgnuplot_receive(
    cgnuplot_session *session, const char *mark, int timeout_ms, const char **output, size_t *count,
    char *message, size_t capacity) {
    return guarded(message, capacity, [&] {
        std::string &received = session->received;
        received.erase(0, session->consumed);
        session->consumed = 0;
        const size_t length = std::strlen(mark);
        for (size_t from = 0;;) {
            const size_t found = received.find(mark, from);
            if (found != std::string::npos) {
                *output = received.data();
                *count = found;
                session->consumed = found + length;
                return CGNUPLOT_OK;
            }
            from = received.size() < length ? 0 : received.size() - length;
            bool writable = false;
            const cgnuplot_status status = session->wait(false, timeout_ms, writable);
            if (status != CGNUPLOT_OK) return session->explain(status, message, capacity);
        }
    });
}

const char *cgnuplot_complaints(cgnuplot_session *session) { return session->complaints.c_str(); }

void cgnuplot_close(cgnuplot_session *session) { delete session; }
