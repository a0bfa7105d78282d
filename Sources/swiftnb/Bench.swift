import Foundation

/// `swiftnb bench …`: hands over to the program that links the numerics, which this one must not.
struct Bench {
    private let arguments: [String]

    init(_ arguments: [String]) { self.arguments = arguments }

    /// Comes back only where the other program cannot be started.
    func execute() -> ExitStatus {
        let program = Installation.bench.path
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        execv(program, &words)
        complain("cannot start \(program): \(String(cString: strerror(errno))); run swift build -c release")
        return .environment
    }
}
