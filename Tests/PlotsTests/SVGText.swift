import Foundation
import Plots

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a figure's SVG says, as an XML parser reads it.
final class SVGText: NSObject, XMLParserDelegate {
    /// The character data of each `<text>`.
    private(set) var texts: [String] = []
    /// The character data of each `<title>`, shown when a series is pointed at.
    private(set) var labels: [String] = []
    /// Names of all elements, in order.
    private(set) var elements: [String] = []
    /// The root's `aria-label`.
    private(set) var alternativeText: String?
    /// Whether the document is well-formed.
    private(set) var isWellFormed = false

    private var open: String?

    /// Parses the SVG of `figure`; an undrawn figure leaves everything empty.
    convenience init(_ figure: Figure) { self.init(figure.svg ?? "") }

    /// Parses a document.
    init(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    /// Whether one of the texts is `text`.
    func says(_ text: String) -> Bool { texts.contains(text) }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append(name)
        if name == "svg" { alternativeText = attributes["aria-label"] }
        if name == "text" { texts.append("") }
        if name == "title" { labels.append("") }
        if name == "text" || name == "title" { open = name }
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        if open == "text" { texts[texts.count - 1] += characters }
        if open == "title" { labels[labels.count - 1] += characters }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        if name == open { open = nil }
    }
}
