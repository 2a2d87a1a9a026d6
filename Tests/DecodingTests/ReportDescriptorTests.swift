import Decoding
import Identity
import TestSupport
import Testing

@Suite("Report descriptors")
struct ReportDescriptorTests {
    /// alhafoudh/tessaro-os, agent/tessaro-agent/src/scanner/hidpos.rs (vectors A5.2, A5.3).
    static let scanner = hex(
        """
        05 8C 09 02 A1 01 85 02 15 00 26 FF 00 75 08 95 01 09 FB 81 02 09 FC 81 02 09 FD 81 02 95 38 09 FE 82 02 01
        75 01 95 01 25 01 09 FF 81 02 75 07 81 03 C0
        """)
    /// The boot keyboard, from the same tests.
    static let keyboard = hex(
        """
        05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 03 95 06 75 08 15 00 25 65
        05 07 19 00 29 65 81 00 C0
        """)
    /// MagTek 99875191, 4.
    static let sureSwipe = hex(
        """
        06 00 FF 09 01 A1 01 15 00 26 FF 00 75 08 09 20 09 21 09 22 09 28 09 29 09 2A 09 38 95 07 81 02 09 30 95 6E
        82 02 01 09 31 95 6E 82 02 01 09 32 95 6E 82 02 01 09 20 95 18 B2 02 01 C0
        """)

    static func descriptor(_ bytes: [UInt8]) throws -> ReportDescriptor {
        try ReportDescriptor(bytes.span)
    }

    private func field(
        _ descriptor: ReportDescriptor, _ page: UInt16, _ id: UInt16,
        _ kind: ReportField.Kind = .input
    ) -> [Int]? {
        descriptor.field(HIDUsage(page: page, id: id), of: kind).map {
            [$0.bitOffset, $0.bitSize, $0.count]
        }
    }

    @Test func `A scanner's fields are at their bits, the report id counted`() throws {
        let descriptor = try ReportDescriptor(Self.scanner.span)
        #expect(descriptor.topLevelUsages == [HIDUsage(page: 0x8C, id: 2)])
        #expect(descriptor.hasReportIDs && descriptor.reportIDs(of: .input) == [2])
        #expect(descriptor.length(of: .input, id: 2) == 61)
        #expect(field(descriptor, 0x8C, 0xFB) == [8, 8, 1])
        #expect(field(descriptor, 0x8C, 0xFC) == [16, 8, 1])
        #expect(field(descriptor, 0x8C, 0xFD) == [24, 8, 1])
        #expect(field(descriptor, 0x8C, 0xFE) == [32, 8, 56])
        #expect(field(descriptor, 0x8C, 0xFF) == [480, 1, 1])
        #expect(field(descriptor, 0x8C, 0x10) == nil)
    }

