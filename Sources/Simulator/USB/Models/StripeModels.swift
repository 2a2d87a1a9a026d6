import Identity
import Transport

/// ID TECH's readers, and those of the standard's own page.
extension USBModel {
    /// Statuses, lengths, type, total length, data; the descriptor is made up, for no public one
    /// exists.
    public static let idtechSwipe = USBModel(
        name: "idtech-swipe", summary: "ID TECH MiniMag magnetic-stripe reader, USB HID",
        driver: "idtech-swipe", vendorID: 0x0ACD, productID: 0x0500, manufacturer: "ID TECH",
        product: "MiniMag",
        interfaces: [.hid(opaque(509), packet: 8)],
        typed: { line throws(TypingError) in
            if line.hasPrefix("hex:") { return [try Typing.hex(line.dropFirst(4)).padded(to: 509)] }
            let typed = try TypedTracks(line)
            let good = (0..<3).map { typed.isBad($0) ? [] : typed.tracks[$0] }
            let data = good.flatMap(\.self)
            let head = (0..<3).map { typed.isBad($0) ? 1 : 0 } + good.map { UInt8($0.count) } + [0]
            return [(head + UInt16(data.count).littleEndianBytes + data).padded(to: 509)]
        })

    /// The secure output frame with clear tracks, in the enhanced layout: what such a reader sends
    /// for a card that is no payment card. The descriptor is made up.
    public static let secureIDTechSwipe = USBModel(
        name: "idtech-swipe-secure", summary: "ID TECH SecureMag magnetic-stripe reader, USB HID",
        driver: "idtech-swipe", vendorID: 0x0ACD, productID: 0x2010, manufacturer: "ID TECH",
        product: "SecureMag",
        interfaces: [.hid(opaque(537), packet: 64)],
        typed: { line throws(TypingError) in
            if line.hasPrefix("hex:") { return [try Typing.hex(line.dropFirst(4)).padded(to: 537)] }
            return [frame(of: try TypedTracks(line)).padded(to: 537)]
        })

    /// Page 0x8E: fields where the page has usages for them, as the standard has it; the descriptor
    /// is made up.
    public static let hidSwipe = USBModel(
        name: "hid-swipe", summary: "magnetic-stripe reader of the standard's page 0x8E",
        driver: "hid-swipe", vendorID: 0x1209, productID: 0x8E01, manufacturer: "Virtual",
        product: "Magnetic Stripe Reader",
        interfaces: [
            .hid(
                [
                    .page(0x8E),
                    .application(
                        1,
                        [
                            .range(0, 255), .usage(0x11), .usage(0x12), .usage(0x13),
                            .size(bits: 8, count: 3), .input(.variable),
                        ]
                            + zip([0x21, 0x22, 0x23] as [UInt16], stripeRoom).flatMap {
                                [
                                    HIDItem.usage($0), .size(bits: 8, count: UInt16($1)),
                                    .input(.bufferedBytes),
                                ]
                            }),
                ], packet: 64)
        ],
        typed: { line throws(TypingError) in
            if line.hasPrefix("hex:") { return [try Typing.hex(line.dropFirst(4))] }
            let typed = try TypedTracks(line, room: stripeRoom)
            let lengths = typed.tracks.map { UInt8($0.count) }
            let data = zip(typed.tracks, stripeRoom).flatMap { $0.padded(to: $1) }
            return [lengths + data]
        })

    /// The longest a track can be (ISO/IEC 7811-6), the third with its sentinels.
    private static let stripeRoom = [79, 40, 107]

    /// A vendor's report without any layout.
    private static func opaque(_ count: UInt16) -> [HIDItem] {
        [
            .page(0xFF00),
            .application(
                1,
                [
                    .range(0, 255), .usage(0x20), .size(bits: 8, count: count),
                    .input(.bufferedBytes),
                ]),
        ]
    }

    /// STX, length, card data, XOR and sum of the card data, ETX.
    private static func frame(of typed: TypedTracks) -> [UInt8] {
        let good = (0..<3).map { typed.isBad($0) ? [] : typed.tracks[$0] }
        let present = (0..<3).reduce(0) { good[$1].isEmpty ? $0 : $0 | 1 << $1 }
        let sampled = (0..<3).reduce(0) { typed.tracks[$1].isEmpty ? $0 : $0 | 1 << $1 }
        // Type 80 is ISO in the enhanced layout; decoded and sampled tracks; lengths; tracks sent
        // clear; none encrypted.
        let card =
            [0x80, UInt8(sampled << 3 | present)] + good.map { UInt8($0.count) }
            + [UInt8(present), 0] + good.flatMap(\.self)
        let exclusiveOr = card.reduce(0, ^)
        let sum = card.reduce(0, &+)
        return [0x02] + UInt16(card.count).littleEndianBytes + card + [exclusiveOr, sum, 0x03]
    }
}
