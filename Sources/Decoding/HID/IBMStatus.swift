public import Identity

/// The three status bytes before every message of an IBM (OEM) USB scanner.
public struct IBMStatus: Sendable, Equatable {
    /// What is wrong with the device or with the last command.
    public enum Problem: Sendable, Equatable {
        /// It waits for firmware.
        case flashMode
        case hardware
        case notReady
        /// A label was read whose check digit is wrong.
        case checkDigit
        case commandRejected
        /// A maker's own command (direct I/O) that is not allowed now.
        case directIONotAllowed
        /// A maker's own command that it does not know.
        case directIOUndefined
    }

    private let bytes: (UInt8, UInt8, UInt8)

    public init(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
        bytes = (first, second, third)
    }

    /// Whether the device answers for itself.
    public var isAlive: Bool { bytes.1 & 0x01 != 0 }
    /// Whether it reads labels: it does not until it is told to.
    public var isEnabled: Bool { bytes.1 & 0x02 != 0 }
    /// Whether what follows is an answer to a command, not a label: configuration, or a maker's
    /// own.
    public var hasAnswer: Bool { bytes.0 & 0x46 != 0 }

    /// The gravest problem; nil when there is none.
    public var problem: Problem? {
        if bytes.0 & 0x01 != 0 { return .flashMode }
        if bytes.0 & 0x20 != 0 { return .hardware }
        if bytes.0 & 0x80 != 0 { return .notReady }
        if bytes.1 & 0x04 != 0 { return .checkDigit }
        if bytes.1 & 0x80 != 0 { return .commandRejected }
        if bytes.2 & 0x10 != 0 { return .directIONotAllowed }
        if bytes.2 & 0x20 != 0 { return .directIOUndefined }
        return nil
    }

    public static func == (left: IBMStatus, right: IBMStatus) -> Bool {
        left.bytes == right.bytes
    }
}

extension IBMStatus.Problem {
    /// What a lane hears of it; nil for what concerns a command only.
    public var fault: Fault? {
        switch self {
        case .flashMode, .hardware, .notReady: .readError
        case .checkDigit: .badCheckDigit
        case .commandRejected, .directIONotAllowed, .directIOUndefined: nil
        }
    }
}
