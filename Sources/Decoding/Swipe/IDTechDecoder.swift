public import Identity

/// Decodes an ID TECH swipe reader over HID, MiniMag or SecureMag, and those made like it.
///
/// A report holds either a frame of the secure output format, filled up with zeros, or the plain
/// structure: a status for each track (0 is good), a length for each, the encode type, the length
/// of all, and then the tracks' text, perhaps with more around it that the reader was set to send.
public struct IDTechDecoder: Decoder {
    /// Where the plain structure's text begins.
    private static let textStart = 9

    private var assembler: ReportAssembler
    private let start: Int
    private let affixes: Affixes

    public init(
        _ descriptor: ReportDescriptor, preamble: Bytes<16> = Bytes(),
        postamble: Bytes<16> = Bytes()
    ) throws(ClaimError) {
        guard descriptor.longestReport(of: .input) > Self.textStart else {
            throw .missing(what: "input report that could hold a swipe")
        }
        assembler = try ReportAssembler(descriptor)
        start = descriptor.hasReportIDs ? 1 : 0
        affixes = Affixes(preamble: preamble, postamble: postamble)
    }

    public var deadline: Instant? { assembler.deadline }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        guard assembler.receive(bytes, of: .magstripe, at: now, into: &output) else { return }
        defer { assembler.removeAll() }
        do throws(Fault) {
            let report = assembler.report.span.extracting(start..<assembler.report.count)
            try read(report, into: &output)
        } catch {
            output.report(error, of: .magstripe)
        }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        assembler.inputDamaged(of: .magstripe, into: &output)
    }

    /// Emits the reading of a report; none for an answer to a command.
    private func read(
        _ report: borrowing Span<UInt8>, into output: inout Output
    ) throws(Fault) {
        switch report[0] {
        case Control.acknowledge, Control.negativeAcknowledge: return
        case Control.startOfText:
            guard let length = IDTechFrame.length(report), length <= report.count else {
                throw .badLength
            }
            try IDTechFrame.read(report.extracting(first: length), into: &output)
        default:
            guard report.count > Self.textStart else { throw .badLength }
            try readPlain(report, into: &output)
        }
    }

    private func readPlain(
        _ report: borrowing Span<UInt8>, into output: inout Output
    ) throws(Fault) {
        let total = Int(report[7]) | Int(report[8]) << 8
        let lengths = (3...5).reduce(0) { $0 + Int(report[$1]) }
        guard total >= lengths, Self.textStart + total <= report.count else { throw .badLength }
        let text = report.extracting(Self.textStart..<Self.textStart + total)
        guard total == lengths else {
            let body = try affixes.body(of: text)
            guard !body.isEmpty else { throw .noData }
            return try StripeText().read(text.extracting(body), into: &output)
        }
        var message = TrackMessage()
        defer { message.removeAll() }
        var position = 0
        for number in 1...3 {
            let length = Int(report[number + 2])
            if report[number - 1] & 1 != 0 {
                message.addUnreadable(number: number)
            } else if length > 0 {
                try message.add(text.extracting(position..<position + length), number: number)
            }
            position += length
        }
        try message.read(into: &output)
    }
}
