import Decoding
import Identity
import Testing

/// Keyboards whose descriptors have more than the keys of one report.
@Suite("Lights and reports of keyboards")
struct KeyboardReportTests {
    /// HID 1.11, appendix E.6, with its lights.
    private static let lit = hex(
        """
        05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 03
        95 05 75 01 05 08 19 01 29 05 91 02 95 01 75 03 91 03 95 06 75 08 15 00 25 65 05 07
        19 00 29 65 81 00 C0
        """)
    /// Report 1 is the boot keyboard's, report 2 has a bit for each key, report 3 volume keys.
    private static let several = hex(
        """
        05 01 09 06 A1 01 85 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02 75 08 95 01
        81 03 95 06 15 00 25 65 19 00 29 65 81 00 85 02 05 07 19 E0 29 E7 15 00 25 01 75 01
        95 08 81 02 19 00 29 67 95 68 81 02 C0 05 0C 09 01 A1 01 85 03 15 00 25 01 09 E9 75
        01 95 01 81 02 75 07 95 01 81 03 C0
        """)

    private func decoder(_ descriptor: [UInt8]) throws -> KeyboardDecoder {
        try KeyboardDecoder(try ReportDescriptor(descriptor.span))
    }

    /// The lights that were sent: a report's id, then its bytes.
    private func lights(_ output: Output) -> [[UInt8]] {
        output.items.compactMap {
            guard case .usbRequest(.output(let id, let bytes)) = $0 else { return nil }
            return [id] + (0..<bytes.count).map { bytes[$0] }
        }
    }

    @Test func `The Caps Lock light is put out at the start, and follows the key`() throws {
        var keyboard = try decoder(Self.lit)
        var output = Output()
        let now = Instant(nanoseconds: 0)
        keyboard.opened(at: now, into: &output)
        // Ready first: a reader that refuses the report is ready all the same.
        #expect(output.actions.first == .state(.ready))
        #expect(lights(output) == [[0, 0x01]])
        output.removeAll()
        let capsLock: [UInt8] = [0, 0, 0x39, 0, 0, 0, 0, 0]
        let released = [UInt8](repeating: 0, count: 8)
        let steps: [([UInt8], [[UInt8]])] = [
            (capsLock, [[0, 3]]), (released, []), (capsLock, [[0, 1]]),
        ]
        for (report, expected) in steps {
            keyboard.receive(report.span, on: .data, at: now, into: &output)
            #expect(lights(output) == expected)
            output.removeAll()
        }
    }

    @Test func `A scanner that swaps case while the light is lit is read right`() throws {
        var keyboard = try decoder(Self.lit)
        var output = Output()
        let now = Instant(nanoseconds: 0)
        keyboard.opened(at: now, into: &output)
        // What the host lit last, the scanner does not know any more.
        let isLit = try #require(lights(output).last?.last) & 0x02 != 0
        output.removeAll()
        for report in KeyPresses.us(isLit ? "aBc-12\n" : "AbC-12\n") {
            keyboard.receive(report.span, on: .data, at: now, into: &output)
        }
        #expect(told(output.items) == ["AbC-12"])
    }

    @Test(
        "A swipe whose beginning was lost is a stripe's fault",
        arguments: ["11111111111=30121010000000?\n", "0000000?\n", "DOE/J^30121010000?\n"])
    func tail(text: String) throws {
        let items = feed(try decoder(Self.lit), KeyPresses.us(text))
        #expect(told(items) == ["!truncated"])
        guard case .fault(_, let kind) = try #require(items.first) else { return }
        #expect(kind == .magstripe)
    }

    @Test func `A keyboard without lights is sent nothing`() throws {
        var keyboard = try decoder(Self.several)
        var output = Output()
        keyboard.opened(at: Instant(nanoseconds: 0), into: &output)
        #expect(output.actions == [.state(.ready)])
    }

    @Test func `Keys in a second report are read, and other reports say nothing`() throws {
        let first = KeyPresses.us("12").map { [1] + $0 }
        // Usages 20 and 28, which are 3 and Enter, as bits behind the modifiers.
        func bits(_ usage: Int) -> [UInt8] {
            var report = [UInt8](repeating: 0, count: 15)
            report[0] = 2
            report[2 + usage / 8] = 1 << UInt8(usage % 8)
            return report
        }
        let none = [2] + [UInt8](repeating: 0, count: 14)
        let volume: [[UInt8]] = [[3, 1], [3, 0]]
        let reports = first + volume + [bits(0x20), none] + [bits(0x28), none]
        #expect(told(feed(try decoder(Self.several), reports)) == ["123"])
    }
}
