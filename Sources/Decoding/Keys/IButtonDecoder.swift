public import Identity

/// Decodes an iButton probe at a DS2480B serial adapter (DS9097U and its kin).
///
/// It asks twenty times a second whether a key is there, and then for the numbers of all that are.
/// A number counts when it came twice; a key is out when it did not answer for longer than 200 ms,
/// for a key that is touched bounces.
public struct IButtonDecoder: Decoder {
    private enum Phase {
        /// The adapter is made to listen; how often that was tried.
        case opening(tries: Int)
        case changingSpeed
        case watching
        case searching
    }

    /// A key at the probe.
    private struct Key {
        var rom: OneWireROM
        var hits = 0
        /// When it did not answer for the first time since it last did.
        var missingSince: Instant?
        /// Whether the lane knows of it.
        var isIn = false
        var wasSeen = true
    }

    private static let pollPause = Duration.milliseconds(50)
    private static let maxKeys = 4
    private static let tries = 3
    private static let hitsToCount = 2
    /// How long at most a key that bounces does not answer.
    private static let bounce = Duration.milliseconds(200)
    /// How many questions in a row go wrong before somebody is told.
    private static let maxFaults = 10

    private let speed: IButtonSpeed
    private var conversation = Conversation()
    private var phase = Phase.opening(tries: 0)
    private var search = OneWireSearch()
    private var keys: [Key] = []
    /// How many questions in a row found a short, or a number that does not check.
    private var shorts = 0
    private var faults = 0
    private var isReady = false
    /// Whether the adapter stays at its first speed because it did not answer at the other.
    private var isSlow = false

    public init(speed: IButtonSpeed = .slow) {
        self.speed = speed
        keys.reserveCapacity(Self.maxKeys)
    }

    public var deadline: Instant? { conversation.deadline }

    /// Half an answer is worth nothing, and is asked for again.
    public var isMidMessage: Bool { false }

    public mutating func opened(at now: Instant, into output: inout Output) {
        open(tries: 0, at: now, &output)
    }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        act(on: conversation.expire(at: now, into: &output), at: now, &output)
        for index in bytes.indices {
            act(on: conversation.take(bytes[index], at: now, into: &output), at: now, &output)
        }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        act(on: conversation.fail(), at: now, &output)
    }

    private mutating func act(
        on progress: Conversation.Progress, at now: Instant, _ output: inout Output
    ) {
        switch (progress, phase) {
        case (.running, _): break
        case (.failed, .opening(let tries)): open(tries: tries + 1, at: now, &output)
        case (.failed, .changingSpeed):
            isSlow = true
            output.setLine(SerialLine())
            open(tries: 0, at: now, &output)
        case (.failed, .watching), (.failed, .searching): open(tries: 0, at: now, &output)
        case (.done, .opening) where speed != .slow && !isSlow:
            phase = .changingSpeed
            conversation.begin(IButtonTable.changing(to: speed), at: now, into: &output)
        case (.done, .opening), (.done, .changingSpeed):
            if !isReady { output.state(.ready) }
            isReady = true
            takePresence(at: now, &output)
        case (.done, .watching): takePresence(at: now, &output)
        case (.done, .searching): takeNumber(at: now, &output)
        }
    }

    private mutating func open(tries: Int, at now: Instant, _ output: inout Output) {
        guard tries < Self.tries else {
            isReady = false
            for key in keys where key.isIn {
                output.removed(.electronicKey, text: key.rom.printed.span)
            }
            keys.removeAll(keepingCapacity: true)
            return output.reopen(because: "the 1-Wire adapter does not answer: is it plugged in?")
        }
        phase = .opening(tries: tries)
        // The break sets the adapter back to its first speed.
        if !isSlow, speed != .slow { output.setLine(SerialLine()) }
        conversation.begin(
            tries == 1 ? IButtonTable.outOfStep : IButtonTable.opening, at: now, into: &output)
    }

    private mutating func watch(at now: Instant, _ output: inout Output) {
        phase = .watching
        conversation.begin(IButtonTable.poll(after: Self.pollPause), at: now, into: &output)
    }

    /// The answer to a reset says whether somebody is there.
    private mutating func takePresence(at now: Instant, _ output: inout Output) {
        let answer = conversation.answers[conversation.answers.count - 1]
        guard answer & 0xC0 == 0xC0 else { return open(tries: 1, at: now, &output) }
        let presence = answer & 0x03
        noteShort(presence == 0, &output)
        for index in keys.indices { keys[index].wasSeen = false }
        guard presence == 1 || presence == 2 else {
            if presence == 3 { faults = 0 }
            return finishRound(at: now, &output)
        }
        search = OneWireSearch()
        phase = .searching
        conversation.begin(IButtonTable.search(search.choices), at: now, into: &output)
    }

    private mutating func noteShort(_ isShort: Bool, _ output: inout Output) {
        let wasShort = shorts >= Self.maxFaults
        shorts = isShort ? min(shorts + 1, Self.maxFaults) : 0
        if !wasShort, shorts == Self.maxFaults {
            output.state(.stale(because: "the probe is shorted: clean it, or look at its cable"))
        } else if wasShort, !isShort {
            output.state(.ready)
        }
    }

    /// One pass of a search has found a number.
    private mutating func takeNumber(at now: Instant, _ output: inout Output) {
        let answers = conversation.answers
        let hasMore = search.take(
            answers.span.extracting(answers.count - 16..<answers.count))
        note(search.last, &output)
        guard hasMore, keys.count < Self.maxKeys else { return finishRound(at: now, &output) }
        conversation.begin(
            IButtonTable.reset + IButtonTable.search(search.choices), at: now, into: &output)
    }

    private mutating func note(_ rom: OneWireROM, _ output: inout Output) {
        if let fault = rom.fault {
            faults += 1
            if faults == Self.maxFaults { output.report(fault, of: .electronicKey) }
            return
        }
        guard !rom.isAdapter else { return }
        faults = 0
        if let index = keys.firstIndex(where: { $0.rom == rom }) {
            keys[index].wasSeen = true
        } else if keys.count < Self.maxKeys {
            keys.append(Key(rom: rom))
        }
    }

    /// All that are there have been asked.
    private mutating func finishRound(at now: Instant, _ output: inout Output) {
        for index in keys.indices.reversed() {
            var key = keys[index]
            key.hits = key.wasSeen ? key.hits + 1 : 0
            key.missingSince = key.wasSeen ? nil : key.missingSince ?? now
            if !key.isIn, key.hits == Self.hitsToCount {
                key.isIn = true
                output.emit(
                    .key(key.rom.printed.span, kind: .electronicKey, entryMode: .tapped))
            }
            keys[index] = key
            guard let missingSince = key.missingSince,
                !key.isIn || now - missingSince >= Self.bounce
            else { continue }
            if key.isIn { output.removed(.electronicKey, text: key.rom.printed.span) }
            keys.remove(at: index)
        }
        watch(at: now, &output)
    }
}

