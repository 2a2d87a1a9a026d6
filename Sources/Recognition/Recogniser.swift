import Decoding
public import Identity

/// Turns readings into identifiers: the payment-card guard, then the rules in order, then what to
/// look up.
///
/// It is a value without state of its own, touches no heap, and takes the same way with a trace and
/// without.
public struct Recogniser: Sendable {
    public let rules: RuleSet
    public let cardGuard: PaymentCardGuard

    /// A recogniser with these rules. The guard always comes first; `allowing` is its allow-list.
    public init(rules: RuleSet = RuleSet(), allowing allowed: [PaymentCardAllowance] = []) {
        self.rules = rules
        cardGuard = PaymentCardGuard(allowing: allowed)
    }

    /// What the reading is.
    public func recognise(_ reading: Reading) -> Recognition {
        recognise(ReadingView(reading))
    }

    /// What the reading is, which stays where it stands.
    public func recognise(_ reading: borrowing ReadingView) -> Recognition {
        var sink = NoTrace()
        return recognise(reading, into: &sink)
    }

    /// What the reading is, and why; what the trace held before is forgotten.
    public func recognise(_ reading: Reading, trace: inout Trace) -> Recognition {
        trace = Trace()
        return recognise(ReadingView(reading), into: &trace)
    }

    private func recognise<Sink: TraceSink>(
        _ reading: borrowing ReadingView, into sink: inout Sink
    ) -> Recognition {
        let judgement = cardGuard.judge(reading)
        sink.note(judgement)
        switch judgement {
        case .paymentCard(let evidence): return .suppressed(evidence)
        case .licence: return .licence
        case .clear: break
        }
        if let finding = reading.card.finding { return .unusable(finding) }
        if reading.text.isTrackTail { return .malformed(.truncated) }
        if reading.card.part != nil { return recognise(card: reading, into: &sink) }
        if reading.kind == .magstripe { return recognise(swipe: reading, into: &sink) }
        guard !reading.text.isEmpty else { return .malformed(.noData) }
        let spellings: SpellingList
        do throws(Fault) {
            spellings = try SpellingList(of: reading)
        } catch {
            return .malformed(error)
        }
        if spellings.areAlternatives {
            let first = claim(of: spellings.only(0), in: reading, into: &sink)
            let second = claim(of: spellings.only(1), in: reading, into: &sink)
            if first != nil, second != nil {
                return .lookUp(Spellings(kind: reading.kind.identifierKind))
            }
            if let claim = first ?? second { return claim.recognition(of: reading, rules) }
        } else if let claim = claim(of: spellings, in: reading, into: &sink) {
            return claim.recognition(of: reading, rules)
        }
        sink.note(spellings)
        return .lookUp(Spellings(spellings, of: reading))
    }
}

/// What a rule claims: which rule, and the value it took out.
struct Claim {
    var rule: Int
    /// The text of the spelling as 13 digits, for a coupon; else what was taken out.
    var value: Bytes<128>

    /// What the claim makes of the reading.
    func recognition(of reading: borrowing ReadingView, _ rules: RuleSet) -> Recognition {
        let product = rules.rules.span[rule].product
        if product == .ignore { return .ignored(rule: rule) }
        if product == .read { return .plain(rule: rule) }
        guard !value.overflowed else { return .malformed(.tooLong) }
        let own = Identifier(kind: reading.kind.identifierKind, value: value)
        switch product {
        case .identifier(let kind):
            return .identifier(Identifier(kind: kind, value: value), rule: rule)
        case .coupon: return .coupon(value: value, rule: rule)
        case .staff: return .staff(own, rule: rule)
        case .bearer: return .bearer(own, rule: rule)
        case .read, .ignore: return .plain(rule: rule)
        }
    }
}

extension Recogniser {
    /// The claim of the first rule that matches one of the spellings. Rules go before spellings:
    /// the first rule that matches any of them decides.
    func claim<Sink: TraceSink>(
        of spellings: borrowing SpellingList, in reading: borrowing ReadingView,
        into sink: inout Sink
    ) -> Claim? {
        let order = rules.order.span
        for place in order.indices {
            let index = order[place]
            if let mismatch = rules.rules.span[index].mismatch(reading) {
                note(index, mismatch, into: &sink)
                continue
            }
            if let claim = claim(of: index, spellings, in: reading, into: &sink) { return claim }
        }
        return nil
    }

    /// The claim of one rule on the first of the spellings that it matches.
    func claim<Sink: TraceSink>(
        of index: Int, _ spellings: borrowing SpellingList, in reading: borrowing ReadingView,
        into sink: inout Sink
    ) -> Claim? {
        for place in 0..<spellings.count {
            let spelling = spellings[place]
            let value: Bytes<128>?
            switch spelling.text {
            case .part(let range):
                value = self.value(of: index, spelling, reading.text.extracting(range), into: &sink)
            case .own(let text): value = self.value(of: index, spelling, text.span, into: &sink)
            }
            if let value { return Claim(rule: index, value: value) }
        }
        return nil
    }

    /// What a rule takes out of a spelling; nil when it does not match.
    private func value<Sink: TraceSink>(
        of rule: Int, _ spelling: Spelling, _ text: borrowing Span<UInt8>, into sink: inout Sink
    ) -> Bytes<128>? {
        let all = rules.rules.span
        if let mismatch = all[rule].mismatch(text, form: spelling.form) {
            note(rule, spelling, text, .mismatch(mismatch), into: &sink)
            return nil
        }
        let value = all[rule].value(of: text)
        note(
            rule, spelling, text, value.map { .matched($0) } ?? .mismatch(.transcoding), into: &sink
        )
        return value
    }

    /// Says that a rule is not for such readings.
    func note<Sink: TraceSink>(
        _ rule: Int, _ mismatch: Mismatch, into sink: inout Sink
    ) {
        guard Sink.isWanted else { return }
        sink.note(
            Trace.Step(
                rule: rule, name: rules.name(of: rule), form: nil, track: nil, text: Bytes(),
                result: .mismatch(mismatch)))
    }

    private func note<Sink: TraceSink>(
        _ rule: Int, _ spelling: Spelling, _ text: borrowing Span<UInt8>,
        _ result: @autoclosure () -> Trace.Result, into sink: inout Sink
    ) {
        guard Sink.isWanted else { return }
        sink.note(
            Trace.Step(
                rule: rule, name: rules.name(of: rule), form: spelling.form, track: spelling.track,
                text: Bytes(text), result: result()))
    }
}
