import Foundation

/// Why a file or folder cannot be written, in the system's words; Foundation's own texts are vague.
///
/// - Parameters:
///   - path: what could not be written.
///   - error: what Foundation threw, used where nothing better is found.
package func reasonNotWritable(_ path: String, _ error: any Error) -> String {
    var place = URL(fileURLWithPath: path)
    while place.path != "/" {
        var status = stat()
        if stat(place.path, &status) == 0 {
            if place.path != path, status.st_mode & S_IFMT != S_IFDIR {
                return "\(place.path) is not a folder"
            }
            if access(place.path, W_OK) != 0 { return String(cString: strerror(errno)).lowercased() }
            break
        }
        place.deleteLastPathComponent()
    }
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let underlying, underlying.domain == NSPOSIXErrorDomain {
        return String(cString: strerror(Int32(underlying.code))).lowercased()
    }
    return error.localizedDescription
}
