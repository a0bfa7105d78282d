import CellCompiler
import Foundation
import NotebookModel
import NotebookRunner

/// Runs the command that the arguments name and answers with the exit status.
func main(_ arguments: [String]) -> ExitStatus {
    switch arguments.first {
    case nil, "--help", "-h", "help":
        print(Help.overview)
        return arguments.isEmpty ? .usage : .success
    case "--version":
        print("swiftnb \(swiftnbVersion)")
        return .success
    case let name?:
        return execute(name, Array(arguments.dropFirst()))
    }
}

private func execute(_ name: String, _ arguments: [String]) -> ExitStatus {
    do {
        guard let command = Command(rawValue: name) else { throw UsageError.unknownCommand(name) }
        return try command.execute(arguments)
    } catch let error as UsageError {
        complain("\(error)")
        return .usage
    } catch let error as FileError {
        complain("\(error)")
        return error.isUsage ? .usage : .environment
    } catch let error as NotebookParameters.Mistake {
        complain("\(error)")
        return .usage
    } catch {
        complain("\(error)")
        return .environment
    }
}

exit(main(Array(CommandLine.arguments.dropFirst())).rawValue)
