import Foundation
import NotebookModel
import SwiftParser
import SwiftSyntax
import Synchronization

/// One cell on its way to a library.
///
/// The compiler runs twice, side by side: for the library, and for the interface alone. The interface is there long
/// before the optimiser is done, and the next cell needs no more.
final class CellJob: Sendable {
    /// The cell.
    let source: CellSource
    private let cache: CellCache
    private let tree: SourceFileSyntax
    private let declarations: Declarations
    private let module: String
    /// The chain before the cell.
    private let before: CellChain
    /// The chain before the cell, with what the cell supersedes.
    private let superseded: CellChain
    private let began = ContinuousClock.now
    private let state = Mutex(State())
    private let changed: DispatchSemaphore

    private struct State {
        var foreseen: CellChain?
        var ending: Result<Ending, BuildError>?
    }

    /// What came of the cell.
    struct Ending: Sendable {
        let outcome: CompileOutcome
        /// What the next cell builds on.
        let chain: CellChain
        /// Whether that is what was foreseen.
        let wasForeseen: Bool
    }

    /// Prepares a job; `changed` is signalled when there is more to know.
    init(_ source: CellSource, after chain: CellChain, cache: CellCache, changed: DispatchSemaphore) {
        (self.source, self.cache, self.changed, before) = (source, cache, changed, chain)
        tree = Parser.parse(source: source.text)
        declarations = Declarations(of: tree)
        let key = "\(source.file)\n\(source.firstLine)\n\(source.text)"
        module = cache.moduleName(previous: chain.module, text: key)
        var superseded = chain
        superseded.past.supersede(by: declarations)
        self.superseded = superseded
    }

    /// The chain after the cell as it will be if the cell compiles; `nil` until its interface is there.
    var foreseen: CellChain? { state.withLock { $0.foreseen } }

    /// What came of the cell; `nil` until it is known.
    func ending() throws(BuildError) -> Ending? { try state.withLock { $0.ending }?.get() }

    /// Takes the cell from the cache or sets the compiler to work.
    ///
    /// - Parameter isLast: whether nobody waits for the interface.
    func begin(isLast: Bool) throws(BuildError) {
        if let known = cache.record(of: module) {
            return end(.success(compiled(known, fromCache: true, wasForeseen: true)))
        }
        let standIns = try superseded.past.standIns(in: cache)
        start { [self] in
            let result: Result<Ending, BuildError>
            do throws(BuildError) { result = .success(try makeLibrary(standIns)) } catch {
                result = .failure(error)
            }
            end(result)
        }
        if !isLast { start { [self] in foresee(standIns) } }
    }

    private func start(_ work: @escaping @Sendable () -> Void) {
        let thread = Thread(block: work)
        thread.stackSize = 64 << 20  // SwiftSyntax recurses as deep as expressions nest
        thread.start()
    }

    private func end(_ result: Result<Ending, BuildError>) {
        state.withLock { $0.ending = result }
        changed.signal()
    }

    private func foresee(_ standIns: [URL]) {
        let rewriter = rewriter(showingValue: true)
        guard rewriter.problems.isEmpty,
            (try? cache.emitInterface(text(rewriter), as: module, standIns: standIns)) == true
        else { return }
        let chain = chain(after: rewriter)
        state.withLock { $0.foreseen = chain }
        changed.signal()
    }

    private func makeLibrary(_ standIns: [URL]) throws(BuildError) -> Ending {
        var attempt = try attempt(standIns, showingValue: true)
        var wasForeseen = true
        if attempt.status != 0, attempt.rewriter.showsValue {
            // The value may be one that cannot be shown; and complaints read better about the cell as written.
            attempt = try self.attempt(standIns, showingValue: false)
            wasForeseen = false
        }
        guard attempt.status == 0, attempt.rewriter.problems.isEmpty else {
            return Ending(outcome: .refused(failure(of: attempt)), chain: before, wasForeseen: false)
        }
        try cache.link(module)
        try cache.store(attempt.record, of: module)
        return compiled(attempt.record, fromCache: false, wasForeseen: wasForeseen)
    }

    private func compiled(_ record: CellCache.Record, fromCache: Bool, wasForeseen: Bool) -> Ending {
        let cell = CompiledCell(
            libraryPath: cache.library(of: module).path, entryPoint: Frontend.entryPoint(of: module),
            moduleName: module, seconds: (ContinuousClock.now - began) / .seconds(1), fromCache: fromCache,
            warnings: record.warnings, positions: record.positions)
        let chain = chain(after: rewriter(showingValue: record.showsValue))
        return Ending(outcome: .compiled(cell), chain: chain, wasForeseen: wasForeseen)
    }

    private func chain(after rewriter: CellRewriter) -> CellChain {
        var chain = superseded
        chain.past.append(
            PastCells.Cell(
                module: module, source: source, edits: rewriter.edits, header: before.header(of: source),
                declarations: declarations))
        chain.module = module
        chain.imports.formUnion(rewriter.imports)
        return chain
    }

    private func rewriter(showingValue: Bool) -> CellRewriter {
        CellRewriter(tree, visibleModules: before.imports, showingValue: showingValue)
    }

    private func text(_ rewriter: CellRewriter) -> String {
        before.header(of: source) + rewriter.edits.applied(to: source.text) + "\n"
    }

    /// One call of the compiler, with what it said in the notebook's terms.
    private struct Attempt {
        let rewriter: CellRewriter
        let status: Int32
        let report: DiagnosticReport
        let map: PositionMap

        var record: CellCache.Record {
            CellCache.Record(
                warnings: report.diagnostics.filter { $0.severity == "warning" }, positions: map,
                showsValue: rewriter.showsValue)
        }
    }

    private func attempt(_ standIns: [URL], showingValue: Bool) throws(BuildError) -> Attempt {
        let rewriter = rewriter(showingValue: showingValue)
        let result = try cache.compile(text(rewriter), as: module, standIns: standIns)
        let map = PositionMap(edits: rewriter.edits, text: source.text, firstLine: source.firstLine)
        let guardNames = before.past.guardNames
        let report = DiagnosticReport(
            result.output, file: source.file,
            end: .init(of: source, linesBefore: CellChain.headerLines), map: map,
            ignoringUnused: !showingValue || tree.hasError,
            advice: { Advice.on($0, guardNames: guardNames) })
        return Attempt(rewriter: rewriter, status: result.status, report: report, map: map)
    }

    private func failure(of attempt: Attempt) -> CellFailure {
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
