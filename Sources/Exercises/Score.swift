import NotebookModel

/// What a submission got for one exercise, and why.
public struct Score: Equatable, Sendable {
    /// The exercise's title.
    public let title: String
    /// What the exercise is worth.
    public let worth: Double
    /// The checks, in order.
    public let verdicts: [Verdict]
    /// Why there is nothing to check, `nil` where there is.
    public let trouble: String?

    /// What became of one check.
    public struct Verdict: Equatable, Sendable {
        /// What is claimed.
        public let claim: String
        /// Whether learners see the claim.
        public let isHidden: Bool
        /// Why it does not hold; `nil` where it does. It does not give the answer away.
        public let reason: String?
    }

    /// How many checks hold.
    public var held: Int { verdicts.count { $0.reason == nil } }
    /// The part of the points that the checks which hold are of all.
    public var points: Double { verdicts.isEmpty ? 0 : worth * Double(held) / Double(verdicts.count) }
}

extension Grading {
    /// The scores that a run of `notebook` earns; without a run (`nil`) every check failed for `trouble`.
    public func scores(_ run: NotebookRun?) -> [Score] {
        exercises.map { entry in
            let workTrouble = self.trouble(of: entry, in: run)
            let checks = entry.work == nil ? entry.exercise.checks.map { (-1, $0) } : entry.checks
            let verdicts = checks.compactMap { place, check -> Score.Verdict? in
                guard let claim = check.claim else { return nil }
                let reason = workTrouble ?? run.flatMap { Self.reason(place, in: $0) }
                return Score.Verdict(claim: claim, isHidden: check.isHidden, reason: reason)
            }
            return Score(
                title: entry.exercise.title, worth: entry.exercise.points, verdicts: verdicts,
                trouble: workTrouble)
        }
    }

    /// What keeps an exercise from being checked at all.
    private func trouble(of entry: Entry, in run: NotebookRun?) -> String? {
        guard let work = entry.work else { return "the exercise is missing" }
        return run.flatMap { Self.reason(work, in: $0) }
    }

    /// Why a cell did not end well, in a learner's words; `nil` where it did.
    private static func reason(_ cell: Int, in run: NotebookRun) -> String? {
        guard let result = run.result(of: cell) else { return "not run" }
        if result.state == .ok { return nil }
        for case .failure(let failure) in result.outputs {
            switch failure.kind {
            case .thrown where failure.name.hasSuffix("UnmetClaim"): return "does not hold"
            case .compile: return "does not compile: \(failure.message)"
            case .timedOut: return "took too long"
            default:
                if ExerciseWords.isNotSolved(failure.message) { return "not solved yet" }
                let repeats = failure.message.hasPrefix(failure.name)
                return "failed: " + (repeats ? failure.message : "\(failure.name): \(failure.message)")
            }
        }
        switch result.state {
        case .notRun: return "not run, because the program ended before"
        case .timedOut: return "took too long"
        case .died: return "ended the program"
        default: return result.state.rawValue
        }
    }
}

extension Score {
    /// The same exercise with no check holding, for a reason that lies elsewhere.
    public func failed(because reason: String) -> Score {
        let failed = verdicts.map { Verdict(claim: $0.claim, isHidden: $0.isHidden, reason: reason) }
        return Score(title: title, worth: worth, verdicts: failed, trouble: reason)
    }
}

extension Grading {
    /// The exercise in whose work or checks the program ended, if cells were left.
    public func culprit(of run: NotebookRun) -> String? {
        let reached = run.results.filter { ![.notRun, .skipped].contains($0.state) }
        guard let last = reached.last?.index, run.results.contains(where: { $0.state == .notRun }) else {
            return nil
        }
        return exercises.first { $0.work == last || $0.checks.contains { $0.cell == last } }?.exercise.title
    }
}
