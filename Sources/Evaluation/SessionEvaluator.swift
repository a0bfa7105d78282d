import Contrastive

extension Session {
    /// Measures the model's encoder as it is now, on the session's training and held-back pictures.
    public var evaluator: Evaluator {
        Evaluator(training: training, test: test, encoder: encoder, views: pipeline.evaluation)
    }
}
