public import Identity

/// Runs a table of steps with a device, one after the other: sends, awaits the answer, goes on.
///
/// The decoder that owns it chooses the table, and the next one from what came of it. An answer
/// that is another byte than the table says, or that does not come in time, ends the table.
public struct Conversation: Sendable {
    public struct Step: Sendable {
        enum Act: Sendable {
            case send([UInt8])
            case sendBreak
            case setLine(SerialLine)
            case nothing
        }

        let act: Act
        /// What must come, byte for byte; nil stands for any byte. Where nothing is awaited, what
        /// comes is dropped for as long as the step lasts.
        let answer: [UInt8?]
        let limit: Duration

        /// Sends bytes and awaits the answer.
        public static func send(
            _ bytes: [UInt8], answer: [UInt8?], within limit: Duration
        ) -> Step {
            Step(act: .send(bytes), answer: answer, limit: limit)
        }

        /// Sends bytes that have no answer, and drops what comes for a while.
        public static func send(_ bytes: [UInt8], pause: Duration = .zero) -> Step {
            Step(act: .send(bytes), answer: [], limit: pause)
        }

        public static func sendBreak(pause: Duration) -> Step {
            Step(act: .sendBreak, answer: [], limit: pause)
        }

        public static func setLine(_ line: SerialLine, pause: Duration) -> Step {
            Step(act: .setLine(line), answer: [], limit: pause)
        }

        public static func wait(_ pause: Duration) -> Step {
            Step(act: .nothing, answer: [], limit: pause)
        }
    }

    /// What came of a byte or of time.
    public enum Progress: Sendable, Equatable {
        case running
        /// The table is at its end; `answers` has all that came.
        case done
        case failed
    }

    /// The answers of all steps of the table so far, in order.
    public private(set) var answers = Bytes<64>()
    private var steps: [Step] = []
    private var index = 0
    /// How much of the present step's answer has come.
    private var count = 0
    private var end = Instant(nanoseconds: 0)

    public init() {}

    /// When the present step ends; nil when no table runs.
    public var deadline: Instant? { index < steps.count ? end : nil }

    /// Begins a table; the one before is forgotten.
    public mutating func begin(_ steps: [Step], at now: Instant, into output: inout Output) {
        self.steps = steps
        index = 0
        answers.removeAll()
        _ = start(at: now, into: &output)
    }

    /// Takes the next byte of the device.
    public mutating func take(
        _ byte: UInt8, at now: Instant, into output: inout Output
    ) -> Progress {
        guard index < steps.count, !steps[index].answer.isEmpty else { return .running }
        if let wanted = steps[index].answer[count], wanted != byte { return fail() }
        answers.append(byte)
        count += 1
        return count == steps[index].answer.count ? goOn(at: now, into: &output) : .running
    }

    /// Ends the present step when its time is over.
    public mutating func expire(at now: Instant, into output: inout Output) -> Progress {
        guard let deadline, deadline <= now else { return .running }
        return steps[index].answer.isEmpty ? goOn(at: now, into: &output) : fail()
    }

    /// Ends the table.
    public mutating func fail() -> Progress {
        steps = []
        index = 0
        return .failed
    }

    private mutating func goOn(at now: Instant, into output: inout Output) -> Progress {
        index += 1
        return start(at: now, into: &output)
    }

    /// Acts until a step takes time.
    private mutating func start(at now: Instant, into output: inout Output) -> Progress {
        while index < steps.count {
            let step = steps[index]
            switch step.act {
            case .send(let bytes): output.send(bytes.span)
            case .sendBreak: output.sendBreak()
            case .setLine(let line): output.setLine(line)
            case .nothing: break
            }
            count = 0
            end = now + step.limit
            if !step.answer.isEmpty || step.limit > .zero { return .running }
            index += 1
        }
        return .done
    }
}
