import Foundation
import Synchronization

/// An HTTP server on this machine that serves one file, and misbehaves as it is told.
final class UnreliableServer: Sendable {
    /// What is wrong with it.
    struct Behaviour: Sendable {
        /// Bytes that each of the first connections gets before it is cut.
        var cuts: [Int] = []
        /// Whether it can begin in the middle.
        var knowsRanges = true
        /// The status of every answer; 200 means 200 or 206.
        var status = 200
    }

    let port: UInt16
    /// The `Range` headers it was sent, empty ones for none.
    private let ranges = Mutex<[String]>([])
    private let listener: Int32
    private let content: [UInt8]
    private let behaviour: Behaviour

    init(_ content: [UInt8], _ behaviour: Behaviour = Behaviour()) throws {
        (self.content, self.behaviour) = (content, behaviour)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (handle, size) = (listener, length)
        let isBound = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(handle, address, size) == 0 && listen(handle, 8) == 0
                    && getsockname(handle, address, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileNoSuchFile) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { self.serve() }
    }

    /// Ends the server's loop.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    var requests: [String] { ranges.withLock { $0 } }

    func url(_ name: String = "archive.tar.gz") throws -> URL {
        guard let url = URL(string: "http://127.0.0.1:\(port)/\(name)") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return url
    }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            answer(connection)
            close(connection)
        }
        close(listener)
    }

    private func answer(_ connection: Int32) {
        var request = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !request.contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            request += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        let range = request.split(separator: "\r\n").first { $0.lowercased().hasPrefix("range:") } ?? ""
        let number = ranges.withLock {
            $0.append(String(range))
            return $0.count - 1
        }
        guard behaviour.status == 200 else {
            return send("HTTP/1.1 \(behaviour.status) No\r\nContent-Length: 0\r\n\r\n", to: connection)
        }
        let asked = Int(range.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
        let start = behaviour.knowsRanges ? min(asked, content.count) : 0
        let rest = content[start...]
        let head =
            start > 0
            ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(start)-\(content.count - 1)/\(content.count)"
            : "HTTP/1.1 200 OK"
        send("\(head)\r\nContent-Length: \(rest.count)\r\nConnection: close\r\n\r\n", to: connection)
        let cut = number < behaviour.cuts.count ? behaviour.cuts[number] : rest.count
        send(Array(rest.prefix(cut)), to: connection)
    }

    private func send(_ text: String, to connection: Int32) { send(Array(text.utf8), to: connection) }

    private func send(_ bytes: [UInt8], to connection: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                // No signal where the other side is gone (MSG_NOSIGNAL).
                Foundation.send(
                    connection, raw.baseAddress.map { $0 + sent }, bytes.count - sent, 0x4000)
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}
