import SwiftSyntax

/// Decides whether the last statement of a cell has a value to show.
enum ShownValue {
    /// The expression whose value a statement shows, and whether it has to stand in a closure to have one.
    static func expression(of item: CodeBlockItemSyntax) -> (expression: ExprSyntax, needsClosure: Bool)? {
        guard item.semicolon == nil else { return nil }
        let inner: ExprSyntax
        switch item.item {
        case .expr(let expression): inner = expression
        case .stmt(let statement):
            guard let wrapper = statement.as(ExpressionStmtSyntax.self) else { return nil }
            inner = wrapper.expression
        default: return nil
        }
        if inner.is(IfExprSyntax.self) || inner.is(SwitchExprSyntax.self) {
            return hasValue(inner) ? (inner, true) : nil
        }
        return isShowable(inner) ? (inner, false) : nil
    }

    /// Literals without a type of their own, closures and diagnostics directives have no value to show.
    private static func isShowable(_ expression: ExprSyntax) -> Bool {
        if let sequence = expression.as(SequenceExprSyntax.self) {
            return !sequence.elements.contains { $0.is(AssignmentExprSyntax.self) }
        }
        if let array = expression.as(ArrayExprSyntax.self) { return !array.elements.isEmpty }
        if let macro = expression.as(MacroExpansionExprSyntax.self) {
            return !["warning", "error", "sourceLocation"].contains(macro.macroName.text)
        }
        if let dictionary = expression.as(DictionaryExprSyntax.self), case .colon = dictionary.content {
            return false
        }
        return !expression.is(NilLiteralExprSyntax.self) && !expression.is(ClosureExprSyntax.self)
            && !expression.is(MissingExprSyntax.self)
    }

    /// Whether every branch of an `if` or `switch` is one expression.
    private static func hasValue(_ expression: ExprSyntax) -> Bool {
        if let choice = expression.as(IfExprSyntax.self) {
            guard isOneExpression(choice.body.statements) else { return false }
            switch choice.elseBody {
            case .codeBlock(let block)?: return isOneExpression(block.statements)
            case .ifExpr(let next)?: return hasValue(ExprSyntax(next))
            default: return false
            }
        }
        guard let choice = expression.as(SwitchExprSyntax.self) else { return false }
        return choice.cases.allSatisfy { element in
            guard case .switchCase(let branch) = element else { return false }
            return isOneExpression(branch.statements)
        }
    }

    private static func isOneExpression(_ statements: CodeBlockItemListSyntax) -> Bool {
        guard statements.count == 1, let item = statements.first else { return false }
        switch item.item {
        case .expr(let expression): return isShowable(expression)
        case .stmt(let statement):
            return (statement.as(ExpressionStmtSyntax.self)?.expression).map(hasValue) ?? false
        default: return false
        }
    }
}
