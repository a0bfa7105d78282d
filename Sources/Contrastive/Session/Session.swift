import Datasets
import Foundation
import Images
import Layers
import Synchronization
import Tensors

/// The training that a notebook works on: its parts, each of which may be replaced, and what came of them.
///
///     session.dataset = try ImageFolder("flowers")
///     session.pipeline = .gentle(size: 32)
///     let history = try session.train(epochs: 5)
///
/// The session only holds the parts; `Trainer` takes the steps, and every part works without a session.
public final class Session {
    /// The pictures; a share of them is held back for evaluation. Setting it puts away the `testSet` of another.
    public var dataset: any ImageDataset = .petals { didSet { (split, testSet) = (nil, nil) } }
    /// The pictures to evaluate with, where the dataset comes with some of its own; `nil` holds a share back.
    public var testSet: (any ImageDataset)? { didSet { split = nil } }
    /// Share of the pictures of each class that training never sees, between 0 and 1; of no effect with a `testSet`.
    public var testFraction = 0.2 { didSet { split = nil } }
    /// How each view of a picture is made; one pipeline a view.
    public var pipelines = [ViewPipeline](repeating: .simCLR(size: 32), count: 2)
    /// Pictures in a batch.
    public var batchSize = 64
    /// SimCLR's network, trained under `loss`; setting it puts away any other method.
    public var model: SimCLR {
        get {
            if let drawn { return drawn }
            let model = SimCLR(seed: seed)
            drawn = model
            return model
        }
        set { (drawn, method) = (newValue, nil) }
    }
    /// What is minimised, unless `method` brings a loss of its own.
    public var loss: any ViewLoss = InfoNCE(temperature: 0.5)
    /// Another method in the place of `model` and `loss`, such as `BYOL()`; `nil` for those.
    public var method: (any Method)?
    /// What moves the parameters.
    public var optimizer: any Optimizer = Adam(learningRate: 3e-4, weightDecay: 1e-4)
    /// The learning rate's course over each `train(epochs:)`.
    public var schedule: any LearningRateSchedule = CosineAnnealing(warmup: 10)
    /// Longest that all gradients together may be, > 0; longer ones are scaled down. `nil` leaves them alone.
    public var gradientLimit: Float?
    /// A batch is worked on in this many parts, one after another, whose gradients are averaged; see `Trainer.parts`.
    public var batchParts = 1
    /// Decides the weights, the split, the order and the views.
    public var seed: UInt64 { didSet { split = nil } }
    /// Where metrics, event files and checkpoints go; `nil` for nowhere. The notebook's session has the run's folder.
    public var folder: URL?
    /// Measured after every so many epochs, and logged: see `SessionMonitor`.
    public var monitor: SessionMonitor?

    /// Epochs trained.
    public internal(set) var epoch = 0
    /// Batches of the epoch under way that are done.
    var batch = 0
    /// Steps taken.
    var stepCount = 0
    /// Calls of `train(epochs:)` so far.
    var trainingCount = 0
    /// Whether trainings go on where an earlier process left them.
    var isResuming = false
    /// Whether the training under way is to end early.
    let isAskedToStop = Atomic(false)
    /// What `step()` goes on with.
    var walk: SingleSteps?
    private var drawn: SimCLR?
    private var log: TrainingLog?
    private var split: (training: DatasetSubset, test: DatasetSubset)?

    /// Parts that run as they are: drawn flowers, SimCLR's views at 32 pixels, ResNet-18.
    ///
    /// A session besides the notebook's own writes nothing until it is given a `folder`.
    /// - Parameter seed: the run's (`--seed`) unless given, 0 outside a run.
    public init(seed: UInt64? = nil) {
        let environment = ProcessInfo.processInfo.environment
        self.seed = seed ?? environment["SWIFTNB_SEED"].flatMap(UInt64.init) ?? 0
    }

    /// The folder of the run that this process belongs to (`SWIFTNB_OUTPUT`); none outside a run.
    public static var runFolder: URL? {
        ProcessInfo.processInfo.environment["SWIFTNB_OUTPUT"].map {
            URL(fileURLWithPath: $0, isDirectory: true)
        }
    }

    /// The notebook's own: it writes into the run's folder, and resumes of itself where the run does.
    fileprivate static func ofRun() -> Session {
        let session = Session()
        session.folder = runFolder
        session.isResuming = ProcessInfo.processInfo.environment["SWIFTNB_RESUME"] == "1"
        return session
    }

    /// How views are made, where all are made alike; setting it asks for two of them.
    public var pipeline: ViewPipeline {
        get { pipelines[0] }
        set { pipelines = [newValue, newValue] }
    }

    /// What is trained: `method`, or `model` under `loss`.
    public var trained: any Method { method ?? JointEmbedding(model, loss: loss) }

    /// The part that is kept after training: pictures → representations.
    public var encoder: any Layer { method?.representation ?? model.encoder }

    /// The pictures to train on.
    public var training: DatasetSubset { parts.training }

    /// The pictures held back for evaluation, or those of `testSet`.
    public var test: DatasetSubset { parts.test }

    /// Ends the training under way after its current step, from any thread; `train(epochs:)` then returns what it has.
    public func stop() { isAskedToStop.store(true, ordering: .relaxed) }

    private var parts: (training: DatasetSubset, test: DatasetSubset) {
        if let split { return split }
        let parts =
            testSet.map { (dataset.subset(0..<dataset.count), $0.subset(0..<$0.count)) }
            ?? dataset.split(testFraction: testFraction, seed: seed)
        split = parts
        return parts
    }

    /// The checkpoints' folder, if the session writes anything.
    var checkpoints: CheckpointFolder? {
        folder.map { CheckpointFolder(url: $0.appendingPathComponent("session")) }
    }

    /// The logs, if the session writes anything.
    func openLog() -> TrainingLog? {
        guard let folder else { return nil }
        if let log, log.folder == folder { return log }
        let opened = TrainingLog(folder: folder)
        log = opened
        return opened
    }
}

/// Something to measure while training, such as the accuracy of nearest neighbours.
public struct SessionMonitor {
    /// Epochs between two measurements; the last epoch is always measured.
    public let interval: Int
    /// Measures; the first value decides which epoch is the best, the higher the better.
    public let measure: (Session) throws -> [(name: String, value: Double)]

    /// Measures after every `interval` epochs.
    public init(
        every interval: Int, measure: @escaping (Session) throws -> [(name: String, value: Double)]
    ) {
        precondition(interval > 0, "SessionMonitor: the interval must be at least 1 epoch, got \(interval)")
        (self.interval, self.measure) = (interval, measure)
    }
}

/// The session that every notebook begins with.
nonisolated(unsafe) public let session = Session.ofRun()
