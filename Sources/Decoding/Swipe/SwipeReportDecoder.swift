public import Identity

/// Decodes a swipe reader that sends one input report a swipe, with a length and a field for each
/// track.
///
/// Bytes past a track's length are undefined and never looked at. Of a reader that encrypts only
/// what it masked is read.
public struct SwipeReportDecoder: Decoder {
    private var assembler: ReportAssembler
    private let layout: SwipeLayout

    public init(_ descriptor: ReportDescriptor, form: SwipeForm) throws(ClaimError) {
        layout = try SwipeLayout(descriptor, form)
        assembler = try ReportAssembler(descriptor, wanted: layout.reportID)
    }

    public var deadline: Instant? { assembler.deadline }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        guard assembler.receive(bytes, of: .magstripe, at: now, into: &output) else { return }
        defer { assembler.removeAll() }
        do throws(Fault) {
            try read(assembler.report.span, into: &output)
        } catch {
            output.report(error, of: .magstripe)
        }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        assembler.inputDamaged(of: .magstripe, into: &output)
    }

    private func read(
        _ report: borrowing Span<UInt8>, into output: inout Output
    ) throws(Fault) {
        var message = TrackMessage()
        defer { message.removeAll() }
        var protection: Protection = []
        for (index, track) in layout.tracks.enumerated() {
            guard let track else { continue }
            try add(track, index + 1, of: report, to: &message)
            if (track.encrypted?.value(in: report) ?? 0) > 0, layout.isEncrypting(report) {
                protection.insert(.encrypted)
            }
        }
        try message.read(protection: protection, into: &output)
    }

    private func add(
        _ track: SwipeLayout.Track, _ number: Int, of report: borrowing Span<UInt8>,
        to message: inout TrackMessage
    ) throws(Fault) {
        if let status = track.status?.value(in: report), status & 1 != 0 {
            message.addUnreadable(number: number)
            return
        }
        var end = track.data.upperBound
        if let length = track.length {
            // Below zero where the descriptor says that the field has a sign.
            guard let count = length.value(in: report), (0...track.data.count).contains(count)
            else { throw .badLength }
            end = track.data.lowerBound + count
        } else {
            while end > track.data.lowerBound, report[end - 1] == 0 { end -= 1 }
        }
        let data = report.extracting(track.data.lowerBound..<end)
        guard !data.isEmpty else { return }
        if data.firstIndex(of: UInt8(ascii: "?")) == nil, !Self.isStart(data[0]) {
            message.add(data: data, number: number)
        } else {
            try message.add(data, number: number)
        }
    }

    private static func isStart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "%") || byte == UInt8(ascii: ";")
    }
}
