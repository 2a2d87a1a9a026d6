import Identity
import LaneLink
import Pipeline
import Transport

/// A technician's test of one device: what it reads goes to one connection, and to no lane and no journal. Owned by the
/// device; it ends with the connection, or after ten minutes.
final class DeviceTest: TimerHandler {
    /// So long at most, for a forgotten test would leave a lane without its reader.
    static let limit = 600

    let connection: LaneConnection
    private unowned let device: AttachedDevice
    private let loop: EventLoop
    private var timer: Timer?

    init(of device: AttachedDevice, for connection: LaneConnection, loop: EventLoop) {
        self.device = device
        self.connection = connection
        self.loop = loop
        timer = loop.schedule(
            at: loop.now + .seconds(Self.limit), self, tag: 0)
    }

    /// What the device's state says meanwhile.
    var sentence: String {
        let process = RunningProcess(id: connection.peer.process)
        return "it is being tested by \(process.map(\.description) ?? "another program"): "
            + "its lane gets nothing until that ends, at most \(Self.limit / 60) minutes"
    }

    /// Sends what was read; a tester that does not keep up misses some.
    func send(_ item: JudgedItem) {
        connection.notify { line in
            line.test(device: device.name) { item.write(into: &$0, isTest: true) }
        }
    }

    func cancel() {
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    func timerFired(tag: Int) {
        timer = nil
        connection.send { $0.testEnded(device: device.name, reason: "limit") }
        device.setTest(nil)
    }
}