    @Test func `A keyboard has a bit for each modifier and a list of keys`() throws {
        let descriptor = try ReportDescriptor(Self.keyboard.span)
        #expect(descriptor.length(of: .input, id: 0) == 8 && !descriptor.hasReportIDs)
        #expect(
            field(descriptor, 7, 0xE0) == [0, 1, 1] && field(descriptor, 7, 0xE7) == [7, 1, 1])
        let keys = try #require(descriptor.fields.first { $0.isArray })
        #expect([keys.bitOffset, keys.bitSize, keys.count] == [16, 8, 6])
        let report: [UInt8] = [2, 0, 4, 0, 0x65, 0x66, 0, 0]
        #expect(
            (0..<7).map { keys.choice($0, in: report.span)?.id } == [4, 0, 0x65, nil, 0, 0, nil])
    }

    @Test func `A swipe reader's fields are where its manual has them`() throws {
        // Bytes 7, 117 and 227 (vector A2.5).
        let descriptor = try ReportDescriptor(Self.sureSwipe.span)
        #expect(descriptor.longestReport(of: .input) == 337)
        #expect(descriptor.longestReport(of: .feature) == 24)
        #expect(descriptor.longestReport(of: .output) == 0)
        #expect(field(descriptor, 0xFF00, 0x38) == [48, 8, 1])
        #expect(
            [0x30, 0x31, 0x32].map { field(descriptor, 0xFF00, $0)?.first } == [56, 936, 1816])
        // The same usage, once in input and once in feature reports.
        #expect(field(descriptor, 0xFF00, 0x20) == [0, 8, 1])
        #expect(field(descriptor, 0xFF00, 0x20, .feature) == [0, 8, 24])
    }

    @Test func `What is pushed comes back with pop`() throws {
        let descriptor = try ReportDescriptor(
            hex("05 01 75 08 95 02 15 00 25 7F A4 05 0C 75 10 95 01 09 01 81 02 B4 09 30 81 02")
                .span)
        #expect(field(descriptor, 0x0C, 1) == [0, 16, 1])
        #expect(field(descriptor, 0x01, 0x30) == [16, 8, 2])
    }

    @Test func `A page is the one at the main item, unless the usage names its own`() throws {
        let descriptor = try ReportDescriptor(
            hex("05 01 09 30 0B 31 00 0D 00 05 09 75 08 95 03 15 00 25 7F 81 02").span)
        #expect(field(descriptor, 0x09, 0x30) == [0, 8, 1])
        #expect(field(descriptor, 0x0D, 0x31) == [8, 8, 2])
    }

    @Test func `Of alternative usages the first counts`() throws {
        let descriptor = try ReportDescriptor(
            hex("05 01 A9 01 09 30 09 31 A9 00 09 32 75 08 95 02 15 00 25 7F 81 02").span)
        #expect(field(descriptor, 1, 0x30) == [0, 8, 1] && field(descriptor, 1, 0x31) == nil)
        #expect(field(descriptor, 1, 0x32) == [8, 8, 1])
    }

    @Test func `Fields know the collections they are in, and long items are passed over`() throws {
        let bytes = hex(
            "05 8C 09 02 A1 01 FE 03 F0 01 02 03 09 12 A1 02 75 08 95 01 09 FE 81 02 C0 09 01 81 02 C0"
        )
        let descriptor = try ReportDescriptor(bytes.span)
        #expect(descriptor.collections.map(\.parent) == [nil, 0])
        let inner = try #require(descriptor.field(HIDUsage(page: 0x8C, id: 0xFE)))
        let outer = try #require(descriptor.field(HIDUsage(page: 0x8C, id: 1)))
        let report = HIDUsage(page: 0x8C, id: 0x12)
        #expect(descriptor.isField(inner, within: report))
        #expect(descriptor.isField(inner, within: HIDUsage(page: 0x8C, id: 2)))
        #expect(!descriptor.isField(outer, within: report))
    }

    @Test(
        "A number is signed where its minimum is",
        arguments: [
            // minimum, maximum, bits, report, value
            ("15 81 25 7F", "75 08", "FF", -1), ("15 00 25 FF", "75 08", "FF", 255),
            ("15 00 26 FF 00", "75 08", "80", 128), ("16 01 80 26 FF 7F", "75 10", "FE FF", -2),
            ("15 FF 25 01", "75 02", "02", -2), ("15 00 27 FF FF 00 00", "75 10", "34 12", 0x1234),
            ("17 00 00 00 80 27 FF FF FF 7F", "75 20", "FF FF FF FF", -1),
            ("15 00 25 01", "75 20", "FF FF FF FF", 0xFFFF_FFFF),
        ])
    func sign(limits: String, size: String, report: String, value: Int) throws {
        let bytes = hex("05 01 09 30 \(limits) \(size) 95 01 81 02")
        let field = try #require(try ReportDescriptor(bytes.span).fields.first)
        #expect(field.value(in: hex(report).span) == value)
        #expect(field.value(in: hex("").span) == nil && field.value(1, in: hex(report).span) == nil)
    }

    @Test func `Bits come from any place, lowest first`() {
        let bytes: [UInt8] = [0b1010_0101, 0b0011_1100, 0xFF, 0x00, 0x80]
        #expect(bytes.span.bits(at: 0, count: 8) == 0xA5)
        #expect(bytes.span.bits(at: 4, count: 8) == 0xCA)
        #expect(bytes.span.bits(at: 7, count: 2) == 0b01)
        #expect(bytes.span.bits(at: 7, count: 32) == 0x01FE_79)
        #expect(bytes.span.bits(at: 39, count: 1) == 1)
        #expect(bytes.span.bits(at: 40, count: 0) == 0)
        for (offset, count) in [(40, 1), (9, 32), (-1, 3), (0, 33), (Int.max, 8)] {
            #expect(bytes.span.bits(at: offset, count: count) == nil)
        }
    }

    @Test(
        "What is no descriptor is refused, and where",
        arguments: [
            ("", ReportDescriptorError.empty), ("05", .truncated(at: 0)),
            ("05 01 26 FF", .truncated(at: 2)), ("FE 05 01 00", .truncated(at: 0)),
            ("FE", .truncated(at: 0)), ("A1 01", .unbalancedCollections(at: 2)),
            ("C0", .unbalancedCollections(at: 0)), ("B4", .badStack(at: 0)),
            ("85 00", .badReportID(at: 0)), ("86 00 01", .badReportID(at: 0)),
            ("75 08 95 01 81 02 85 01", .badReportID(at: 6)),
            ("A4 85 01 75 08 95 01 81 02 B4", .badReportID(at: 9)),
            ("19 05 29 04", .badUsageRange(at: 2)), ("19 05 19 05", .badUsageRange(at: 2)),
            ("19 05 75 08 95 01 81 02", .badUsageRange(at: 6)),
            ("1B 01 00 07 00 2B 02 00 08 00", .badUsageRange(at: 5)),
            ("A9 01 A9 01", .badDelimiter(at: 2)), ("A9 00", .badDelimiter(at: 0)),
            ("A9 01 81 02", .badDelimiter(at: 2)),
            ("77 FF FF FF FF 97 FF FF FF FF 81 02", .reportTooLong(at: 10)),
            ("75 08 96 00 20 81 02", .reportTooLong(at: 5)),
            ("05 01 75 01 96 00 20 19 00 2A FF FF 81 02", .tooManyFields(at: 12)),
        ])
    func refused(text: String, error: ReportDescriptorError) {
        #expect(throws: error) { try ReportDescriptor(hex(text).span) }
        #expect(error.description.hasPrefix("the report descriptor "))
    }

    @Test(
        "What goes on without end is refused, and takes no time",
        arguments: [
            ([0xA1, 0x01], ReportDescriptorError.tooManyCollections(at: 64)),
            ([0xA1, 0x01, 0xC0], .tooManyCollections(at: 1536)), ([0xA4], .badStack(at: 16)),
            ([0x09, 0x01], .tooManyUsages(at: 2048)),
            ([0x75, 0x01, 0x95, 0x01, 0x81, 0x03], .tooManyFields(at: 4096 * 6 + 4)),
        ])
    func endless(pattern: [UInt8], error: ReportDescriptorError) {
        let whole = Array(repeating: pattern, count: 65_535 / pattern.count).flatMap(\.self)
        #expect(throws: error) { try ReportDescriptor(whole.span) }
        let longer = [UInt8](repeating: 0, count: 65_536)
        #expect(throws: ReportDescriptorError.tooLong(count: 65_536)) {
            try ReportDescriptor(longer.span)
        }
    }

    @Test(
        "Zeros behind a descriptor, which the kernel puts in place of what a device did not send, say nothing",
        arguments: [scanner, keyboard, sureSwipe])
    func filledUp(descriptor: [UInt8]) throws {
        let whole = try ReportDescriptor(descriptor.span)
        let filled = try ReportDescriptor((descriptor + [UInt8](repeating: 0, count: 100)).span)
        #expect(filled.fields == whole.fields && filled.collections == whole.collections)
    }

    @Test(
        "Cut at each byte, a descriptor throws or is shorter",
        arguments: [scanner, keyboard, sureSwipe])
    func truncated(descriptor: [UInt8]) {
        for count in 0..<descriptor.count {
            let cut = Array(descriptor[..<count])
            // Once its collection is begun, every one of these lacks the end of it.
            let read = try? ReportDescriptor(cut.span)
            #expect(read?.collections.isEmpty != false)
            guard count > 6 else { continue }
            #expect(throws: ReportDescriptorError.self) { try ReportDescriptor(cut.span) }
        }
    }

    @Test(
        "Changed at random, a descriptor throws or can be used",
        arguments: [scanner, keyboard, sureSwipe])
    func mutated(descriptor: [UInt8]) {
        var random = SeededGenerator(seed: 0x8C)
        for _ in 0..<4000 {
            var bytes = descriptor
            for _ in 0..<Int(random.next() % 4 + 1) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(
                    truncatingIfNeeded: random.next())
            }
            guard let read = try? ReportDescriptor(bytes.span) else { continue }
            #expect(read.longestReport(of: .input) <= ReportDescriptor.reportCapacity)
            let report = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            for field in read.fields {
                for index in 0..<min(field.count, 9) {
                    _ = field.value(index, in: report.span)
                    _ = field.choice(index, in: report.span)
                }
            }
        }
    }
}
