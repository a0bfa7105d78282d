import Foundation
import NotebookRunner

/// OpenBLAS as runs use it, asked of the library itself.
enum OpenBLAS {
    /// The kernel that runs use: `SkylakeX`, `Haswell`, `Prescott` …; `nil` where OpenBLAS is missing.
    static let kernel: String? = answer(of: "openblas_get_corename")

    /// `0.3.21`, out of `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …`; `nil` where OpenBLAS is missing.
    static let version: String? = answer(of: "openblas_get_config").flatMap { text in
        text.split(separator: " ").first { $0.first?.isNumber == true }.map { String($0) }
    }

    /// What a function of the library says.
    ///
    /// OpenBLAS chooses its kernel when it is loaded, by what the environment says then: the process that runs cells is
    /// given a better choice there where OpenBLAS does not know the processor, and so this process needs it as well.
    private static func answer(of function: String) -> String? {
        if let type = KernelEnvironment.blasCoreType { setenv("OPENBLAS_CORETYPE", type, 0) }
        guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL),
            let symbol = dlsym(library, function)
        else { return nil }
        typealias Answer = @convention(c) () -> UnsafePointer<CChar>?
        return unsafeBitCast(symbol, to: Answer.self)().map { String(cString: $0) }
    }
}
