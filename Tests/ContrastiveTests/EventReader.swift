import Foundation

/// The steps of all values in a folder of event files, as TensorBoard shows them: the start of a session at a step
/// takes back what was read of that step and later ones.
func stepsShownByTensorBoard(in folder: URL) throws -> [Int] {
    var steps: [Int] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
        var file = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))[...]
        while file.count >= 16 {  // a killed process may leave the beginning of a record
            let count = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            guard file.count >= 16 + count else { break }
            // Behind the length, its checksum and wall_time.
            var event = file.dropFirst(12 + 9).prefix(count - 9)
            file = file.dropFirst(16 + count)
            guard event.popFirst() == 0x10 else { continue }  // the version has no step
            let step = varint(&event)
            switch event.first {
            case 0x2A?: steps.append(step)  // summary
            case 0x3A?: steps.removeAll { $0 >= step }  // session_log
            default: break
            }
        }
    }
    return steps
}

/// Takes a number in protocol-buffer encoding off the front.
private func varint(_ bytes: inout ArraySlice<UInt8>) -> Int {
    var (value, shift) = (0, 0)
    while let byte = bytes.popFirst() {
        value |= Int(byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 { break }
    }
    return value
}
