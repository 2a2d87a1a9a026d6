package import Decoding
package import Drivers
package import Identity
package import Transport

/// How a device is reached: a serial port, a USB interface, a connection. Owned by the device.
package protocol DeviceLink: AnyObject {
    /// Opens it, or arranges to be called when that may succeed. Called again when something
    /// changed.
    func attach()
    /// Lets go of it, for good.
    func close()
    /// Closes it and opens it again after a pause.
    /// - Parameter resetting: Whether the device is reset between, where its kind can be.
    func reopen(because why: String, resetting: Bool)
    /// Whether it calls `commandsDelivered` when the device has taken what was sent.
    var confirmsDelivery: Bool { get }
    /// Sends bytes; false when the device cannot take them.
    func send(_ bytes: borrowing Span<UInt8>) -> Bool
    /// Sends a report; false when the device cannot take it.
    func send(_ request: HIDCommand) -> Bool
    /// Sends a control request; false when the device cannot take it.
    func send(_ request: ControlRequest) -> Bool
    /// Sets the line otherwise, where it has settings.
    func setLine(_ line: SerialLine)
    /// Sends a break, where the line can.
    func sendBreak()
}

extension DeviceLink {
    /// Does what a decoder wants done to its device.
    /// - Returns: Whether the device takes what was sent; nil where nothing was.
    func carryOut(_ command: Output.Action, of output: borrowing Output) -> Bool? {
        switch command {
        case .bytes(let range): return send(output.bytes(range))
        case .usbRequest(let request): return send(request)
        case .controlRequest(let request): return send(request)
        case .line(let line): setLine(line)
        case .breakCondition: sendBreak()
        default: break
        }
        return nil
    }

    package var confirmsDelivery: Bool { false }
    package func send(_ bytes: borrowing Span<UInt8>) -> Bool { false }
    package func send(_ request: HIDCommand) -> Bool { false }
    package func send(_ request: ControlRequest) -> Bool { false }
    package func setLine(_ line: SerialLine) {}
    package func sendBreak() {}
}

/// The device that a link belongs to.
package protocol LinkedDevice: AnyObject {
    var name: String { get }
    var state: DeviceState { get }
    /// The link is open: a conversation begins.
    func begin(_ session: Session)
    /// The device has taken everything that was sent to it.
    func commandsDelivered()
    /// The link is gone; half a message goes no further.
    func stop(_ state: DeviceState, because why: String)
    func enter(_ state: DeviceState, because why: String?)
    /// Takes what is in the shared input buffer.
    func takeInput()
    /// Takes what came in one piece.
    func take(_ bytes: borrowing Span<UInt8>, on channel: Channel)
    /// Something on the way was lost or damaged.
    func inputDamaged()
    /// The way was interrupted while nothing was on it, unless a message is under way.
    func inputInterrupted()
}

/// What all devices of one thread share: its loop, and one buffer of each kind.
package final class DeviceThread {
    package let loop: EventLoop
    /// Where devices are read into.
    package var input = InputBuffer()
    /// What their decoders give back.
    package var output = Output()
    /// Whether something that goes no further has left copies on the stack.
    private var hasSecrets = false
    /// Tells the administrator.
    package let warn: (String) -> Void
    /// Finds hosts; nil where the machine has no descriptors left for it.
    package private(set) lazy var resolver = try? NetworkResolver(loop: loop)
    /// For the jitter of pauses.
    private var generator = SystemRandomNumberGenerator()

    package init(loop: EventLoop, warn: @escaping (String) -> Void) {
        self.loop = loop
        self.warn = warn
    }

    /// Something came that goes no further.
    func keepsSecret() { hasSecrets = true }

    /// Overwrites what goes no further, before anybody hears of it.
    func forgetSecrets() {
        guard hasSecrets else { return }
        DeadStack.overwrite()
        hasSecrets = false
    }

    /// The link to a device at a path: a serial port's, or a place in the network.
    package func link(
        to path: String, line: SerialLine, driver: Driver, options: DriverOptions,
        device: any LinkedDevice
    ) -> any DeviceLink {
        guard let place = NetworkPlace(path, defaultPort: driver.attachment.port) else {
            return SerialLink(
                path: path, line: line, driver: driver, options: options, device: device,
                thread: self)
        }
        return switch place.scheme {
        case .stream:
            StreamLink(place, driver: driver, options: options, device: device, thread: self)
        case .datagrams:
            DatagramLink(place, driver: driver, options: options, device: device, thread: self)
        }
    }

    /// Calls `handler` after the next of growing pauses.
    /// - Parameter limit: So long at most.
    package func retry(
        _ backoff: inout Backoff, _ handler: any TimerHandler, tag: Int = 0,
        limit: Duration = .seconds(30)
    ) -> Timer {
        let pause = min(backoff.next(using: &generator), limit)
        return loop.schedule(at: loop.now + pause, handler, tag: tag)
    }
}
