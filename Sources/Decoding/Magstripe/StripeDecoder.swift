public import Identity

/// Decodes a stripe reader that sends text on a serial line: tracks and a terminator, or tracks
/// between STX and ETX, after which some readers (363B, MSE-630) send a block check character: the
/// exclusive or of everything after STX, ETX included.
public struct StripeDecoder: Decoder {
    /// How long a frame waits for its block check character.
    public static let checkWait = Duration.milliseconds(100)

    private var framer: LabelFramer
    private let text: StripeText
    /// When the wait for the block check character of the frame in `framer` ends; nil when none is
    /// awaited.
    private var checkDeadline: Instant?
    /// Whether the reader has sent a right block check character before: then each frame must have
    /// one.
    private var sendsCheck = false

    public init(
        ends: LabelEnd = .auto, preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes(),
        lrc: TrackLRC = .auto
    ) {
        framer = LabelFramer(ends: ends, preamble: preamble, postamble: postamble)
        text = StripeText(lrc: lrc)
    }

    public var deadline: Instant? { checkDeadline ?? framer.deadline }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        if let end = checkDeadline, now >= end { finishUnchecked(&output) }
        act(on: framer.expire(at: now), at: now, &output)
        for index in bytes.indices { take(bytes[index], at: now, &output) }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        checkDeadline = nil
        if let fault = framer.inputDamaged(at: now) { output.report(fault, of: .magstripe) }
    }

    private mutating func take(_ byte: UInt8, at now: Instant, _ output: inout Output) {
        if checkDeadline != nil, takeCheck(byte, &output) { return }
        if framer.isIdle, takeAnswer(byte, &output) { return }
        act(on: framer.take(byte, at: now), at: now, &output)
    }

    private mutating func act(
        on step: LabelFramer.Step, at now: Instant, _ output: inout Output
    ) {
        switch step {
        case .pending: break
        case .fault(let fault): output.report(fault, of: .magstripe)
        case .label:
            if framer.isFramed, !endsWithoutCheck {
                checkDeadline = now + Self.checkWait
            } else {
                finish(&output)
            }
        }
    }

    /// Takes the byte after a frame; false when it belongs to the next one.
    private mutating func takeCheck(_ byte: UInt8, _ output: inout Output) -> Bool {
        if byte == blockCheck {
            sendsCheck = true
            checkDeadline = nil
            finish(&output)
            return true
        }
        if byte == Control.startOfText {
            finishUnchecked(&output)
            return false
        }
        checkDeadline = nil
        framer.removeAll()
        output.report(.badChecksum, of: .magstripe)
        return true
    }

    /// No block check character came: right for a reader that never sent one.
    private mutating func finishUnchecked(_ output: inout Output) {
        checkDeadline = nil
        guard !sendsCheck else {
            framer.removeAll()
            return output.report(.truncated, of: .magstripe)
        }
        finish(&output)
    }

    /// The single characters with which readers answer: NAK to a swipe that failed; ACK, `^`
    /// (signal seen) and `>` (none) say nothing of a card.
    private func takeAnswer(_ byte: UInt8, _ output: inout Output) -> Bool {
        switch byte {
        case Control.negativeAcknowledge:
            output.report(.readError, of: .magstripe)
            return true
        case Control.acknowledge, UInt8(ascii: "^"), UInt8(ascii: ">"): return true
        default: return false
        }
    }

    /// UIC's frames, with DLE between the tracks, and MagTek's, with CR before ETX, have no block
    /// check character.
    private var endsWithoutCheck: Bool {
        let label = framer.label.span
        return label[label.count - 1] == Control.carriageReturn
            || label.firstIndex(of: Control.dataLinkEscape) != nil
    }

    private var blockCheck: UInt8 {
        var check = Control.endOfText
        let label = framer.label.span
        for index in label.indices { check ^= label[index] }
        return check
    }

    private mutating func finish(_ output: inout Output) {
        do throws(Fault) {
            let body = try framer.body()
            try text.read(
                framer.label.span.extracting(body), isFramed: framer.isFramed, into: &output)
        } catch {
            output.report(error, of: .magstripe)
        }
        framer.removeAll()
    }
}
