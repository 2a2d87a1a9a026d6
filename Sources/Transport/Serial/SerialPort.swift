import CLinux
import Glibc
public import Identity

/// A serial port, ours alone, set to a device's line and never blocking.
///
/// One owner, which registers `descriptor` with the loop. On any event it reads, also on `hangup`:
/// what came before the plug was pulled is still there.
public final class SerialPort {
    public let descriptor: FileDescriptor
    /// The path it was opened by.
    public let path: String
    public private(set) var line: SerialLine
    /// The most that `write` takes, in bytes.
    public static var outputCapacity: Int { OutputQueue.capacity }
    /// Whether it is a pseudo-terminal, on which framing means nothing.
    public let isPseudoterminal: Bool
    /// Whether the port was made ours beyond the lock, which must be undone.
    private var isExclusive = false
    private var held = InputMarks.Held()
    private var queue = OutputQueue()

    /// The speeds a port can be asked for, in bits per second.
    public static var speeds: [Int] { SerialSpeed.all }

    /// Opens the port at `path` and sets it to `line`; never waits for a carrier.
    ///
    /// The port is refused when another process has it open, and locked against those that come
    /// later. Its settings are read back: a port that cannot do what is wanted is an error, not
    /// garbage.
    public convenience init(path: String, line: SerialLine) throws(SerialError) {
        try self.init(path: path, line: line, isExempt: nil)
    }

    /// As above; `isExempt` says whether framing means nothing on this port, nil lets the device's
    /// number decide. Only tests decide otherwise, because a pseudo-terminal is the one port at
    /// hand that refuses a framing.
    package init(path: String, line: SerialLine, isExempt: Bool?) throws(SerialError) {
        guard let wanted = LineSettings(line) else {
            throw .unsupportedSpeed(path: path, baud: line.baud)
        }
        let found = DeviceNode.at(path)
        guard let node = found.node else { throw Self.error(found.code, path, nil) }
        do throws(SystemError) {
            descriptor = try .open(path, O_RDWR | O_NONBLOCK)
        } catch {
            throw Self.error(error.code, path, node)
        }
        self.path = path
        self.line = line
        isPseudoterminal = isExempt ?? node.isPseudoterminal
        // Before looking for who else has it: everybody has /dev/null.
        guard isatty(descriptor.number) == 1 else { throw Self.error(errno, path, node) }
        try claim()
        try set(isPseudoterminal ? wanted.forPseudoterminal : wanted)
        if !isPseudoterminal {
            // What came before the line was set is noise, except on a pseudo-terminal.
            tcflush(descriptor.number, TCIFLUSH)
            askForLowLatency()
        }
    }

    deinit {
        guard isExclusive else { return }
        // The last commands get a moment; a device that takes nothing would hold it for 30 s.
        if isBreaking { _ = ioctl(descriptor.number, UInt(TIOCCBRK)) }
        for _ in 0..<20 where unsent > 0 { usleep(1000) }
        tcflush(descriptor.number, TCOFLUSH)
        _ = ioctl(descriptor.number, UInt(TIOCNXCL))
    }

    // MARK: Input

    /// Reads what is there into `buffer`, from which it is then taken piece by piece. False when
    /// there is nothing now. Throws `.vanished` when there will be nothing more.
    public func read(into buffer: inout InputBuffer) throws(SerialError) -> Bool {
        do throws(SystemError) {
            guard let count = try buffer.fill(from: descriptor, held: &held) else { return false }
            guard count > 0 else { throw SystemError(operation: "read", code: EIO) }
            return true
        } catch {
            throw Self.error(inUse: error, path)
        }
    }

    // MARK: Output

    /// Whether something waits to be sent: then watch for `output` and call `flush()`.
    public var hasOutput: Bool { !queue.isEmpty }

    /// Sends `command`, or keeps what the device does not take at once. Throws `.outputFull`, and
    /// drops the command whole, when 4,096 bytes would wait.
    public func write(_ command: borrowing Span<UInt8>) throws(SerialError) {
        guard queue.hasRoom(for: command.count) else { throw .outputFull(path: path) }
        do throws(SystemError) {
            if !isBreaking { try queue.flush(to: descriptor) }
            let count = queue.isEmpty && !isBreaking ? try descriptor.write(command) ?? 0 : 0
            _ = queue.append(command, from: count)
        } catch {
            throw Self.error(inUse: error, path)
        }
    }

