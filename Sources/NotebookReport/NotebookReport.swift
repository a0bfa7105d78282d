import Foundation
import NotebookModel

/// The executed notebook as one self-contained HTML page.
///
/// The page asks the network for nothing, reads completely without JavaScript, and depends on `run` and
/// `resources` alone: the same run gives the same bytes.
///
/// - Parameters:
///   - run: the run as it stands, finished or not.
///   - resources: the contents of the files that the notebook's Markdown shows as pictures, by the path
///     written there; `markdownPictures(of:)` lists the paths.
public func renderReport(_ run: NotebookRun, resources: [String: Data] = [:]) -> String {
    Page(run, resources: resources).html().markup
}

/// What the author of a notebook should mend for its readers: pictures without words for those who do not see
/// them, and pictures that are not there. One line each, with the cell.
public func reportWarnings(_ run: NotebookRun, resources: [String: Data] = [:]) -> [String] {
    let page = Page(run, resources: resources)
    _ = page.html()
    return page.warnings
}

/// The paths of local pictures that the Markdown cells show, in order and once: what `renderReport` needs as
/// resources. They are written as the notebook has them, relative to its folder.
public func markdownPictures(of notebook: Notebook) -> [String] {
    var paths: [String] = []
    func collect(_ node: MarkdownNode, depth: Int) {
        if node.kind == "image", !LinkTarget.isRemote(node.url), !paths.contains(node.url) {
            paths.append(node.url)
        }
        if node.kind.hasPrefix("html") {
            for case .open(let tag) in MarkupScanner(node.literal) where tag.name.lowercased() == "img" {
                let path = tag.attributes.first { $0.name.lowercased() == "src" }?.value ?? ""
                if !path.isEmpty, !LinkTarget.isRemote(path), !paths.contains(path) { paths.append(path) }
            }
        }
        guard depth < 128 else { return }
        for child in node.children { collect(child, depth: depth + 1) }
    }
    for cell in notebook.cells where cell.kind == .markdown {
        guard let tree = MarkdownTree(cell.source) else { continue }
        collect(tree.root, depth: 0)
    }
    return paths
}
