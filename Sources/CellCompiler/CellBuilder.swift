import Foundation
import NotebookModel
import SwiftParser
import SwiftSyntax
import Synchronization

/// Compiles the cells of one notebook, one after another: a chain in which each cell sees those before it.
///
/// Cell n needs only the interface of cell n − 1, not its execution: compile ahead while earlier cells run.
/// Calls from several threads take turns.
public final class CellBuilder: Sendable {
    private let cache: CellCache
    private let chain: Mutex<Chain>

    /// What the next cell builds on.
    private struct Chain {
        /// The module of the latest compiled cell, or the prelude.
        var module: String
        /// Modules that earlier cells imported.
        var imports: Set<String>
        /// The compiled cells.
        var past = PastCells()
    }

    /// Prepares a chain without cells; compiles the prelude unless an earlier run left it.
    public init(settings: CompilerSettings) throws(BuildError) {
        let cache = try CellCache(settings)
        let prelude = Prelude.source(imports: settings.automaticImports)
        let module = cache.moduleName(previous: "", text: prelude)
        if cache.record(of: module) == nil {
            let result = try cache.compile(prelude, as: module)
            guard result.status == 0 else {
                throw .toolFailed(path: settings.toolchain.frontend.path, output: result.output)
            }
            try cache.store(CellCache.Record(imports: [], warnings: []), of: module)
        }
        self.cache = cache
        chain = Mutex(Chain(module: module, imports: Set(settings.automaticImports)))
    }

    /// Compiles the next cell of the chain.
    ///
    /// A refused cell leaves the chain as it was. What is wrong with the machine throws.
    public func compile(_ source: CellSource) throws(BuildError) -> CompileOutcome {
        let result: Result<CompileOutcome, BuildError> = chain.withLock { chain in
            do throws(BuildError) { return .success(try compile(source, after: &chain)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func compile(_ source: CellSource, after chain: inout Chain) throws(BuildError) -> CompileOutcome
    {
        let began = ContinuousClock.now
        let key = "\(source.file)\n\(source.firstLine)\n\(source.text)"
        let module = cache.moduleName(previous: chain.module, text: key)
        let tree = Parser.parse(source: source.text)
        let declarations = Declarations(of: tree)
        var past = chain.past
        past.supersede(by: declarations)
        let record: CellCache.Record
        let isCached: Bool
        if let known = cache.record(of: module) {
            (record, isCached) = (known, true)
        } else {
            let standIns = try past.standIns(in: cache)
            var attempt = try attempt(
                source, tree, module: module, chain: chain, standIns: standIns, showingValue: true)
            if attempt.status != 0, attempt.rewriter.showsValue {
                // The value may be one that cannot be shown; and complaints read better about the cell as written.
                attempt = try self.attempt(
                    source, tree, module: module, chain: chain, standIns: standIns, showingValue: false)
            }
            guard attempt.status == 0, attempt.rewriter.problems.isEmpty else {
                return .refused(failure(of: attempt, source: source))
            }
            (record, isCached) = (attempt.record, false)
            try cache.link(module)
            try cache.store(record, of: module)
        }
        let rewriter = CellRewriter(tree, visibleModules: chain.imports, showingValue: record.showsValue)
        past.append(
            PastCells.Cell(
                module: module, source: source, edits: rewriter.edits,
                header: header(of: source, after: chain.module), declarations: declarations))
        chain.past = past
        chain.module = module
        chain.imports.formUnion(record.imports)
        return .compiled(compiledCell(module, record, began: began, fromCache: isCached))
    }

    private func compiledCell(
        _ module: String, _ record: CellCache.Record, began: ContinuousClock.Instant, fromCache: Bool
    ) -> CompiledCell {
        let duration = (ContinuousClock.now - began).components
        return CompiledCell(
            libraryPath: cache.library(of: module).path, entryPoint: Frontend.entryPoint(of: module),
            moduleName: module, seconds: Double(duration.seconds) + Double(duration.attoseconds) * 1e-18,
            fromCache: fromCache, warnings: record.warnings, positions: record.positions)
    }

    /// One call of the compiler, with what it said in the notebook's terms.
    private struct Attempt {
        let rewriter: CellRewriter
        let status: Int32
        let report: DiagnosticReport
        let map: PositionMap

        var record: CellCache.Record {
            CellCache.Record(
                imports: rewriter.imports.sorted(),
                warnings: report.diagnostics.filter { $0.severity == "warning" }, positions: map,
                showsValue: rewriter.showsValue)
        }
    }

    /// The lines before the author's first.
    private func header(of source: CellSource, after module: String) -> String {
        let path = source.file.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return """
            @_exported import \(module)
            #sourceLocation(file: "\(path)", line: \(source.firstLine))

            """
    }

    private func attempt(
        _ source: CellSource, _ tree: SourceFileSyntax, module: String, chain: Chain, standIns: [URL],
        showingValue: Bool
    ) throws(BuildError) -> Attempt {
        let rewriter = CellRewriter(tree, visibleModules: chain.imports, showingValue: showingValue)
        let text = header(of: source, after: chain.module) + rewriter.edits.applied(to: source.text) + "\n"
        let result = try cache.compile(text, as: module, standIns: standIns)
        let map = PositionMap(edits: rewriter.edits, text: source.text, firstLine: source.firstLine)
        let guardNames = chain.past.guardNames
        let report = DiagnosticReport(
            result.output, file: source.file, map: map, ignoringUnused: !showingValue,
            advice: { Advice.on($0, guardNames: guardNames) })
        return Attempt(rewriter: rewriter, status: result.status, report: report, map: map)
    }

    private func failure(of attempt: Attempt, source: CellSource) -> CellFailure {
        var diagnostics = attempt.report.diagnostics
        var details = attempt.report.text
        for (offset, message) in attempt.rewriter.problems {
            let before = source.text.utf8.prefix(offset)
            let line = source.firstLine + before.count { $0 == 0x0A }
            let column = before.reversed().prefix { $0 != 0x0A }.count + 1
            diagnostics.insert(.init(severity: "error", message: message, line: line, column: column), at: 0)
            details = "\(source.file):\(line):\(column): error: \(message)\n" + details
        }
        let first = diagnostics.first { $0.severity == "error" } ?? diagnostics.first
        return CellFailure(
            kind: .compile, name: "Compile error",
            message: first?.message ?? "the compiler failed without a message", details: details,
            line: first?.line ?? source.firstLine, column: first?.column, diagnostics: diagnostics)
    }
}
