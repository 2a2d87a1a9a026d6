public import Identity

/// Decodes RF IDeas' pcProx readers, which are asked by feature reports and need no keystrokes.
///
/// Ten times a second it asks for the card's data and for how many bits they have. What the reader
/// keeps for a moment is asked for twice: two equal answers are a presentation, and three without
/// a card are its removal.
public struct PcProxDecoder: Decoder {
    private enum Phase {
        case waiting
        /// Written; the reader needs a millisecond before it is asked.
        case settling(Question)
        case asking(Question)
    }

    /// The first byte of a command.
    private enum Question: UInt8 {
        case data = 0x8F
        case length = 0x8E
    }

    private static let pollPause = Duration.milliseconds(100)
    private static let settling = Duration.milliseconds(2)
    private static let patience = Duration.seconds(2)
    private static let reportLength = 8
    private static let missesToLeave = 3
    /// How many questions in a row without an answer mean that the reader is stale.
    private static let maxSilence = 10

    private let interface: UInt8
    private let format: WiegandFormat?
    private var phase = Phase.waiting
    private var end = Instant(nanoseconds: 0)
    private var data: UInt64 = 0
    /// What the last round found; nil where no card was there.
    private var last: Bytes<24>?
    private var present: Bytes<24>?
    private var misses = 0
    private var silence = 0
    private var lastFault: Fault?

    /// - Parameter format: The cards' format; else the number of bits decides as far as it can.
    public init(interface: UInt8, format: WiegandFormat?) {
        self.interface = interface
        self.format = format
    }

    public var deadline: Instant? { end }

    public var isMidMessage: Bool { false }

    public mutating func opened(at now: Instant, into output: inout Output) {
        output.state(.ready)
        write(.data, at: now, &output)
    }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        // What it types all the same is nothing.
        if channel == .control, case .asking(let question) = phase {
            take(bytes, of: question, at: now, &output)
        }
        guard end <= now else { return }
        switch phase {
        case .waiting: write(.data, at: now, &output)
        case .settling(let question): ask(question, at: now, &output)
        case .asking: miss(at: now, &output)
        }
    }

    private mutating func write(
        _ question: Question, at now: Instant, _ output: inout Output
    ) {
        phase = .settling(question)
        end = now + Self.settling
        var report = Bytes<65>()
        report.append(question.rawValue)
        for _ in 1..<Self.reportLength { report.append(0) }
        output.send(
            ControlRequest(
                type: 0x21, request: 0x09, value: 0x0300, index: UInt16(interface), data: report))
    }

    private mutating func ask(_ question: Question, at now: Instant, _ output: inout Output) {
        phase = .asking(question)
        end = now + Self.patience
        output.send(
            ControlRequest(
                type: 0xA1, request: 0x01, value: 0x0300, index: UInt16(interface),
                length: Self.reportLength))
    }

    private mutating func take(
        _ answer: borrowing Span<UInt8>, of question: Question, at now: Instant,
        _ output: inout Output
    ) {
        guard answer.count == Self.reportLength else { return miss(at: now, &output) }
        if silence >= Self.maxSilence { output.state(.ready) }
        silence = 0
        switch question {
        case .data:
            data = 0
            for index in (0..<Self.reportLength).reversed() {
                data = data << 8 | UInt64(answer[index])
            }
            write(.length, at: now, &output)
        case .length:
            // The number of bits stands there twice.
            let bits = answer[0] == answer[1] ? Int(answer[0]) : 0
            finish(bits: bits, at: now, &output)
        }
    }

    private mutating func miss(at now: Instant, _ output: inout Output) {
        silence += 1
        if silence == Self.maxSilence {
            output.state(.stale(because: "the reader does not answer: unplug it and plug it in"))
        }
        finish(bits: 0, at: now, &output)
    }

    private mutating func finish(bits: Int, at now: Instant, _ output: inout Output) {
        phase = .waiting
        end = now + Self.pollPause
        var found: Bytes<24>?
        do throws(Fault) {
            if bits > 0, data != 0 { found = try text(bits: bits) }
            if found != nil || bits == 0 { lastFault = nil }
        } catch {
            if present == nil, lastFault != error { output.report(error, of: .contactless) }
            lastFault = error
        }
        defer { last = found }
        guard let found else {
            misses += 1
            if misses == Self.missesToLeave { leave(&output) }
            return
        }
        misses = 0
        guard found == last, found != present else { return }
        leave(&output)
        present = found
        output.emit(.key(found.span, kind: .contactless, entryMode: .rfid))
    }

    private mutating func leave(_ output: inout Output) {
        if let present { output.removed(.contactless, text: present.span) }
        present = nil
    }

    /// The reader takes off as many parity bits as it was set to, one at each end unless set
    /// otherwise; of Corporate 1000 then one is left before the data.
    private func text(bits: Int) throws(Fault) -> Bytes<24> {
        guard bits < 64, data >> UInt64(bits) == 0 else { throw .badLength }
        if bits == 40, format == nil {
            guard let tag = TagNumber(data, .whole) else { throw .badLength }
            if let fault = tag.fault { throw fault }
            return tag.text
        }
        if bits == 33, format == nil || format == .c1000 {
            return try WiegandNumber(data: data & 0xFFFF_FFFF, bits: 32, .c1000).checkedText()
        }
        return try WiegandNumber(data: data, bits: bits, format).checkedText()
    }
}

extension WiegandNumber {
    /// The canonical text of a number that can be somebody's.
    func checkedText() throws(Fault) -> Bytes<24> {
        if let fault { throw fault }
        return text
    }
}
