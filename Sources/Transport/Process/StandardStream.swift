import CLinux
import Glibc

/// The three streams that a program gets when it is started.
public enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Whether a person is looking at it.
    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// The width of the terminal in characters; nil if it is unknown or this is no terminal.
    public var columns: Int? {
        var size = winsize()
        guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Writes `text` if there is room for it now, and else drops it: for what must never wait.
    public func offer(_ text: String) {
        let bytes = Array(text.utf8.prefix(Int(PIPE_BUF)))
        var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&request, 1, 0) == 1 else { return }
        unsafe bytes.withUnsafeBufferPointer {
            _ = unsafe Glibc.write(rawValue, $0.baseAddress, $0.count)
        }
    }

    /// From now on a write to a reader that has gone fails, and does not end the process.
    public static func surviveBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes all of `text`, waiting where the reader is slow.
    /// - Returns: Whether all of it went out; not when the disk is full or the reader has gone.
    public func write(_ text: String) -> Bool {
        (try? writeAll(text)) != nil
    }

    /// Writes all of `text`, waiting where the reader is slow.
    public func writeAll(_ text: String) throws(SystemError) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes[start...].withUnsafeBufferPointer {
                unsafe Glibc.write(rawValue, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                start += count
            } else if errno == EAGAIN {
                var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&request, 1, -1)
            } else if errno != EINTR {
                throw SystemError.last(
                    "write", self == .output ? "standard output" : "standard error")
            }
        }
    }
}

extension SystemError {
    /// Whether the reader of a pipe or socket has gone.
    public var isBrokenPipe: Bool { code == EPIPE }
}
