import Datasets
import Foundation

/// What the command line asks for.
enum DataOrder {
    case list(folder: String)
    case fetch(DatasetArchive, folder: String, mirror: URL?, keepsArchive: Bool, isQuiet: Bool)
    case verify(DatasetArchive, folder: String)

    /// A command line that cannot be understood.
    enum Mistake: Error, Equatable, CustomStringConvertible {
        case order(String?)
        case dataset(String?, order: String)
        case option(String)
        case missingValue(String)
        case url(String)
        case tooMany(String)

        var description: String {
            let known = DatasetArchive.all.map(\.name).joined(separator: ", ")
            return switch self {
            case .order(nil): "data expects list, fetch or verify; see swiftnb data --help"
            case .order(let word?): "unknown order: data \(word); use list, fetch or verify"
            case .dataset(nil, let order): "data \(order) expects a dataset: one of \(known)"
            case .dataset(let name?, _): "unknown dataset: \(name); choose one of \(known)"
            case .option(let name): "unknown option: \(name); see swiftnb data --help"
            case .missingValue(let option): "\(option) needs a value; see swiftnb data --help"
            case .url(let text): "--url takes an address such as https://…: \(text); give another value"
            case .tooMany(let word): "data does not know what to do with \(word); see swiftnb data --help"
            }
        }
    }

    init(_ arguments: [String]) throws(Mistake) {
        var (words, folder, mirror): ([String], String, URL?) = ([], "data", nil)
        var (keepsArchive, isQuiet) = (false, false)
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "-o": folder = try Self.value(of: word, &rest)
            case "--url": mirror = try Self.address(try Self.value(of: word, &rest))
            case "--keep-archive": keepsArchive = true
            case "--quiet": isQuiet = true
            default:
                guard !word.hasPrefix("-") else { throw .option(word) }
                words.append(word)
            }
        }
        guard let order = words.first, ["list", "fetch", "verify"].contains(order) else {
            throw .order(words.first)
        }
        if words.count > (order == "list" ? 1 : 2) { throw .tooMany(words[words.count - 1]) }
        if order == "list" {
            self = .list(folder: folder)
            return
        }
        let name = words.dropFirst().first
        guard let archive = DatasetArchive.all.first(where: { $0.name == name }) else {
            throw .dataset(name, order: order)
        }
        self =
            order == "verify"
            ? .verify(archive, folder: folder)
            : .fetch(
                archive, folder: folder, mirror: mirror, keepsArchive: keepsArchive, isQuiet: isQuiet)
    }

    private static func value(of option: String, _ rest: inout ArraySlice<String>) throws(Mistake) -> String {
        guard let value = rest.popFirst() else { throw .missingValue(option) }
        return value
    }

    private static func address(_ text: String) throws(Mistake) -> URL {
        guard let url = URL(string: text), ["http", "https", "ftp", "file"].contains(url.scheme) else {
            throw .url(text)
        }
        return url
    }
}
