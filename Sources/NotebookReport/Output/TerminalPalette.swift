/// The sixteen colours of a page's terminal text: brighter ones are mapped to the nearest, so that every colour
/// has enough contrast in the light and in the dark.
enum TerminalPalette {
    private static let colours: [(red: Int, green: Int, blue: Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
        (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
        (255, 0, 255),
        (0, 255, 255), (255, 255, 255),
    ]

    /// Reads what follows 38 or 48: `5;n` from 256 colours or `2;r;g;b`.
    static func extended(_ codes: inout ArraySlice<Int>) -> Int? {
        switch codes.popFirst() {
        case 5: return codes.popFirst().flatMap(indexed)
        case 2:
            guard codes.count >= 3 else { return nil }
            let (red, green, blue) = (codes.removeFirst(), codes.removeFirst(), codes.removeFirst())
            return nearest(red, green, blue)
        default: return nil
        }
    }

    private static func indexed(_ index: Int) -> Int? {
        switch index {
        case 0..<16: index
        case 16..<232:
            nearest((index - 16) / 36 * 51, (index - 16) / 6 % 6 * 51, (index - 16) % 6 * 51)
        case 232..<256: nearest((index - 232) * 10 + 8, (index - 232) * 10 + 8, (index - 232) * 10 + 8)
        default: nil
        }
    }

    private static func nearest(_ red: Int, _ green: Int, _ blue: Int) -> Int? {
        func distance(_ index: Int) -> Int {
            let colour = colours[index]
            let (r, g, b) = (red &- colour.red, green &- colour.green, blue &- colour.blue)
            return r &* r &+ g &* g &+ b &* b
        }
        return colours.indices.min { distance($0) < distance($1) }
    }
}
