public import Identity

/// A device's protocol: bytes in; readings, faults and commands out.
///
/// A decoder is a value that keeps its state. It never waits and never reads more: a feed may hold half a message or
/// three. Whatever it is fed, it reports a fault and returns to a known state; a message that does not check, does not
/// end or does not fit is dropped whole.
public protocol Decoder: Sendable {
    /// Called once, when the device has been opened and before its first byte: what it needs to be told before it reads
    /// goes into `output`. Called again on a decoder in its first state after each re-plug.
    mutating func start(at now: Instant, into output: inout DecoderOutput)

    /// Takes what the device sent. Called without bytes when `deadline` has passed.
    ///
    /// For a HID device: once for each completed interrupt transfer, with the report id first where the device has ids.
    /// A report may still come in several transfers.
    mutating func decode(
        _ bytes: borrowing Span<UInt8>, at now: Instant, into output: inout DecoderOutput)

    /// A character came damaged on the line (parity, framing): the message it is part of is dropped whole and reported
    /// as `badParity`. For a HID device: a transfer failed, so that a report may be lost.
    mutating func spoil(at now: Instant, into output: inout DecoderOutput)

    /// When to call again although nothing came: a message is under way and may stay unfinished. Nil when none is, so
    /// that an idle gateway sleeps.
    var deadline: Instant? { get }
}

extension Decoder {
    public mutating func start(at now: Instant, into output: inout DecoderOutput) {}

    public var deadline: Instant? { nil }
}

/// What a decoder gives back, in order. One is kept and reused, so that a reading costs no heap.
///
/// Readings stay where they are: a reading has room for two kilobytes, of which a card's number takes a few bytes.
public struct DecoderOutput: Sendable {
    public enum Item: Sendable {
        case reading(Reading)
        case fault(Fault)
        /// Bytes to send to a device on a serial line.
        case command(Bytes<64>)
        /// A report to send to a HID device.
        case hidCommand(HIDCommand)
    }

    /// An item, a reading being named by its place.
    public enum Entry: Sendable {
        case reading(place: Int)
        case fault(Fault)
        case command(Bytes<64>)
        case hidCommand(HIDCommand)
    }

    /// Everything in order.
    public private(set) var entries: [Entry] = []
    private var readings: [Reading] = []
    /// How many of `readings` hold one; the others are blank and wait for the next.
    private var readingCount = 0

    public init() {
        entries.reserveCapacity(64)
        readings.reserveCapacity(64)
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// A copy of everything, in order.
    public var items: [Item] {
        entries.map { entry in
            switch entry {
            case .reading(let place): .reading(readings[place])
            case .fault(let fault): .fault(fault)
            case .command(let command): .command(command)
            case .hidCommand(let command): .hidCommand(command)
            }
        }
    }

    public mutating func emit(_ reading: Reading) {
        if readingCount < readings.count {
            readings[readingCount] = reading
        } else {
            readings.append(reading)
        }
        entries.append(.reading(place: readingCount))
        readingCount += 1
    }

    /// Emits a barcode's reading: as `emit(.barcode(…))`, without copying a whole reading.
    public mutating func emitBarcode(
        _ text: Span<UInt8>, symbology: Symbology? = nil, isGS1: Bool = false
    ) {
        guard readingCount < readings.count else {
            return emit(.barcode(text, symbology: symbology, isGS1: isGS1))
        }
        readings[readingCount].becomeBarcode(text, symbology: symbology, isGS1: isGS1)
        entries.append(.reading(place: readingCount))
        readingCount += 1
    }

    public mutating func report(_ fault: Fault) {
        entries.append(.fault(fault))
    }

    public mutating func send(_ command: Bytes<64>) {
        entries.append(.command(command))
    }

    public mutating func send(_ command: HIDCommand) {
        entries.append(.hidCommand(command))
    }

    /// Lends the reading of an entry.
    public mutating func withReading<Result>(
        at place: Int, _ body: (inout Reading) -> Result
    ) -> Result {
        precondition(place < readingCount, "no such reading")
        return body(&readings[place])
    }

    /// Overwrites every reading's text and forgets all items; the room is kept.
    public mutating func removeAll() {
        for place in 0..<readingCount { readings[place].wipe() }
        readingCount = 0
        entries.removeAll(keepingCapacity: true)
    }
}
