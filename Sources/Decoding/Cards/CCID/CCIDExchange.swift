import Identity

/// One command to a reader and its answer: every answer is checked, every wait is bounded, and a
/// command that got no answer is aborted on both ends.
///
/// A reader does one command at a time. An answer to another command, to another slot or of
/// another type is dropped, and what is waited for still has its own deadline.
struct CCIDExchange: Sendable {
    /// What came of a message or of time.
    enum Progress: Equatable {
        case running
        /// The command succeeded; `payload` has what came.
        case done(CCIDReply)
        case failed(Failure)
    }

    enum Failure: Equatable {
        /// The reader says so.
        case refused(CCIDReply)
        /// The answer is cut or too long.
        case damaged
        /// No answer in time; the reader took the abort.
        case timedOut
        /// No answer to the abort either: the reader must be reset.
        case mute
    }

    private enum Phase {
        case idle
        case waiting
        case aborting
    }

    /// How long a command may take that asks for no more time.
    static let limit = Duration.seconds(3)
    /// How long it may take with all time that it asks for.
    static let extendedLimit = Duration.seconds(15)
    /// How long an abort may take, and how many messages may come meanwhile.
    private static let abortLimit = Duration.seconds(1)
    private static let maxStrangers = 16
    /// CCID 1.10, 5.3.1.
    private static let abortRequest: UInt8 = 0x01

    /// The interface that requests are for.
    let interface: UInt16

    private var phase = Phase.idle
    private var command = CCIDCommand(kind: .slotStatus, slot: 0)
    private var nextSequence: UInt8 = 0
    private var began = Instant(nanoseconds: 0)
    private var strangers = 0
    /// When the answer is due; nil when none is.
    private(set) var deadline: Instant?
    /// What the last answer held. Overwritten by `wipe`.
    private(set) var payload: [UInt8] = []

    init(interface: UInt16) {
        self.interface = interface
    }

    var isIdle: Bool { if case .idle = phase { true } else { false } }

    /// Sends a command. The exchange must be idle.
    mutating func send(_ command: CCIDCommand, at now: Instant, into output: inout Output) {
        self.command = command
        self.command.sequence = nextSequence
        nextSequence &+= 1
        phase = .waiting
        strangers = 0
        began = now
        deadline = now + Self.limit
        output.send(self.command.bytes.span)
    }

    /// Takes one transfer of the reader.
    mutating func receive(_ bytes: borrowing Span<UInt8>, at now: Instant) -> Progress {
        // An empty packet only ends a transfer.
        guard !bytes.isEmpty, !isIdle, let reply = CCIDReply(header: bytes) else {
            return .running
        }
        guard reply.slot == command.slot, reply.sequence == command.sequence else {
            return dropStranger()
        }
        if case .aborting = phase {
            guard reply.kind == .slotStatus || reply.error == CCIDError.aborted else {
                return dropStranger()
            }
            return end(.failed(.timedOut))
        }
        // A command that fails may be answered by a slot status, whatever it was.
        guard
            reply.kind == command.kind.answer
                || reply.kind == .slotStatus && reply.result == .failed
        else { return dropStranger() }
        guard reply.hasWholePayload(bytes) else { return end(.failed(.damaged)) }
        if reply.result == .timeExtension {
            extend(by: reply.error, at: now)
            return .running
        }
        if reply.isFailure(of: command.kind) { return end(.failed(.refused(reply))) }
        wipe()
        for index in CCIDReply.headerLength..<bytes.count { payload.append(bytes[index]) }
        return end(.done(reply))
    }

    /// Ends the wait when its time is over: first by an abort, which is sent both ways.
    mutating func expire(at now: Instant, into output: inout Output) -> Progress {
        guard let deadline, deadline <= now else { return .running }
        switch phase {
        case .idle: return .running
        case .waiting:
            phase = .aborting
            strangers = 0
            self.deadline = now + Self.abortLimit
            let value = UInt16(command.sequence) << 8 | UInt16(command.slot)
            output.send(
                ControlRequest(
                    type: 0x21, request: Self.abortRequest, value: value, index: interface))
            var abort = CCIDCommand(kind: .abort, slot: command.slot)
            abort.sequence = command.sequence
            output.send(abort.bytes.span)
            return .running
        case .aborting: return end(.failed(.mute))
        }
    }

    /// Overwrites what the last answer held.
    mutating func wipe() {
        for index in payload.indices { payload[index] = 0 }
        payload.removeAll(keepingCapacity: true)
    }

    private mutating func dropStranger() -> Progress {
        strangers += 1
        if case .aborting = phase, strangers >= Self.maxStrangers { return end(.failed(.mute)) }
        return .running
    }

    /// More time, in multiples of the usual one; 0 and 255 stand for one.
    private mutating func extend(by multiplier: UInt8, at now: Instant) {
        let factor = multiplier == 0 || multiplier == 0xFF ? 1 : Int(multiplier)
        let wanted = now + Self.limit * factor
        deadline = min(wanted, began + Self.extendedLimit)
    }

    private mutating func end(_ progress: Progress) -> Progress {
        phase = .idle
        deadline = nil
        return progress
    }
}
