public import Identity
public import LaneLink
public import Recognition

/// One thing that a decoder gave, and what comes of it: for the person who asks why.
public struct JudgedItem: Sendable {
    /// What came: a reading's outward form, a fault, or a command to the device.
    public enum Origin: Sendable {
        case reading(ReadingForm)
        case fault(Fault)
        /// A key or card was taken out, or a call came without a number.
        case notice
        case command([UInt8])
    }

    /// What came of a reading or fault.
    public struct Result: Sendable {
        /// Nil where a rule says that it is no event.
        public var outcome: OutcomeKind?
        /// Which rules were tried; nothing for a fault.
        public var trace: Trace
        /// The members of the event that the lane would get, as JSON without the braces; empty
        /// without an outcome.
        public var event: [UInt8]
    }

    public var origin: Origin
    /// Nothing for a command.
    public var result: Result?

    /// A command that the decoder wants sent.
    public init(command bytes: [UInt8]) {
        origin = .command(bytes)
    }

    init(_ origin: Origin, _ result: Result) {
        self.origin = origin
        self.result = result
    }

    /// What a reading may show before and after it was judged: kinds and lengths, and of its text
    /// the last four at most. Of what may not be shown there are neither lengths nor text.
    public struct ReadingForm: Sendable {
        public struct Track: Sendable {
            public var number: Int
            public var length: Int
            public var masked: String
        }

        public var kind: ReadingKind
        public var entryMode: EntryMode
        public var symbology: Symbology?
        public var isGS1: Bool
        public private(set) var length = 0
        /// The text, without tracks, but for the last four as `*`.
        public private(set) var masked = ""
        public private(set) var tracks: [Track] = []
        /// The tracks that the reader could not decode.
        public var unreadable: [Int]

        init(_ reading: Reading) {
            kind = reading.kind
            entryMode = reading.entryMode
            symbology = reading.symbology
            isGS1 = reading.isGS1
            let bad = reading.tracks.unreadable
            unreadable = (1...3).filter { bad.contains(Tracks.Set3(rawValue: 1 << UInt8($0 - 1))) }
        }

        /// Takes what the payment-card guard has let through.
        mutating func show(_ reading: Reading) {
            length = reading.text.count
            tracks = (1...3).compactMap { number in
                reading.track(number).map {
                    Track(number: number, length: $0.count, masked: String($0.masked))
                }
            }
            if tracks.isEmpty { masked = String(reading.text.masked) }
        }
    }

    /// Whether the guard stopped it, so that nothing of it may be shown.
    public var isWithheld: Bool { result?.trace.judgement.map { $0 != .clear } ?? false }

    /// Writes the members of a JSON object that say it all.
    /// - Parameter isTest: Also the masked text, and the event with the number 0, which no event
    ///   has.
    public func write(into line: inout LineBuffer, isTest: Bool = false) {
        switch origin {
        case .reading(let form): write(form, &line, isTest)
        case .fault(let fault):
            line.member("fault", word: fault.rawValue)
            line.member("sentence", string: fault.sentence)
        case .notice: break
        case .command(let bytes): line.member("command", string: bytes.hexadecimal)
        }
        if let result { write(result, &line, isTest) }
    }

    private func write(_ form: ReadingForm, _ line: inout LineBuffer, _ isTest: Bool) {
        line.key("reading")
        line.raw("{")
        line.member("kind", word: form.kind.rawValue)
        line.member("entryMode", word: form.entryMode.rawValue)
        if let symbology = form.symbology { line.member("symbology", word: symbology.rawValue) }
        if form.isGS1 { line.member("gs1", bool: true) }
        if !isWithheld {
            line.member("length", integer: Int64(form.length))
            for track in form.tracks {
                line.member("track\(track.number)", integer: Int64(track.length))
            }
        }
        if isTest { writeText(of: form, &line) }
        line.raw("}")
    }

    private func writeText(of form: ReadingForm, _ line: inout LineBuffer) {
        if isWithheld { return line.member("withheld", bool: true) }
        if form.tracks.isEmpty { line.member("masked", string: form.masked) }
        for track in form.tracks { line.member("masked\(track.number)", string: track.masked) }
        for number in form.unreadable { line.member("unreadable\(number)", bool: true) }
    }

    private func write(_ result: Result, _ line: inout LineBuffer, _ isTest: Bool) {
        if let judged = result.trace.judgement { line.member("guard", string: judged.sentence) }
        if !result.trace.steps.isEmpty {
            line.key("rules")
            line.raw("[")
            for (index, step) in result.trace.steps.enumerated() {
                line.raw(index == 0 ? "{" : ",{")
                step.write(&line)
                line.raw("}")
            }
            line.raw("]")
        }
        guard result.outcome != nil else { return line.member("ignored", bool: true) }
        line.key("event")
        line.raw(isTest ? "{\"seq\":0," : "{")
        line.raw(result.event.span)
        line.raw("}")
    }
}

extension EventPipeline {
    /// What comes of a reading, and why. It is wiped when it is a payment card or a licence.
    public func judge<R: Resolver>(
        _ reading: inout Reading, from source: Event.Source, policy: ShopperPolicy,
        resolver: inout R
    ) -> JudgedItem {
        var form = JudgedItem.ReadingForm(reading)
        var trace = Trace()
        let recognition = recogniser.recognise(reading, trace: &trace)
        if trace.judgement == .clear, recognition != .malformed(.truncated) { form.show(reading) }
        let event = event(of: &reading, from: source, policy: policy, resolver: &resolver)
        return JudgedItem(
            .reading(form),
            JudgedItem.Result(
                outcome: event?.outcome.kind, trace: trace,
                event: event?.body(of: reading) ?? []))
    }

    /// What comes of something without text: a fault, a removal, a call without a number.
    public func judge(_ origin: JudgedItem.Origin, _ event: Event) -> JudgedItem {
        JudgedItem(
            origin,
            JudgedItem.Result(
                outcome: event.outcome.kind, trace: Trace(), event: event.body(of: nil)))
    }
}

extension Event {
    /// The members of the event as lanes get them.
    fileprivate func body(of reading: Reading?) -> [UInt8] {
        var line = LineBuffer(capacity: 1024)
        if let reading {
            line.body(of: self, reading: reading.text.span)
        } else {
            line.body(of: self, reading: Span())
        }
        return line.bytes
    }
}

extension Trace.Step {
    /// The step's members as JSON.
    fileprivate func write(_ line: inout LineBuffer) {
        line.member("rule", string: name)
        if let form { line.member("form", word: form.rawValue) }
        if let track { line.member("track", integer: Int64(track)) }
        if form != nil { line.member("on", string: text.masked.span) }
        switch result {
        case .matched(let value):
            line.member("matched", bool: true)
            if !value.isEmpty { line.member("gives", string: value.masked.span) }
        case .mismatch(let mismatch):
            line.member("matched", bool: false)
            line.member("why", word: mismatch.rawValue)
        }
    }
}

extension [UInt8] {
    /// Two capital hexadecimal digits a byte, a blank between bytes.
    public var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
    }
}
