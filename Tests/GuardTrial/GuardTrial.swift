import Decoding
import Identity
import Recognition
import TestSupport

/// The payment-card guard, tried with numbers that it must stop and numbers that it must not.
public enum GuardTrial {
    /// How often the guard was wrong with one kind of numbers.
    public struct Rate: Sendable, Equatable {
        public let name: String
        /// Why some of them are wrong, where that is known.
        public var gap: String?
        public var count = 0
        /// Card numbers that went on, or honest numbers that were stopped.
        public var wrong = 0
        /// Of honest numbers, those that were taken for a payment code of a telephone.
        public var codes = 0
        /// What was a fault or nothing at all before the guard saw it.
        public var unread = 0
        /// The first one that was wrong.
        public var example: String?

        init(_ name: String) { self.name = name }

        /// The part that was wrong.
        public var share: Double { count == 0 ? 0 : Double(wrong) / Double(count) }
    }

    /// Tries so many embeddings of card numbers, of every form by turns, on a carrier by chance.
    /// - Returns: A rate for each form, and for each carrier, forms with a known gap aside.
    public static func embeddings(count: Int, seed: UInt64) -> (forms: [Rate], carriers: [Rate]) {
        var random = SeededGenerator(seed: seed)
        var readers = Readers()
        let recogniser = Recogniser()
        var forms = Embedding.all.map { form in
            var rate = Rate(form.name)
            rate.gap = form.gap
            return rate
        }
        var carriers = EmbeddingCarrier.allCases.map { Rate($0.rawValue) }
        for index in 0..<count {
            let place = index % Embedding.all.count
            let form = Embedding.all[place]
            let carrier = random.one(of: form.carriers)
            let number = String(decoding: random.cardNumber(), as: UTF8.self)
            let text = form.make(number, &random)
            var isThrough = false
            var isUnread = true
            carrier.read(text, &random, &readers) { reading in
                isUnread = false
                if !recogniser.recognise(reading).isStopped { isThrough = true }
            }
            let column = EmbeddingCarrier.allCases.firstIndex(of: carrier) ?? 0
            forms[place].add(isThrough, isUnread: isUnread, text)
            if form.gap == nil { carriers[column].add(isThrough, isUnread: isUnread, text) }
        }
        return (forms, carriers)
    }

    /// Tries so many honest numbers of each kind.
    public static func honestNumbers(count: Int, seed: UInt64) -> [Rate] {
        let recogniser = Recogniser()
        return HonestNumber.all.enumerated().map { place, kind in
            var random = SeededGenerator(seed: seed &+ UInt64(place))
            var readers = Readers()
            var rate = Rate(kind.name)
            let prefix = Array(kind.identifier.utf8)
            for _ in 0..<count {
                let bytes = prefix + kind.make(&random)
                var evidence: PaymentEvidence?
                var isUnread = true
                readers.line(bytes) { reading in
                    isUnread = false
                    if case .suppressed(let why) = recogniser.recognise(reading) { evidence = why }
                }
                let isCode = evidence.map(\.isCode) ?? false
                rate.add(evidence != nil, isUnread: isUnread, nil)
                if isCode { rate.codes += 1 }
            }
            return rate
        }
    }
}

extension GuardTrial.Rate {
    fileprivate mutating func add(
        _ isWrong: Bool, isUnread: Bool, _ text: @autoclosure () -> String?
    ) {
        count += 1
        if isUnread { unread += 1 }
        guard isWrong else { return }
        wrong += 1
        if example == nil { example = text() }
    }
}

extension PaymentEvidence {
    /// Whether it is a payment code that a telephone or a merchant shows.
    fileprivate var isCode: Bool {
        switch self {
        case .emvConsumerCode, .emvMerchantCode, .weChatCode, .alipayCode: true
        default: false
        }
    }
}

extension Recognition {
    /// Whether nothing of it goes on.
    fileprivate var isStopped: Bool {
        switch self {
        case .suppressed, .licence, .unusable, .malformed: true
        case .identifier, .staff, .bearer, .lookUp, .ignored, .coupon, .plain: false
        }
    }
}
