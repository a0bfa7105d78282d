import Foundation

/// A terminal without a person: what a program writes to `inside` can be read.
struct Terminal {
    /// The program's side.
    let inside: FileHandle
    private let outside: Int32

    init(columns: UInt16) throws {
        outside = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (isLocked, number): (Int32, Int32) = (0, -1)
        // Linux's TIOCSPTLCK and TIOCGPTN, which Swift does not import.
        guard outside >= 0, ioctl(outside, 0x4004_5431, &isLocked) == 0,
            ioctl(outside, 0x8004_5430, &number) == 0
        else { throw POSIXError(.ENODEV) }
        let descriptor = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard descriptor >= 0 else { throw POSIXError(.ENODEV) }
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
        inside = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    }

    /// All that is written until nobody has the other side open any more.
    func readAll() -> String {
        defer { close(outside) }
        var shown: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(outside, &buffer, buffer.count)
            if count > 0 { shown += buffer[..<count] } else if count == 0 || errno != EINTR { break }
        }
        return String(decoding: shown, as: UTF8.self)
    }
}
