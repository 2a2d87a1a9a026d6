/// How long to wait before the next try: each time twice as long, up to a cap, and never quite the
/// same, so that several devices on one hub do not try in step. Pure: the owner keeps the deadline.
public struct Backoff: Sendable, Equatable {
    private let first: Duration
    private let cap: Duration
    /// Tries since the last success.
    public private(set) var attempts = 0

    /// The first wait is at most `first`, any wait at most `cap`.
    public init(first: Duration = .milliseconds(250), cap: Duration = .seconds(30)) {
        self.first = first
        self.cap = cap
    }

    /// The wait before the next try: between half and all of what the attempts so far make it.
    public mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        var longest = first
        for _ in 0..<attempts where longest < cap { longest *= 2 }
        if attempts < .max { attempts += 1 }
        return min(longest, cap) * Double.random(in: 0.5...1, using: &generator)
    }

    /// It worked: the next wait is short again.
    public mutating func reset() {
        attempts = 0
    }
}
