import Identity

/// A label under way in segments (opcode 0x73): too long for one packet.
///
/// A segment's data is a sequence counter from 0 and a part of the message. The first, whose status
/// has bit 1 set, holds an inner header before the text: `F3`, source, status, length (2 bytes),
/// code type, one byte, length of the text (2).
struct SSIAssembly: Sendable {
    private static let firstSegment: UInt8 = 0x02
    private static let headerLength = 9

    private(set) var type: UInt8 = 0
    private(set) var text = Bytes<2048>()
    private var length = 0
    private var next: UInt8 = 0
    /// Whether segments are awaited.
    private(set) var isUnderWay = false
    /// Whether the segments of a dropped message are still coming.
    private var isDropping = false

    /// Takes a verified segment; true when the text is complete.
    ///
    /// A segment that does not follow drops the whole message: `badFrame`, `badLength`, `tooLong`.
    /// The rest of a dropped message passes without a word.
    mutating func take(_ data: Span<UInt8>, status: UInt8) throws(Fault) -> Bool {
        guard !data.isEmpty else { throw drop(.badFrame) }
        if status & Self.firstSegment != 0 {
            removeAll()
            try start(data)
        } else if isUnderWay {
            // The decoder did not hear that its segment arrived.
            if data[0] == next &- 1 { return false }
            guard data[0] == next else { throw drop(.badFrame) }
            text.append(contentsOf: data.extracting(1..<data.count))
        } else {
            guard !isDropping else { return false }
            throw drop(.badFrame)
        }
        next = data[0] &+ 1
        guard text.count <= length, !text.overflowed else { throw drop(.badLength) }
        isUnderWay = text.count < length
        return !isUnderWay
    }

    /// Forgets the message.
    mutating func removeAll() {
        text.removeAll()
        isUnderWay = false
        isDropping = false
    }

    private mutating func start(_ data: Span<UInt8>) throws(Fault) {
        guard data.count > 1 + Self.headerLength, data[0] == 0,
            data[1] == SSIPacket.Opcode.decodeData
        else { throw drop(.badFrame) }
        type = data[6]
        length = Int(data[8]) << 8 | Int(data[9])
        guard length > 0 else { throw drop(.badLength) }
        guard length <= Reading.capacity else { throw drop(.tooLong) }
        text.append(contentsOf: data.extracting(1 + Self.headerLength..<data.count))
        isUnderWay = true
    }

    private mutating func drop(_ fault: Fault) -> Fault {
        removeAll()
        isDropping = true
        return fault
    }
}
