import Decoding
import Identity
import TestSupport
import Testing

@Suite("Scanners over HID")
struct HIDScannerTests {
    /// The descriptor of facts' 62-byte layout: length, identifier, 56 bytes of data, whether more
    /// follows.
    static let counted = hex(
        """
        05 8C 09 02 A1 01 85 02 09 12 A1 02 15 00 26 FF 00 75 08 95 01 05 01 09 3B 81 02 95 03 05 8C 09 FB 09 FC 09 FD
        81 02 95 38 09 FE 82 02 01 25 01 75 01 95 01 09 FF 81 02 75 07 81 03 C0 C0
        """)
    /// Without length and without identifier, report ids or continuation.
    static let bare = hex("05 8C 09 02 A1 01 15 00 26 FF 00 75 08 95 14 09 FE 82 02 01 C0")

    private func decoder(
        _ descriptor: [UInt8], vendor: UInt16 = 0, preamble: String = "", postamble: String = ""
    ) throws -> HIDScannerDecoder {
        try HIDScannerDecoder(
            try ReportDescriptor(descriptor.span), vendor: vendor, preamble: Bytes(preamble),
            postamble: Bytes(postamble))
    }

    private func report(
        _ identifier: String, _ text: String, more: Bool = false, count: Int? = nil
    ) -> [UInt8] {
        let data = Array(text.utf8)
        return [2, UInt8(count ?? data.count)] + Array(identifier.utf8) + data
            + [UInt8](repeating: 0, count: 56 - data.count) + [more ? 1 : 0]
    }

