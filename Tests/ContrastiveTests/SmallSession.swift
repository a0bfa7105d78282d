import Contrastive
import Datasets
import Foundation
import Images
import Layers

/// A folder that is gone when the test is over.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("session-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// The methods that a small session can be made with.
enum SmallMethod: String, CaseIterable {
    case simCLR, moCo, byol, supCon

    func network() -> (any Method)? {
        switch self {
        case .simCLR: nil
        case .moCo: MoCo(backbone: .smallConvNet, projection: 16, queue: 40, seed: 3)
        case .byol: BYOL(backbone: .smallConvNet, projection: 16, hidden: 32, seed: 3)
        case .supCon: SupCon(backbone: .smallConvNet, projection: 16, seed: 3)
        }
    }
}

/// A session that trains in moments: 4 batches of 10 pictures in an epoch.
func smallSession(_ method: SmallMethod = .simCLR, folder: URL? = nil) -> Session {
    let session = Session(seed: 3)
    session.dataset = PetalsDataset(count: 50, size: 16)
    session.pipeline = .simCLR(size: 16)
    session.model = SimCLR(backbone: .smallConvNet, projection: 16, hidden: 32, seed: 3)
    session.method = method.network()
    session.optimizer = Adam(learningRate: 3e-4, weightDecay: 1e-4)
    session.batchSize = 10
    session.folder = folder
    return session
}

/// Whether two lists of tensors' values are equal to the last bit; too long to be shown where they are not.
func isSame(_ left: [[Float]], _ right: [[Float]]) -> Bool { left == right }

/// The checkpoint of a session's first training.
func lastCheckpoint(in folder: URL) throws -> URL {
    try checkpoints(in: folder).first { $0.lastPathComponent == "last.safetensors" } ?? folder
}

/// All checkpoints below a folder.
func checkpoints(in folder: URL) throws -> [URL] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    return names.filter { $0.hasSuffix(".safetensors") }.map { folder.appendingPathComponent($0) }
}
