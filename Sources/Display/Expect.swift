/// A claim of a notebook's text that its numbers do not bear out.
public struct UnmetClaim: Error, Equatable, CustomStringConvertible {
    /// The claim.
    public let claim: String

    /// Names the claim.
    public init(claim: String) { self.claim = claim }

    /// One line: what, and where to look.
    public var description: String {
        "not so in this run: \(claim). The text relies on it: look at the numbers above, then at the parameters."
    }
}

/// Checks a claim that the text of a notebook makes about its numbers, and prints it with a tick.
///
///     try expect(gain > 0.05, "SimCLR beats the untrained encoder by more than 5 points")
///
/// A report whose claims are checked cannot say what its run did not show.
/// - Throws: `UnmetClaim` where `holds` is false, so that the cell fails.
public func expect(_ holds: Bool, _ claim: String) throws(UnmetClaim) {
    guard holds else { throw UnmetClaim(claim: claim) }
    print("✓ \(claim)")
}
