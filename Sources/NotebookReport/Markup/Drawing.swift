/// An SVG drawing made safe to stand in the page: only shapes, text and the drawing's own pictures.
///
/// Scripts, event handlers, style sheets, links and references to the outside are left out; identifiers get a
/// prefix of their own, so that two drawings cannot meet; `style` attributes become presentation attributes,
/// which the page's content security policy allows.
struct Drawing {
    /// The drawing's attributes of the outermost element, size and coordinate system.
    private(set) var width: Double?
    /// Height in pixels.
    private(set) var height: Double?
    /// The outermost element's `viewBox`.
    private(set) var viewBox: String?
    /// Whether the drawing takes its colours from the page (`color="currentColor"` on the outermost element), so
    /// that it needs no paper behind it in a dark page.
    private(set) var isAdaptive = false
    /// What stands inside of the outermost element.
    private(set) var content = HTML.empty

    private var open: [String] = []
    private var hidden = 0
    private let prefix: String

    private static let elements: Set<String> = [
        "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
        "text",
        "tspan", "textPath", "title", "desc", "image", "clipPath", "mask", "pattern", "linearGradient",
        "radialGradient", "stop", "marker", "switch",
    ]
    private static let attributes: Set<String> = [
        "id", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "dx", "dy", "d",
        "points",
        "width", "height", "viewBox", "transform", "rotate", "textLength", "lengthAdjust",
        "preserveAspectRatio",
        "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap",
        "stroke-linejoin", "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit", "opacity", "color",
        "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline",
        "alignment-baseline", "baseline-shift", "letter-spacing", "word-spacing", "text-decoration",
        "direction",
        "writing-mode", "visibility", "display", "clip-path", "clip-rule", "mask", "overflow", "offset",
        "stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "spreadMethod", "patternUnits",
        "patternContentUnits", "patternTransform", "clipPathUnits", "maskUnits", "maskContentUnits",
        "marker-start",
        "marker-mid", "marker-end", "markerWidth", "markerHeight", "markerUnits", "refX", "refY", "orient",
        "shape-rendering", "text-rendering", "image-rendering", "vector-effect", "xml:space", "startOffset",
        "paint-order", "pointer-events", "unicode-bidi",
    ]

    /// Reads a drawing; `nil` where the text is none, or is broken.
    ///
    /// - Parameter prefix: what its identifiers begin with on the page.
    init?(svg: String, prefix: String) {
        self.prefix = prefix
        var isInside = false
        for piece in MarkupScanner(svg) {
            if case .open(let tag) = piece, tag.name == "svg", !isInside {
                isInside = true
                takeRoot(tag)
            } else if isInside, case .close("svg") = piece, open.isEmpty, hidden == 0 {
                content += "</g>"
                return
            } else if isInside {
                guard take(piece) else { return nil }
            }
        }
        return nil
    }

    private mutating func takeRoot(_ tag: MarkupScanner.Tag) {
        for (name, value) in tag.attributes {
            switch name {
            case "width": width = Self.pixels(value)
            case "height": height = Self.pixels(value)
            case "viewBox" where Self.numbers(value).count == 4: viewBox = value
            case "color": isAdaptive = value == "currentColor"
            default: break
            }
        }
        // What the outermost element says of colours and fonts holds for everything inside.
        let own: Set<String> = [
            "width", "height", "viewBox", "x", "y", "id", "preserveAspectRatio", "overflow",
        ]
        let inherited = tag.attributes.filter { !own.contains($0.name) }
        let group = MarkupScanner.Tag(name: "g", attributes: inherited, isEmpty: false, source: "")
        content += element(group)
        if viewBox == nil, let width, let height { viewBox = "0 0 \(width) \(height)" }
        let size = Self.numbers(viewBox ?? "")
        if size.count == 4 {
            width = width ?? size[2]
            height = height ?? size[3]
        }
    }

    /// A list of numbers, empty where anything else is in it.
    private static func numbers(_ list: String) -> [Double] {
        let words = list.split { $0 == "," || $0.isWhitespace }
        let numbers = words.compactMap { Double($0) }.filter { $0.isFinite && abs($0) < 1e6 }
        return numbers.count == words.count ? numbers : []
    }

    private static func pixels(_ length: String) -> Double? {
        let value = Double(length.hasSuffix("px") ? String(length.dropLast(2)) : length)
        return value.flatMap { $0 > 0 && $0 < 100_000 ? $0 : nil }
    }

