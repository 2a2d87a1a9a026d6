public import Identity

/// A decoder of lines from a serial port: what it makes of a line is all that it adds.
public protocol LineReader: Decoder {
    var framer: LabelFramer { get set }
    /// Emits what a line says, without its terminator, preamble and postamble.
    func read(_ line: Span<UInt8>, into output: inout Output) throws(Fault)
}

extension LineReader {
    public var deadline: Instant? { framer.deadline }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        act(on: framer.expire(at: now), &output)
        for index in bytes.indices { act(on: framer.take(bytes[index], at: now), &output) }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        if let fault = framer.inputDamaged(at: now) { output.report(fault, of: .barcode) }
    }

    private mutating func act(on step: LabelFramer.Step, _ output: inout Output) {
        switch step {
        case .pending: break
        case .fault(let fault): output.report(fault, of: .barcode)
        case .label:
            do throws(Fault) {
                let body = try framer.body()
                try read(framer.label.span.extracting(body), into: &output)
            } catch {
                output.report(error, of: .barcode)
            }
            framer.removeAll()
        }
    }
}

/// Decodes the labels of a scanner on a serial line: one label, one terminator.
public struct LineDecoder: LineReader {
    public var framer: LabelFramer
    private let text: LabelText

    public init(
        ends: LabelEnd = .auto, preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes(),
        codes: CodeProfile = .aim, options: LabelOptions = LabelOptions()
    ) {
        framer = LabelFramer(ends: ends, preamble: preamble, postamble: postamble)
        text = LabelText(codes: codes, options: options)
    }

    public func read(_ line: Span<UInt8>, into output: inout Output) throws(Fault) {
        try text.read(line, into: &output)
    }
}
