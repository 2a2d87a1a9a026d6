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
/// journal. Owned by the device; it ends with the connection, or after ten minutes.
package final class DeviceTest: TimerHandler {
    /// So long at most, for a forgotten test would leave a lane without its reader.
    package static let limit = 600

    package let connection: any DeviceTester
    private unowned let device: AttachedDevice
    private let loop: EventLoop
    private var timer: Timer?

    package init(of device: AttachedDevice, for connection: any DeviceTester, loop: EventLoop) {
        self.device = device
        self.connection = connection
        self.loop = loop
        timer = loop.schedule(at: loop.now + .seconds(Self.limit), self, tag: 0)
    }

    /// What the device's state says meanwhile.
    var sentence: String {
        let process = RunningProcess(id: connection.peer.process)
        return "it is being tested by \(process.map(\.description) ?? "another program"): "
            + "its lane gets nothing until that ends, at most \(Self.limit / 60) minutes"
    }

    /// Sends what was read; a tester that does not keep up misses some.
    package func send(_ item: JudgedItem) {
        connection.notify { line in
            line.test(device: device.name) { item.write(into: &$0, isTest: true) }
        }
    }

    func cancel() {
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    package func timerFired(tag: Int) {
        timer = nil
        connection.send { $0.testEnded(device: device.name, reason: "limit") }
        device.setTest(nil)
    }
}
