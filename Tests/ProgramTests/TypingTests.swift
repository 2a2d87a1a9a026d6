import Simulator
import Testing

/// What virtual readers send for what a person types.
@Suite struct TypingTests {
    @Test(
        "A typed line is framed as the device frames it",
        arguments: [
            ("serial-scanner", "4006381333931", "4006381333931\r"),
            ("serial-scanner", "", "\r"),
            ("magellan-scanner", "4006381333931", "S08F4006381333931\r"),
            ("magellan-scanner", "060992011187", "S08A060992011187\r"),
            ("magellan-scanner", "00210126", "S08FF00210126\r"),
            ("magellan-scanner", "9289510002308107", "S08B39289510002308107\r"),
            ("magellan-scanner", "S14400260", "S14400260\r"),
            ("serial-swipe", "8134000017", ";8134000017?\r"),
            ("serial-swipe", "%AB^C?;8134000017?", "%AB^C?;8134000017?\r"),
            ("any-reader", "hex:41 0d", "A\r"),
        ])
    func framing(driver: String, line: String, sent: String) throws {
        #expect(try Typing.bytes(for: line, driver: driver) == Array(sent.utf8))
    }

    @Test func `An SSI packet's bytes and checksum add up to nothing`() throws {
        let packet = try Typing.bytes(for: "4006381333931", driver: "ssi-scanner")
        #expect(Array(packet.prefix(5)) == [18, 0xF3, 0, 0, 0x0B])
        let sum = packet.dropLast(2).reduce(0) { $0 + Int($1) }
        let check = Int(packet[packet.count - 2]) << 8 | Int(packet[packet.count - 1])
        #expect((sum + check) & 0xFFFF == 0)
    }

    @Test(
        "What no device can send is refused",
        arguments: [
            ("serial-scanner", "hex:4", TypingError.halfAByte),
            ("serial-scanner", "hex:4g", .notHex("g")),
            ("any-reader", "1", .unknownDriver("any-reader")),
            ("ssi-scanner", String(repeating: "1", count: 251), .tooLong(limit: 250)),
        ])
    func refused(driver: String, line: String, error: TypingError) {
        #expect(throws: error) { try Typing.bytes(for: line, driver: driver) }
    }
}
