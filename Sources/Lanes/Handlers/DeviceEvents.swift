import Devices
import Identity
import LaneLink
import Pipeline
package import Transport

/// Turns what devices give into events of their lanes or, of a device under test, into lines for
/// its tester.
package final class DeviceEvents: DeviceOwner {
    private let rules: HouseRules
    private let publisher: EventPublisher
    private let clock: WallClock
    private unowned let server: LaneServer
    private var directory: DirectoryKeeper

    package init(rules: HouseRules, publisher: EventPublisher, clock: WallClock, server: LaneServer)
    {
        self.rules = rules
        self.publisher = publisher
        self.clock = clock
        self.server = server
        directory = publisher.directory
    }

    func take(_ reading: inout Reading, from device: AttachedDevice) {
        let source = device.source(at: clock.now)
        if let test = device.test {
            return test.send(rehearse(&reading, from: source, device.policy))
        }
        var event = Event(source, of: reading)
        guard
            rules.pipeline.decide(
                &event, of: &reading, policy: device.policy, resolver: &directory)
        else { return }
        publisher.publish(&event, reading: reading.text.span)
    }

    /// What would come of a reading. A one-time code stays as it is.
    private func rehearse(
        _ reading: inout Reading, from source: Event.Source, _ policy: ShopperPolicy
    ) -> JudgedItem {
        directory.isRehearsing = true
        defer { directory.isRehearsing = false }
        return rules.pipeline.judge(&reading, from: source, policy: policy, resolver: &directory)
    }

    func take(_ fault: Fault, of kind: ReadingKind, from device: AttachedDevice) {
        let event = rules.pipeline.event(of: fault, kind: kind, from: device.source(at: clock.now))
        deliver(event, .fault(fault), of: device)
    }

    func takeRemoval(
        of kind: ReadingKind, text: borrowing Span<UInt8>, from device: AttachedDevice
    ) {
        let event = rules.pipeline.event(
            ofRemoval: kind, text: text, from: device.source(at: clock.now))
        deliver(event, .notice, of: device)
    }

    func takeCall(without number: NumberAbsence, from device: AttachedDevice) {
        let event = rules.pipeline.event(
            ofCallWithout: number, from: device.source(at: clock.now))
        deliver(event, .notice, of: device)
    }

    private func deliver(
        _ event: Event, _ origin: JudgedItem.Origin, of device: AttachedDevice
    ) {
        if let test = device.test { return test.send(rules.pipeline.judge(origin, event)) }
        var event = event
        publisher.publish(&event, reading: Span())
    }

    func announce(_ device: AttachedDevice) {
        let report = device.report
        server.announce { $0.device(device.name, state: report.state, why: device.shownWhy) }
    }
}
