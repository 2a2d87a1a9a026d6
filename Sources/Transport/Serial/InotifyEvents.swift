/// What one read of an inotify descriptor gave, event by event (inotify(7)): watch, mask, cookie
/// and length of four bytes each in the machine's order, then a name of that length, filled up with
/// NULs.
struct InotifyEvents {
    struct Event {
        var watch: Int32
        var mask: UInt32
        /// Empty when it concerns the watched folder itself.
        var name: String
    }

    private static let headerLength = 16
    private let bytes: [UInt8]
    private var position = 0

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = Array(bytes)
    }

    mutating func next() -> Event? {
        guard bytes.count - position >= Self.headerLength else { return nil }
        let start = position + Self.headerLength
        let length = Int(word(at: position + 12))
        guard length <= bytes.count - start else { return nil }
        defer { position = start + length }
        return Event(
            watch: Int32(bitPattern: word(at: position)), mask: word(at: position + 4),
            name: String(decoding: bytes[start..<start + length].prefix { $0 != 0 }, as: UTF8.self))
    }

    private func word(at offset: Int) -> UInt32 {
        var word: UInt32 = 0
        for index in 0..<4 { word |= UInt32(bytes[offset + index]) << (8 * UInt32(index)) }
        return UInt32(littleEndian: word)
    }
}
