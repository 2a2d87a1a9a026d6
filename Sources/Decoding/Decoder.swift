public import Identity

/// A device's protocol: what happened goes in; readings, faults and what is to be sent come out.
///
/// A decoder is a value that keeps its state. It never waits and never reads more: a feed may hold
/// half a message or three. Whatever it is fed, it reports a fault and returns to a known state; a
/// message that does not check, does not end or does not fit is dropped whole.
public protocol Decoder: Sendable {
    /// Takes what the device sent.
    ///
    /// For a HID device: one completed interrupt transfer, the report id first where the device has
    /// ids. A report may still come in several transfers.
    mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output)

    /// The device is open, nothing was received yet. Called on a decoder in its first state, again
    /// after each re-plug. A decoder that must be answered first says `ready` later.
    mutating func opened(at now: Instant, into output: inout Output)

    /// `deadline` has passed.
    mutating func deadlinePassed(at now: Instant, into output: inout Output)

    /// A character came damaged (parity, framing), or a transfer failed: the message under way is
    /// dropped whole and reported.
    mutating func inputDamaged(at now: Instant, into output: inout Output)

    /// The lane accepts or rejects a reading: the device's beep or light, in its turn and never
    /// inside an exchange. Nothing is sent where the device has no such signal.
    mutating func signal(_ signal: Signal, at now: Instant, into output: inout Output)

    /// The device will be closed: the last commands, such as card power off.
    mutating func closing(at now: Instant, into output: inout Output)

    /// When to call `deadlinePassed`; nil when nothing is awaited, so that an idle gateway sleeps.
    var deadline: Instant? { get }

    /// Whether half a message is kept, which the end of the line would cut. A decoder that always
    /// awaits something, because it asks, says more than its deadline does.
    var isMidMessage: Bool { get }
}

extension Decoder {
    public mutating func opened(at now: Instant, into output: inout Output) { output.state(.ready) }

    public mutating func deadlinePassed(at now: Instant, into output: inout Output) {
        receive(Span(), on: .data, at: now, into: &output)
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {}

    public mutating func signal(_ signal: Signal, at now: Instant, into output: inout Output) {}

    public mutating func closing(at now: Instant, into output: inout Output) {}

    public var deadline: Instant? { nil }

    public var isMidMessage: Bool { deadline != nil }
}

/// Which of a device's inputs bytes came from.
public enum Channel: Sendable {
    case data
    /// What a device says of itself beside its data: CCID's interrupt endpoint.
    case status
    /// The answer to a control request of a USB device; an empty one where there is none.
    case control
}

/// What a lane tells the person at a device.
public enum Signal: String, Sendable, CaseIterable {
    case accept, reject
}
