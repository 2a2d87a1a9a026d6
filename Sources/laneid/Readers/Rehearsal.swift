import Decoding
import Directory
import Drivers
import Gateway
import Identity
import Pipeline

/// What would come of a reading, without daemon, journal or lane: the very pipeline, for the person who asks why.
struct Rehearsal {
    private let pipeline: EventPipeline
    private let driver: Driver
    private let lane: Settings.LaneSettings
    private let device: String

    /// A rehearsal for the first device of `settings` that has this driver, or else for one on their first lane.
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

    /// What comes of something that did not check.
    func take(_ fault: Fault, at time: WallTime) -> JudgedItem {
        pipeline.judge(fault, kind: driver.kind, from: source(at: time))
    }

    /// What comes of anything that a decoder gave, with a directory or without.
    func judge(
        _ item: DecoderOutput.Item, at time: WallTime, directory: CustomerDirectory?
    ) -> JudgedItem {
        switch item {
        case .command(let bytes): return JudgedItem(command: bytes.array)
        case .hidCommand(.output(let id, let bytes)), .hidCommand(.feature(let id, let bytes)):
            return JudgedItem(command: [id] + bytes.array)
        case .fault(let fault): return take(fault, at: time)
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
