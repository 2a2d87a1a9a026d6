public import Decoding
public import Directory
public import Drivers
public import Identity

/// What would come of a reading, without daemon, journal or lane: the very pipeline, for the person who asks why.
public struct Rehearsal {
    private let pipeline: Pipeline
    private let driver: Driver
    private let lane: Settings.LaneSettings
    private let device: String

    /// A rehearsal for the first device of `settings` that has this driver, or else for one on their first lane.
    public init(settings: Settings, driver: Driver) throws(SettingsProblems) {
        pipeline = Pipeline(recogniser: try settings.recogniser())
        self.driver = driver
        let device = settings.devices.first { $0.driver?.name == driver.name }?.name
        let lanes = settings.effectiveLanes
        lane = lanes.first { device.map($0.devices.contains) ?? false } ?? lanes[0]
        self.device = device ?? driver.name
    }

    /// What comes of a reading. It is wiped when it is a payment card or a licence.
    public func take<R: Resolver>(
        _ reading: inout Reading, at time: WallTime, resolver: inout R
    ) -> JudgedItem {
        pipeline.judge(&reading, from: origin(at: time), resolver: &resolver)
    }

    /// What comes of anything that a decoder gave, with a directory or without; nil for what says
    /// something of the device only.
    public func judge(
        _ item: Output.Item, at time: WallTime, directory: CustomerDirectory?
    ) -> JudgedItem? {
        let origin = origin(at: time)
        switch item {
        case .bytes(let bytes): return JudgedItem(command: bytes)
        case .usbRequest(.output(let id, let bytes)), .usbRequest(.feature(let id, let bytes)):
            return JudgedItem(command: [id] + bytes.array)
        case .fault(let fault, let kind):
            return pipeline.judge(fault, kind: kind, from: origin)
        case .removed(let kind, let text):
            return pipeline.judge(.notice) {
                pipeline.run(removalOf: kind, text: text.span, from: origin, into: &$0)
            }
        case .noNumber(let reason):
            return pipeline.judge(.notice) {
                pipeline.run(callWithout: reason, from: origin, into: &$0)
            }
        case .state, .line, .breakCondition, .reopen: return nil
        case .reading(var reading):
            if var directory { return take(&reading, at: time, resolver: &directory) }
            var nobody = EmptyDirectory()
            return take(&reading, at: time, resolver: &nobody)
        }
    }

    private func origin(at time: WallTime) -> Pipeline.Origin {
        Pipeline.Origin(
            lane: Bytes(lane.name), device: Bytes(device), time: time, shopper: lane.shopper)
    }
}

/// A directory in which nobody is.
public struct EmptyDirectory: Resolver {
    public init() {}

    public func holder(of identifier: Identifier) -> Holder { .nobody }
    public func shoppers(of holding: Holding) -> [Candidate] { [] }
    public func candidates(for identifier: Identifier) -> [Candidate] { [] }
}

extension ReadingKind {
    /// How a reading of this kind usually enters: for faults, which no reading says.
    var entryMode: EntryMode {
        switch self {
        case .barcode: .scanned
        case .magstripe: .magStripe
        case .smartCard: .icc
        case .contactless: .contactless
        case .electronicKey: .tapped
        case .phone: .incomingCall
        }
    }
}

extension Bytes {
    fileprivate var array: [UInt8] { (0..<count).map { self[$0] } }
}
