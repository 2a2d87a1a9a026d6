public import Identity

/// Decodes the labels of a scanner on a serial line: one label, one terminator.
public struct LineDecoder: Decoder {
    private var framer: LabelFramer
    private let text: LabelText

    public init(
        ends: LabelEnd = .auto, preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes(),
        codes: CodeProfile = .aim
    ) {
        framer = LabelFramer(ends: ends, preamble: preamble, postamble: postamble)
        text = LabelText(codes: codes)
    }

    public var deadline: Instant? { framer.deadline }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        act(on: framer.expire(at: now), &output)
        for index in bytes.indices { act(on: framer.take(bytes[index], at: now), &output) }
    }

    private mutating func act(on step: LabelFramer.Step, _ output: inout Output) {
        switch step {
        case .pending: break
        case .fault(let fault): output.report(fault, of: .barcode)
        case .label:
            finish(&output)
            framer.removeAll()
        }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        if let fault = framer.inputDamaged(at: now) { output.report(fault, of: .barcode) }
    }

    private mutating func finish(_ output: inout Output) {
        do throws(Fault) {
            let body = try framer.body()
            try text.read(framer.label.span.extracting(body), into: &output)
        } catch {
            output.report(error, of: .barcode)
        }
    }
}
