import Contrastive
import Datasets
import Display
import Foundation
import Images
import Tensors

/// The same training under every combination of some settings, each evaluated in the same way: which of them matter?
///
///     let ablation = Ablation(factors: [.temperature([0.1, 0.5]), .head(backbone: .smallConvNet)], epochs: 5) {
///         $0.dataset = .petals
///         $0.pipeline = .weak(size: 32)
///     }
///     let report = try ablation.run()
///
/// Every combination begins from the same seed, weights, split and order. With a folder, what is finished is kept and
/// not trained again, and a training that broke off goes on from its last checkpoint: run it again, or with more values.
public final class Ablation {
    /// One combination of values.
    struct Combination {
        let labels: [String]
        let changes: [(Session) -> Void]
    }

    /// The factors' names.
    public let factorNames: [String]
    /// Epochs of each training.
    public let epochs: Int
    /// Where results are kept; `nil` for nowhere.
    public let folder: URL?
    private let seed: UInt64?
    private let prepare: (Session) throws -> Void
    private let combinations: [Combination]
    private let isPairwise: Bool

    /// A grid: every value of each factor with every value of each other one.
    ///
    /// - Parameters:
    ///   - factors: what is varied; the first one changes slowest.
    ///   - epochs: of each training.
    ///   - folder: where results are kept; the notebook's run has one.
    ///   - seed: of every session; the run's unless given.
    ///   - prepare: gives a new session all that is not varied.
    public convenience init(
        factors: [AblationFactor], epochs: Int, folder: URL? = Ablation.runFolder, seed: UInt64? = nil,
        prepare: @escaping (Session) throws -> Void
    ) {
        precondition(!factors.isEmpty, "Ablation: no factors, nothing to vary")
        let combinations = factors.reduce([Combination(labels: [], changes: [])]) { partial, factor in
            partial.flatMap { known in
                factor.values.map { value in
                    Combination(
                        labels: known.labels + [value.label], changes: known.changes + [value.change])
                }
            }
        }
        self.init(
            factorNames: factors.map(\.name), combinations: combinations, isPairwise: false, epochs: epochs,
            folder: folder, seed: seed, prepare: prepare)
    }

    /// Each augmentation alone and with each other one, as in the SimCLR paper's figure 5, where only one view was
    /// altered; here both are.
    ///
    /// - Parameters:
    ///   - augmentations: two or more.
    ///   - size: side of a view in pixels.
    public convenience init(
        pairsOf augmentations: [NamedAugmentation], size: Int, epochs: Int,
        folder: URL? = Ablation.runFolder, seed: UInt64? = nil,
        prepare: @escaping (Session) throws -> Void
    ) {
        precondition(augmentations.count > 1, "Ablation: pairs need at least 2 augmentations")
        let combinations = augmentations.indices.flatMap { i in
            augmentations.indices.dropFirst(i).map { j in
                let (first, second) = (augmentations[i], augmentations[j])
                let pipeline = NamedAugmentation.pipeline(i == j ? [first] : [first, second], size: size)
                return Combination(labels: [first.name, second.name], changes: [{ $0.pipeline = pipeline }])
            }
        }
        self.init(
            factorNames: ["augmentation", "together with"], combinations: combinations, isPairwise: true,
            epochs: epochs, folder: folder, seed: seed, prepare: prepare)
    }

    private init(
        factorNames: [String], combinations: [Combination], isPairwise: Bool, epochs: Int, folder: URL?,
        seed: UInt64?, prepare: @escaping (Session) throws -> Void
    ) {
        precondition(epochs > 0, "Ablation: needs at least 1 epoch, got \(epochs)")
        (self.factorNames, self.combinations, self.isPairwise) = (factorNames, combinations, isPairwise)
        (self.epochs, self.folder, self.seed, self.prepare) = (epochs, folder, seed, prepare)
    }

    /// `ablation` in the run's folder; none outside a run.
    public static var runFolder: URL? { Session.runFolder?.appendingPathComponent("ablation") }

    /// How many trainings it takes.
    public var count: Int { combinations.count }

    /// Trains and evaluates what is not finished yet.
    ///
    /// A training whose loss stops being a number counts as failed, and the others go on.
    /// - Throws: what stops all of them: pictures that cannot be read, an interruption.
    public func run() throws -> AblationReport {
        let bar = ProgressBar("ablation", total: count)
        defer { bar.finish() }
        let results = try combinations.map { combination in
            defer { bar.advance(detail: combination.labels.joined(separator: ", ")) }
            return try result(of: combination)
        }
        return AblationReport(factorNames: factorNames, results: results, isPairwise: isPairwise)
    }

    private func result(of combination: Combination) throws -> AblationReport.Result {
        let session = Session(seed: seed)
        try prepare(session)
        for change in combination.changes { change(session) }
        let place = folder.map { $0.appendingPathComponent(name(of: combination, session)) }
        if let place, let kept = AblationReport.Result(in: place) { return kept }
        session.folder = place
        let result = try trained(session, combination.labels)
        if let place {
            result.write(in: place)
            try? FileManager.default.removeItem(at: place.appendingPathComponent("session"))
        }
        return result
    }

    private func trained(_ session: Session, _ labels: [String]) throws -> AblationReport.Result {
        let start = ContinuousClock.now
        try session.resume()
        let history: History
        do { history = try session.train(epochs: epochs) } catch let error as TrainingError {
            if case .interrupted = error { throw error }
            return AblationReport.Result(labels: labels, failure: "\(error)")
        }
        let evaluator = session.evaluator
        let probe = try evaluator.linearProbe()
        return AblationReport.Result(
            labels: labels, accuracy: probe.accuracy, neighbors: try evaluator.kNearest(k: 20).accuracy,
            loss: history.epochLoss.last.map(Double.init), chance: Double(history.chance),
            seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// A folder's name that changes with every setting: the values, and a number for all the rest (FNV-1a).
    private func name(of combination: Combination, _ session: Session) -> String {
        let network = session.trained.namedParameters.map { "\($0.name)\($0.tensor.shape)" }
        let settings = session.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let text = (settings + network + ["\(epochs)"] + combination.labels).joined(separator: "\n")
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let words = combination.labels.map { $0.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" } }
        return words.map { String($0) }.joined(separator: "_")
            + String(format: "-%08x", UInt32(truncatingIfNeeded: hash))
    }
}
