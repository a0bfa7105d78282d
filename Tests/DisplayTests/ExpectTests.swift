import Display
import Testing

@Suite struct ExpectTests {
    @Test("A claim that holds lets the cell go on")
    func holds() throws {
        try expect(1 < 2, "one is less than two")
    }

    @Test("A claim that does not hold fails the cell and says which one")
    func failsWithTheClaim() {
        let error = #expect(throws: UnmetClaim.self) { try Display.expect(2 < 1, "two is less than one") }
        #expect(error == UnmetClaim(claim: "two is less than one"))
        #expect(error?.description.hasPrefix("not so in this run: two is less than one.") == true)
    }
}
