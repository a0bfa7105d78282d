import ContrastiveLearning

/// What is to be measured, from the command line. Names and defaults are those of the PyTorch script.
struct BenchSettings {
    /// The kinds of work.
    enum Work: String, CaseIterable { case step, augment, train, infer }

    /// A command line that cannot be understood.
    enum Mistake: Error, Equatable, CustomStringConvertible {
        case work(String?)
        case option(String)
        case value(option: String, text: String?, expected: String)
        case noImages(Work)

        var description: String {
            let all = Work.allCases.map(\.rawValue).joined(separator: ", ")
            return switch self {
            case .work(let name?): "unknown kind of work: \(name); choose one of \(all)"
            case .work(nil): "bench expects a kind of work: one of \(all); see swiftnb bench --help"
            case .option(let name): "unknown option: \(name); see swiftnb bench --help"
            case .value(let option, let text, let expected):
                "\(option) takes \(expected)\(text.map { ": \($0)" } ?? ""); see swiftnb bench --help"
            case .noImages(let work):
                "bench \(work.rawValue) needs pictures: --images DIR, a folder with one folder per class"
            }
        }
    }

    let work: Work
    /// The encoder.
    private(set) var backbone = Backbone.resNet18
    /// Side of a picture, in pixels.
    private(set) var size = 32
    /// Pictures in a batch; each gives two views.
    private(set) var batch = 256
    private var images: String?
    /// The most pictures that `augment` takes.
    private(set) var limit = 4096
    /// Timed steps of `train`.
    private(set) var steps = 8
    /// Timed repeats of `step` and `infer`.
    private(set) var repeats = 6
    /// `nil` for one a core.
    private(set) var threads: Int?
    /// Whether pictures are decoded before the clock starts, rather than in every epoch.
    private(set) var preloads = true
    /// Whether the time of every operation is shown, on standard error.
    private(set) var profiles = false

    init(_ arguments: [String]) throws(Mistake) {
        guard let name = arguments.first, let work = Work(rawValue: name) else {
            throw .work(arguments.first)
        }
        self.work = work
        var rest = arguments.dropFirst()
        while let option = rest.popFirst() {
            switch option {
            case "--no-preload": preloads = false
            case "--profile": profiles = true
            case "--arch": backbone = try Self.backbone(rest.popFirst())
            case "--images": images = try Self.text(option, rest.popFirst(), "a folder")
            case "--size": size = try Self.number(option, rest.popFirst())
            case "--batch": batch = try Self.number(option, rest.popFirst())
            case "--limit": limit = try Self.number(option, rest.popFirst())
            case "--steps": steps = try Self.number(option, rest.popFirst())
            case "--repeat": repeats = try Self.number(option, rest.popFirst())
            case "--threads": threads = try Self.number(option, rest.popFirst())
            default: throw .option(option)
            }
        }
    }

    /// The folder of pictures.
    func folder() throws(Mistake) -> String {
        guard let images else { throw .noImages(work) }
        return images
    }

    private static func text(_ option: String, _ word: String?, _ expected: String) throws(Mistake) -> String
    {
        guard let word else { throw .value(option: option, text: nil, expected: expected) }
        return word
    }

    private static func number(_ option: String, _ word: String?) throws(Mistake) -> Int {
        guard let word, let number = Int(word), number > 0 else {
            throw .value(option: option, text: word, expected: "a number not below 1")
        }
        return number
    }

    private static func backbone(_ word: String?) throws(Mistake) -> Backbone {
        guard let found = Backbone.allCases.first(where: { $0.rawValue.lowercased() == word?.lowercased() })
        else {
            let names = Backbone.allCases.map { $0.rawValue.lowercased() }.joined(separator: ", ")
            throw .value(option: "--arch", text: word, expected: "one of \(names)")
        }
        return found
    }
}
