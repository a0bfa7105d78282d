/// The module at the start of every chain: what all cells see without importing it.
enum Prelude {
    /// The prelude's Swift for a list of automatic imports.
    ///
    /// Its functions are emitted into the cells that use them, so that there is no library to load.
    /// `__display` comes from the module Display where the library is imported; else values are printed.
    static func source(imports: [String]) -> String {
        let lines =
            imports.map { "@_exported import \($0)" } + [
                "import Dispatch", Self.awaiting, Self.preconditions,
            ]
        let display = imports.contains("ContrastiveLearning") ? [] : [Self.display]
        return (lines + display).joined(separator: "\n") + "\n"
    }

    /// Runs an asynchronous body to its end on the calling thread's time.
    ///
    /// A detached task, because a cell may not occupy a thread of Swift's own pool while it waits for that pool.
    private static let awaiting = """
        @_alwaysEmitIntoClient
        public func __await<T>(_ body: @escaping () async throws -> T) throws -> T {
            let done = DispatchSemaphore(value: 0)
            nonisolated(unsafe) var result: Result<T, any Error>?
            nonisolated(unsafe) let body = body
            Task.detached {
                do { result = .success(try await body()) } catch { result = .failure(error) }
                done.signal()
            }
            done.wait()
            guard let result else { fatalError("an awaited statement ended without a result") }
            return try result.get()
        }
        """

    /// The standard library's own lose their message under `-O`; everything else about them stays.
    private static let preconditions = """
        @_alwaysEmitIntoClient @_transparent
        public func precondition(
            _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String = String(),
            file: StaticString = #file, line: UInt = #line
        ) {
            if !condition() { preconditionFailure(message(), file: file, line: line) }
        }
        @_alwaysEmitIntoClient @_transparent
        public func preconditionFailure(
            _ message: @autoclosure () -> String = String(), file: StaticString = #file, line: UInt = #line
        ) -> Never {
            _assertionFailure("Precondition failed", message(), file: file, line: line, flags: 0)
        }
        """

    private static let display = """
        @_alwaysEmitIntoClient
        public func __display<T>(_ value: T) {
            if T.self != Void.self { print(value) }
        }
        """
}
