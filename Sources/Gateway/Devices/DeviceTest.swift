import Identity
import LaneLink
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
        timer = loop.schedule(at: loop.now + .seconds(Self.limit), self, tag: 0)
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

extension Gateway {
    func test(
        _ name: String, _ id: RequestID?, _ connection: LaneConnection
    ) throws(LaneError) {
        guard server.allowsTests(connection) else { throw .notAllowed("test a device") }
        guard let device = attachments.device(named: name) else { throw .noSuchDevice(name) }
        guard device.test == nil || device.test?.connection === connection else {
            throw .beingTested(name)
        }
        // First: what follows it is the test's.
        if let id {
            connection.send {
                $0.reply(id, testing: name, kind: device.kind, limit: DeviceTest.limit)
            }
        }
        device.setTest(DeviceTest(of: device, for: connection, loop: loop))
    }

    /// The connection is closed: its devices read for their lanes again.
    func endTests(of connection: LaneConnection) {
        for device in attachments?.all ?? [] where device.test?.connection === connection {
            device.setTest(nil)
        }
    }

    /// What would come of a reading. A one-time code stays as it is.
    func rehearse(_ reading: inout Reading, from origin: Pipeline.Origin) -> JudgedItem {
        directory.isRehearsing = true
        defer { directory.isRehearsing = false }
        return pipeline.judge(&reading, from: origin, resolver: &directory)
    }
}
