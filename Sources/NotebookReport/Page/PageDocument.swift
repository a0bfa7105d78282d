/// The frame of every page: policy, style and script in its head, the landmarks, the foot.
struct PageDocument {
    /// The page's title.
    let title: String
    /// A BCP 47 tag.
    let language: String
    /// The program and its version.
    let product: String
    /// Styles of others that stand in the page.
    let foreignStyles: [String]
    /// The head of what is read.
    let masthead: HTML
    /// The contents list.
    let contents: HTML?
    /// What is read.
    let body: HTML
    /// Whether two things stand side by side in it.
    var isWide = false

    /// The page.
    func html() -> HTML {
        let policy = ContentPolicy(foreignStyles: foreignStyles)
        let direction: HTML = Self.isRightToLeft(language) ? " dir=\"rtl\"" : ""
        return """
            <!DOCTYPE html>
            <html lang="\(language)"\(direction)>
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy.text)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="\(product)">
            <title>\(title)</title>
            <style>\(HTML(verified: PageStyle.sheet))</style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <div class="page\(contents == nil ? " lone" : "")\(isWide ? " broad" : "")">
            \(masthead)\(contents)<main id="content" tabindex="-1">
            \(body)</main>
            <footer><p>Made by \(product). Everything on this page is in this file.</p></footer>
            </div>
            <script>\(HTML(verified: PageScript.text))</script>
            </body>
            </html>

            """
    }

    private static func isRightToLeft(_ language: String) -> Bool {
        ["ar", "he", "fa", "ur", "yi", "dv", "ps", "sd", "ug"].contains(
            language.prefix { $0.isLetter }.lowercased())
    }
}
