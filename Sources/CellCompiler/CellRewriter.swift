import SwiftParser
import SwiftSyntax

/// Turns a cell into what the compiler shall see, by edits that leave every character on its line.
///
/// - The last expression is given to `__display`, unless a `;` follows it.
/// - Statements that suspend run through `__await`, because a script with a raw `await` becomes an
///   asynchronous program whose end ends the process.
/// - `private` and `fileprivate` on top-level declarations go, or later cells would not see them.
/// - `import` becomes `@_exported import`, so that it holds for later cells; a module that is visible already
///   is not imported again, or its names would no longer be hidden by the notebook's.
struct CellRewriter {
    /// The edits, in no particular order.
    private(set) var edits: [SourceEdit] = []
    /// The modules that the cell imports for the first time.
    private(set) var imports: Set<String> = []
    /// What cannot work: the byte where it stands, and one sentence.
    private(set) var problems: [(offset: Int, message: String)] = []
    /// Whether an expression is shown.
    private(set) var showsValue = false
    private let visibleModules: Set<String>

    /// Rewrites a cell.
    ///
    /// - Parameters:
    ///   - tree: the parsed cell; a tree with errors is left alone, for the compiler to complain about.
    ///   - visibleModules: modules that earlier cells imported.
    ///   - showingValue: whether the last expression is shown.
    init(_ tree: SourceFileSyntax, visibleModules: Set<String>, showingValue: Bool) {
        self.visibleModules = visibleModules
        guard !tree.hasError else { return }
        rewrite(tree.statements, showingValue: showingValue)
    }

    private mutating func rewrite(_ items: CodeBlockItemListSyntax, showingValue: Bool = false) {
        for item in items {
            if showingValue, item.id == items.last?.id, let shown = ShownValue.expression(of: item) {
                show(shown.expression, needsClosure: shown.needsClosure)
                continue
            }
            switch item.item {
            case .decl(let declaration): rewrite(declaration)
            case .stmt(let statement): rewrite(statement)
            case .expr(let expression): runAwaiting(expression)
            default: break
            }
        }
    }

    private mutating func show(_ expression: ExprSyntax, needsClosure: Bool) {
        showsValue = true
        var (open, close) = ("__display(", ")")
        if AwaitFinder.suspends(expression) {
            (open, close) = (open + "try __await { ", " }" + close)
        } else if needsClosure {
            (open, close) = (open + "{ ", " }()" + close)
        }
        wrap(expression, open, close)
    }

    private mutating func wrap(_ node: some SyntaxProtocol, _ open: String, _ close: String) {
        edits.append(.insert(open, at: node.positionAfterSkippingLeadingTrivia.utf8Offset))
        edits.append(.insert(close, at: node.endPositionBeforeTrailingTrivia.utf8Offset))
    }

    private mutating func blank(_ node: some SyntaxProtocol) {
        let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
        edits.append(.blank(start..<node.endPositionBeforeTrailingTrivia.utf8Offset))
    }

    // MARK: Statements

    private mutating func rewrite(_ statement: StmtSyntax) {
        guard let condition = statement.as(GuardStmtSyntax.self) else { return runAwaiting(statement) }
        // The names that a guard binds must stay outside a closure: only what suspends goes into one.
        for element in condition.conditions {
            switch element.condition {
            case .expression(let expression): awaitValue(of: expression)
            case .optionalBinding(let binding): binding.initializer.map { awaitValue(of: $0.value) }
            case .matchingPattern(let pattern): awaitValue(of: pattern.initializer.value)
            default: break
            }
        }
        rewrite(condition.body.statements)
    }

    private mutating func runAwaiting(_ node: some SyntaxProtocol) {
        guard AwaitFinder.suspends(node) else { return }
        wrap(node, "try __await { () async throws -> Void in ", " }")
    }

    private mutating func awaitValue(of expression: ExprSyntax) {
        guard AwaitFinder.suspends(expression) else { return }
        wrap(expression, "try __await({ ", " })")
    }

    // MARK: Declarations

    private mutating func rewrite(_ declaration: DeclSyntax) {
        if let block = declaration.as(IfConfigDeclSyntax.self) {
            for case .statements(let items)? in block.clauses.map(\.elements) { rewrite(items) }
        } else if let declaration = declaration.as(ImportDeclSyntax.self) {
            rewrite(declaration)
        } else {
            declaration.asProtocol((any WithModifiersSyntax).self).map { makeVisible($0.modifiers) }
        }
        guard let variable = declaration.as(VariableDeclSyntax.self) else { return }
        if let modifier = variable.modifiers.first(where: { $0.name.text == "async" }) {
            problems.append(
                (
                    modifier.positionAfterSkippingLeadingTrivia.utf8Offset,
                    "`async let` does not work at the top level of a cell; use `let task = Task { … }` and "
                        + "`await task.value`, or put it into a function"
                ))
        }
        for binding in variable.bindings { binding.initializer.map { awaitValue(of: $0.value) } }
    }

    private mutating func makeVisible(_ modifiers: DeclModifierListSyntax) {
        for modifier in modifiers where ["private", "fileprivate"].contains(modifier.name.text) {
            blank(modifier)
        }
    }

    private mutating func rewrite(_ declaration: ImportDeclSyntax) {
        let module = declaration.path.first?.name.text ?? ""
        let isWhole = declaration.importKindSpecifier == nil && declaration.path.count == 1
        if isWhole, visibleModules.contains(module) || imports.contains(module) { return blank(declaration) }
        if isWhole { imports.insert(module) }
        for modifier in declaration.modifiers { blank(modifier) }
        edits.append(
            .insert(
                "@_exported ", at: declaration.importKeyword.positionAfterSkippingLeadingTrivia.utf8Offset))
    }
}