/// How fast the adapter is spoken to.
public enum IButtonSpeed: String, Sendable, CaseIterable {
    case slow = "9600"
    case faster = "19200"
    case fast = "57600"
    case fastest = "115200"

    fileprivate var line: SerialLine { SerialLine(baud: Int(rawValue) ?? 9600) }
    /// The DS2480B's code for it.
    fileprivate var code: UInt8 {
        switch self {
        case .slow: 0
        case .faster: 1
        case .fast: 2
        case .fastest: 3
        }
    }
}

/// The exchanges with a DS2480B (19-5047), as tables.
private enum IButtonTable {
    typealias Step = Conversation.Step

    /// Time for an answer, also over a terminal server.
    private static let patience = Duration.milliseconds(500)
    private static let dataMode: UInt8 = 0xE1
    private static let commandMode: UInt8 = 0xE3
    private static let resetPulse: UInt8 = 0xC1
    /// Reads the speed back; the answer is its code, shifted by one.
    private static let readSpeed: UInt8 = 0x0F

    /// The first reset after a break only shows the adapter the speed, and has no answer.
    static let opening: [Step] =
        [
            .sendBreak(pause: .milliseconds(8)),
            .send([resetPulse], pause: .milliseconds(4)),
            .send([readSpeed], answer: [0x00], within: patience),
        ] + reset
    /// For an adapter that is in another mode than it was thought to be.
    static let outOfStep: [Step] =
        [
            .send([commandMode, 0xF1], pause: .milliseconds(20)),
            .send([resetPulse], pause: .milliseconds(20)),
            .send([readSpeed], answer: [0x00], within: patience),
        ] + reset
    static let reset: [Step] = [.send([resetPulse], answer: [nil], within: patience)]

    static func poll(after pause: Duration) -> [Step] { [.wait(pause)] + reset }

    /// The command is answered at the new speed, and so by noise to whoever is not there yet.
    static func changing(to speed: IButtonSpeed) -> [Step] {
        [
            .send([0x71 | speed.code << 1], pause: .milliseconds(5)),
            .setLine(speed.line, pause: .milliseconds(5)),
            .send([readSpeed], answer: [speed.code << 1], within: patience),
        ] + reset
    }

    /// One pass of a search, after a reset that somebody answered. No choice is like the byte that
    /// ends data mode.
    static func search(_ choices: [UInt8]) -> [Step] {
        [
            .send([dataMode, 0xF0], answer: [0xF0], within: patience),
            .send([commandMode, 0xB1, dataMode]),
            .send(
                choices, answer: [UInt8?](repeating: nil, count: 16), within: patience),
            .send([commandMode, 0xA1]),
        ]
    }
}