    /// Whether a break is on the line: until it ends, what is written waits.
    public var isBreaking = false {
        didSet {
            // The kernel first waits for unsent bytes, for ever if the device holds them back.
            guard !isBreaking || unsent == 0 else { return }
            _ = ioctl(descriptor.number, UInt(isBreaking ? TIOCSBRK : TIOCCBRK))
        }
    }

    /// How many bytes the kernel has not sent yet.
    private var unsent: Int32 {
        var count: Int32 = 0
        return unsafe ioctl(descriptor.number, UInt(TIOCOUTQ), &count) == 0 ? count : 0
    }

    /// Sets the port to another line. What was written just before may still go out at the old
    /// speed or be damaged: whoever changes speeds waits first.
    public func setLine(_ line: SerialLine) throws(SerialError) {
        guard let wanted = LineSettings(line) else {
            throw .unsupportedSpeed(path: path, baud: line.baud)
        }
        try set(isPseudoterminal ? wanted.forPseudoterminal : wanted)
        self.line = line
    }

    /// Sends what waits, as far as the device takes it.
    public func flush() throws(SerialError) {
        guard !isBreaking else { return }
        do throws(SystemError) {
            try queue.flush(to: descriptor)
        } catch {
            throw Self.error(inUse: error, path)
        }
    }

    // MARK: Opening

    /// Makes the port ours, or says whose it is.
    private func claim() throws(SerialError) {
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 else {
            throw .held(path: path, by: PortHolder(of: path))
        }
        // A pseudo-terminal would stay exclusive after we were killed, for its other side keeps it
        // alive; and that side may well have it open. There the lock alone must do.
        guard !isPseudoterminal else { return }
        let holder = PortHolder(of: path)
        guard holder.processes.isEmpty else { throw .held(path: path, by: holder) }
        isExclusive = ioctl(descriptor.number, UInt(TIOCEXCL)) == 0
    }

    private func set(_ wanted: LineSettings) throws(SerialError) {
        var termios = termios()
        guard unsafe tcgetattr(descriptor.number, &termios) == 0 else {
            throw Self.error(errno, path, nil)
        }
        wanted.apply(to: &termios)
        // EINVAL says that not all was taken; what was not is found by reading back.
        guard unsafe tcsetattr(descriptor.number, TCSANOW, &termios) == 0 || errno == EINVAL,
            unsafe tcgetattr(descriptor.number, &termios) == 0
        else { throw Self.error(errno, path, nil) }
        if let difference = LineSettings(termios).difference(from: wanted) {
            throw .refused(path: path, wanted: difference.wanted, kept: difference.kept)
        }
    }

    /// Adapters such as FTDI's keep bytes back for up to 16 ms unless told. Others ignore this.
    private func askForLowLatency() {
        var settings = unsafe serial_struct()
        guard unsafe ioctl(descriptor.number, UInt(TIOCGSERIAL), &settings) == 0 else { return }
        unsafe settings.flags |= Int32(ASYNC_LOW_LATENCY)
        _ = unsafe ioctl(descriptor.number, UInt(TIOCSSERIAL), &settings)
    }

    private static func error(_ code: Int32, _ path: String, _ node: DeviceNode?) -> SerialError {
        switch code {
        case ENOENT, ENOTDIR, ENXIO, ENODEV, ELOOP: .absent(path: path)
        case EIO: .noHardware(path: path)
        case EACCES, EPERM: .denied(path: path, group: node?.groupToJoin)
        case EBUSY: .held(path: path, by: PortHolder(of: path))
        case ENOTTY, EINVAL, EISDIR: .notATerminal(path: path)
        default: .system(SystemError(operation: "open", subject: path, code: code))
        }
    }

    private static func error(inUse error: SystemError, _ path: String) -> SerialError {
        switch error.code {
        case EIO, ENXIO, ENODEV, EPIPE, ENOTTY: .vanished(path: path)
        default: .system(error.about(path))
        }
    }
}
