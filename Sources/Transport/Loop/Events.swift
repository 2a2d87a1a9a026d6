import CLinux
import Identity

/// What may happen, or has happened, to a descriptor.
public struct Events: OptionSet, Sendable, Hashable {
    /// Bits of `epoll_event.events`.
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Something can be read, or the stream has ended.
    public static let input = Events(rawValue: EPOLLIN.rawValue)
    /// Something can be written.
    public static let output = Events(rawValue: EPOLLOUT.rawValue)
    /// The other end of a socket will send no more.
    public static let peerClosed = Events(rawValue: EPOLLRDHUP.rawValue)
    /// The other end is gone. Always reported, asked for or not.
    public static let hangup = Events(rawValue: EPOLLHUP.rawValue)
    /// The descriptor is in error. Always reported, asked for or not.
    public static let error = Events(rawValue: EPOLLERR.rawValue)
}

/// One registration in an `EventLoop`. After removal it names nothing, even if its slot is reused.
public struct Token: Hashable, Sendable {
    let slot: Int32
    let generation: UInt32

    init(slot: Int32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    /// A token that was never given out.
    public static let none = Token(slot: -1, generation: 0)

    /// The form in which the kernel keeps it for us.
    var packed: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: slot)) }

    init(packed: UInt64) {
        slot = Int32(bitPattern: UInt32(truncatingIfNeeded: packed))
        generation = UInt32(truncatingIfNeeded: packed >> 32)
    }
}

/// One deadline in an `EventLoop`. After it has fired or was cancelled it names nothing.
public struct Timer: Hashable, Sendable {
    let deadline: Instant
    /// Breaks ties: first scheduled, first fired.
    let order: UInt64

    static func < (left: Timer, right: Timer) -> Bool {
        (left.deadline, left.order) < (right.deadline, right.order)
    }
}

/// Takes what happens to a descriptor.
public protocol EventHandler: AnyObject {
    /// `events` have happened to the descriptor registered as `token`. Called again in the next
    /// turn as long as they hold.
    func ready(_ events: Events, token: Token)
}

/// Takes deadlines.
public protocol TimerHandler: AnyObject {
    /// The deadline scheduled with `tag` has passed.
    func timerFired(tag: Int)
}

/// Takes the ends of turns.
public protocol TurnHandler: AnyObject {
    /// Everything that one wake-up brought has been handled.
    func turnEnded()
}
