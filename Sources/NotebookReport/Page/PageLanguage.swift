import Foundation
import NotebookModel

/// The language of a page, as the notebook's header says it: screen readers, hyphenation and fonts go by it.
struct PageLanguage {
    /// A BCP 47 tag: that of the header, or `en` where there is none that a browser knows.
    let tag: String
    /// What the header says instead of a language.
    let mistake: String?

    init(of notebook: Notebook) {
        let written = notebook.header["lang"]?.trimmed ?? ""
        let isKnown = Self.isKnown(written)
        tag = isKnown ? written : "en"
        mistake = isKnown || written.isEmpty ? nil : written
    }

    /// Whether a tag has the shape of one, and its first part is a language.
    private static func isKnown(_ tag: String) -> Bool {
        guard tag.wholeMatch(of: /[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*/) != nil else { return false }
        return Locale.LanguageCode(tag.prefix { $0 != "-" }.lowercased()).isISOLanguage
    }
}
