import FoundationEssentials
import Identity
import Simulator

/// The readers and the lane of a demonstration, while it runs.
struct DemoRun {
    /// How many lines did not come, or came otherwise.
    private(set) var failures = 0
    private let lane: PretendLane
    private let readers: [String: VirtualReader]
    private let fixtures: URL
    private let console: Console

    /// Subscribes, and plugs the readers in.
    init(daemon: DemoDaemon, fixtures: URL, console: Console) throws {
        self.fixtures = fixtures
        self.console = console
        lane = try daemon.connect()
        _ = try lane.subscribe(client: "demo")
        var readers: [String: VirtualReader] = [:]
        for device in DemoDaemon.devices {
            readers[device.name] = try VirtualReader(linkedAt: daemon.path(device.name))
        }
        self.readers = readers
    }

    /// Plays a step, and shows and checks what the lane gets.
    mutating func play(_ step: DemoStep, number: Int) throws {
        guard let reader = readers[step.device] else { return }
        let capture = try Files.capture(
            fixtures.appending(path: "demo/\(step.capture).capture").path)
        try console.line("\(number). " + (capture.title ?? step.capture))
        _ = try CapturePlayer(isFast: true).play(capture, on: reader)
        for expectation in step.events {
            guard let event = try lane.event(within: .seconds(5)) else {
                failures += 1
                try console.line("   nothing came; \(expectation.outcome.rawValue) was expected")
                return
            }
            try show(event, expectation)
            try lane.acknowledge(event.seq)
            if event.outcome == OutcomeKind.choose.rawValue, let choice = step.choice {
                _ = try lane.choose(choice, of: event.seq)
            }
        }
    }

    private mutating func show(
        _ event: LaneEvent, _ expectation: DemoStep.Expectation
    ) throws {
        try console.line("   " + event.line(console))
        if expectation.isMet(by: event) {
            try console.line("   " + console.coloured(expectation.because, .dim) + "\n")
        } else {
            failures += 1
            try console.line("   expected: \(expectation.outcome.rawValue), \(expectation.says)\n")
        }
    }
}

extension Capture {
    /// What the recording shows: its first comment.
    var title: String? {
        for case .comment(let text) in steps { return text }
        return nil
    }
}
