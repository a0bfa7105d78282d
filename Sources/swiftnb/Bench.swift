import Foundation

/// `swiftnb bench …`: measures cells itself, and hands over to the program that links the numerics, which this one
/// must not.
struct Bench {
    private let arguments: [String]

    init(_ arguments: [String]) { self.arguments = arguments }

    func execute() throws -> ExitStatus {
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case "cells": return try CellBench(rest).execute()
        case "loop": return try LoopBench(rest).execute()
        default: return handOver(to: Installation.bench, arguments)
        }
    }
}
