import Decoding
import Identity
import TestSupport
import Testing

@Suite("Readers in keyboard mode")
struct KeyboardTests {
    // tessaro-os, agent/tessaro-agent/src/scanner/frame.rs (vector A11).
    @Test(
        "Enter ends what was typed, and alone is nothing",
        arguments: [("42\n", ["42"]), ("\n", []), ("42\n\n43\n", ["42", "43"])])
    func enter(text: String, labels: [String]) throws {
        let keyboard = try ReportDescriptorTests.descriptor(ReportDescriptorTests.keyboard)
        #expect(told(feed(try KeyboardDecoder(keyboard), KeyPresses.us(text))) == labels)
    }
}
