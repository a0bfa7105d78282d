import NotebookModel

/// Brings events and the text of both streams into the order in which they came about.
///
/// An event with mark n comes after all text before mark n, in either stream, and before all text behind it.
struct EventOrder {
    /// What comes out.
    enum Item {
        case text(Output.StreamName, [UInt8])
        case event(KernelEvent)
    }

    private var streams: [Output.StreamName: [StreamSplitter.Piece]] = [.stdout: [], .stderr: []]
    private var events: [(mark: Int, event: KernelEvent)] = []

    /// Takes pieces of a stream.
    mutating func append(_ pieces: [StreamSplitter.Piece], of stream: Output.StreamName) {
        streams[stream, default: []].append(contentsOf: pieces)
    }

    /// Takes an event and the mark that went before it.
    mutating func append(_ event: KernelEvent, mark: Int) {
        events.append((mark, event))
    }

    /// What can be put in order by now.
    mutating func drain() -> [Item] {
        var items: [Item] = []
        while true {
            items += leadingText(.stdout) + leadingText(.stderr)
            guard let next = events.first, reached(.stdout) && reached(.stderr) else { return items }
            events.removeFirst()
            streams[.stdout]?.removeFirst()
            streams[.stderr]?.removeFirst()
            items.append(.event(next.event))
        }
    }

    /// Everything left, when the kernel has ended: events keep their order, text goes first.
    mutating func finish() -> [Item] {
        var items = drain()
        for stream in [Output.StreamName.stdout, .stderr] {
            for case .bytes(let bytes) in streams[stream] ?? [] { items.append(.text(stream, bytes)) }
            streams[stream] = []
        }
        items += events.map { .event($0.event) }
        events = []
        return items
    }

    private func reached(_ stream: Output.StreamName) -> Bool {
        guard case .mark = streams[stream]?.first else { return false }
        return true
    }

    private mutating func leadingText(_ stream: Output.StreamName) -> [Item] {
        let pieces = streams[stream] ?? []
        let text = pieces.prefix { if case .bytes = $0 { true } else { false } }
        streams[stream] = Array(pieces.dropFirst(text.count))
        return text.compactMap { if case .bytes(let bytes) = $0 { .text(stream, bytes) } else { nil } }
    }
}
