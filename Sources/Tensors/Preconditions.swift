// Swift's own `precondition` says nothing in optimised builds, and a learner needs to read which shapes did not fit.
// These stand in its place within this package, in every module that imports this one.

/// Stops with `message` unless `condition` holds, in every build.
@inline(__always)
package func precondition(
    _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String = "",
    file: StaticString = #fileID,
    line: UInt = #line
) {
    if !condition() { fatalError(message(), file: file, line: line) }
}

/// Stops with `message`, in every build.
package func preconditionFailure(
    _ message: @autoclosure () -> String = "", file: StaticString = #fileID, line: UInt = #line
) -> Never {
    fatalError(message(), file: file, line: line)
}
