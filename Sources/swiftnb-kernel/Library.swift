import CKernelProcess
import Foundation

/// The library that cells use, opened once so that its state exists once.
enum Library {
    /// Why it cannot be used.
    struct LoadError: Error, CustomStringConvertible {
        let description: String
    }

    /// Opens the library and takes its displays.
    static func load(_ path: String) throws(LoadError) {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
            throw LoadError(description: "cannot open the library: \(reason); run swift build -c release")
        }
        guard let symbol = dlsym(handle, "display_connect") else {
            throw LoadError(description: "\(path) lacks display_connect; run swift build -c release")
        }
        typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> Void
        typealias Connect = @convention(c) (Callback) -> Void
        unsafeBitCast(symbol, to: Connect.self)({ bytes, count in ckernel_send(bytes, count) })
    }
}
