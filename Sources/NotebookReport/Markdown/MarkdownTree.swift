internal import CMarkdown

/// Sole owner of a parsed Markdown document.
struct MarkdownTree: ~Copyable {
    /// The outermost node.
    let root: MarkdownNode

    /// Parses CommonMark with GitHub's extensions and footnotes; `nil` only when memory runs out.
    init?(_ text: String) {
        var text = text
        let document = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cmarkdown_parse($0.baseAddress, $0.count) }
        }
        guard let document else { return nil }
        root = MarkdownNode(pointer: document)
    }

    deinit { cmark_node_free(root.pointer) }
}

/// A node of a Markdown document; valid as long as its tree.
struct MarkdownNode {
    fileprivate let pointer: OpaquePointer

    fileprivate init(pointer: OpaquePointer) {
        self.pointer = pointer
    }

    private init?(_ pointer: OpaquePointer?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    /// The node's kind as cmark names it: `paragraph`, `table_cell` …
    var kind: String {
        // cmark has no names for these two.
        switch cmark_node_get_type(pointer) {
        case CMARK_NODE_FOOTNOTE_DEFINITION: "footnote_definition"
        case CMARK_NODE_FOOTNOTE_REFERENCE: "footnote_reference"
        default: Self.string(cmark_node_get_type_string(pointer))
        }
    }

    /// The text of a leaf.
    var literal: String { Self.string(cmark_node_get_literal(pointer)) }

    /// Where a link leads or a picture lies.
    var url: String { Self.string(cmark_node_get_url(pointer)) }

    /// The title of a link or a picture.
    var title: String { Self.string(cmark_node_get_title(pointer)) }

    /// What stands behind the fence of a code block.
    var fenceInfo: String { Self.string(cmark_node_get_fence_info(pointer)) }

    /// 1…6.
    var headingLevel: Int { Int(cmark_node_get_heading_level(pointer)) }

    /// Whether a list is numbered.
    var isNumbered: Bool { cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST }

    /// The first number of a list.
    var listStart: Int { Int(cmark_node_get_list_start(pointer)) }

    /// Whether a list's items are set without paragraphs.
    var isTight: Bool { cmark_node_get_list_tight(pointer) != 0 }

    /// Whether a task is done.
    var isDone: Bool { cmark_gfm_extensions_get_tasklist_item_checked(pointer) }

    /// How a table's columns are set: `l`, `c`, `r`, or a space.
    var columnAlignments: [Character] {
        let count = Int(cmark_gfm_extensions_get_table_columns(pointer))
        guard let alignments = cmark_gfm_extensions_get_table_alignments(pointer) else { return [] }
        return (0..<count).map { alignments[$0] == 0 ? " " : Character(Unicode.Scalar(alignments[$0])) }
    }

    /// The node around this one.
    var parent: MarkdownNode? { MarkdownNode(cmark_node_parent(pointer)) }

    /// The nodes inside this one.
    var children: [MarkdownNode] {
        var nodes: [MarkdownNode] = []
        var child = MarkdownNode(cmark_node_first_child(pointer))
        while let node = child {
            nodes.append(node)
            child = MarkdownNode(cmark_node_next(node.pointer))
        }
        return nodes
    }

    /// All text inside this node.
    var plainText: String {
        switch kind {
        case "text", "code": literal
        case "softbreak", "linebreak": " "
        default: children.map(\.plainText).joined()
        }
    }

    private static func string(_ bytes: UnsafePointer<CChar>?) -> String {
        bytes.map { String(cString: $0) } ?? ""
    }
}
