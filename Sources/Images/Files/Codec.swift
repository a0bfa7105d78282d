import CJPEG
import CPNG

/// A file format that pictures are read from and written to.
enum Codec: String, Sendable {
    case png = "PNG"
    case jpeg = "JPEG"

    /// The format by the file's first bytes; its name plays no part.
    init?(startOf bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else {
            return nil
        }
    }

    /// What a header says: the size as stored and the way up (EXIF, 1…8).
    struct Header: Sendable {
        var width: UInt32 = 0
        var height: UInt32 = 0
        var orientation: Int32 = 1
    }

    /// Runs a shim function and gives the reason if it failed.
    private static func reason(_ call: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
            guard let start = message.baseAddress else { return "out of memory" }
            message.initialize(repeating: 0)
            return call(start, message.count) == 0 ? nil : String(cString: start)
        }
    }

    func header(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(ImageError) -> Header {
        var header = Header()
        let reason = Codec.reason { message, capacity in
            switch self {
            case .png:
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { exif in
                    var length = 0
                    let status = cpng_read_header(
                        bytes.baseAddress, bytes.count, &header.width, &header.height, exif.baseAddress,
                        exif.count, &length, message, capacity)
                    header.orientation = max(1, cjpeg_tiff_orientation(exif.baseAddress, length))
                    return status
                }
            case .jpeg:
                cjpeg_read_header(
                    bytes.baseAddress, bytes.count, &header.width, &header.height, &header.orientation,
                    message,
                    capacity)
            }
        }
        if let reason { throw .undecodable(path: path, codec: rawValue, reason: reason) }
        return header
    }

    func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, _ header: Header, reducedBy divisor: Int, path: String
    ) throws(ImageError) -> [UInt8] {
        var reason: String?
        let (width, height) = (Int(header.width), Int(header.height))
        let room = 3 * ((width + divisor - 1) / divisor) * ((height + divisor - 1) / divisor)
        let pixels = [UInt8](unsafeUninitializedCapacity: room) { out, count in
            reason = Codec.reason { message, capacity in
                switch self {
                case .png:
                    cpng_decode(
                        bytes.baseAddress, bytes.count, out.baseAddress, header.width, header.height, message,
                        capacity)
                case .jpeg:
                    cjpeg_decode(
                        bytes.baseAddress, bytes.count, out.baseAddress, header.width, header.height,
                        UInt32(divisor), message, capacity)
                }
            }
            count = reason == nil ? room : 0
        }
        if let reason { throw .undecodable(path: path, codec: rawValue, reason: reason) }
        return pixels
    }

    func encode(_ image: Image, quality: Int) throws(ImageError) -> [UInt8] {
        var encoded: UnsafeMutablePointer<UInt8>?
        var count = 0
        let (width, height) = (UInt32(image.width), UInt32(image.height))
        let reason = Codec.reason { message, capacity in
            switch self {
            case .png: cpng_encode(image.pixels, width, height, &encoded, &count, message, capacity)
            case .jpeg:
                cjpeg_encode(
                    image.pixels, width, height, Int32(quality), &encoded, &count, message, capacity)
            }
        }
        defer {
            switch self {
            case .png: cpng_free(encoded)
            case .jpeg: cjpeg_free(encoded)
            }
        }
        if let reason {
            throw .unencodable(codec: rawValue, width: image.width, height: image.height, reason: reason)
        }
        return [UInt8](UnsafeBufferPointer(start: encoded, count: count))
    }
}
