public import Identity

/// Takes what comes over a `USBConnection`.
public protocol USBConnectionHandler: AnyObject {
    /// The interface is ours, and reports are being waited for.
    func usbOpened()
    /// The device has taken every command that was sent to it.
    func usbSent()
    /// The answer to a request that asks; empty where there is none, because the device refused or
    /// did not answer. The bytes are gone after the call.
    func usbAnswered(_ bytes: borrowing Span<UInt8>)
    /// A report or message came; the bytes are gone after the call.
    /// - Parameter isStatus: Whether it came on the input beside the data.
    func usbReceived(_ bytes: borrowing Span<UInt8>, isStatus: Bool)
    /// Something failed, and `loss` was lost by it.
    func usbFailed(_ error: USBError, losing loss: USBLoss)
}

/// What a failure on a `USBConnection` costs.
public enum USBLoss: Sendable {
    /// A report, or part of one. The connection goes on.
    case report
    /// Nothing yet: a transfer failed on the wire before anything of a report had come. The
    /// connection goes on.
    case transfer
    /// A command to the device. The connection goes on, and what the device sends is whole.
    case command
    /// The connection: it has ended and makes no further calls.
    case connection
}

/// An endpoint that is listened to.
public struct USBInput: Sendable {
    let endpoint: USBEndpoint
    /// The longest message, in bytes.
    let length: Int
    /// Whether it says something of the device, beside the data.
    let isStatus: Bool
    /// How many transfers are asked for at once.
    private var depth: Int { endpoint.kind == .interrupt && !isStatus ? 2 : 1 }

    /// The transfers that listen to it; fewer where there is no memory.
    func transfers(context: USBContext) -> [USBTransfer] {
        (0..<depth).compactMap { _ in USBTransfer(self, context: context) }
    }

    /// - Parameter length: The longest message, in bytes; at least a packet is asked for.
    public init(_ endpoint: USBEndpoint, length: Int, isStatus: Bool = false) {
        self.endpoint = endpoint
        self.length = max(length, endpoint.maxPacketSize)
        self.isStatus = isStatus
    }
}
