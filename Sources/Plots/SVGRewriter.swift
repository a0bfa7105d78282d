/// Turns gnuplot's SVG into the figure that is shown: texts in place of their placeholders, page colours, no ids
/// (many figures share one page), and compact marks instead of one element per point.
///
/// gnuplot's output is regular: attribute values hold no `>`, and text is escaped. So it is read tag by tag, and
/// byte by byte: a figure of many points is a megabyte of it.
struct SVGRewriter {
    private let script: FigureScript
    private let alternativeText: String
    /// What lies over the drawing.
    private let layer: String
    private var out: [UInt8] = []
    private var emptyGroups: [[UInt8]] = []  // open groups without content so far: dropped if they stay empty
    private var isInTitle = false
    private var marks = MarkRun()

    init(_ script: FigureScript, alternativeText: String, layer: String) {
        self.script = script
        self.alternativeText = alternativeText
        self.layer = layer
    }

    /// The finished document.
    func rewrite(_ raw: [UInt8]) -> String {
        var rewriter = self
        rewriter.out.reserveCapacity(raw.count)
        rewriter.out += rewriter.head.utf8
        rewriter.walk(raw[...])
        return String(decoding: rewriter.out, as: UTF8.self)
    }

    private var head: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
        viewBox="0 0 \(script.width) \(script.height)" width="\(script.width)" height="\(script.height)" \
        role="img" aria-label="\(alternativeText.escapedForXML)" color="currentColor" \
        font-family="\(FigureStyle.fontFamily)" font-size="13">
        <style>svg:root{color:#1f2328}@media(prefers-color-scheme:dark){svg:root{color:#e6edf3}}</style>
        <g fill="none">

        """
    }

    private mutating func walk(_ raw: ArraySlice<UInt8>) {
        // Of gnuplot's header and definitions nothing is kept; `head` opens the outer group again.
        var rest = raw.behind("</defs>") ?? raw
        while let open = rest.firstIndex(of: UInt8(ascii: "<")),
            let close = rest[open...].firstIndex(of: UInt8(ascii: ">"))
        {
            text(rest[..<open])
            tag(rest[open...close])
            rest = rest[(close + 1)...]
        }
        flushMarks()
    }

    /// Character data: nothing but line breaks and tabs, or a text.
    private mutating func text(_ bytes: ArraySlice<UInt8>) {
        guard !isInTitle, bytes.contains(where: { $0 > 0x20 }) else { return }
        var result = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars
        where !FigureTexts.isFiller(scalar.value) {
            if let line = script.texts.text(startingWith: scalar.value) {
                result += line.escapedForXML
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        emit(result.trimmingPrefix(" ").utf8)
    }

    private mutating func tag(_ bytes: ArraySlice<UInt8>) {
        if bytes.starts(with: "<use ".utf8) {
            let mark = PointMark(use: bytes)
            if let mark, !marks.append(mark) {
                flushMarks()
                _ = marks.append(mark)
            }
            return
        }
        flushMarks()
        if bytes.starts(with: "<g ".utf8) {
            emptyGroups.append(group(bytes))
        } else if bytes.elementsEqual("</g>".utf8) {
            if emptyGroups.popLast() == nil { out += "</g>\n".utf8 }
        } else if bytes.starts(with: "<title".utf8) || bytes.starts(with: "</title".utf8) {
            isInTitle = bytes.starts(with: "<title".utf8)  // not the label, see `group`
        } else if bytes.elementsEqual("</svg>".utf8) {
            emit((layer + "</svg>").utf8)
        } else {
            shape(bytes)
        }
    }

    /// A group's start. Plot elements carry their label as a title, shown when pointed at; gnuplot's own titles
    /// are its internal names.
    private func group(_ tag: ArraySlice<UInt8>) -> [UInt8] {
        if let name = tag.behind("gnuplot_plot_") {
            let digits = name.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let number = Int(String(decoding: digits, as: UTF8.self)) ?? 0
            let label = script.labels.indices.contains(number - 1) ? script.labels[number - 1] : ""
            return Array((label.isEmpty ? "<g>" : "<g><title>\(label.escapedForXML)</title>").utf8)
        }
        return tag.behind(" id=") == nil ? TagWords.replaced(in: tag) : Array("<g fill=\"none\">".utf8)
    }

    private mutating func shape(_ bytes: ArraySlice<UInt8>) {
        if bytes.starts(with: "<image ".utf8) {
            // Pixels of a heat map are cells: they are not to be blurred.
            emit("<image image-rendering=\"pixelated\" ".utf8)
            out += bytes.dropFirst("<image ".utf8.count)
            return
        }
        // The long part of a path, its points, is copied as it is.
        let points = bytes.starts(with: "<path".utf8) ? bytes.prefix(200).behind(" d='") : nil
        emit(TagWords.replaced(in: bytes[..<(points?.startIndex ?? bytes.endIndex)]))
        if let start = points?.startIndex {
            out += bytes[start...].lazy.filter { $0 != UInt8(ascii: "\t") }
        }
    }

    private mutating func emit(_ markup: some Sequence<UInt8>) {
        for group in emptyGroups { out += group }
        emptyGroups.removeAll()
        out += markup
    }

    private mutating func flushMarks() {
        guard let path = marks.path else { return }
        marks = MarkRun()
        emit(path)
    }
}

/// The words of gnuplot's tags that a figure says otherwise: the marker colours are the page's, and what the document
/// says once is left out.
private enum TagWords {
    /// What is found and what is put there, by the first byte of what is found.
    private static let pairs: [[(found: [UInt8], put: [UInt8])]] = {
        var pairs: [[(found: [UInt8], put: [UInt8])]] = Array(repeating: [], count: 256)
        for (found, put) in TagWords.plain + TagWords.colored {
            guard let first = found.utf8.first else { continue }
            pairs[Int(first)].append((Array(found.utf8), Array(put.utf8)))
        }
        return pairs
    }()

    private static let plain = [
        (" color=\"black\"", ""), (" color=\"white\"", ""), (" color=\"gray\"", ""),
        ("\"black\"", "\"currentColor\""), ("'black'", "'currentColor'"),
        (" font-family=\"sans-serif\"", ""),
        (" font-family=\"sans-serif:Bold\"", " font-weight=\"600\""), (" font-size=\"13.00\" ", ""),
    ]

    private static var colored: [(String, String)] {
        var pairs: [(String, String)] = []
        for (red, green, blue, opacity) in FigureStyle.substitutions {
            for (marker, quote) in [
                ("rgb(  \(red),   \(green),   \(blue))", "'"), ("rgb(\(red),\(green),\(blue))", "\""),
            ] {
                for attribute in ["stroke", "fill"] {
                    let faded = opacity.map { " \(attribute)-opacity=\(quote)\($0)\(quote)" } ?? ""
                    let put = "\(attribute)=\(quote)currentColor\(quote)\(faded)"
                    for equals in ["=", " = "] {
                        pairs.append(("\(attribute)\(equals)\(quote)\(marker)\(quote)", put))
                    }
                }
            }
        }
        return pairs
    }

    /// A tag with its words replaced.
    static func replaced(in tag: ArraySlice<UInt8>) -> [UInt8] {
        let pairs = Self.pairs
        var out: [UInt8] = []
        out.reserveCapacity(tag.count)
        var rest = tag
        while let byte = rest.first {
            if let pair = pairs[Int(byte)].first(where: { rest.starts(with: $0.found) }) {
                out += pair.put
                rest = rest.dropFirst(pair.found.count)
            } else {
                out.append(byte)
                rest = rest.dropFirst()
            }
        }
        return out
    }
}
