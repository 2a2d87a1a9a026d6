import Foundation
import Identity
import Synchronization
public import Transport

/// A USB reader that is none: the kernel believes in it, with all its drivers and every program
/// above them.
///
/// One owner; letting go of it is what pulling the plug is to a real reader. It answers the kernel
/// on a thread of its own, as a device would whatever its owner is doing.
public final class VirtualUSBReader {
    private let connection: USBIPConnection
    public let model: USBModel

    /// Plugs it in.
    /// - Throws: Where there is no `vhci-hcd`, or this user may not use it.
    public init(_ model: USBModel) throws(VirtualPortError) {
        self.model = model
        connection = USBIPConnection(port: try VirtualPort(speed: model.speed), model: model)
        let connection = connection
        Thread.detachNewThread { connection.run() }
    }

    deinit { connection.unplug() }

    /// Pulls the plug.
    public func unplug() { connection.unplug() }

    /// The kernel's name of the device, `2-1`; nil as long as it has not taken it.
    public var name: String? { connection.name }

    /// Whether the device is gone: it pulled its own plug, or the kernel cut it off.
    public var isGone: Bool { connection.isGone }

    /// Whether the kernel has found drivers for it.
    public var isConfigured: Bool { connection.withDevice { $0.isConfigured } }

    /// How often the host has reset it since it was plugged in.
    public var resets: Int { max(0, connection.withDevice { $0.configurations } - 1) }

    /// Whether somebody waits for what it reads.
    public var isListenedTo: Bool { connection.withDevice { $0.isListenedTo } }

    /// Sends input reports, or a serial device's bytes, one after the other.
    public func send(_ reports: [[UInt8]]) {
        connection.withDevice { device in
            for report in reports { device.send(report) }
        }
    }

    /// Sends what such a reader sends for a typed card or label.
    public func type(_ line: String) throws(TypingError) {
        send(try model.typed(line))
    }

    /// Makes something go wrong.
    public func fail(_ fault: USBFault) {
        connection.withDevice { $0.fail(fault) }
    }

    /// What the host has sent to the device since it was last asked.
    public func takeReceived() -> [HostReport] {
        connection.withDevice { $0.takeReceived() }
    }

    /// What the host sends, as soon as it sends something; empty when `limit` passed.
    public func waitForReports(within limit: Duration) -> [HostReport] {
        let deadline = Instant.now + limit
        while true {
            let reports = takeReceived()
            if !reports.isEmpty || Instant.now >= deadline || isGone { return reports }
            usleep(1000)
        }
    }

    /// Does something to the device, and gives the kernel what it has to say about that.
    func withDevice<Value: Sendable>(
        _ body: (inout VirtualUSBDevice) -> sending Value
    ) -> Value {
        connection.withDevice(body)
    }

    /// Waits until the kernel has found drivers for it.
    /// - Returns: Whether it has, within `limit`.
    public func waitUntilConfigured(within limit: Duration) -> Bool {
        wait(within: limit) { $0.isConfigured }
    }

    /// Waits until somebody listens to it; nobody listens to most readers before the gateway does.
    /// - Returns: Whether somebody does, within `limit`.
    public func waitUntilListenedTo(within limit: Duration) -> Bool {
        wait(within: limit) { $0.isListenedTo }
    }

    /// Waits until the host has taken everything that was sent.
    /// - Returns: Whether it did, within `limit`.
    public func waitUntilTaken(within limit: Duration) -> Bool {
        wait(within: limit) { $0.isDrained }
    }

    private func wait(
        within limit: Duration, until condition: (VirtualUSBDevice) -> Bool
    ) -> Bool {
        let deadline = Instant.now + limit
        while !connection.withDevice({ condition($0) }) {
            guard Instant.now < deadline, !isGone else { return false }
            usleep(1000)
        }
        return true
    }
}

/// Carries the words between the kernel and a device.
///
/// Shared by the reader's owner and the thread that serves the kernel; `state` is the only thing of
/// it that changes.
private final class USBIPConnection: Sendable {
    private struct State {
        var device: VirtualUSBDevice
        /// What came and is not yet a whole message.
        var input: [UInt8] = []
        var isGone = false
    }

    private let port: VirtualPort
    private let state: Mutex<State>

    init(port: VirtualPort, model: USBModel) {
        self.port = port
        state = Mutex(State(device: VirtualUSBDevice(model)))
    }

    var name: String? { port.name }
    var isGone: Bool { state.withLock { $0.isGone } }

    func unplug() { port.unplug() }

    /// Does something to the device, and gives the kernel what it has to say about that.
    func withDevice<Value: Sendable>(
        _ body: (inout VirtualUSBDevice) -> sending Value
    ) -> Value {
        state.withLock { state in
            let value = body(&state.device)
            carry(&state)
            return value
        }
    }

    /// Serves the kernel until it takes the device away.
    func run() {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            do throws(SystemError) {
                guard let count = try port.descriptor.read(into: &chunk) else {
                    _ = try port.descriptor.wait(for: .input, limit: nil)
                    continue
                }
                guard count > 0 else { break }
                let bytes = chunk[..<count]
                state.withLock { state in
                    state.input += bytes
                    take(&state)
                    carry(&state)
                }
            } catch {
                break
            }
        }
        state.withLock { $0.isGone = true }
        port.unplug()
    }

    /// Hands the whole messages that have come to the device.
    private func take(_ state: inout State) {
        var rest = state.input[...]
        while rest.count >= USBIPHeader.size {
            guard let header = USBIPHeader(rest) else {
                // Not what a kernel says: nothing after it can be understood.
                port.unplug()
                return
            }
            var length = 0
            if case .submit(let submit) = header.command, !submit.isIn { length = submit.length }
            guard rest.count >= USBIPHeader.size + length else { break }
            let data = rest.dropFirst(USBIPHeader.size).prefix(length)
            state.device.take(header, data: Array(data))
            rest = rest.dropFirst(USBIPHeader.size + length)
        }
        state.input = Array(rest)
    }

    /// Gives the kernel all answers. It always takes them, at most a moment later.
    private func carry(_ state: inout State) {
        var rest = state.device.takeAnswers()[...]
        do throws(SystemError) {
            while !rest.isEmpty {
                if let count = try port.write(Array(rest).span) {
                    rest = rest.dropFirst(count)
                } else if try port.descriptor.wait(for: .output, limit: .seconds(5)).isEmpty {
                    port.unplug()
                    return
                }
            }
        } catch {
            // The kernel has cut the device off; whoever reads finds that.
            state.isGone = true
        }
        if state.device.isUnplugged { port.unplug() }
    }
}
