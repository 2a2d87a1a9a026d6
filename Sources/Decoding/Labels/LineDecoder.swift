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

    public mutating func decode(
        _ bytes: borrowing Span<UInt8>, at now: Instant, into output: inout DecoderOutput
    ) {
        act(on: framer.expire(at: now), &output)
        for index in bytes.indices { act(on: framer.take(bytes[index], at: now), &output) }
    }

    private mutating func act(on step: LabelFramer.Step, _ output: inout DecoderOutput) {
        switch step {
        case .pending: break
        case .fault(let fault): output.report(fault)
        case .label:
            finish(&output)
            framer.removeAll()
        }
    }

    public mutating func spoil(at now: Instant, into output: inout DecoderOutput) {
        if let fault = framer.spoil(at: now) { output.report(fault) }
    }

    private mutating func finish(_ output: inout DecoderOutput) {
        do throws(Fault) {
            let body = try framer.body()
            try text.read(framer.label.span.extracting(body), into: &output)
        } catch {
            output.report(error)
        }
    }
}
