/// A request on a USB device's control endpoint (USB 2.0, 9.3).
///
///     output.send(ControlRequest(type: 0xA1, request: 0x01, value: 0x0300, length: 8))
///
/// The answer to one that asks comes on the channel `control`, in the order in which they were
/// sent; an empty one where the device refused or did not answer.
public struct ControlRequest: Sendable, Hashable {
    /// The most that is asked for at once, in bytes.
    public static let longestAnswer = 1024

    /// `bmRequestType`: bit 7 says that the device answers, the others of what class the request
    /// is and whom it is for.
    public var type: UInt8
    /// `bRequest`.
    public var request: UInt8
    /// `wValue`.
    public var value: UInt16
    /// `wIndex`: of a request to an interface its number.
    public var index: UInt16
    /// What goes to the device.
    public var data: Bytes<65>
    private let wanted: UInt16

    /// A request that sends.
    public init(
        type: UInt8, request: UInt8, value: UInt16 = 0, index: UInt16 = 0,
        data: Bytes<65> = Bytes()
    ) {
        self.type = type & 0x7F
        self.request = request
        self.value = value
        self.index = index
        self.data = data
        wanted = 0
    }

    /// A request that asks for so many bytes, at most `longestAnswer`.
    public init(
        type: UInt8, request: UInt8, value: UInt16 = 0, index: UInt16 = 0, length: Int
    ) {
        self.type = type | 0x80
        self.request = request
        self.value = value
        self.index = index
        data = Bytes()
        wanted = UInt16(clamping: min(length, Self.longestAnswer))
    }

    /// Whether the device answers.
    public var asks: Bool { type & 0x80 != 0 }

    /// `wLength`: how many bytes go to the device or are asked for.
    public var length: UInt16 { asks ? wanted : UInt16(clamping: data.count) }

    /// The eight bytes of the setup stage.
    public var setup: [UInt8] {
        [type, request] + [value, index, length].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    /// The setup stage, and the data that goes to the device.
    public var bytesOnTheWire: [UInt8] { setup + (0..<data.count).map { data[$0] } }
}
