import CKernelProcess

/// Ends the cell whose top level threw `error`, a boxed `any Error`; the session goes on.
@_cdecl("swiftnb_kernel_thrown")
public func thrownInMain(_ box: UnsafeMutableRawPointer) {
    let error = unsafeBitCast(box, to: (any Error).self)
    ckernel_park_thrown(String(reflecting: type(of: error)), "\(error)")
}
