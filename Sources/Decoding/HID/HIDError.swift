/// Why a driver cannot read a HID interface.
public enum HIDError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The driver reads a serial line, not reports.
    case notHID
    case descriptor(ReportDescriptorError)
    /// The reports lack what the driver reads; `what` names it.
    case missing(what: String)
    /// A report is longer than the driver takes; `limit` in bytes.
    case tooLong(limit: Int)

    public var description: String {
        switch self {
        case .notHID: "it reads a serial line, not HID reports"
        case .descriptor(let error): error.description
        case .missing(let what): "its reports have no \(what)"
        case .tooLong(let limit): "its reports are longer than \(limit) bytes"
        }
    }
}
