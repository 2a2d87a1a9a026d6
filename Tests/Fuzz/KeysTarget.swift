import Decoding
import Drivers
import Identity
import Simulator

extension FuzzTarget {
    /// Everything that a reader of keys and tags sends. Byte 0 says how it is read.
    static let keys = FuzzTarget(
        name: "keys",
        seeds: {
            ["rdm6300", "wiegand-serial", "key-wedge", "ibutton-serial", "pcprox"].flatMap { name in
                Corpus.captures.filter { $0.driver.name == name }.map { _, capture in
                    [0] + capture.received
                }
            }
                + ["1122334455", "051,17493", "H10301:123:4567", "01EB450D030000AE"].map {
                    [1] + Array($0.utf8)
                }
        },
        run: { bytes in
            var input = Input(bytes)
            switch input.byte() % 4 {
            case 0: feedLines(&input)
            case 1: readText(input.all())
            case 2: feedAnswers(&input)
            default: readFrame(&input)
            }
        })

    private static func feedLines(_ input: inout Input) {
        let contents: [KeyLineDecoder.Content] =
            [.checkedTag] + WiegandLine.allCases.map { .wiegand($0, nil) }
            + WiegandFormat.allCases.map { .wiegand(.auto, $0) }
            + KeyForm.allCases.map { .number($0) }
        let content = contents[Int(input.byte()) % contents.count]
        var decoder = KeyLineDecoder(content, silence: .milliseconds(500), saysRemoval: true)
        var output = Output()
        var now = Instant(nanoseconds: 0)
        while !input.isEmpty {
            now = now + .milliseconds(Int64(input.byte()))
            let bytes = input.bytes(Int(input.byte()))
            decoder.receive(bytes.span, on: .data, at: now, into: &output)
        }
        decoder.deadlinePassed(at: now + .seconds(2), into: &output)
        hold(decoder.deadline == nil, "it waits for ever")
        var isIn = 0
        for item in output.items {
            switch item {
            case .reading(let reading):
                isIn += 1
                hold(reading.text.count <= 24, "a number longer than any")
                readText(reading.text.array)
            case .removed: isIn -= 1
            default: break
            }
        }
        hold(isIn >= 0, "more removals than presentations")
    }

    /// Answers of a pcProx and of a 1-Wire adapter to whatever they are asked.
    private static func feedAnswers(_ input: inout Input) {
        let format = WiegandFormat.allCases[Int(input.byte()) % WiegandFormat.allCases.count]
        var reader = PcProxDecoder(interface: 0, format: input.byte() & 1 == 0 ? nil : format)
        var probe = IButtonDecoder()
        var output = Output()
        var now = Instant(nanoseconds: 0)
        reader.opened(at: now, into: &output)
        probe.opened(at: now, into: &output)
        while !input.isEmpty {
            now = now + .milliseconds(Int64(input.byte() & 0x7F))
            let answer = input.bytes(Int(input.byte() & 0x1F))
            reader.deadlinePassed(at: now, into: &output)
            reader.receive(answer.span, on: .control, at: now, into: &output)
            probe.receive(answer.span, on: .data, at: now, into: &output)
            for case .reading(let reading) in output.items {
                hold(reading.text.count <= 24, "a number longer than any")
            }
            output.removeAll()
        }
    }

    private static func readFrame(_ input: inout Input) {
        let bits = Int(input.byte())
        var frame: UInt64 = 0
        for byte in input.bytes(8) { frame = frame << 8 | UInt64(byte) }
        for format in [nil] + WiegandFormat.allCases.map(Optional.some) {
            if let number = try? WiegandNumber(frame: frame, bits: bits, format) {
                hold(WiegandNumber(text: number.text.span) == number, "another number as text")
            }
            if let number = try? WiegandNumber(data: frame, bits: bits, format) {
                hold(WiegandNumber(text: number.text.span) == number, "another number as text")
            }
        }
    }

    /// Each text that stands for a number stands for it again.
    private static func readText(_ text: [UInt8]) {
        for kind in [ReadingKind.contactless, .electronicKey] {
            for isCanonical in [false, true] {
                let numbers = KeyNumber.all(of: text.span, kind: kind, isCanonical: isCanonical)
                hold(numbers.count <= 4, "more numbers than expected")
                for number in numbers {
                    var count = 0
                    number.eachWholeText { text in
                        count += 1
                        hold(!text.isEmpty && !text.overflowed, "a text that does not fit")
                    }
                    hold(count > 0 || !number.isWhole, "a whole number without text")
                    number.eachPartialText { hold(!$0.isEmpty && !$0.overflowed, "no text") }
                }
            }
        }
        for form in KeyForm.allCases {
            if let reading = try? form.reading(text.span) {
                hold(reading.text.count <= 24, "a number longer than any")
            }
        }
    }
}
