import Foundation

/// What the first word of the command line asks for.
enum Command: String, CaseIterable {
    case run, check, convert, render, diff, data, new, `class`, bench, doctor

    /// Carries out the command with the words behind it.
    func execute(_ arguments: [String]) throws -> ExitStatus {
        if arguments.contains("--help") || arguments.contains("-h") {
            print(help)
            return .success
        }
        switch self {
        case .run: return try Run(arguments).execute()
        case .check: return try Check(arguments).execute()
        case .convert: return try Convert(arguments).execute()
        case .render: return try Render(arguments).execute()
        case .diff: return try Diff(arguments).execute()
        case .new: return try New(arguments).execute()
        case .class: return try Class(arguments).execute()
        case .data: return handOver(to: Installation.data, arguments)
        case .bench: return try Bench(arguments).execute()
        case .doctor: return try Doctor(arguments).execute()
        }
    }

    private var help: String {
        switch self {
        case .run: Help.run
        case .check: Help.check
        case .convert: Help.convert
        case .render: Render.help
        case .diff: Diff.help
        case .new: New.help
        case .class: Class.help
        case .data: Help.data
        case .bench: Help.bench
        case .doctor: Help.doctor
        }
    }
}

/// What the process tells the shell.
enum ExitStatus: Int32 {
    case success = 0
    case cellFailed = 1
    case usage = 2
    case environment = 3
    case interrupted = 130
    case terminated = 143
}

/// Prints one line to standard error in the program's voice.
func complain(_ line: String) {
    FileHandle.standardError.write(Data("swiftnb: \(line)\n".utf8))
}