    @Test func `A published report without length is a label`() throws {
        // alhafoudh/tessaro-os, agent/tessaro-agent/src/scanner/hidpos.rs (vector A5.2).
        let label =
            hex("02 5D 45 30") + Array("5901234123457".utf8) + [UInt8](repeating: 0, count: 44)
        let scanner = try decoder(ReportDescriptorTests.scanner)
        #expect(told(feed(scanner, [label])) == ["5901234123457 #eanupc"])
        #expect(told(feed(scanner, [hex("01 00")])) == ["!badFrame"])
        #expect(told(feed(scanner, [hex("02 5D")])).isEmpty)
        #expect(
            told(feed(scanner, [hex("02 5D"), Duration.seconds(1), label]))
                == ["!truncated", "5901234123457 #eanupc"])
    }

    @Test func `What has no scanned data is refused with what is missing`() {
        // The keyboard is of tessaro-os (vector A5.3).
        for descriptor in [ReportDescriptorTests.keyboard, ReportDescriptorTests.sureSwipe] {
            #expect(throws: ClaimError.missing(what: "decoded data of a bar code scanner")) {
                try decoder(descriptor)
            }
        }
    }

    @Test func `A scanner that says neither length nor symbology gives text`() throws {
        let text = Array("4006381333931".utf8) + [UInt8](repeating: 0, count: 7)
        #expect(
            told(feed(try decoder(Self.bare), [text, text])) == ["4006381333931", "4006381333931"])
        #expect(told(feed(try decoder(Self.bare), [[UInt8](repeating: 0, count: 20)])).isEmpty)
    }

    @Test func `Parts go together whether they repeat the identifier or leave it out`() throws {
        let first = report("]Q1", String(repeating: "a", count: 56), more: true)
        for identifier in ["]Q1", "\0\0\0"] {
            let items = feed(try decoder(Self.counted), [first, report(identifier, "b")])
            #expect(told(items) == [String(repeating: "a", count: 56) + "b #qr"])
        }
        let other = feed(try decoder(Self.counted), [first, report("]C0", "b")])
        #expect(told(other) == ["!truncated", "b #code128"])
    }

    @Test func `Codes in a second report are read, and a label does not go on in another report`()
        throws
    {
        var second = Self.counted
        let id = try #require(second.firstIndex(of: 0x85))
        second[id + 1] = 4
        let scanner = try decoder(Self.counted + second)
        func other(_ text: String) -> [UInt8] { [4] + report("]Q1", text).dropFirst() }
        #expect(
            told(feed(scanner, [report("]E0", "4006381333931"), other("MEMBER-1")]))
                == ["4006381333931 #eanupc", "MEMBER-1 #qr"])
        #expect(
            told(feed(scanner, [report("]Q1", "half", more: true), other("MEMBER-1")]))
                == ["!truncated", "MEMBER-1 #qr"])
    }

    @Test func `A part that comes too late begins nothing`() throws {
        let first = report("]Q1", "a", more: true)
        let late = feed(
            try decoder(Self.counted),
            [
                first, Duration.milliseconds(999), report("]Q1", "b", more: true),
                Duration.seconds(1),
            ])
        #expect(told(late) == ["!truncated"])
    }

    @Test func `A failed transfer drops the label it is part of, and no other`() throws {
        var scanner = try decoder(Self.counted)
        var output = Output()
        let now = Instant(nanoseconds: 1)
        scanner.receive(report("]Q1", "a", more: true).span, on: .data, at: now, into: &output)
        scanner.inputDamaged(at: now, into: &output)
        scanner.receive(report("\0\0\0", "c").span, on: .data, at: now, into: &output)
        scanner.receive(report("]C0", "d").span, on: .data, at: now, into: &output)
        #expect(told(output.items) == ["!truncated", "d #code128"])
    }

    @Test("Text that the scanner was set to send around a label must be there")
    func affixes() throws {
        let scanner = try decoder(Self.counted, preamble: "<", postamble: ">\r")
        #expect(told(feed(scanner, [report("]C0", "<ab>\r")])) == ["ab #code128"])
        #expect(told(feed(scanner, [report("]C0", "<ab>")])) == ["!badFrame"])
    }

    @Test(
        "Command replies are no labels for their maker's scanners",
        arguments: [
            ("]X0", HIDScannerDecoder.honeywell, [String]()), ("]Z6", 0x0C2E, []), ("]Z6", 0, []),
            ("]X0", 0, ["ab #other"]),
        ])
    func replies(identifier: String, vendor: UInt16, items: [String]) throws {
        let scanner = try decoder(Self.counted, vendor: vendor)
        #expect(told(feed(scanner, [report(identifier, "ab")])) == items)
    }

    @Test("Any length and any bytes are faults at worst", arguments: [counted, bare])
    func noise(descriptor: [UInt8]) throws {
        var random = SeededGenerator(seed: 7)
        var scanner = try decoder(descriptor, vendor: 0x0C2E)
        var output = Output()
        for turn in 0..<3000 {
            let count = Int(random.next() % 80)
            var bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if turn % 2 == 0, count > 0 { bytes[0] = 2 }
            scanner.receive(
                bytes.span, on: .data, at: Instant(nanoseconds: Int64(turn) * 300_000_000),
                into: &output)
        }
        #expect(output.items.count < 6000)
    }
}

@Suite("Scanners in IBM mode")
struct IBMScannerTests {
    static let descriptor = hex(
        "06 45 FF 0A 00 4B A1 01 15 00 26 FF 00 75 08 95 40 09 01 81 02 95 0B 09 02 91 02 C0")

    private func decoder(tableTop: Bool = false) throws -> IBMScannerDecoder {
        try IBMScannerDecoder(try ReportDescriptor(Self.descriptor.span), isTableTop: tableTop)
    }

    private func padded(_ text: String) -> [UInt8] {
        let bytes = hex(text)
        return bytes + [UInt8](repeating: 0, count: 64 - bytes.count)
    }

    @Test func `The label of the maker's own test`() throws {
        // datalogic/androidPOS-core, DLSUSBScannerTest.java (vector A9.1).
        let label = "12 10 03 00 39 30 30 31 34 37 35 30 36 37 39 33 33 16 00"
        #expect(told(feed(try decoder(), [padded(label)])) == ["9001475067933 #ean13"])
        #expect(told(feed(try decoder(), [hex(label)])) == ["9001475067933 #ean13"])
    }

