/// The form in which a value is handed to whoever shows it.
public struct MIMEType: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The type's name, such as `image/png`.
    public let rawValue: String

    /// Names a type.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Names a type.
    public init(stringLiteral value: String) { rawValue = value }

    /// Plain text, UTF-8. Every bundle should hold it: terminals show nothing else.
    public static let plainText: MIMEType = "text/plain"
    /// HTML, UTF-8; shown in a sandboxed frame.
    public static let html: MIMEType = "text/html"
    /// CommonMark with GitHub's extensions.
    public static let markdown: MIMEType = "text/markdown"
    /// LaTeX mathematics with its delimiters (`$…$` or `$$…$$`).
    public static let latex: MIMEType = "text/latex"
    /// A PNG picture.
    public static let png: MIMEType = "image/png"
    /// A JPEG picture.
    public static let jpeg: MIMEType = "image/jpeg"
    /// An SVG drawing.
    public static let svg: MIMEType = "image/svg+xml"
    /// JSON.
    public static let json: MIMEType = "application/json"
    /// Comma-separated values: the data behind a figure.
    public static let csv: MIMEType = "text/csv"
    /// A `Table` as JSON; the form is described at `Table.json`.
    public static let table: MIMEType = "application/vnd.swiftnb.table+json"
}
