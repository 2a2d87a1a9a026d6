import Configuration
import Decoding
import Devices
import Drivers
import Gateway
import Glibc
import Identity
import Journal
import LaneLink
import Lanes
import Pipeline
import Recognition
import TestSupport
import Transport

/// How many events one core carries from a scanner's bytes to a lane's line, without descriptors:
/// the gateway's own parts, put together as the gateway does.
struct InProcess {
    let programs: Programs
    /// As many as the loop takes in one turn when devices are busy.
    private static let readingsInTurn = 64
    private static let duration = Duration.seconds(4)

    /// What is scanned.
    struct Load {
        var name: String
        var members: [Member]
        var style = Member.Style.labelled
        var inTurn = InProcess.readingsInTurn
    }

    static let regulars = Load(name: "10,000 cards", members: draw(10_000))
    static let all = Load(name: "1,000,000 cards", members: draw(400_000))

    private static func draw(_ count: Int) -> [Member] {
        var draw = SeededGenerator(seed: 2)
        return (0..<count).map { _ in draw.member() }
    }

    func run() throws -> [Figure] {
        var bare = Self.regulars
        bare.style = .bare
        var single = Self.regulars
        single.inTurn = 1
        return [
            try figure(Self.regulars, journaled: false, 400_000),
            try figure(Self.regulars, journaled: true, 100_000),
            try figure(Self.all, journaled: false, 400_000),
            try figure(Self.all, journaled: true, 100_000),
            try figure(bare, journaled: false, nil, ", digits without symbology"),
            try figure(single, journaled: true, nil, ", a commit each"),
        ]
    }

    private func figure(
        _ load: Load, journaled: Bool, _ target: Double?, _ addition: String = ""
    ) throws -> Figure {
        let rate = try rate(load, journaled: journaled)
        let what = "events a second of one core, \(load.name), journal \(journaled ? "on" : "off")"
        return Figure(
            what + addition, rate.whole, target.map { "≥ \($0.whole)" },
            met: target.map { rate >= $0 } ?? false)
    }

    private func rate(_ load: Load, journaled: Bool) throws -> Double {
        programs.remove("bench-journal.sqlite")
        var settings = Settings()
        settings.journal.path = programs.file("bench-journal.sqlite")
        let line = try ProductionLine(
            directory: programs.file(Customers.directory), settings: settings,
            isJournaling: journaled)
        let labels = load.members.map { $0.label(load.style) }
        var draw = SeededGenerator(seed: 4)
        var count = 0
        func turn() {
            for _ in 0..<load.inTurn {
                let label = labels[Int(draw.next() % UInt64(labels.count))]
                line.feed(label.span)
            }
            count += line.endTurn()
        }
        // Long enough for the journal to prune, as it always does in a shop.
        let warm = Instant.now + Self.duration / 2
        while Instant.now < warm { for _ in 0..<64 { turn() } }
        let before = count
        let start = clock()
        let end = Instant.now + Self.duration
        while Instant.now < end { for _ in 0..<64 { turn() } }
        // Of this process, so that others on the machine do not count.
        let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        guard line.identified == line.taken else {
            throw BenchError("\(line.taken - line.identified) cards were not identified")
        }
        return Double(count - before) / seconds
    }
}

/// Decoder, pipeline, event log and line, as the gateway strings them together.
private final class ProductionLine {
    private(set) var taken = 0
    private(set) var identified = 0

    private let pipeline: EventPipeline
    private var directory: DirectoryKeeper
    private let events: EventLog
    private let isJournaling: Bool
    private var session: Session
    private var output = Output()
    private var line = LineBuffer(capacity: 65_536)
    private var previous: Int64?
    private let lane = Bytes<32>("L1")
    private let device = Bytes<32>("front")

    init(directory: String, settings: Settings, isJournaling: Bool) throws {
        guard let driver = Driver.named("serial-scanner") else {
            throw BenchError("there is no serial-scanner")
        }
        let log = Log(withPriority: false)
        session = try Session(driver, DriverOptions())
        pipeline = EventPipeline(recogniser: try settings.recogniser())
        self.directory = DirectoryKeeper(
            path: directory, log: log, now: { .now },
            storeTime: {
                let now = WallClock().now
                return StoreTime(date: now.date, seconds: now.secondsSinceEpoch)
            })
        events = EventLog(settings: settings.journal, log: log)
        self.isJournaling = isJournaling
    }

    /// What the device sent.
    func feed(_ bytes: Span<UInt8>) {
        session.receive(bytes, at: .now, into: &output)
        for index in output.actions.indices {
            guard case .reading(let place) = output.actions[index] else { continue }
            taken += 1
            let time = WallClock().now
            let source = Event.Source(lane: lane, device: device, time: time)
            output.withReading(at: place) { reading in
                var event = Event(source, of: reading)
                guard
                    pipeline.decide(
                        &event, of: &reading, policy: .account, resolver: &directory)
                else { return }
                if event.outcome.kind == .identified { identified += 1 }
                _ = events.publish(event, reading: reading.text.span)
            }
        }
        output.removeAll()
    }

    /// Journal, then a line for each event; how many there were.
    func endTurn() -> Int {
        directory.endTurn()
        let journaled = isJournaling ? events.commit() : true
        let bodies = events.bodies
        for event in events.pending {
            line.event(
                sequence: event.sequence, previous: previous, stale: false, journaled: journaled,
                body: bodies.span.extracting(event.body))
            previous = event.sequence
        }
        line.removeAll()
        let count = events.pending.count
        events.endTurn(now: WallClock().now)
        return count
    }
}
