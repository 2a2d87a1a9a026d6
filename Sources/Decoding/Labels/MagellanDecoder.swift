public import Identity

/// Decodes a Datalogic Magellan scanner-scale on its RS-232 single cable: lines of `S08`, a label
/// identifier and the label; weights and status lines beside them. Labels come without `S08` on the
/// scanner's plain RS-232 interface.
///
/// The line is 7O1: a byte over 0x7F, or the NUL that the kernel makes of a character with wrong
/// parity, drops the line.
public struct MagellanDecoder: LineReader {
    public var framer: LabelFramer
    private let text: LabelText

    /// `codes` is `usa` or `eu`, whichever the scanner is set to: the same letter means different
    /// symbologies.
    public init(
        ends: LabelEnd = .auto, preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes(),
        codes: CodeProfile = .usa, options: LabelOptions = LabelOptions()
    ) {
        framer = LabelFramer(ends: ends, preamble: preamble, postamble: postamble)
        text = LabelText(codes: codes, options: options)
    }

    /// `S334` sounds the good-read beep; there is none for a rejection.
    public mutating func signal(_ signal: Signal, at now: Instant, into output: inout Output) {
        if signal == .accept { output.send(Bytes<8>("S334\r")) }
    }

    public func read(_ line: Span<UInt8>, into output: inout Output) throws(Fault) {
        for index in line.indices where line[index] >= 0x80 || line[index] == Control.null {
            throw .badParity
        }
        if line.starts(with: "S08") {
            return try text.read(line.extracting(3..<line.count), into: &output)
        }
        // Weights (S11, S14x), their errors and the answers to host commands.
        if line.starts(with: "S0") || line.starts(with: "S1") || line.starts(with: "S3") { return }
        guard !line.starts(with: "S") else { throw .badFrame }
        try text.read(line, into: &output)
    }
}
