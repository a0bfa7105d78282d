/// Why training stopped.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// The loss became NaN or infinite; the weights are those before the step. `origin` is what brought the first
    /// such value: a layer, an operation, or the views.
    case lossNotFinite(step: Int, epoch: Int, learningRate: Float, origin: String? = nil)
    /// A gradient became NaN or infinite; the weights are those before the step.
    case gradientNotFinite(parameter: String, step: Int, epoch: Int, learningRate: Float)
    /// The process was asked to end; what was done by then is in the checkpoint, if there is one.
    case interrupted(step: Int, epoch: Int, checkpoint: String?)

    /// One line: what happened, where, what to do.
    public var description: String {
        switch self {
        case .lossNotFinite(let step, let epoch, _, "the views"):
            "training: the loss is not a number at step \(step) (epoch \(epoch)), because the views are not: look "
                + "at the steps of the pipeline"
        case .lossNotFinite(let step, let epoch, let rate, let origin):
            "training: the loss is not a number at step \(step) (epoch \(epoch))"
                + (origin.map { ", first in \($0)" } ?? "")
                + ": try a learning rate below \(rate), a longer warm-up, or a higher temperature"
        case .gradientNotFinite(let parameter, let step, let epoch, let rate):
            "training: the gradient of \(parameter) is not a number at step \(step) (epoch \(epoch)): try a "
                + "learning rate below \(rate), a longer warm-up, or a higher temperature"
        case .interrupted(let step, let epoch, let checkpoint):
            "training: interrupted after step \(step) (epoch \(epoch)): "
                + (checkpoint.map { "saved in \($0); session.resume() goes on from there" }
                    ?? "nothing was saved, because the session has no folder: set session.folder")
        }
    }
}
