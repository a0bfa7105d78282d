import Foundation

/// Carries out a command by another program beside this one, which links the numerics that this one must not.
///
/// Comes back only where the other program cannot be started.
func handOver(to program: URL, _ arguments: [String]) -> ExitStatus {
    var words = ([program.path] + arguments).map { strdup($0) } + [nil]
    execv(program.path, &words)
    complain("cannot start \(program.path): \(String(cString: strerror(errno))); run swift build -c release")
    return .environment
}
