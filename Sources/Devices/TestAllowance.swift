package import Identity

/// How long a device may be away from its lane for tests: ten minutes together, until it was its
/// lane's for ten minutes. A forgotten test, or a program that asks again and again, would leave a
/// lane without its reader.
struct TestAllowance {
    /// In seconds.
    static let limit = 600

    private var used = Duration.zero
    private var end: Instant?

    /// How many seconds a test may last that begins now, and after how many seconds all are left
    /// again.
    func left(at now: Instant) -> (seconds: Int, wait: Int) {
        guard let end, now - end < .seconds(Self.limit) else { return (Self.limit, 0) }
        let left = Self.limit - Int((used.inMilliseconds + 999) / 1000)
        return (max(0, left), Self.limit - Int((now - end).inMilliseconds / 1000))
    }

    /// Notes a test.
    mutating func take(from start: Instant, to now: Instant) {
        if let end, start - end >= .seconds(Self.limit) { used = .zero }
        used += now - start
        end = now
    }
}

extension AttachedDevice {
    /// As `TestAllowance.left(at:)`, with the test that is under way.
    package func timeForTest(at now: Instant) -> (seconds: Int, wait: Int) {
        var allowance = allowance
        if let test { allowance.take(from: test.began, to: now) }
        return allowance.left(at: now)
    }
}
