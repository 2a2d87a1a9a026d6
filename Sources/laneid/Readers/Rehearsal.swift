import Configuration
import Decoding
import Directory
import Drivers
import Gateway
import Identity
import Pipeline

/// What would come of a reading, from the same pipeline, without daemon, journal or lane.
struct Rehearsal {
    private let pipeline: EventPipeline
    private let driver: Driver
    private let lane: Settings.LaneSettings
    private let device: String

    /// A rehearsal for the first device of `settings` that has this driver, or else for one on
    /// their first lane.
    init(settings: Settings, driver: Driver) throws(SettingsProblems) {
        pipeline = EventPipeline(recogniser: try settings.recogniser())
        self.driver = driver
        let device = settings.devices.first { $0.driver?.name == driver.name }?.name
        let lanes = settings.effectiveLanes
        lane = lanes.first { device.map($0.devices.contains) ?? false } ?? lanes[0]
        self.device = device ?? driver.name
    }

    /// What comes of a reading. It is wiped when it is a payment card or a licence.
    func take<R: Resolver>(
        _ reading: inout Reading, at time: WallTime, resolver: inout R
    ) -> JudgedItem {
        pipeline.judge(
            &reading, from: source(at: time), policy: lane.shopper, resolver: &resolver)
    }

    /// What comes of anything that a decoder gave, with a directory or without; nil for what says
    /// something of the device only.
    func judge(
        _ item: Output.Item, at time: WallTime, directory: CustomerDirectory?
    ) -> JudgedItem? {
        let source = source(at: time)
        switch item {
        case .bytes(let bytes): return JudgedItem(command: bytes)
        case .usbRequest(.output(let id, let bytes)), .usbRequest(.feature(let id, let bytes)):
            return JudgedItem(command: [id] + bytes.array)
        case .controlRequest(let request):
            return JudgedItem(command: request.bytesOnTheWire)
        case .fault(let fault, let kind):
            return pipeline.judge(
                .fault(fault), pipeline.event(of: fault, kind: kind, from: source))
        case .removed(let kind, let text):
            return pipeline.judge(
                .notice, pipeline.event(ofRemoval: kind, text: text.span, from: source))
        case .noNumber(let reason):
            return pipeline.judge(.notice, pipeline.event(ofCallWithout: reason, from: source))
        case .state, .line, .breakCondition, .reopen, .resetPort: return nil
        case .reading(var reading):
            if var directory { return take(&reading, at: time, resolver: &directory) }
            var nobody = EmptyDirectory()
            return take(&reading, at: time, resolver: &nobody)
        }
    }

    private func source(at time: WallTime) -> Event.Source {
        Event.Source(lane: Bytes(lane.name), device: Bytes(device), time: time)
    }
}

/// A directory in which nobody is.
struct EmptyDirectory: Resolver {
    func holder(of identifier: Identifier) -> Holder { .nobody }
    func shoppers(of holding: Holding) -> [Candidate] { [] }
    func candidates(for identifier: Identifier) -> [Candidate] { [] }
}

extension Bytes {
    fileprivate var array: [UInt8] { (0..<count).map { self[$0] } }
}
