/// Why a serial port cannot be used.
public enum SerialError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing is at the path: the adapter is unplugged, or the path is wrong.
    case absent(path: String)
    /// The port exists, but there is no hardware behind it (an unused `/dev/ttyS2`).
    case noHardware(path: String)
    /// This process may not open it; the group that may, where there is one it is not in.
    case denied(path: String, group: String?)
    /// Another process has it.
    case held(path: String, by: PortHolder)
    /// What is at the path is no serial port.
    case notATerminal(path: String)
    /// The port took other settings than those wanted, as `7O1` or `115200 baud`.
    case refused(path: String, wanted: String, kept: String)
    /// Not one of `SerialPort.speeds`.
    case unsupportedSpeed(path: String, baud: Int)
    /// It was unplugged, or its other end closed, while open.
    case vanished(path: String)
    /// The device does not take what is sent to it; the command was dropped whole.
    case outputFull(path: String)
    case system(SystemError)

    public var description: String {
        switch self {
        case .absent(let path):
            "there is no port at \(path): plug the reader in, or correct the path"
        case .noHardware(let path):
            "there is no hardware behind \(path): use another port"
        case .denied(let path, let group?):
            "this user may not open \(path): add it to group \(group) and start again"
        case .denied(let path, nil):
            "this user may not open \(path): it needs permission to read and write it"
        case .held(let path, let holder):
            "\(path) is in use by \(holder): stop it, or give the reader another port"
        case .notATerminal(let path):
            "\(path) is not a serial port: correct the path"
        case .refused(let path, let wanted, let kept):
            """
            \(path) did not accept \(wanted): it kept \(kept); set the reader to what the port can \
            do, or use another port
            """
        case .unsupportedSpeed(let path, let baud):
            "\(path) cannot be set to \(baud) baud: that is not a standard speed"
        case .vanished(let path):
            "\(path) is gone: the reader was unplugged or its other end closed"
        case .outputFull(let path):
            "the device at \(path) takes no data: a command to it was dropped"
        case .system(let error):
            error.description
        }
    }
}
