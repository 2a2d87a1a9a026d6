import Identity
import Transport

/// MagTek's readers with reports of their own (manuals 99875191 and 99875475).
extension USBModel {
    /// 337 bytes, no report id, 8-byte packets, as the manual tells; the descriptor's bytes are
    /// made up to that layout and were not compared with the manual's.
    public static let magtekSwipe = USBModel(
        name: "magtek-swipe", summary: "MagTek SureSwipe magnetic-stripe reader, USB HID",
        driver: "magtek-swipe", vendorID: 0x0801, productID: 0x0002, manufacturer: "Mag-Tek",
        product: "USB Swipe Reader",
        interfaces: [
            .hid(
                [
                    .page(0xFF00),
                    .application(
                        1,
                        [
                            .range(0, 255), .usage(0x20), .usage(0x21), .usage(0x22),
                            .usage(0x28), .usage(0x29), .usage(0x2A), .usage(0x38),
                            .size(bits: 8, count: 7), .input(.variable),
                        ] + [0x30, 0x31, 0x32].flatMap { bytes($0, 110) } + [
                            .usage(0x20), .size(bits: 8, count: 24), .feature(.bufferedBytes),
                        ]),
                ], packet: 8)
        ],
        habits: MagTekHabits(room: 24),
        typed: { line throws(TypingError) in
            if line.hasPrefix("hex:") { return [try Typing.hex(line.dropFirst(4))] }
            let typed = try TypedTracks(line)
            // What is past a track's end means nothing, and is not empty.
            return [head(typed) + typed.tracks.flatMap { $0.padded(to: 110, with: 0xFF) }]
        })

    /// A reader at security level 2: its fields named "encrypted" hold clear tracks. The descriptor
    /// is made up of the manual's table of usages and lengths.
    public static let magnesafeSwipe = USBModel(
        name: "magnesafe-swipe", summary: "MagTek MagneSafe magnetic-stripe reader, USB HID",
        driver: "magnesafe-swipe", vendorID: 0x0801, productID: 0x0011, manufacturer: "Mag-Tek",
        product: "MagneSafe Swipe Reader",
        interfaces: [
            .hid(
                [
                    .page(0xFF00),
                    .application(
                        1,
                        [.range(0, 255)] + magnesafeFields.flatMap { bytes($0.usage, $0.count) }
                            + [.usage(0x20), .size(bits: 8, count: 60), .feature(.bufferedBytes)]),
                ], packet: 64)
        ],
        habits: MagTekHabits(room: 60),
        typed: { line throws(TypingError) in
            if line.hasPrefix("hex:") { return [try Typing.hex(line.dropFirst(4))] }
            return [magnesafeReport(try TypedTracks(line, room: [112, 112, 112]))]
        })

    private static func bytes(_ usage: UInt16, _ count: UInt16) -> [HIDItem] {
        [.usage(usage), .size(bits: 8, count: count), .input(.bufferedBytes)]
    }

    /// Statuses (bit 0 is an error), lengths, and 0 for ISO as type of card.
    private static func head(_ typed: TypedTracks) -> [UInt8] {
        (0..<3).map { typed.isBad($0) ? 1 : 0 }
            + (0..<3).map { typed.isBad($0) ? 0 : UInt8(typed.tracks[$0].count) } + [0]
    }

    /// The report's fields in order: 887 bytes.
    private static let magnesafeFields: [(usage: UInt16, count: UInt16)] = [
        (0x20, 1), (0x21, 1), (0x22, 1), (0x28, 1), (0x29, 1), (0x2A, 1), (0x38, 1),
        (0x30, 112), (0x31, 112), (0x32, 112), (0x39, 1), (0x23, 4), (0x2B, 1), (0x33, 128),
        (0x40, 16), (0x42, 2), (0x46, 10), (0x47, 1), (0x48, 1), (0x49, 1),
        (0x4A, 112), (0x4B, 112), (0x4C, 112), (0x50, 8),
        (0x51, 1), (0x52, 1), (0x53, 1), (0x54, 1), (0x55, 3), (0x56, 8), (0x57, 20),
    ]

    private static func magnesafeReport(_ typed: TypedTracks) -> [UInt8] {
        let head = head(typed)
        var values: [UInt16: [UInt8]] = [
            0x20: [head[0]], 0x21: [head[1]], 0x22: [head[2]],
            // A key is loaded, and nothing is encrypted.
            0x42: [0x00, 0x02],
        ]
        for track in UInt16(0)..<3 {
            let length = [head[3 + Int(track)]]
            let text = typed.isBad(Int(track)) ? [] : typed.tracks[Int(track)]
            values[0x28 + track] = length
            values[0x47 + track] = length
            values[0x51 + track] = length
            values[0x30 + track] = text
            values[0x4A + track] = text
        }
        return magnesafeFields.flatMap { (values[$0.usage] ?? []).padded(to: Int($0.count)) }
    }
}

/// Answers commands by feature report: `[command][length][data]`, `[result][length][data]`.
private struct MagTekHabits: USBHabits {
    /// How many bytes a feature report has.
    var room: Int
    private var answer: [UInt8] = [0, 0]
    var isSending: Bool { true }
    var feature: [UInt8]? { answer.padded(to: room) }

    init(room: Int) { self.room = room }

    mutating func take(_ report: HostReport) -> [DeviceMessage] {
        guard case .feature(let bytes) = report, bytes.count >= 3 else { return [] }
        // Property 0 is the software's name, the manual's example; others are taken and forgotten.
        switch (bytes[0], bytes[2]) {
        case (0, 0):
            let name = Array("21042812D01".utf8)
            answer = [0, UInt8(name.count)] + name
        case (1, _), (2, _): answer = [0, 0]
        // 2: bad parameter.
        default: answer = [2, 0]
        }
        return []
    }
}
