import Identity
package import LaneLink
package import Pipeline
package import Transport

/// Whoever tests a device: a connection to this daemon.
package protocol DeviceTester: AnyObject {
    var peer: PeerCredentials { get }
    /// Sends a line.
    func send(_ write: (inout LineBuffer) -> Void)
    /// Sends a line that a tester can do without who does not keep up.
    func notify(_ write: (inout LineBuffer) -> Void)
}

/// A technician's test of one device: what it reads goes to one connection, and to no lane and no
/// journal. Owned by the device; it ends with the connection, or when the device's allowance is
/// used up.
package final class DeviceTest: TimerHandler {
    package let connection: any DeviceTester
    private unowned let device: AttachedDevice
    private let loop: EventLoop
    private var timer: Timer?
    /// When it began.
    let began: Instant

    /// What came since the last message ended; nil where the tester does not ask for it.
    private var raw: RawTrace?
    private let isSuspect: ([UInt8]) -> Bool

    /// - Parameters:
    ///   - seconds: How long it may last.
    ///   - isRaw: Whether the tester also wants the bytes.
    ///   - isSuspect: Whether bytes may be a payment card's or a licence's.
    package init(
        of device: AttachedDevice, for connection: any DeviceTester, loop: EventLoop,
        seconds: Int, isRaw: Bool = false, isSuspect: @escaping ([UInt8]) -> Bool = { _ in true }
    ) {
        raw = isRaw ? RawTrace(of: device.driver, at: loop.now) : nil
        self.isSuspect = isSuspect
        self.device = device
        self.connection = connection
        self.loop = loop
        began = loop.now
        timer = loop.schedule(at: loop.now + .seconds(seconds), self, tag: 0)
    }

    /// What the device's state says meanwhile.
    var sentence: String {
        let process = RunningProcess(id: connection.peer.process)
        return "it is being tested by \(process.map(\.description) ?? "another program"): "
            + "its lane gets nothing until that ends, at most \(TestAllowance.limit / 60) minutes"
    }

    /// Sends what was read; a tester that does not keep up misses some.
    package func send(_ item: JudgedItem) {
        raw?.note(item)
        connection.notify { line in
            line.test(device: device.name) { item.write(into: &$0, isTest: true) }
        }
    }

    /// Takes what the device sent.
    func take(_ bytes: borrowing Span<UInt8>) { raw?.add(bytes, at: loop.now) }

    func take(_ input: borrowing InputBuffer) { raw?.add(input.content, at: loop.now) }

    /// Everything that came is judged: no message is under way.
    func messageEnded() {
        raw?.end(isSuspect: isSuspect) { length, pieces in
            connection.notify { line in
                line.test(device: device.name) { RawTrace.write(length, pieces, into: &$0) }
            }
        }
    }

    /// Ends it, and takes the time that it lasted from the device's allowance.
    func cancel() {
        device.allowance.take(from: began, to: loop.now)
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    package func timerFired(tag: Int) {
        timer = nil
        connection.send { $0.testEnded(device: device.name, reason: "limit") }
        device.setTest(nil)
    }
}
