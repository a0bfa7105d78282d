import Foundation

/// The name of a function as its author would say it.
enum FunctionName {
    /// Demangles a symbol and leaves out what the notebook's author never wrote: modules of cells, `Swift.`.
    static func readable(_ symbol: String) -> String {
        if symbol.wholeMatch(of: /Cell[0-9a-f]{20}_main/) != nil { return "top level" }
        let name = demangled(symbol) ?? symbol
        return name.replacing(/Cell[0-9a-f]{20}\.|Swift\./, with: "")
            .replacing(/^(merged |generic specialization <.*> of )+/, with: "")
    }

    private static func demangled(_ symbol: String) -> String? {
        guard symbol.hasPrefix("$s"), let demangle else { return nil }
        guard let text = demangle(symbol, symbol.utf8.count, nil, nil, 0) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    private typealias Demangle =
        @convention(c) (
            UnsafePointer<CChar>, Int, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UInt32
        ) -> UnsafeMutablePointer<CChar>?

    /// The Swift run time has the function, but no module declares it.
    private static let demangle: Demangle? = dlsym(nil, "swift_demangle").map {
        unsafeBitCast($0, to: Demangle.self)
    }
}
