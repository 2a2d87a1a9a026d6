import CLinux
import Glibc

/// Wakes a loop from another thread, which is the only thing another thread may do to it.
///
/// Shared by threads: the loop watches `descriptor` and calls `answer()`, any thread rings.
public final class Doorbell: Sendable {
    public let descriptor: FileDescriptor

    public init() throws(SystemError) {
        let number = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard number >= 0 else { throw SystemError.last("create", "an eventfd") }
        descriptor = FileDescriptor(owning: number)
    }

    /// Wakes the loop. Rings before the answer count as one.
    public func ring() {
        // Fails only when the counter is full, and then the bell is ringing.
        _ = eventfd_write(descriptor.number, 1)
    }

    /// Silences the bell; whether it was ringing.
    @discardableResult
    public func answer() -> Bool {
        var count: eventfd_t = 0
        return unsafe eventfd_read(descriptor.number, &count) == 0
    }
}
