import SwiftSyntax

/// What a cell declares that a later cell may have to supersede by hand, because declaring it again does not hide
/// it: functions and members with the same parameters and another result, and conformances.
struct Declarations {
    /// Says which functions, members and conformances are the same: spelled alike, in the same place.
    typealias Key = String

    /// A function or member.
    struct Callable {
        /// Where it begins, attributes included: bytes from the start of the cell.
        let offset: Int
        /// What stands behind the parameters: effects, result, constraints; of a variable its type.
        let rest: String
    }

    /// The functions and members by key.
    private(set) var callables: [Key: [Callable]] = [:]
    /// The bytes that declare a conformance: an element of an inheritance clause.
    private(set) var conformances: [Key: [Range<Int>]] = [:]
    /// The types that are declared at top level.
    private(set) var types: Set<String> = []
    /// The names that guards bind at top level.
    private(set) var guardNames: Set<String> = []

    init(of tree: SourceFileSyntax) {
        guard !tree.hasError else { return }
        collect(tree.statements)
    }

    /// All keys.
    var keys: Set<Key> { Set(callables.keys).union(conformances.keys) }

    /// The type whose members or conformances a key is about, `nil` for functions at top level.
    static func owner(of key: Key) -> String? {
        key.split(separator: "|", omittingEmptySubsequences: false).first.flatMap {
            $0.isEmpty ? nil : String($0.prefix { $0 != "." && $0 != "<" })
        }
    }

    private mutating func collect(_ items: CodeBlockItemListSyntax) {
        for item in items {
            if case .stmt(let statement) = item.item, let check = statement.as(GuardStmtSyntax.self) {
                collect(check.conditions)
            }
            guard case .decl(let declaration) = item.item else { continue }
            if let block = declaration.as(IfConfigDeclSyntax.self) {
                for case .statements(let items)? in block.clauses.map(\.elements) { collect(items) }
            } else if let part = declaration.as(ExtensionDeclSyntax.self) {
                collect(part)
            } else if let named = declaration.asProtocol((any NamedDeclSyntax).self), !isFunction(declaration)
            {
                types.insert(named.name.text)
            } else {
                note(declaration, in: "")
            }
        }
    }

    private mutating func collect(_ conditions: ConditionElementListSyntax) {
        for case .optionalBinding(let binding) in conditions.map(\.condition) {
            guardNames.insert(binding.pattern.trimmedDescription)
        }
    }

    private func isFunction(_ declaration: DeclSyntax) -> Bool { declaration.is(FunctionDeclSyntax.self) }

    private mutating func collect(_ part: ExtensionDeclSyntax) {
        let type = part.extendedType.trimmedDescription
        for member in part.memberBlock.members { note(member.decl, in: type) }
        let inherited = part.inheritanceClause?.inheritedTypes ?? []
        for (index, element) in inherited.enumerated() {
            var range = bytes(of: element)
            if inherited.count == 1, let clause = part.inheritanceClause {
                range = bytes(of: clause)  // with its colon
            } else if index > 0, index == inherited.count - 1 {
                let before = inherited[inherited.index(inherited.startIndex, offsetBy: index - 1)]
                if let comma = before.trailingComma { range = bytes(of: comma).lowerBound..<range.upperBound }
            }
            conformances["\(type)|: \(element.type.trimmedDescription)", default: []].append(range)
        }
    }

    private mutating func note(_ declaration: DeclSyntax, in scope: String) {
        let name: String
        var rest = ""
        if let function = declaration.as(FunctionDeclSyntax.self) {
            name =
                "func \(function.name.text)\(generics(function.genericParameterClause))"
                + parameters(function.signature.parameterClause) + level(function.modifiers)
            rest = text(function.signature.effectSpecifiers, function.signature.returnClause)
            rest += text(function.genericWhereClause)
        } else if let member = declaration.as(SubscriptDeclSyntax.self) {
            name = "subscript" + parameters(member.parameterClause) + level(member.modifiers)
            rest = text(member.returnClause)
        } else if let member = declaration.as(InitializerDeclSyntax.self) {
            name = "init" + parameters(member.signature.parameterClause)
            rest = text(member.signature.effectSpecifiers) + (member.optionalMark?.text ?? "")
        } else if let member = declaration.as(VariableDeclSyntax.self), !scope.isEmpty,
            let binding = member.bindings.first
        {
            name = "var \(binding.pattern.trimmedDescription)" + level(member.modifiers)
            rest = text(binding.typeAnnotation)
        } else {
            return
        }
        let offset = declaration.positionAfterSkippingLeadingTrivia.utf8Offset
        callables["\(scope)|\(name)", default: []].append(Callable(offset: offset, rest: rest))
    }

    private func text(_ nodes: (any SyntaxProtocol)?...) -> String {
        nodes.compactMap { $0?.trimmedDescription }.joined(separator: " ")
    }

    private func generics(_ clause: GenericParameterClauseSyntax?) -> String {
        clause?.trimmedDescription ?? ""
    }

    private func level(_ modifiers: DeclModifierListSyntax) -> String {
        modifiers.contains { ["static", "class"].contains($0.name.text) } ? " static" : ""
    }

    private func parameters(_ clause: FunctionParameterClauseSyntax) -> String {
        let list = clause.parameters.map { "\($0.firstName.text): \($0.type.trimmedDescription)" }
        return "(\(list.joined(separator: ", ")))"
    }

    private func bytes(of node: some SyntaxProtocol) -> Range<Int> {
        node.positionAfterSkippingLeadingTrivia.utf8Offset..<node.endPositionBeforeTrailingTrivia.utf8Offset
    }
}
