import Identity
import Transport

/// Scanners in the IBM/OEM USB mode: silent until the host enables them.
extension USBModel {
    /// Made up after datalogic/androidPOS-core; no public descriptor exists.
    public static let ibmScanner = ibm(
        "ibm-scanner", "hand-held barcode scanner in IBM/OEM USB mode", product: 0x1233,
        usage: 0x4B00, isTableTop: false)

    /// As above; a table-top unit sends the digits of retail labels as numbers, not as characters.
    public static let ibmTableScanner = ibm(
        "ibm-scanner-table", "table-top barcode scanner in IBM/OEM USB mode", product: 0x1239,
        usage: 0x4A00, isTableTop: true)

    private static func ibm(
        _ name: String, _ summary: String, product: UInt16, usage: UInt16, isTableTop: Bool
    ) -> USBModel {
        USBModel(
            name: name, summary: summary, driver: "ibm-scanner", vendorID: 0x05F9,
            productID: product, manufacturer: "Virtual", product: "OEM Scanner",
            interfaces: [
                .hid(
                    [
                        .page(0xFF45),
                        .application(
                            usage,
                            [
                                .range(0, 255), .usage(usage + 1), .size(bits: 8, count: 64),
                                .input(.variable), .usage(usage + 2), .size(bits: 8, count: 11),
                                .output(.variable),
                            ]),
                    ], packet: 64)
            ],
            habits: IBMHabits(),
            typed: { line throws(TypingError) in
                if line.hasPrefix("hex:") {
                    return [try Typing.hex(line.dropFirst(4)).padded(to: 64)]
                }
                return reports(of: TypedLabel(line), isTableTop: isTableTop)
            })
    }

    /// Length, three bytes of status, data, identifier.
    private static func reports(of label: TypedLabel, isTableTop: Bool) -> [[UInt8]] {
        let text = label.text
        let isRetail = label.identifier.starts(with: "]E".utf8)
        if isRetail, text.count == 8 || text.count == 13 {
            let digits = isTableTop ? text.map { $0 & 0x0F } : text
            let data = digits + [text.count == 8 ? 0x0C : 0x16]
            return [report(data)]
        }
        // 57 bytes of data leave room for the identifier of three.
        let room = 57
        return stride(from: 0, to: max(1, text.count), by: room).map { start in
            let hasMore = start + room < text.count
            let part = Array(text.dropFirst(start).prefix(room))
            return report(part + [hasMore ? 0x10 : 0x00, 0x18, 0x0B])
        }
    }

    private static func report(_ data: [UInt8]) -> [UInt8] {
        ([UInt8(data.count + 4), 0x00, 0x03, 0x00] + data).padded(to: 64)
    }
}

/// Enabled and disabled by the host; asked for its status, it tells.
private struct IBMHabits: USBHabits {
    private(set) var isSending = false
    var feature: [UInt8]? { nil }

    mutating func take(_ report: HostReport) -> [DeviceMessage] {
        guard case .output(let bytes) = report, bytes.count >= 2 else { return [] }
        switch (bytes[0], bytes[1]) {
        case (0x11, _): isSending = true
        case (0x12, _): isSending = false
        // Status.
        case (0x00, 0x20): break
        case (0x00, 0x40): isSending = false
        default: return []
        }
        let enabled: UInt8 = isSending ? 0x02 : 0x00
        return [DeviceMessage([4, 0x00, 0x01 | enabled, 0x00].padded(to: 64))]
    }
}
