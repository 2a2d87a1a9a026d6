import CLinux
import Glibc

/// What a program got from whoever started it.
public enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Whether a person is looking at it.
    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// The width of the terminal in characters; nil where it is none, or does not say.
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

    /// From now on a reader that has gone is an error of a write, and ends the process no more.
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
    /// Whether whoever read has gone.
    public var isBrokenPipe: Bool { code == EPIPE }
}
