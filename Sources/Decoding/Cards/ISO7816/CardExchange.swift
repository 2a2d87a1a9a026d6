/// The way of one APDU to a card and back, at the reader's exchange level: as a whole, in parts,
/// or as T=0 and T=1 have it. What the card still has (61xx) is fetched, what it wants otherwise
/// (6Cxx) is asked for again.
struct CardExchange: Sendable {
    enum Way {
        /// The reader takes APDUs; the longest part that fits into a message.
        case apdu(maxPart: Int)
        case t0
        case t1(T1Exchange)
    }

    enum Step: Equatable {
        /// A block for the card, with the fields of XfrBlock that belong to it.
        case send([UInt8], waiting: UInt8 = 0, level: UInt16 = 0)
        case done(APDUAnswer)
        case failed
    }

    /// `bChainParameter` of an answer and `wLevelParameter` of a command (CCID 1.10, 6.1.4).
    private enum Chain {
        static let whole: UInt16 = 0
        static let first: UInt16 = 1
        static let last: UInt16 = 2
        static let middle: UInt16 = 3
        static let goOn: UInt16 = 0x10
    }

    /// How often more is fetched, and how long an answer may become.
    private static let maxFetches = 16
    private static let maxAnswer = 8192

    private var way: Way
    private var command = APDU(0, 0, 0, 0)
    /// What is left of a command that is sent in parts.
    private var rest: ArraySlice<UInt8> = []
    private var part: [UInt8] = []
    private var data: [UInt8] = []
    private var fetches = 0
    private var isCorrected = false

    init(_ way: Way) {
        self.way = way
    }

    /// Sends a command.
    mutating func send(_ command: APDU) -> Step {
        self.command = command
        data = []
        fetches = 0
        isCorrected = false
        return sendBlock(of: command)
    }

    /// The T=1 request that tells the card the length of our blocks; nil for another protocol.
    mutating func announce(length: UInt8) -> Step? {
        guard case .t1(var exchange) = way else { return nil }
        let step = exchange.announce(length: length)
        way = .t1(exchange)
        return translate(step)
    }

    /// Takes a block of the card; nil when the card took the announced length.
    mutating func takeAnnouncement(_ block: borrowing Span<UInt8>) -> Step? {
        guard case .t1(var exchange) = way else { return .failed }
        let step = exchange.take(block)
        way = .t1(exchange)
        if case .done = step { return nil }
        return translate(step)
    }

    /// Takes a block of the card.
    /// - Parameter chain: The answer's `bChainParameter`.
    mutating func take(_ block: borrowing Span<UInt8>, chain: UInt8) -> Step {
        switch way {
        case .t1(var exchange):
            let step = exchange.take(block)
            way = .t1(exchange)
            return translate(step)
        case .t0: return take(answer: (0..<block.count).map { block[$0] })
        case .apdu:
            switch UInt16(chain) {
            case Chain.goOn: return rest.isEmpty ? .failed : sendRest()
            case Chain.first, Chain.middle:
                for index in block.indices { part.append(block[index]) }
                guard part.count <= Self.maxAnswer else { return .failed }
                return .send([], level: Chain.goOn)
            case Chain.whole, Chain.last:
                for index in block.indices { part.append(block[index]) }
                return take(answer: part)
            default: return .failed
            }
        }
    }

    // MARK: APDUs

    private mutating func take(answer bytes: [UInt8]) -> Step {
        guard let answer = APDUAnswer(bytes) else { return .failed }
        let expected = answer.sw2 == 0 ? 256 : Int(answer.sw2)
        switch answer.sw1 {
        case 0x61:
            data += answer.data
            fetches += 1
            guard fetches <= Self.maxFetches, data.count <= Self.maxAnswer else { return .failed }
            return sendBlock(of: APDU(command.cla & 0xEF, 0xC0, 0, 0, expected: expected))
        case 0x6C where !isCorrected:
            isCorrected = true
            var again = fetches == 0 ? command : APDU(command.cla & 0xEF, 0xC0, 0, 0)
            again.expected = expected
            return sendBlock(of: again)
        default:
            guard let whole = APDUAnswer(data + bytes) else { return .failed }
            return .done(whole)
        }
    }

    private mutating func sendBlock(of apdu: APDU) -> Step {
        part = []
        rest = []
        switch way {
        case .t0: return .send(apdu.t0Bytes)
        case .t1(var exchange):
            let step = exchange.send(apdu.bytes)
            way = .t1(exchange)
            return translate(step)
        case .apdu(let maxPart):
            guard apdu.bytes.count > maxPart else { return .send(apdu.bytes) }
            rest = apdu.bytes[maxPart...]
            return .send(Array(apdu.bytes[..<maxPart]), level: Chain.first)
        }
    }

    private mutating func sendRest() -> Step {
        guard case .apdu(let maxPart) = way else { return .failed }
        let now = rest.prefix(maxPart)
        rest = rest.dropFirst(maxPart)
        return .send(Array(now), level: rest.isEmpty ? Chain.last : Chain.middle)
    }

    private mutating func translate(_ step: T1Exchange.Step) -> Step {
        switch step {
        case .send(let block, let waiting): .send(block, waiting: waiting)
        case .done(let answer): take(answer: answer)
        case .failed: .failed
        }
    }
}
