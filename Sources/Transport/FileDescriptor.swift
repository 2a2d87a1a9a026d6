import CLinux
import FileAccess
import Glibc
import Identity

/// An open descriptor, closed when its owner lets go of it. No other program inherits it.
public struct FileDescriptor: ~Copyable, Sendable {
    /// The kernel's number for it; valid as long as this value lives.
    package let number: Int32

    /// Takes over `number`, which must be open and have no other owner.
    package init(owning number: Int32) {
        self.number = number
    }

    deinit {
        // Not repeated after EINTR: Linux has released the number already, and it may be somebody
        // else's by now.
        _ = close(number)
    }

    /// The number, which the caller closes from now on.
    consuming func take() -> Int32 {
        let taken = number
        discard self
        return taken
    }

    /// Opens `path`, never across an `exec` and never as the controlling terminal.
    static func open(
        _ path: String, _ flags: Int32, mode: mode_t = 0o600
    ) throws(SystemError) -> FileDescriptor {
        while true {
            let number = unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY, mode)
            if number >= 0 { return FileDescriptor(owning: number) }
            guard errno == EINTR else { throw SystemError.last("open", path) }
        }
    }

    /// Opens a regular file that is believed, without waiting; it is made readable by nobody else
    /// where it is made.
    static func open(
        _ path: String, _ flags: Int32, as kind: FileKind
    ) throws(SystemError) -> FileDescriptor {
        do throws(FileProblem) {
            return FileDescriptor(owning: try kind.open(path, flags))
        } catch {
            switch error {
            case .system(let code):
                throw SystemError(operation: "open", subject: path, code: code)
            case .refused(let why):
                throw SystemError(operation: "open", subject: path, code: EPERM, refusal: why)
            }
        }
    }

    /// A second descriptor of what the process got as standard input.
    public static func standardInput() throws(SystemError) -> FileDescriptor {
        let number = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        guard number >= 0 else { throw SystemError.last("duplicate", "standard input") }
        return FileDescriptor(owning: number)
    }

    /// Reads at most `bytes.count` bytes and says how many came: 0 at the end of the stream, nil
    /// when there is nothing now.
    public func read(into bytes: inout MutableSpan<UInt8>) throws(SystemError) -> Int? {
        try unsafe bytes.withUnsafeMutableBufferPointer { (buffer) throws(SystemError) in
            try unsafe read(buffer)
        }
    }

    /// Reads at most `bytes.count` bytes over the beginning of `bytes`; results as above.
    public func read(into bytes: inout [UInt8]) throws(SystemError) -> Int? {
        try read(into: &bytes, after: 0)
    }

    /// Reads over `bytes` after the first `kept`, which must not be more than `bytes` holds.
    func read(into bytes: inout [UInt8], after kept: Int) throws(SystemError) -> Int? {
        try unsafe bytes.withUnsafeMutableBufferPointer { (buffer) throws(SystemError) in
            try unsafe read(UnsafeMutableBufferPointer(rebasing: buffer[kept...]))
        }
    }

    private func read(_ room: UnsafeMutableBufferPointer<UInt8>) throws(SystemError) -> Int? {
        while true {
            let count = unsafe Glibc.read(number, room.baseAddress, room.count)
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            guard errno == EINTR else { throw SystemError.last("read") }
        }
    }

    /// Writes what the kernel takes of `bytes` and says how many; nil when it takes nothing now.
    public func write(_ bytes: borrowing Span<UInt8>) throws(SystemError) -> Int? {
        while true {
            let count = unsafe bytes.withUnsafeBufferPointer {
                unsafe Glibc.write(number, $0.baseAddress, $0.count)
            }
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            guard errno == EINTR else { throw SystemError.last("write") }
        }
    }

    /// Writes what the kernel takes of `bytes`; results as above.
    public func write(_ bytes: [UInt8]) throws(SystemError) -> Int? {
        try write(bytes.span)
    }

    /// Waits until one of `events` has happened, at most `limit` (nil: without end), and returns
    /// what has; empty when the limit passed. For tools and tests, which wait for one thing at a
    /// time.
    public func wait(for events: Events, limit: Duration?) throws(SystemError) -> Events {
        let deadline = limit.map { Instant.now + $0 }
        while true {
            var request = pollfd(
                fd: number, events: Int16(truncatingIfNeeded: events.rawValue), revents: 0)
            let timeout = deadline.map { ($0 - Instant.now).inMillisecondsToWait } ?? -1
            let count = unsafe poll(&request, 1, timeout)
            // poll and epoll give their events the same values.
            if count >= 0 {
                return Events(rawValue: UInt32(UInt16(bitPattern: request.revents)))
            }
            guard errno == EINTR else { throw SystemError.last("wait") }
        }
    }
}

extension Duration {
    /// Milliseconds to sleep until this has passed: rounded up, within the kernel's limits.
    var inMillisecondsToWait: Int32 {
        guard self > .zero else { return 0 }
        guard self < .seconds(2_000_000) else { return 2_000_000_000 }
        return Int32((inNanoseconds + 999_999) / 1_000_000)
    }
}
