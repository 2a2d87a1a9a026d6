import Identity
import Transport

/// Scanners that say on page 0x8C what they have read.
extension USBModel {
    /// Its report is laid out as Honeywell's and Access-IS's manuals tell; the descriptor is made
    /// up to that layout, for no public one exists.
    public static let hidScanner = USBModel(
        name: "hid-scanner", summary: "barcode scanner in USB HID POS mode, 64-byte report",
        driver: "hid-scanner", vendorID: 0x0C2E, productID: 0x0B6A, manufacturer: "Virtual",
        product: "HID POS Scanner", serialNumber: "V0001",
        interfaces: [
            .hid(scannedData, packet: 64, takesOutput: true),
            // The maker's own interface beside it, which is none of ours.
            .hid(
                [
                    .page(0xFF8C),
                    .application(
                        1,
                        [
                            .usage(2), .range(0, 255), .size(bits: 8, count: 64),
                            .input(.bufferedBytes),
                        ]),
                ], packet: 64, number: 1),
        ],
        typed: { line throws(TypingError) in try parts(of: line, room: 56, hasLength: true) })

    /// No length and no identifier of the maker: the descriptor of alhafoudh/tessaro-os, hidpos.rs,
    /// which names its usages one by one.
    public static let plainHIDScanner = USBModel(
        name: "hid-scanner-plain", summary: "barcode scanner in USB HID POS mode, without length",
        driver: "hid-scanner", vendorID: 0x1FBB, productID: 0x3681, manufacturer: "Virtual",
        product: "Plain HID POS Scanner",
        interfaces: [
            .hid(
                [
                    .page(0x8C),
                    .application(
                        0x02,
                        [
                            .reportID(2), .range(0, 255), .size(bits: 8, count: 1), .usage(0xFB),
                            .input(.variable), .usage(0xFC), .input(.variable), .usage(0xFD),
                            .input(.variable), .size(bits: 8, count: 56), .usage(0xFE),
                            .input(.bufferedBytes), .size(bits: 1, count: 1), .range(0, 1),
                            .usage(0xFF), .input(.variable), .size(bits: 7, count: 1),
                            .input(.constant),
                        ]),
                ], packet: 64)
        ],
        typed: { line throws(TypingError) in try parts(of: line, room: 56, hasLength: false) })

    /// Report 2: length, identifier, 56 bytes, the maker's identifier, a byte of no meaning,
    /// whether more follows.
    private static let scannedData: [HIDItem] = [
        .page(0x8C),
        .application(
            0x02,
            [
                .reportID(2), .range(0, 255),
                .logical(
                    0x12,
                    [
                        .page(0x01), .usage(0x3B), .size(bits: 8, count: 1), .input(.variable),
                        .page(0x8C), .usage(0xFB), .usage(0xFC), .usage(0xFD),
                        .size(bits: 8, count: 3), .input(.variable),
                        .usage(0xFE), .size(bits: 8, count: 56), .input(.bufferedBytes),
                        .page(0xFF8C), .usage(0x04), .usage(0x05), .size(bits: 8, count: 2),
                        .input(.variable),
                        .page(0x8C), .usage(0xFF), .range(0, 1), .size(bits: 1, count: 1),
                        .input(.variable), .size(bits: 7, count: 1), .input(.constant),
                    ]),
                .page(0xFF8C), .reportID(0xFD), .usage(0x06), .range(0, 255),
                .size(bits: 8, count: 63), .output(.bufferedBytes),
                .reportID(0xFE), .usage(0x07), .size(bits: 8, count: 1), .feature(.variable),
            ]),
    ]

    /// The reports of a label; a symbology identifier may be typed before it, `]Q1…`.
    private static func parts(
        of line: String, room: Int, hasLength: Bool
    ) throws(TypingError) -> [[UInt8]] {
        if line.hasPrefix("hex:") { return [try Typing.hex(line.dropFirst(4))] }
        let label = TypedLabel(line)
        let starts = stride(from: 0, to: max(1, label.text.count), by: room)
        return starts.map { start in
            let part = Array(label.text.dropFirst(start).prefix(room))
            let hasMore: UInt8 = start + room < label.text.count ? 1 : 0
            let head = [2] + (hasLength ? [UInt8(part.count)] : []) + label.identifier
            let tail = hasLength ? [label.honeywell, 0, hasMore] : [hasMore]
            return head + part.padded(to: room) + tail
        }
    }
}

/// A label that a person typed, with what its length says of its symbology.
struct TypedLabel {
    /// `]`, the code character and its modifier (ISO/IEC 15424).
    var identifier: [UInt8]
    var text: [UInt8]

    init(_ line: String) {
        let bytes = Array(line.utf8)
        if bytes.count > 3, bytes[0] == UInt8(ascii: "]") {
            identifier = Array(bytes[..<3])
            text = Array(bytes[3...])
            return
        }
        text = bytes
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
            identifier = Array("]C0".utf8)
            return
        }
        switch bytes.count {
        case 8: identifier = Array("]E4".utf8)
        case 12:
            identifier = Array("]E0".utf8)
            // UPC-A is sent as the EAN-13 that it is.
            text = [UInt8(ascii: "0")] + bytes
        case 13: identifier = Array("]E0".utf8)
        default: identifier = Array("]C0".utf8)
        }
    }

    /// The maker's own letter for the symbology.
    var honeywell: UInt8 {
        switch String(decoding: identifier, as: UTF8.self) {
        case "]E0": UInt8(ascii: "d")
        case "]E4": UInt8(ascii: "D")
        case "]C1": UInt8(ascii: "I")
        case "]Q1", "]Q3": UInt8(ascii: "s")
        default: UInt8(ascii: "j")
        }
    }
}
