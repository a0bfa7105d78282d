import Foundation
import NotebookTesting
import Testing

@Suite("the notebooks on CIFAR-10", .serialized)
struct HeadlineTests {
    /// Runs a notebook for one epoch.
    private func run(_ name: String, _ options: [String], in place: Workplace) throws -> Workplace.Result {
        let notebook = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../notebooks/\(name).swiftnb").standardizedFileURL
        let run = ["run", notebook.path, "-o", "out", "-p", "epochs", "1"] + options
        return try place.start(run, environment: [:]).finish()
    }

    /// What the cells of a notebook print when it trains for one epoch.
    private func printed(by name: String, _ options: [String] = [], in place: Workplace) throws -> String {
        let result = try run(name, options, in: place)
        #expect(result.status == 0)
        return result.stdout
    }

    @Test(
        "without CIFAR-10 they say so and run through on drawn flowers",
        arguments: ["cifar10-linear", "cifar10-best"])
    func withoutData(name: String) throws {
        let printed = try printed(by: name, in: Workplace())
        #expect(printed.contains("No CIFAR-10 was given (-p data DIR)"))
        #expect(printed.contains("petals: 300 pictures, 5 classes"))
        #expect(printed.contains("linear probe"))
    }

    @Test(
        "they take CIFAR-10 as binary batches, and hold no short run against the full one's figure",
        arguments: ["cifar10-linear", "cifar10-best"])
    func binaryBatches(name: String) throws {
        let place = try Workplace()
        for batch in 0..<6 {  // five to train on, one to test with
            var records: [UInt8] = []
            for record in 0..<120 {
                records.append(UInt8(record % 10))
                for place in 0..<3072 {
                    records.append(UInt8(truncatingIfNeeded: place * (record + batch + 3)))
                }
            }
            let file = batch < 5 ? "data_batch_\(batch + 1)" : "test_batch"
            try place.write(Data(records), to: "data/cifar-10-batches-bin/\(file).bin")
        }
        let options = ["-p", "data", "data", "-p", "pictureCount", "300"]
        let printed = try printed(by: name, options, in: place)
        #expect(printed.contains("CIFAR-10 training: 300 pictures, 10 classes"))
        #expect(printed.contains("120 pictures to test with"))
        #expect(printed.contains("Only all of CIFAR-10 and "))
    }

    @Test(
        "the first one trains by the recipe that is asked for",
        arguments: [
            ([], "0.001"), (["-p", "recipe", "small"], "0.001"), (["-p", "recipe", "repository"], "0.0003"),
        ])
    func recipes(options: [String], rate: String) throws {
        let place = try Workplace()
        _ = try printed(by: "cifar10-linear", options, in: place)
        let rates = try place.read("out/metrics.jsonl").split(separator: "\n").filter {
            $0.contains("learning_rate")
        }
        #expect(rates.count == 1)
        #expect(rates.allSatisfy { $0.contains("\"value\":\(rate)0000") })
    }

    @Test("a recipe that is not known ends the run with the names of those that are")
    func unknownRecipe() throws {
        let result = try run("cifar10-linear", ["-p", "recipe", "paper"], in: Workplace())
        #expect(result.status == 1)
        #expect(
            result.complaints.contains {
                $0.hasSuffix("UnknownRecipe: recipe paper is unknown: use small or repository")
            })
    }
}
