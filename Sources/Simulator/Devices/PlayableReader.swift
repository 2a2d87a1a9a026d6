public import Transport

/// A virtual reader, however it is plugged in, as captures and typed lines see it.
public protocol PlayableReader: AnyObject {
    /// Sends as the device does: bytes of a line, or one input report.
    /// - Returns: Whether whoever reads had room for all of it within `limit`.
    func send(_ bytes: [UInt8], within limit: Duration) throws(SystemError) -> Bool
    /// Waits until everything that was sent has been read.
    /// - Returns: Whether it was, within `limit`.
    func waitUntilRead(within limit: Duration) throws(SystemError) -> Bool
    /// What was sent to the device, as soon as something was; empty when `limit` passed.
    func awaitCommands(within limit: Duration) throws(SystemError) -> [UInt8]
}

extension VirtualReader: PlayableReader {}

extension VirtualUSBReader: PlayableReader {
    public func send(_ bytes: [UInt8], within limit: Duration) -> Bool {
        send([bytes])
        return !isGone
    }

    public func waitUntilRead(within limit: Duration) -> Bool {
        waitUntilTaken(within: limit)
    }

    /// Reports one after the other, each with its id where the device has ids.
    public func awaitCommands(within limit: Duration) -> [UInt8] {
        waitForReports(within: limit).flatMap { report -> [UInt8] in
            switch report {
            case .output(let bytes), .feature(let bytes), .bulk(let bytes, _): bytes
            case .request, .configured: []
            }
        }
    }
}
