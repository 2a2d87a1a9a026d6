import Identity

/// Where recognition says what it does: a trace, or nowhere. Taken as a generic, so that the way
/// without a trace pays nothing for it.
protocol TraceSink {
    /// Whether anybody reads it; the rest is not even called otherwise.
    static var isWanted: Bool { get }
    mutating func note(_ judgement: PaymentCardGuard.Judgement)
    mutating func note(_ step: Trace.Step)
    mutating func note(_ spellings: borrowing SpellingList)
}

extension Trace: TraceSink {
    static var isWanted: Bool { true }
}

/// The sink of the hot path.
struct NoTrace: TraceSink {
    static var isWanted: Bool { false }
    mutating func note(_ judgement: PaymentCardGuard.Judgement) {}
    mutating func note(_ step: Trace.Step) {}
    mutating func note(_ spellings: borrowing SpellingList) {}
}
