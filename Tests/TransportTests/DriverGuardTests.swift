import Testing

@testable import Transport

struct DriverGuardTests {
    private func held(_ text: String, inPiecesOf size: Int = 1000) -> [String] {
        var book = GuardBook()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            book.take(bytes[start..<min(bytes.count, start + size)])
        }
        return book.held.map { "\($0.node) \($0.interface)" }
    }

    @Test(
        "What is held is what was taken and not given back, however the words are cut",
        arguments: 1...20)
    func ledger(size: Int) {
        let text = "+/dev/a 0\n+/dev/b 1\n-/dev/a 0\n+/dev/b 1\n+/dev/c 2\n"
        #expect(held(text, inPiecesOf: size) == ["/dev/b 1", "/dev/c 2"])
    }

    @Test(
        "Lines that are none say nothing",
        arguments: ["+/dev/a", "+dev 0\n", "+/dev/a 300\n", "+/dev/a 0 0\n", "\n", "+/dev/a 0"])
    func noise(text: String) {
        #expect(held(text).isEmpty)
    }
}
