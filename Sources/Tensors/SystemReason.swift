import Foundation

/// Why a file operation failed, in the operating system's own short words where there are some.
package func systemReason(of error: any Error) -> String {
    var error = error as NSError
    while let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError { error = cause }
    if error.domain == NSPOSIXErrorDomain {
        return String(cString: strerror(Int32(error.code))).lowercased()
    }
    switch CocoaError.Code(rawValue: error.code) {
    case .fileReadNoSuchFile, .fileNoSuchFile: return "no such file"
    case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
    case .fileWriteOutOfSpace: return "no space left on device"
    case .fileWriteUnknown: return "no file can be made there"
    default: return error.localizedDescription.trimmingCharacters(in: CharacterSet(charactersIn: ".\n "))
    }
}
