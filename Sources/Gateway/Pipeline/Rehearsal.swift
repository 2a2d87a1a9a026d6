public import Drivers
public import Identity
import LaneLink
public import Recognition

/// What would come of a reading, without daemon, journal or lane: the very pipeline, for the person who asks why.
public struct Rehearsal {
    private let pipeline: Pipeline
    private let driver: Driver
    private let lane: Settings.LaneSettings
    private let device: String

    /// What came of a reading or fault.
    public struct Result {
        /// Nil where a rule says that it is no event.
        public var outcome: OutcomeKind?
        /// Which rules were tried; nothing for a fault.
        public var trace: Trace
        /// The members of the event that the lane would get, as JSON without the braces; empty without an outcome.
        public var event: [UInt8]
    }

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
    ) -> Result {
        var trace = Trace()
        _ = pipeline.recogniser.recognise(reading, trace: &trace)
        var body = LineBuffer(capacity: 1024)
        let outcome = pipeline.run(
            &reading, from: origin(at: time), resolver: &resolver, into: &body)
        return Result(outcome: outcome, trace: trace, event: body.bytes)
    }

    /// What comes of something that did not check.
    public func take(_ fault: Fault, at time: WallTime) -> Result {
        var body = LineBuffer(capacity: 1024)
        let outcome = pipeline.run(
            fault, kind: driver.kind, entryMode: driver.kind.entryMode, from: origin(at: time),
            into: &body)
        return Result(outcome: outcome, trace: Trace(), event: body.bytes)
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