    @Test(
        "What a status says",
        arguments: [
            // datalogic/androidPOS-core, DLSUSBScannerTest.java (vector A9.2); `not enabled` makes
            // the decoder enable.
            ("04 00 01 00", IBMStatus.Problem?.none, true, [">"]),
            ("04 00 03 00", nil, true, []), ("04 00 00 00", nil, false, []),
            ("04 01 00 00", .flashMode, false, ["!readError"]),
            ("04 20 00 00", .hardware, false, ["!readError"]),
            ("04 80 00 00", .notReady, false, ["!readError"]),
            ("04 00 04 00", .checkDigit, false, ["!badCheckDigit"]),
            ("04 00 80 00", .commandRejected, false, []),
            ("04 00 00 10", .directIONotAllowed, false, []),
            ("04 00 00 20", .directIOUndefined, false, []),
        ])
    func status(text: String, problem: IBMStatus.Problem?, isAlive: Bool, items: [String]) throws {
        let bytes = hex(text)
        let status = IBMStatus(bytes[1], bytes[2], bytes[3])
        #expect(status.problem == problem && status.isAlive == isAlive)
        #expect(told(feed(try decoder(), [padded(text)])) == items)
        if problem != nil, problem != .checkDigit {
            let once = told(feed(try decoder(), [padded(text), padded(text)]))
            #expect(once == items, "it goes on, and is said once")
        }
    }

    @Test func `It is enabled when opened, and at most once a second after`() throws {
        var scanner = try decoder()
        var output = Output()
        scanner.opened(at: Instant(nanoseconds: 0), into: &output)
        for milliseconds in [10, 20, 1010, 1020, 2020] {
            let now = Instant(nanoseconds: Int64(milliseconds) * 1_000_000)
            scanner.receive(padded("04 00 01 00").span, on: .data, at: now, into: &output)
        }
        #expect(told(output.items) == [">", ">", ">"])
        guard case .usbRequest(.output(let id, let bytes)) = output.items[0] else {
            Issue.record("no output report")
            return
        }
        #expect(id == 0 && bytes.count == 11 && bytes[0] == 0x11)
    }

    @Test(
        "Digits as numbers, for EAN and UPC of table-top scanners only",
        arguments: [
            (
                "12 00 03 00 04 00 00 06 03 08 01 03 03 03 09 03 01 16", true,
                ["4006381333931 #ean13"]
            ),
            ("12 00 03 00 04 00 00 06 03 08 01 03 03 03 09 03 01 16", false, ["!badCharacter"]),
            (
                "12 00 03 00 34 30 30 36 33 38 31 33 33 33 39 33 31 16", true,
                ["4006381333931 #ean13"]
            ),
            ("09 00 03 00 31 32 00 18 0B", true, ["12 #code128"]),
            ("09 00 03 00 01 02 00 18 0B", true, ["\u{1}\u{2} #code128"]),
        ])
    func tableTop(text: String, isTableTop: Bool, items: [String]) throws {
        #expect(told(feed(try decoder(tableTop: isTableTop), [padded(text)])) == items)
    }

    @Test(
        "Answers to commands and broken messages are no labels",
        arguments: [
            ("09 02 03 00 31 32 33 34 35", [String]()), ("09 40 03 00 31 32 33 34 35", []),
            ("09 04 03 00 31 32 33 34 35", []), ("00", []), ("03 00 03", ["!badLength"]),
            ("41 00 03 00", ["!badLength"]), ("05 00 03 00 16", ["!badLength"]),
            ("07 00 03 00 00 18 0B", ["!badLength"]), ("08 00 03 00 10 00 00 00", ["!badLength"]),
            ("0A 00 03 00 41 42 43 44 45 99", ["!unknownLabel"]),
            ("0A 00 03 00 41 42 43 20 18 0B", ["!unknownLabel"]),
        ])
    func noLabel(text: String, items: [String]) throws {
        #expect(told(feed(try decoder(), [padded(text)])) == items)
    }
}
