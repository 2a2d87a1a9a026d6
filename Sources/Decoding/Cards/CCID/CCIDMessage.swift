/// A command to a reader: ten bytes of header and a payload (CCID 1.10, 6.1).
struct CCIDCommand: Equatable {
    enum Kind: UInt8 {
        case setParameters = 0x61
        case powerOn = 0x62
        case powerOff = 0x63
        case slotStatus = 0x65
        case escape = 0x6B
        case transferBlock = 0x6F
        case abort = 0x72

        /// The message that answers it when it succeeds.
        var answer: CCIDReply.Kind {
            switch self {
            case .powerOn, .transferBlock: .dataBlock
            case .powerOff, .slotStatus, .abort: .slotStatus
            case .setParameters: .parameters
            case .escape: .escape
            }
        }
    }

    var kind: Kind
    var slot: UInt8
    var sequence: UInt8 = 0
    /// Bytes 7 to 9 of the header.
    var parameters: (UInt8, UInt8, UInt8) = (0, 0, 0)
    var payload: [UInt8] = []

    static func powerOn(_ slot: UInt8, selection: UInt8) -> CCIDCommand {
        CCIDCommand(kind: .powerOn, slot: slot, parameters: (selection, 0, 0))
    }

    /// - Parameters:
    ///   - waiting: What the waiting time is multiplied by for this block (`bBWI`).
    ///   - level: `wLevelParameter`.
    static func transfer(
        _ slot: UInt8, _ payload: [UInt8], waiting: UInt8 = 0, level: UInt16 = 0
    ) -> CCIDCommand {
        CCIDCommand(
            kind: .transferBlock, slot: slot,
            parameters: (
                waiting, UInt8(truncatingIfNeeded: level), UInt8(truncatingIfNeeded: level >> 8)
            ),
            payload: payload)
    }

    /// The message as it travels.
    var bytes: [UInt8] {
        let count = UInt32(payload.count)
        let length = (0..<4).map { UInt8(truncatingIfNeeded: count >> UInt32(8 * $0)) }
        return [kind.rawValue] + length + [
            slot, sequence, parameters.0, parameters.1, parameters.2,
        ] + payload
    }

    static func == (left: CCIDCommand, right: CCIDCommand) -> Bool { left.bytes == right.bytes }
}

/// The header of a reader's answer (CCID 1.10, 6.2).
struct CCIDReply: Equatable {
    static let headerLength = 10

    enum Kind: UInt8 {
        case dataBlock = 0x80
        case slotStatus = 0x81
        case parameters = 0x82
        case escape = 0x83
    }

    enum Presence: UInt8 {
        case active = 0
        case inactive, absent, unknown
    }

    enum Result: UInt8 {
        case done = 0
        case failed, timeExtension, reserved
    }

    let kind: Kind
    let slot: UInt8
    let sequence: UInt8
    let presence: Presence
    let result: Result
    /// `bError`.
    let error: UInt8
    /// Byte 9: the chain parameter of a data block, the protocol of parameters.
    let detail: UInt8
    /// How many bytes follow the header.
    let payloadLength: Int

    /// Reads a header without looking at the message's length.
    init?(header bytes: borrowing Span<UInt8>) {
        guard bytes.count >= Self.headerLength, let kind = Kind(rawValue: bytes[0]) else {
            return nil
        }
        self.kind = kind
        payloadLength = Int(bytes.littleEndian32(at: 1))
        slot = bytes[5]
        sequence = bytes[6]
        presence = Presence(rawValue: bytes[7] & 0x03) ?? .unknown
        result = Result(rawValue: bytes[7] >> 6) ?? .reserved
        error = bytes[8]
        detail = bytes[9]
    }

    /// Whether the message is as long as its header says. A slot status may be longer, because some
    /// readers add bytes to it.
    func hasWholePayload(_ bytes: borrowing Span<UInt8>) -> Bool {
        let length = bytes.count - Self.headerLength
        return kind == .slotStatus ? length >= 0 : length == payloadLength
    }

    /// Whether the command failed. An answer that is called good, holds nothing and names an error
    /// is a failure too, as an ACR122U tells it.
    func isFailure(of command: CCIDCommand.Kind) -> Bool {
        switch result {
        case .failed, .reserved: return true
        case .timeExtension: return false
        case .done: break
        }
        guard command == .transferBlock || command == .escape || command == .powerOn else {
            return false
        }
        return payloadLength == 0 && error != 0
    }
}

/// `bError` of a failed command (CCID 1.10, 6.2.6).
enum CCIDError {
    /// The card does not answer, or is not there.
    static let mute: UInt8 = 0xFE
    /// The host ended the command.
    static let aborted: UInt8 = 0xFF
}
