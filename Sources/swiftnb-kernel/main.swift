import CKernelProcess
import Foundation

// The process that runs cells: the main thread serves the main queue, one thread reads commands, one runs cells.

private let commandDescriptor: Int32 = 3
private let eventDescriptor: Int32 = 4

ckernel_die_with_parent()
ckernel_start_guard(commandDescriptor)
ckernel_prepare(strdup(ProcessInfo.processInfo.environment["SWIFTNB_TOKEN"] ?? ""), eventDescriptor)
for descriptor in [commandDescriptor, eventDescriptor] {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
}

if let path = ProcessInfo.processInfo.environment["SWIFTNB_LIBRARY"] {
    do { try Library.load(path) } catch {
        FileHandle.standardError.write(Data("swiftnb-kernel: \(error)\n".utf8))
        _exit(3)
    }
}

Thread.detachNewThread { CommandLoop(reading: commandDescriptor).serve() }
while true { _ = RunLoop.main.run(mode: .default, before: .distantFuture) }
