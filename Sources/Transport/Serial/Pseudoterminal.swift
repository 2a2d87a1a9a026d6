import CLinux
import Glibc

/// The far side of a pseudo-terminal, which plays a device: what is written here is read at `path`
/// as from a serial port, and the other way round.
///
/// One owner. Letting go of it is what pulling the plug is to a real device.
public final class Pseudoterminal {
    /// The device's side; never blocks.
    public let descriptor: FileDescriptor
    /// The port's side, `/dev/pts/7`.
    public let path: String
    /// A name of its own for the port, which stays the same when the device is played again.
    public let link: String?
    /// Held so that the device's side outlives a reader that closes the port, as real hardware
    /// does. Nil when the owner wants to see that as hangup.
    private let port: FileDescriptor?

    /// Makes a port in raw mode. With `link`, a symbolic link of that path leads to it and is
    /// removed with it; one that is there already is replaced, anything else is left alone and
    /// refused.
    public init(link: String? = nil, outlivesReaders: Bool = true) throws(SystemError) {
        descriptor = try .open("/dev/ptmx", O_RDWR | O_NONBLOCK)
        var locked: Int32 = 0
        var number: Int32 = 0
        guard unsafe ioctl(descriptor.number, UInt(LINUX_TIOCSPTLCK), &locked) == 0,
            unsafe ioctl(descriptor.number, UInt(LINUX_TIOCGPTN), &number) == 0
        else { throw .last("create", "a pseudo-terminal") }
        path = "/dev/pts/\(number)"
        // Linux sets the other side through this one: raw, because else what is written comes back.
        var termios = termios()
        unsafe tcgetattr(descriptor.number, &termios)
        unsafe cfmakeraw(&termios)
        guard unsafe tcsetattr(descriptor.number, TCSANOW, &termios) == 0 else {
            throw .last("set up", path)
        }
        port = outlivesReaders ? try .open(path, O_RDWR | O_NONBLOCK) : nil
        self.link = link
        if let link { try SymbolicLink.replace(link, destination: path) }
    }

    deinit {
        if let link, SymbolicLink.destination(of: link) == path { unsafe unlink(link) }
    }

    /// Whether the gateway has not read everything that was sent; false without `outlivesReaders`.
    public var hasUnread: Bool {
        // Waiting on this side makes the kernel carry over what it holds between the two sides.
        switch port {
        case .some(let port):
            (try? port.wait(for: .input, limit: .zero).contains(.input)) ?? false
        case .none: false
        }
    }

    /// Reads what was sent to the device; 0 when no reader has the port open (only without
    /// `outlivesReaders`), nil when there is nothing now.
    public func read(into bytes: inout [UInt8]) throws(SystemError) -> Int? {
        do throws(SystemError) {
            return try descriptor.read(into: &bytes)
        } catch {
            guard error.code == EIO else { throw error.about(path) }
            return 0
        }
    }

    /// Sends as the device does; how many bytes the port took, nil when it takes none now (about
    /// 4,096 wait unread).
    public func write(_ bytes: borrowing Span<UInt8>) throws(SystemError) -> Int? {
        do throws(SystemError) {
            return try descriptor.write(bytes)
        } catch {
            throw error.about(path)
        }
    }

    /// Sends as the device does; results as above.
    public func write(_ bytes: [UInt8]) throws(SystemError) -> Int? {
        try write(bytes.span)
    }
}

extension SymbolicLink {
    /// Makes a link, in one step over one that is there.
    static func replace(_ path: String, destination: String) throws(SystemError) {
        if let identity = FileIdentity(path), !identity.isSymbolicLink {
            throw SystemError(operation: "make the link", subject: path, code: EEXIST)
        }
        let temporary = "\(path).\(getpid())"
        unsafe unlink(temporary)
        guard unsafe symlink(destination, temporary) == 0 else {
            throw .last("make the link", path)
        }
        guard unsafe rename(temporary, path) == 0 else {
            let error = SystemError.last("make the link", path)
            unsafe unlink(temporary)
            throw error
        }
    }
}
