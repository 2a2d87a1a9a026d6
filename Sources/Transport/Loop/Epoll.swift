import CLinux
import Glibc

/// The kernel's list of descriptors to watch, and room for what one wait returns.
@safe struct Epoll: ~Copyable {
    /// Events taken in one turn; more wait for the next, in turn.
    private static let room = 64

    private let descriptor: FileDescriptor
    /// Owned: allocated in `init`, freed in `deinit`, never handed out.
    private let events: UnsafeMutablePointer<epoll_event>

    init() throws(SystemError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard number >= 0 else { throw SystemError.last("create", "an epoll instance") }
        descriptor = FileDescriptor(owning: number)
        unsafe events = .allocate(capacity: Self.room)
        unsafe events.initialize(repeating: epoll_event(), count: Self.room)
    }

    deinit {
        unsafe events.deallocate()
    }

    func add(_ target: Int32, _ interest: Events, _ token: Token) throws(SystemError) {
        guard control(EPOLL_CTL_ADD, target, interest, token) else {
            throw SystemError.last("watch", "descriptor \(target)")
        }
    }

    /// False when the descriptor is no longer there.
    func change(_ target: Int32, _ interest: Events, _ token: Token) -> Bool {
        control(EPOLL_CTL_MOD, target, interest, token)
    }

    func remove(_ target: Int32) {
        // Fails only when the descriptor was closed first, and then there is nothing to remove.
        _ = control(EPOLL_CTL_DEL, target, [], .none)
    }

    /// Waits for events, at most `milliseconds` (-1: without end); returns their number.
    func wait(milliseconds: Int32) -> Int {
        let count = unsafe epoll_wait(descriptor.number, events, Int32(Self.room), milliseconds)
        precondition(count >= 0 || errno == EINTR, "the epoll instance is broken")
        return max(0, Int(count))
    }

    /// The event at `index`, which is below what `wait` returned.
    func event(at index: Int) -> (token: Token, events: Events) {
        precondition(index >= 0 && index < Self.room, "event past the end")
        let event = unsafe events[index]
        return unsafe (Token(packed: event.data.u64), Events(rawValue: event.events))
    }

    private func control(
        _ operation: Int32, _ target: Int32, _ interest: Events, _ token: Token
    ) -> Bool {
        var event = unsafe epoll_event()
        unsafe event.events = interest.rawValue
        unsafe event.data.u64 = token.packed
        return unsafe epoll_ctl(descriptor.number, operation, target, &event) == 0
    }
}
