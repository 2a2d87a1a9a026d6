import Identity
import SQLite

/// An answer as it stands in the ring of recent holders: kind and value of the identifier, then who
/// holds it. Written and read in the same order, from one end to the other.
struct RecentAnswer {
    private let start: Int
    private var position: Int

    /// How many bytes were written or read.
    var length: Int { position - start }

    init(at position: Int) {
        start = position
        self.position = position
    }

    /// Whether an answer has a form here: nobody, or a customer who may be served.
    static func isUsual(_ holder: Holder) -> Bool {
        switch holder {
        case .nobody: true
        case .customer(let holding):
            holding.refusal == nil && holding.extras.isEmpty && !holding.needsApproval
        case .staff, .bearer, .several, .pending, .refused: false
        }
    }

    // MARK: Writing

    mutating func write(
        _ holder: Holder, of identifier: Identifier, into ring: inout [UInt8]
    ) {
        write(number: identifier.kind.code, into: &ring)
        write(identifier.value.span, into: &ring)
        guard case .customer(let holding) = holder else {
            return write(Self.nobody, into: &ring)
        }
        write(Self.customer, into: &ring)
        write(number: holding.key, into: &ring)
        write(number: holding.customer.kind.code, into: &ring)
        write(number: holding.customer.status.code, into: &ring)
        write(holding.customer.number.span, into: &ring)
        write(holding.customer.name.span, into: &ring)
        write(number: Int64(holding.shopperCount), into: &ring)
        guard let shopper = holding.shopper else { return write(Self.noShopper, into: &ring) }
        let sharesName = shopper.name == holding.customer.name
        write(sharesName ? Self.namesake : Self.shopper, into: &ring)
        write(number: Int64(shopper.number), into: &ring)
        if !sharesName { write(shopper.name.span, into: &ring) }
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow. At most ten bytes.
    private mutating func write(number value: Int64, into ring: inout [UInt8]) {
        var rest = UInt64(bitPattern: value)
        while rest > 0x7F {
            write(0x80 | UInt8(truncatingIfNeeded: rest), into: &ring)
            rest >>= 7
        }
        write(UInt8(rest), into: &ring)
    }

    private mutating func write(_ value: UInt8, into ring: inout [UInt8]) {
        ring[position] = value
        position += 1
    }

    /// At most 128 bytes.
    private mutating func write(_ text: borrowing Span<UInt8>, into ring: inout [UInt8]) {
        write(UInt8(text.count), into: &ring)
        var ring = ring.mutableSpan
        ring.write(text, at: position)
        position += text.count
    }

    // MARK: Reading

    mutating func readIdentifier(
        _ ring: borrowing Span<UInt8>, isEqualTo identifier: Identifier
    ) -> Bool {
        guard readNumber(ring) == identifier.kind.code else { return false }
        let text = readRange(ring)
        return ring.extracting(text).equals(identifier.value.span)
    }

    /// Nil for what was not written here.
    mutating func readHolder(_ ring: borrowing Span<UInt8>) -> Holder? {
        guard readByte(ring) == Self.customer else { return .nobody }
        let key = readNumber(ring)
        guard let kind = CustomerKind(code: readNumber(ring)),
            let status = CustomerStatus(code: readNumber(ring))
        else { return nil }
        let number = readRange(ring)
        let name = readRange(ring)
        let customer = Customer(
            number: Bytes(ring.extracting(number)), name: Bytes(ring.extracting(name)),
            kind: kind, status: status)
        let count = Int(readNumber(ring))
        var holding = Holding(customer: customer, key: key, shopperCount: count)
        let form = readByte(ring)
        if form != Self.noShopper {
            let number = Int(readNumber(ring))
            holding.shopper = Shopper(
                number: number,
                name: form == Self.namesake
                    ? customer.name : Bytes(ring.extracting(readRange(ring))))
        }
        return .customer(holding)
    }

    private mutating func readNumber(_ ring: borrowing Span<UInt8>) -> Int64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var byte: UInt8
        repeat {
            byte = readByte(ring)
            value |= UInt64(byte & 0x7F) << shift
            shift += 7
        } while byte > 0x7F
        return Int64(bitPattern: value)
    }

    private mutating func readByte(_ ring: borrowing Span<UInt8>) -> UInt8 {
        position += 1
        return ring[position - 1]
    }

    /// Where a text stands.
    private mutating func readRange(_ ring: borrowing Span<UInt8>) -> Range<Int> {
        let count = Int(readByte(ring))
        position += count
        return position - count..<position
    }

    private static let nobody: UInt8 = 0
    private static let customer: UInt8 = 1
    private static let noShopper: UInt8 = 0
    /// A shopper of the customer's name.
    private static let namesake: UInt8 = 1
    private static let shopper: UInt8 = 2
}
