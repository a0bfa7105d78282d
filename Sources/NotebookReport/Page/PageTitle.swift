import NotebookModel

/// What a page is called: the title of the notebook's header, else its first heading, else the name of its file.
struct PageTitle {
    /// Its words; formulas stand in it as the notebook has them.
    let text: String
    /// As the page draws it: a heading with its formulas and its emphasis, but without links and pictures.
    let content: HTML

    /// The title of a run's page.
    init(of run: NotebookRun) {
        let name = (run.notebook.title ?? run.fileName).trimmed
        let isGiven = run.notebook.title == nil || !(run.notebook.header["title"] ?? "").isEmpty
        let heading = isGiven ? nil : Self.heading(name)
        text = heading?.text ?? name
        content = heading?.content ?? HTML(text: name)
    }

    private static func heading(_ source: String) -> (text: String, content: HTML)? {
        let page = PageState(pictures: PictureStore([]), resources: [:])
        var writer = MarkdownWriter("# " + source, trust: .author, name: "title", page: page)
        guard let tree = MarkdownTree(writer.mathematics.text), let node = tree.root.children.first else {
            return nil
        }
        let text = writer.mathematics.restored(node.plainText).trimmed
        return text.isEmpty ? nil : (text, writer.inlines(node, isBare: true))
    }
}
