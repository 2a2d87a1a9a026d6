import Decoding
import Identity
import Testing

@Suite("Zebra SSI packets")
struct SSITests {
    // enioka-Haute-Couture/enioka_scan, SsiChecksumTest.java (vector A10).
    @Test("Commands have the checksum that the maker's examples have")
    func commands() {
        #expect(hex(SSIPacket.acknowledge) == "04 D0 04 00 FF 28")
        #expect(hex(SSIPacket.refuse(.checksum)) == "05 D1 04 00 01 FF 25")
        let start: [UInt8] = [0x04, 0xE4, 0x04, 0x00]
        let sum = SSIPacket.checksum(of: start.span)
        #expect(sum == 0xFF14)
    }

    @Test("A packet is a reading and an acknowledgement")
    func label() {
        #expect(
            run([packet([0x0B] + Array("4006381333931".utf8))]) == [">", "4006381333931 #ean13"])
    }

    @Test(
        "Code types, with and without an add-on",
        arguments: [
            (0x01, "ABC", "ABC #code39"), (0x08, "060992011187", "060992011187 #upca"),
            (0x48, "06099201118712", "060992011187 #upca"),
            (0x09, "09988750", "099887000050 #upce"),
            (0x8B, "400638133393112345", "4006381333931 #ean13"),
            (0x0A, "73513537", "73513537 #ean8"),
            (0x0F, "8018801234567890123458", "8018801234567890123458 #gs1128"),
            (0x1C, "x", "x #qr"),
            (0x30, "0109506000134352", "0109506000134352 #dataBar"), (0x2C, "x", "x #microQR"),
            (0xEE, "x", "!unknownLabel"), (0x0B, "4006381333932", "!badCheckDigit"),
            (0x0B, "", "!badLength"),
        ] as [(UInt8, String, String)])
    func codeTypes(type: UInt8, text: String, result: String) {
        #expect(run([packet([type] + Array(text.utf8))]) == [">", result])
    }

    @Test("Every one of a packet's bytes is covered by its checksum")
    func flippedBits() {
        let good = packet([0x03] + Array("ABC-1".utf8))
        for index in good.indices {
            for bit in 0..<8 {
                var wrong = good
                wrong[index] ^= 1 << UInt8(bit)
                let told = run([wrong])
                #expect(!told.contains { $0.contains("#") }, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("A wrong length is one fault, and what comes after a pause is read")
    func resynchronisation() {
        var wrong = packet([0x03] + Array("ABCDEFGHIJ".utf8))
        wrong[0] = 8
        let told = run([wrong, packet([0x03, 0x58])])
        #expect(told.filter { $0.hasPrefix("!") } == ["!badChecksum"])
        #expect(told.last == "X #code128")
    }

    @Test("A message that says it goes on is refused whole")
    func continued() {
        let first = packet([0x03, 0x41], status: 2)
        let last = packet([0x03, 0x42], status: 0)
        let next = packet([0x03, 0x43], status: 0)
        #expect(
            run([first, last, next], pause: .milliseconds(100)) == [
                ">", "!badFrame", ">", ">", "C #code128",
            ])
    }

    @Test("A repeated packet is acknowledged and forgotten, the same label scanned anew is read")
    func repeated() {
        let label = packet([0x03, 0x41])
        let again = packet([0x03, 0x41], status: 1)
        #expect(run([label, again, label]) == [">", "A #code128", ">", ">", "A #code128"])
        #expect(run([again]) == [">", "A #code128"])
        #expect(
            run([label, again], pause: .seconds(11)) == [">", "A #code128", ">", "A #code128"])
    }

    /// Packets of a decoder with a pause after each.
    private func run(_ packets: [[UInt8]], pause: Duration = .milliseconds(200)) -> [String] {
        var decoder = SSIDecoder()
        var output = Output()
        var now = Instant(nanoseconds: 0)
        for packet in packets {
            decoder.receive(packet.span, on: .data, at: now, into: &output)
            now = now + pause
        }
        decoder.deadlinePassed(at: now + .seconds(2), into: &output)
        return told(output.items)
    }

    private func packet(_ data: [UInt8], status: UInt8 = 0) -> [UInt8] {
        let bytes = [UInt8(data.count + 4), 0xF3, 0, status] + data
        let sum = SSIPacket.checksum(of: bytes.span)
        return bytes + [UInt8(sum >> 8), UInt8(sum & 0xFF)]
    }

    private func hex(_ bytes: Bytes<64>) -> String {
        (0..<bytes.count).map { index in
            let text = String(bytes[index], radix: 16, uppercase: true)
            return text.count == 1 ? "0" + text : text
        }.joined(separator: " ")
    }
}
