import Decoding
import Identity
import TestSupport
import Testing

@Suite("Swipe readers over HID")
struct SwipeReportTests {
    private func sureSwipe(_ form: SwipeForm = .plain) throws -> SwipeReportDecoder {
        try SwipeReportDecoder(
            try ReportDescriptorTests.descriptor(ReportDescriptorTests.sureSwipe), form: form)
    }

    private func report(_ tracks: [String], status: [UInt8] = [0, 0, 0]) -> [UInt8] {
        let data = tracks.map { Array($0.utf8) }
        // What is past a length is undefined (vector A2.5).
        return status + data.map { UInt8($0.count) } + [0]
            + data.flatMap { $0 + [UInt8](repeating: 0xFF, count: 110 - $0.count) }
    }

    @Test func `Tracks are read by their lengths, and nothing past them`() throws {
        let items = feed(try sureSwipe(), [report(["%AB^C?", ";8134000127?", ";12?"])])
        #expect(told(items) == ["%AB^C?;8134000127?+12?"])
        guard case .reading(let reading) = try #require(items.first) else { return }
        #expect(reading.track(1).map { String($0) } == "AB^C")
        #expect(reading.track(2).map { String($0) } == "8134000127")
        #expect(reading.track(3).map { String($0) } == "12")
        #expect(reading.kind == .magstripe && reading.entryMode == .magStripe)
    }

    @Test func `A number on another track stays there`() throws {
        let items = feed(try sureSwipe(), [report(["", "%A1?", ""]), report(["", "", "%A1?"])])
        #expect(told(items) == ["@A1?", "#A1?"])
        #expect(told(feed(try sureSwipe(), [report([";1?", "", ""])])) == ["!badFrame"])
    }

    @Test(
        "A MiniMag's swipe may end with what the reader was set to send, and its tracks too",
        arguments: [
            ("%CLUB?;8134000127?\r", 18), ("%CLUB?;8134000127?\r\n", 18),
            ("%CLUB?;8134000127?\t", 18), ("%CLUB?\r;8134000127?\r", 18),
            ("%CLUB?\t;8134000127?", 18),
            // The terminator counts as part of the last track.
            ("%CLUB?;8134000127?\r", 19),
        ])
    func terminator(text: String, tracks: Int) throws {
        let descriptor = hex(
            "06 00 FF 09 01 A1 01 09 02 15 00 26 FF 00 75 08 96 FD 01 81 02 C0")
        let data = Array(text.utf8)
        let report =
            [0, 0, 0, 6, UInt8(tracks - 6), 0, 0, UInt8(data.count), 0] + data
            + [UInt8](repeating: 0, count: 500 - data.count)
        let decoder = try IDTechDecoder(try ReportDescriptor(descriptor.span))
        #expect(told(feed(decoder, [report])) == ["%CLUB?;8134000127?"])
    }

    @Test func `The form that a descriptor has not is refused`() throws {
        #expect(throws: ClaimError.self) { try sureSwipe(.masked) }
        #expect(throws: ClaimError.self) { try sureSwipe(.standard) }
        let keyboard = try ReportDescriptorTests.descriptor(ReportDescriptorTests.keyboard)
        let error = #expect(throws: ClaimError.self) {
            try SwipeReportDecoder(keyboard, form: .plain)
        }
        #expect(error?.description.hasPrefix("its reports have no track data") == true)
    }

    @Test func `A length below zero, where the descriptor says that it has a sign, is no length`()
        throws
    {
        let signed = try ReportDescriptor(
            hex(
                """
                05 8E 09 01 A1 01 85 01 15 B2 75 08 09 31 09 12 09 13 95 03 81 02 \
                09 21 95 4F 82 02 01 09 22 95 28 82 02 01 09 23 95 6B 82 02 01 C0
                """
            ).span)
        for value in [0x80, 0xFF] as [UInt8] {
            let report = [1, value, value, value] + [UInt8](repeating: 0x31, count: 226)
            #expect(
                told(feed(try SwipeReportDecoder(signed, form: .standard), [report]))
                    == ["!badLength"])
        }
    }

    @Test func `A report that is too long for anything is refused before it comes`() throws {
        let long = try ReportDescriptor(
            hex("06 00 FF 09 01 A1 01 75 08 96 01 04 09 30 82 02 01 95 01 09 28 81 02 C0").span)
        #expect(throws: ClaimError.tooLong(limit: 1024)) {
            try SwipeReportDecoder(long, form: .plain)
        }
    }

    @Test("Any report is a reading or a fault, never both")
    func noise() throws {
        var random = SeededGenerator(seed: 801)
        for _ in 0..<500 {
            let bytes = (0..<337).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            #expect(feed(try sureSwipe(), [bytes]).count == 1)
        }
        let zeros = feed(try sureSwipe(), [[UInt8](repeating: 0, count: 337)])
        #expect(told(zeros) == ["!noData"])
    }

    @Test(
        "A typed MagneSafe swipe is what its CRC says",
        arguments: [
            // Made up; the CRCs were computed by another program.
            (";8134000127?|0200||;8134000127?|||||0000000000000000||", true),
            (";8134000127?|0200||;8134000127?|||||0000000000000001||", false),
        ])
    func crc(text: String, isRight: Bool) throws {
        let keyboard = try ReportDescriptorTests.descriptor(ReportDescriptorTests.keyboard)
        let decoder = try KeyboardDecoder(keyboard)
        let keys = KeyPresses.us(text + "1EC1||1000\n")
        #expect(told(feed(decoder, keys)) == [isRight ? ";8134000127?" : "!badChecksum"])
    }
}
