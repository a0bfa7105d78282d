import NotebookModel
import Testing

@Suite("JSON")
struct JSONTests {
    @Test(
        "numbers keep their text and objects the order of their keys",
        arguments: [
            "1", "-0.0", "1E+400", "123456789012345678901234567890", #"{"b": 1, "a": [2.50, null, true]}"#,
        ]
    )
    func keepsText(text: String) throws {
        #expect(try JSONValue(parsing: text).text == text)
    }

    @Test("escapes are understood and written back where JSON needs them")
    func escapes() throws {
        let value = try JSONValue(parsing: #""\u0041\n\"\\\/\ud83c\udf38\ud800\u001f""#)
        #expect(value == .string("A\n\"\\/🌸\u{FFFD}\u{1F}"))
        #expect(value.text == #""A\n\"\\/🌸�\u001f""#)
        #expect(try JSONValue(parsing: value.text) == value)
    }

    @Test(
        "what is not JSON is refused with its place",
        arguments: [
            ("", JSONError.Reason.unexpectedEnd, 0), ("[1,", .unexpectedEnd, 3),
            ("[1,]", .unexpectedByte(0x5D), 3),
            ("01", .malformedNumber, 0), ("1.", .malformedNumber, 0), ("-", .malformedNumber, 0),
            ("1e", .malformedNumber, 0), ("NaN", .unexpectedByte(0x4E), 0), ("nul", .unexpectedEnd, 3),
            (#""\x""#, .malformedString, 1), ("\"\n\"", .malformedString, 1), ("\"a", .unexpectedEnd, 2),
            (#""\u12"#, .unexpectedEnd, 5), ("{} x", .trailingText, 3), ("{1: 2}", .unexpectedByte(0x31), 1),
            (#"{"a" 1}"#, .unexpectedByte(0x31), 5),
        ])
    func refuses(text: String, reason: JSONError.Reason, offset: Int) {
        #expect(throws: JSONError(reason, offset: offset)) { try JSONValue(parsing: text) }
    }

    @Test("broken UTF-8 inside a string is refused")
    func brokenUTF8() {
        #expect(throws: JSONError(.malformedString, offset: 0)) {
            try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22])
        }
    }

    @Test("a million brackets are refused instead of overflowing the stack")
    func depth() throws {
        let reason = #expect(throws: JSONError.self) {
            try JSONValue(parsing: String(repeating: "[", count: 1_000_000))
        }?.reason
        #expect(reason == .tooDeep)
        let deep = String(repeating: "[", count: JSONValue.depthLimit)
        _ = try JSONValue(parsing: deep + String(repeating: "]", count: JSONValue.depthLimit))
    }

    @Test(
        "SHA-256 of the standard's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1000),
                "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
            ),
        ])
    func sha256(text: String, hash: String) { #expect(SHA256.hash(text.utf8) == hash) }
}
