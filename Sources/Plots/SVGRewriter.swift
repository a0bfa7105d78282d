/// Turns gnuplot's SVG into the figure that is shown: texts in place of their placeholders, page colours, no ids
/// (many figures share one page), and compact marks instead of one element per point.
///
/// gnuplot's output is regular: attribute values hold no `>`, and text is escaped. So it is read tag by tag.
struct SVGRewriter {
    private let script: FigureScript
    private let alternativeText: String
    private var out: [UInt8] = []
    private var emptyGroups: [String] = []  // open groups without content so far: dropped if they stay empty
    private var isInTitle = false
    private var marks = MarkRun()

    init(_ script: FigureScript, alternativeText: String) {
        self.script = script
        self.alternativeText = alternativeText
    }

    /// The finished document.
    func rewrite(_ raw: [UInt8]) -> String {
        var rewriter = self
        rewriter.out.reserveCapacity(raw.count)
        rewriter.out += rewriter.head.utf8
        raw.withUnsafeBufferPointer { rewriter.walk($0) }
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

    private mutating func walk(_ raw: UnsafeBufferPointer<UInt8>) {
        var position = Self.bodyStart(in: raw)
        while position < raw.count {
            guard let open = raw[position...].firstIndex(of: UInt8(ascii: "<")),
                let close = raw[open...].firstIndex(of: UInt8(ascii: ">"))
            else { break }
            text(raw[position..<open])
            tag(raw[open...close])
            position = close + 1
        }
        flushMarks()
    }

    /// Behind gnuplot's header and definitions, of which nothing is kept; `head` opens the outer group again.
    private static func bodyStart(in raw: UnsafeBufferPointer<UInt8>) -> Int {
        let end = Array("</defs>".utf8)
        var start = 0
        while let open = raw[start...].firstIndex(of: UInt8(ascii: "<")) {
            if raw[open...].starts(with: end) { return open + end.count }
            start = open + 1
        }
        return 0
    }

    /// Character data: nothing but line breaks and tabs, or a text.
    private mutating func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
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
        emit(String(result.trimmingPrefix(" ")))
    }

    private mutating func tag(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        if bytes.starts(with: "<use ".utf8) {
            let mark = PointMark(use: String(decoding: bytes, as: UTF8.self))
            if let mark, !marks.append(mark) {
                flushMarks()
                _ = marks.append(mark)
            }
            return
        }
        flushMarks()
        if bytes.starts(with: "<g ".utf8) {
            emptyGroups.append(group(String(decoding: bytes, as: UTF8.self)))
        } else if bytes.elementsEqual("</g>".utf8) {
            if emptyGroups.popLast() == nil { out += "</g>\n".utf8 }
        } else if bytes.starts(with: "<title".utf8) || bytes.starts(with: "</title".utf8) {
            isInTitle = bytes.starts(with: "<title".utf8)  // not the label, see `group`
        } else {
            shape(bytes)
        }
    }

    /// A group's start. Plot elements carry their label as a title, shown when pointed at; gnuplot's own titles
    /// are its internal names.
    private func group(_ tag: String) -> String {
        if let range = tag.firstRange(of: "gnuplot_plot_") {
            let number = Int(tag[range.upperBound...].prefix(while: \.isNumber)) ?? 0
            let label = script.labels.indices.contains(number - 1) ? script.labels[number - 1] : ""
            return label.isEmpty ? "<g>" : "<g><title>\(label.escapedForXML)</title>"
        }
        return tag.contains(" id=") ? "<g fill=\"none\">" : recolored(tag)
    }

    private mutating func shape(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        // The long part of a path, its points, is copied as it is.
        let points = Array(" d='".utf8)
        let head = bytes.starts(with: "<path".utf8) ? bytes.prefix(200).firstRange(of: points) : nil
        guard let head else {
            let tag = String(decoding: bytes, as: UTF8.self)
            emit(tag.hasPrefix("<image") ? crisp(tag) : recolored(tag))
            return
        }
        emit(recolored(String(decoding: bytes[..<head.lowerBound], as: UTF8.self)))
        out += bytes[head.lowerBound...].lazy.filter { $0 != UInt8(ascii: "\t") }
    }

    /// Pixels of a heat map are cells: they are not to be blurred.
    private func crisp(_ tag: String) -> String {
        tag.replacing("<image ", with: "<image image-rendering=\"pixelated\" ", maxReplacements: 1)
    }

    private mutating func emit(_ text: String) {
        for group in emptyGroups { out += group.utf8 }
        emptyGroups.removeAll()
        out += text.utf8
    }

    private mutating func flushMarks() {
        guard let path = marks.path else { return }
        marks = MarkRun()
        emit(path)
    }
}

/// A tag with the page's colours for the marker colours, and without what the document says once.
private func recolored(_ tag: String) -> String {
    var tag = tag
    for color in ["black", "white", "gray"] { tag.replace(" color=\"\(color)\"", with: "") }
    tag.replace("\"black\"", with: "\"currentColor\"")
    tag.replace("'black'", with: "'currentColor'")
    tag.replace(" font-family=\"sans-serif\"", with: "")
    tag.replace(" font-family=\"sans-serif:Bold\"", with: " font-weight=\"600\"")
    tag.replace(" font-size=\"13.00\" ", with: "")
    for (red, green, blue, opacity) in FigureStyle.substitutions {
        for (marker, quote) in [
            ("rgb(  \(red),   \(green),   \(blue))", "'"), ("rgb(\(red),\(green),\(blue))", "\""),
        ] {
            for attribute in ["stroke", "fill"] {
                for equals in ["=", " = "] {
                    let faded = opacity.map { " \(attribute)-opacity=\(quote)\($0)\(quote)" } ?? ""
                    tag.replace(
                        attribute + equals + quote + marker + quote,
                        with: "\(attribute)=\(quote)currentColor\(quote)" + faded)
                }
            }
        }
    }
    return tag
}
