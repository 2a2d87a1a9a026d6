/// A report that the host sends to a HID device (HID 1.11, 7.2.2).
///
/// The bytes are the report's data without its id. An `id` of 0 is that of a device without report
/// ids: nothing is then sent before the data on an interrupt endpoint, and 0 is the report id of
/// the control transfer.
public enum HIDCommand: Sendable, Hashable {
    /// An output report: over the interrupt OUT endpoint if there is one, else by SET_REPORT.
    case output(id: UInt8, Bytes<64>)
    /// A feature report: always by SET_REPORT.
    case feature(id: UInt8, Bytes<64>)

    public var id: UInt8 {
        switch self {
        case .output(let id, _), .feature(let id, _): id
        }
    }

    /// The report as it travels: its id first, where it has one.
    public var bytesOnTheWire: [UInt8] {
        switch self {
        case .output(let id, let data), .feature(let id, let data):
            let bytes = (0..<data.count).map { data[$0] }
            return id == 0 ? bytes : [id] + bytes
        }
    }
}
