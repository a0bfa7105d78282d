import Foundation

/// What the parts of one page share while it is written: numbers given out, identifiers taken, pictures stored.
final class PageState {
    /// Identifiers taken.
    var anchors = Anchors()
    /// How the headings nest.
    var outline = Outline()
    /// Pictures stored.
    var pictures: PictureStore
    /// Style texts and attributes that the policy must name: `show(html:)` and the author's raw HTML bring them.
    var foreignStyles: [String] = []
    /// What the author should know: pictures without words, pictures not found.
    private(set) var warnings: [String] = []
    /// The cell being written, as a warning names it.
    var place = ""
    /// Files that the Markdown shows.
    let resources: [String: Data]
    private var figures = 0
    private var names = 0

    /// Prepares a page whose pictures occur as often as `pictures` knows.
    init(pictures: PictureStore, resources: [String: Data]) {
        self.pictures = pictures
        self.resources = resources
    }

    /// The number of the next figure.
    func nextFigure() -> Int {
        figures += 1
        return figures
    }

    /// A number that no other part of the page has.
    func nextName() -> Int {
        names += 1
        return names
    }

    /// Tells the author something about the cell being written.
    func warn(_ what: String) { warnings.append("\(place): \(what)") }

    /// A picture that a Markdown text wants.
    func markdownPicture(_ address: String, alternative: String) -> HTML {
        if alternative.trimmed.isEmpty {
            warn(
                "the picture \(address) has no alternative text; write it into the brackets: ![words](\(address))"
            )
        }
        let found = resources[address] ?? address.removingPercentEncoding.flatMap { resources[$0] }
        if let data = found {
            guard let kind = PictureKind(of: data) else {
                return missing("Not a picture this page can show", address, alternative)
            }
            return pictures.image(data, kind, alternative: alternative)
        }
        if PictureKind.inlinePrefixes.contains(where: address.hasPrefix) {
            return "<img src=\"\(address)\" alt=\"\(alternative)\">"
        }
        if LinkTarget.isRemote(address), let target = LinkTarget.checked(address) {
            let name = alternative.isEmpty ? address : alternative
            return
                "<a class=\"missing\" href=\"\(target)\" rel=\"noreferrer noopener\">Picture on the web: \(name)</a>"
        }
        return missing("Picture not found", address, alternative)
    }

    private func missing(_ reason: String, _ address: String, _ alternative: String) -> HTML {
        warn("\(reason.lowercased()): \(address)")
        return
            "<span class=\"missing\">\(reason): \(address)\(alternative.isEmpty ? "" : " (\(alternative))")</span>"
    }
}

/// Gives every heading an identifier of its own, made from its words.
struct Anchors {
    private var taken: Set<String> = []

    /// An identifier such as `two-views-of-a-picture`.
    mutating func make(from text: String) -> String {
        var words = ""
        for character in text.lowercased() {
            if character.isLetter || character.isNumber {
                words.append(character)
            } else if !words.isEmpty, words.last != "-" {
                words.append("-")
            }
            if words.count >= 60 { break }
        }
        while words.last == "-" { words.removeLast() }
        // `s-` keeps headings apart from the page's own identifiers (`cell-3`, `figure-3`, `L12`).
        let base = "s-" + (words.isEmpty ? "section" : words)
        var name = base
        var number = 2
        while !taken.insert(name).inserted {
            name = "\(base)-\(number)"
            number += 1
        }
        return name
    }
}

/// Maps the author's heading levels to an unbroken outline below the page's one `h1`.
struct Outline {
    private var open: [Int] = []

    /// The level on the page, 2…6, of a heading written with `level` marks.
    mutating func level(of level: Int) -> Int {
        while let last = open.last, last >= level { open.removeLast() }
        open.append(level)
        return min(1 + open.count, 6)
    }
}
