extension String {
    /// The text with each per cent sign on the line of its number.
    var withUnitsKept: String {
        guard contains(" %") else { return self }
        var text = self
        text.replace(#/(\d) %/#) { "\($0.output.1)\u{a0}%" }
        return text
    }
}
