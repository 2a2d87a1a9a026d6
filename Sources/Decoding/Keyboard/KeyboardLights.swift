import Identity

/// The locks of a keyboard; the bits are the usages of page 8 less one.
struct KeyboardLocks: OptionSet, Sendable {
    let rawValue: UInt8
    static let numLock = KeyboardLocks(rawValue: 0x01)
    static let capsLock = KeyboardLocks(rawValue: 0x02)
    static let scrollLock = KeyboardLocks(rawValue: 0x04)
}

/// The report with a keyboard's lights (HID 1.11, B.1). The host alone lights them, and whoever
/// takes the keyboard from the kernel is the host.
struct KeyboardLights: Sendable {
    private let reportID: UInt8
    private let length: Int
    /// Where each lock's bit stands in the report, without its id.
    private let bits: [(lock: KeyboardLocks, bit: Int)]

    /// Nil where the keyboard has no lights for its locks.
    init?(_ descriptor: ReportDescriptor) {
        let fields = (UInt16(1)...3).compactMap { id in
            descriptor.field(HIDUsage(page: HIDPage.led, id: id), of: .output).map { (id, $0) }
        }
        guard let id = fields.first?.1.reportID,
            let length = descriptor.length(of: .output, id: id)
        else { return nil }
        let idLength = descriptor.hasReportIDs ? 1 : 0
        reportID = id
        self.length = length - idLength
        bits = fields.filter { $0.1.reportID == id && $0.1.bitSize == 1 }.map { id, field in
            (KeyboardLocks(rawValue: 1 << UInt8(id - 1)), field.bitOffset - 8 * idLength)
        }
        guard (1...64).contains(self.length), !bits.isEmpty else { return nil }
    }

    /// The report that lights these locks and no others.
    func command(_ locks: KeyboardLocks) -> HIDCommand {
        var data = Bytes<64>()
        for _ in 0..<length { data.append(0) }
        for (lock, bit) in bits where locks.contains(lock) && bit / 8 < length {
            data[bit / 8] |= 1 << UInt8(bit % 8)
        }
        return .output(id: reportID, data)
    }
}
