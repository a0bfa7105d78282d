import ContrastiveLearning
import Foundation

/// `swiftnb-bench step|augment|train|infer …`: what one piece of work costs here, as one JSON line with the keys of
/// the PyTorch script that it is compared with. `swiftnb bench` hands over to this program, which links the
/// numerics.
func main(_ arguments: [String]) -> Int32 {
    do {
        let settings = try BenchSettings(arguments)
        if let threads = settings.threads { Threads.count = threads }
        var result = Measurement(of: settings)
        switch settings.work {
        case .step: try NetworkBench(settings).measureStep(into: &result)
        case .infer: try NetworkBench(settings).measureInference(into: &result)
        case .augment: try PictureBench(settings).measureViews(into: &result)
        case .train: try PictureBench(settings).measureTraining(into: &result)
        }
        print(result.json)
        return 0
    } catch let error as BenchSettings.Mistake {
        complain("\(error)")
        return 2
    } catch {
        complain("\(error)")
        return 3
    }
}

private func complain(_ line: String) {
    FileHandle.standardError.write(Data("swiftnb: \(line)\n".utf8))
}

exit(main(Array(CommandLine.arguments.dropFirst())))