    /// Takes one piece; `false` where the drawing is broken.
    private mutating func take(_ piece: MarkupScanner.Piece) -> Bool {
        switch piece {
        case .other: break
        case .text(let text):
            let isLayout = !open.contains("text") && text.allSatisfy(\.isWhitespace)
            if hidden == 0, !isLayout { content += HTML(text: MarkupEntities.resolved(text)) }
        case .data(let text): if hidden == 0 { content += HTML(text: text) }
        case .open(let tag):
            if hidden > 0 || !isShown(tag) {
                if !tag.isEmpty { hidden += 1 }
            } else {
                content += element(tag)
                if !tag.isEmpty { open.append(tag.name) }
            }
        case .close(let name):
            if hidden > 0 {
                hidden -= 1
            } else {
                guard open.popLast() == name else { return false }
                content += "</\(name)>"
            }
        }
        return open.count < 200
    }

    /// Whether an element is one of those that may stay.
    private func isShown(_ tag: MarkupScanner.Tag) -> Bool {
        // The title of the whole says what program drew it; buttons and what only a script shows are of no use.
        if open.isEmpty, ["title", "desc"].contains(tag.name) { return false }
        let isButton = tag.name == "image" && tag.attributes.contains { $0.name == "onclick" }
        let isHidden = tag.attributes.contains { $0.name == "visibility" && $0.value == "hidden" }
        guard Self.elements.contains(tag.name), !isButton, !isHidden else { return false }
        guard ["image", "use"].contains(tag.name) else { return true }
        // What they show may not be shown.
        return tag.attributes.contains {
            $0.name.hasSuffix("href") && checked($0.name, $0.value, in: tag.name) != nil
        }
    }

    private func element(_ tag: MarkupScanner.Tag) -> HTML {
        var attributes = HTML.empty
        var seen: [String] = []
        for (name, value) in Self.properties(of: tag) {
            guard let value = checked(name, value, in: tag.name), !seen.contains(name) else { continue }
            seen.append(name)
            attributes += " \(name == "xlink:href" ? "href" : name)=\"\(value)\""
        }
        return "<\(tag.name)\(attributes)\(tag.isEmpty ? "/" as HTML : "")>"
    }

    /// The attributes with those that the `style` attribute stands for, which win.
    private static func properties(of tag: MarkupScanner.Tag) -> [(name: String, value: String)] {
        guard tag.attributes.contains(where: { $0.name == "style" }) else { return tag.attributes }
        let styled = tag.attributes.filter { $0.name == "style" }.flatMap { declarations($0.value) }
        return styled + tag.attributes.filter { $0.name != "style" }
    }

    /// The properties of a `style` attribute.
    private static func declarations(_ style: String) -> [(name: String, value: String)] {
        style.split(separator: ";").compactMap { declaration in
            let halves = declaration.split(separator: ":", maxSplits: 1)
            return halves.count == 2 ? (halves[0].trimmed, halves[1].trimmed) : nil
        }
    }

    /// The value an attribute may have, `nil` where it is left out.
    private func checked(_ name: String, _ value: String, in element: String) -> String? {
        if name == "href" || name == "xlink:href" {
            if value.hasPrefix("#") { return "#" + prefix + value.dropFirst() }
            let isPicture = ["data:image/png;base64,", "data:image/jpeg;base64,"].contains(
                where: value.hasPrefix)
            return element == "image" && isPicture ? value : nil
        }
        guard Self.attributes.contains(name) else { return nil }
        if name == "id" { return prefix + value }
        // Most values have no parenthesis, and the search for a text in a text is slow.
        guard value.utf8.contains(UInt8(ascii: "(")) else { return value }
        // CSS reads its words in any case, and a backslash can hide one.
        guard !value.contains("\\") else { return nil }
        guard let url = value.lowercased().firstRange(of: "url(") else { return value }
        // Only references into the drawing itself.
        let lead = value.lowercased()[..<url.lowerBound]
        guard lead.trimmed.isEmpty else { return nil }
        let target = value.dropFirst(lead.count + 4).drop { "'\" ".contains($0) }
        guard target.hasPrefix("#") else { return nil }
        let identifier = target.dropFirst().prefix { !"'\") ".contains($0) }
        return "url(#\(prefix)\(identifier))"
    }
}
