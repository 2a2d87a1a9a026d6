/// Why a driver cannot read a device that it was given; a sentence goes on with the description.
public enum ClaimError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It needs another connection; `needs` names it.
    case otherConnection(needs: String)
    case descriptor(ReportDescriptorError)
    /// The reports lack what the driver reads; `what` names it.
    case missing(what: String)
    /// A report is longer than the driver takes; `limit` in bytes.
    case tooLong(limit: Int)
    /// It lacks something else; the sentence says what.
    case unsuitable(String)
    /// It is set to something that the driver cannot do.
    case option(String)

    public var description: String {
        switch self {
        case .otherConnection(let needs): "it reads \(needs)"
        case .descriptor(let error): error.description
        case .missing(let what): "its reports have no \(what)"
        case .tooLong(let limit): "its reports are longer than \(limit) bytes"
        case .unsuitable(let why): why
        case .option(let problem): problem
        }
    }
}
