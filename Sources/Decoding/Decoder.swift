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
public struct DecoderOutput: Sendable {
    public enum Item: Sendable {
        case reading(Reading)
        case fault(Fault)
        /// Bytes to send to a device on a serial line.
        case command(Bytes<64>)
        /// A report to send to a HID device.
        case hidCommand(HIDCommand)
    }

    public private(set) var items: [Item] = []
    /// An item whose every byte overwrites the one before it.
    private static let blank = Item.reading(
        Reading(kind: .barcode, entryMode: .scanned, text: Span<UInt8>()))

    public init() {
        items.reserveCapacity(64)
    }

    public var isEmpty: Bool { items.isEmpty }

    public mutating func emit(_ reading: Reading) {
        items.append(.reading(reading))
    }

    public mutating func report(_ fault: Fault) {
        items.append(.fault(fault))
    }

    public mutating func send(_ command: Bytes<64>) {
        items.append(.command(command))
    }

    public mutating func send(_ command: HIDCommand) {
        items.append(.hidCommand(command))
    }

    /// Overwrites every reading's text and forgets all items; the room is kept.
    public mutating func removeAll() {
        for index in items.indices { items[index] = Self.blank }
        items.removeAll(keepingCapacity: true)
    }
}
