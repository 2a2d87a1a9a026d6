public import Identity

/// The packets of Zebra's Simple Serial Interface (72E-40451, 2): length, opcode, source, status,
/// data, checksum.
///
/// The length counts every byte but the two of the checksum, which is 0x10000 minus the sum of the
/// bytes before it, high byte first.
public enum SSIPacket {
    /// What a packet is for, as far as a host that only reads labels must know.
    public enum Opcode {
        static let segment: UInt8 = 0x73
        static let replyRevision: UInt8 = 0xA4
        static let replyID: UInt8 = 0xA6
        static let acknowledge: UInt8 = 0xD0
        static let refuse: UInt8 = 0xD1
        static let capabilities: UInt8 = 0xD4
        static let beep: UInt8 = 0xE6
        static let decodeData: UInt8 = 0xF3
    }

    /// Why the host refuses a packet.
    public enum Refusal: UInt8, Sendable {
        /// The checksum is wrong: the decoder sends the packet again.
        case checksum = 1
    }

    /// Tones of the decoder's beeper.
    public enum Tone: UInt8, Sendable {
        case oneShortHigh = 0x00
        case oneLongLow = 0x0F
    }

    /// The longest packet, checksum included, in bytes.
    static let capacity = 257
    /// Length, opcode, source and status.
    static let headerLength = 4

    /// Positive acknowledgement of a packet.
    public static let acknowledge = command(Opcode.acknowledge)

    /// Negative acknowledgement of a packet.
    public static func refuse(_ reason: Refusal) -> Bytes<64> {
        command(Opcode.refuse, reason.rawValue)
    }

    /// Sounds the beeper.
    public static func beep(_ tone: Tone) -> Bytes<64> {
        command(Opcode.beep, tone.rawValue)
    }

    /// The checksum of a packet's bytes before it.
    public static func checksum(of bytes: Span<UInt8>) -> UInt16 {
        var sum: UInt16 = 0
        for index in bytes.indices { sum &+= UInt16(bytes[index]) }
        return 0 &- sum
    }

    /// Whether a packet with its checksum is what its checksum says.
    static func isValid(_ packet: Span<UInt8>) -> Bool {
        let end = packet.count - 2
        let sum = checksum(of: packet.extracting(first: end))
        return packet[end] == UInt8(sum >> 8) && packet[end + 1] == UInt8(sum & 0xFF)
    }

    /// A host's packet with at most one byte of data.
    private static func command(_ opcode: UInt8, _ data: UInt8? = nil) -> Bytes<64> {
        var packet = Bytes<64>()
        packet.append(data == nil ? 4 : 5)
        packet.append(opcode)
        packet.append(0x04)
        packet.append(0x00)
        if let data { packet.append(data) }
        let sum = checksum(of: packet.span)
        packet.append(UInt8(sum >> 8))
        packet.append(UInt8(sum & 0xFF))
        return packet
    }
}
