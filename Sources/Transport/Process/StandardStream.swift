import CLinux
import Glibc

/// What a program got from whoever started it.
public enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Whether a person sits there: then colour and progress help.
    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// How many characters fit a line; nil when it is no terminal or does not say.
    public var columns: Int? {
        var size = winsize()
        guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}
