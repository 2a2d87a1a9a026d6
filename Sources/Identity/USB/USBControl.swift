/// A class request to an interface, without data (USB 2.0, 9.3).
public struct USBControl: Sendable, Hashable {
    /// `bRequest`.
    public var request: UInt8
    /// `wValue`.
    public var value: UInt16

    public init(request: UInt8, value: UInt16) {
        self.request = request
        self.value = value
    }

    /// Ends a command of a smart-card reader (CCID 1.10, 5.3.1).
    public static func abort(slot: UInt8, sequence: UInt8) -> USBControl {
        USBControl(request: 0x01, value: UInt16(sequence) << 8 | UInt16(slot))
    }
}
