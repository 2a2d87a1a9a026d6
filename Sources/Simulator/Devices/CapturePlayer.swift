import Foundation
import Identity
public import Transport

/// Plays a capture on a virtual reader: what the device sent is sent again, and what was sent to it
/// is awaited.
public struct CapturePlayer {
    /// How long the gateway may take to read.
    public var patience = Duration.seconds(2)
    /// How long an answer of the gateway is awaited: some, such as a beep, depend on the lane and
    /// may not come.
    public var answerPatience = Duration.milliseconds(300)
    /// Whether the capture's pauses are left out.
    public var isFast: Bool

    /// What came of it.
    public struct Result: Sendable, Equatable {
        /// Bytes sent to the gateway.
        public var sent = 0
        /// Bytes the gateway sent.
        public var commands: [UInt8] = []
        /// How many of the bytes that the capture expects from the gateway did not come.
        public var missing = 0
        /// Whether the gateway read everything.
        public var wasRead = false
    }

    public init(isFast: Bool = false) {
        self.isFast = isFast
    }

    /// Plays `capture` from its beginning, and waits until the gateway has read it.
    public func play(_ capture: Capture, on reader: some PlayableReader) throws(SystemError)
        -> Result
    {
        var result = Result()
        var expected = 0
        for step in capture.steps {
            switch step {
            // The answers to control requests are the virtual device's own.
            case .comment, .signal, .answered, .status: break
            case .pause(let duration): if !isFast { Thread.sleep(for: duration) }
            case .received(let bytes):
                guard try reader.send(bytes, within: .seconds(10)) else { return result }
                result.sent += bytes.count
            case .sent(let bytes):
                expected += bytes.count
                try awaitCommands(expected, from: reader, into: &result)
            }
        }
        result.wasRead = try reader.waitUntilRead(within: patience)
        try awaitCommands(expected, from: reader, into: &result)
        result.commands += try reader.awaitCommands(within: .zero)
        result.missing = max(0, expected - result.commands.count)
        return result
    }

    private func awaitCommands(
        _ count: Int, from reader: some PlayableReader, into result: inout Result
    ) throws(SystemError) {
        let deadline = Instant.now + answerPatience
        while result.commands.count < count {
            let left = deadline - .now
            guard left > .zero else { return }
            result.commands += try reader.awaitCommands(within: left)
        }
    }
}

extension Thread {
    fileprivate static func sleep(for duration: Duration) {
        sleep(forTimeInterval: Double(duration.inNanoseconds) / 1e9)
    }
}
