/// Why a checkpoint cannot be written, read or used.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It cannot be opened.
    case unreadable(path: String, reason: String)
    /// Its bytes are not those that were written.
    case damaged(path: String, reason: String)
    /// A safetensors file without a training's record.
    case foreign(path: String)
    /// Written by a program that lays checkpoints out in another way.
    case otherFormat(path: String, format: Int)
    /// Its weights or moments do not fit the session's network or optimiser.
    case doesNotFit(path: String, reason: String)
    /// A setting is not the one that the training began with.
    case otherSetting(path: String, name: String, saved: String, now: String)
    /// It cannot be written.
    case unwritable(path: String, reason: String)

    /// One line: what, where, what to do.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read the checkpoint \(path): \(reason); check the path"
        case .damaged(let path, let reason):
            "the checkpoint \(path) is damaged: \(reason); load another one, or remove it and train afresh"
        case .foreign(let path):
            "\(path) is no checkpoint of a session; weights alone are loaded with "
                + "model.load(try SafeTensors.read(url).tensors)"
        case .otherFormat(let path, let format):
            "the checkpoint \(path) has format \(format), this program writes \(CheckpointRecord.currentFormat); "
                + "use the program that wrote it, or train afresh"
        case .doesNotFit(let path, let reason):
            "the checkpoint \(path) does not fit the session: \(reason)"
        case .otherSetting(let path, let name, let saved, let now):
            "the checkpoint \(path) belongs to a training with \(name) \(saved), now it is \(now); set it back, "
                + "or train afresh without resuming"
        case .unwritable(let path, let reason):
            "cannot write the checkpoint \(path): \(reason); make room, or choose another place"
        }
    }
}
