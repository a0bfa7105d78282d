import Foundation

/// One value in several forms; whoever shows it takes the richest form it knows.
public struct MIMEBundle: Sendable, Equatable {
    /// Form to content; text is UTF-8.
    public var content: [MIMEType: Data]
    /// A figure's title: becomes its caption and file name.
    public var title: String?
    /// What a picture shows, for readers who do not see it.
    public var alternativeText: String?

    /// Makes a bundle.
    public init(
        content: [MIMEType: Data] = [:], title: String? = nil, alternativeText: String? = nil
    ) {
        self.content = content
        self.title = title
        self.alternativeText = alternativeText
    }

    /// A bundle of plain text alone.
    public init(plainText: String) {
        content = [.plainText: Data(plainText.utf8)]
    }

    /// The UTF-8 text held under `type`, `nil` where there is none.
    public func text(_ type: MIMEType) -> String? {
        content[type].map { String(decoding: $0, as: UTF8.self) }
    }

    /// Puts a text under `type`.
    public mutating func set(_ text: String, as type: MIMEType) {
        content[type] = Data(text.utf8)
    }

    /// What a terminal prints: the plain text, or one line that says what there is.
    var terminalText: String {
        if let plain = text(.plainText) { return plain }
        let forms = content.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.key.rawValue), \($0.value.count) bytes" }
        return "[\(([alternativeText ?? title].compactMap(\.self) + forms).joined(separator: "; "))]"
    }
}

/// A value with a richer form than its description.
public protocol Displayable {
    /// The value in every form it has.
    var display: MIMEBundle { get }
}

extension MIMEBundle: Displayable {
    /// The bundle itself.
    public var display: MIMEBundle { self }
}
