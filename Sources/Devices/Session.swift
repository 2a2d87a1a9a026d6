package import Decoding
package import Drivers
package import Identity
package import Transport

/// One conversation with one device: the only caller of its decoder. Pure: time is given, and what
/// is to be done stands in the output.
package struct Session: Sendable {
    /// How soon at most a decoder is called whose deadline has passed already: it would otherwise
    /// keep the loop awake.
    private static let shortestWait = Duration.milliseconds(10)

    private var decoder: any Decoder
    private let kind: ReadingKind
    private let capacity: Int
    /// When to call `deadlinePassed`; nil when nothing is awaited.
    package private(set) var deadline: Instant?
    /// Whether half a message is kept.
    package var isMidMessage: Bool { decoder.isMidMessage }

    /// - Parameters:
    ///   - interface: The USB interface where the device is at one.
    ///   - capacity: How many bytes the line takes at once.
    package init(
        _ driver: Driver, _ options: DriverOptions, at interface: USBInterface? = nil,
        capacity: Int = SerialPort.outputCapacity
    ) throws(ClaimError) {
        self.init(
            try driver.makeDecoder(options, for: interface), kind: driver.kind, capacity: capacity)
    }

    package init(_ decoder: any Decoder, kind: ReadingKind, capacity: Int) {
        self.decoder = decoder
        self.kind = kind
        self.capacity = capacity
    }

    /// The device is open.
    package mutating func opened(at now: Instant, into output: inout Output) {
        decoder.opened(at: now, into: &output)
        finish(at: now, &output)
    }

    /// Takes what the device sent in one piece.
    package mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel = .data, at now: Instant,
        into output: inout Output
    ) {
        decoder.receive(bytes, on: channel, at: now, into: &output)
        finish(at: now, &output)
    }

    /// Takes what a serial line gave, with its marks.
    package mutating func receive(
        _ input: inout InputBuffer, at now: Instant, into output: inout Output
    ) {
        while let piece = input.next() {
            switch piece {
            case .bytes(let range):
                decoder.receive(input.bytes(range), on: .data, at: now, into: &output)
            case .badCharacter: decoder.inputDamaged(at: now, into: &output)
            case .breakCondition:
                // Plugging a device in makes one; only a message under way is harmed by it.
                if decoder.isMidMessage { decoder.inputDamaged(at: now, into: &output) }
            }
        }
        finish(at: now, &output)
    }

    /// Something on the way was lost or damaged.
    package mutating func inputDamaged(at now: Instant, into output: inout Output) {
        decoder.inputDamaged(at: now, into: &output)
        finish(at: now, &output)
    }

    /// A transfer failed before anything of it came: only a message under way is harmed.
    package mutating func inputInterrupted(at now: Instant, into output: inout Output) {
        if decoder.isMidMessage { inputDamaged(at: now, into: &output) }
    }

    package mutating func deadlinePassed(at now: Instant, into output: inout Output) {
        decoder.deadlinePassed(at: now, into: &output)
        finish(at: now, &output)
    }

    package mutating func signal(
        _ signal: Decoding.Signal, at now: Instant, into output: inout Output
    ) {
        decoder.signal(signal, at: now, into: &output)
        finish(at: now, &output)
    }

    /// The last commands before the device is closed.
    package mutating func closing(at now: Instant, into output: inout Output) {
        decoder.closing(at: now, into: &output)
        finish(at: now, &output)
    }

    /// Refuses what the line cannot take, and finds out when to call again.
    private mutating func finish(at now: Instant, _ output: inout Output) {
        var total = 0
        for index in output.actions.indices {
            guard case .bytes(let range) = output.actions[index] else { continue }
            total += range.count
            if total > capacity { output.replace(at: index, by: .fault(.tooLong, of: kind)) }
        }
        deadline = decoder.deadline.map { $0 > now ? $0 : now + Self.shortestWait }
    }
}
