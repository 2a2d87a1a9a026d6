import Identity

/// How long something took, many times over.
struct Samples {
    private var nanoseconds: [Int64] = []

    mutating func add(_ duration: Duration) {
        nanoseconds.append(duration.inNanoseconds)
    }

    mutating func append(_ others: Samples) {
        nanoseconds += others.nanoseconds
    }

    /// The duration that a share of the samples does not exceed, in microseconds.
    func microseconds(at share: Double) -> Double {
        let sorted = nanoseconds.sorted()
        guard !sorted.isEmpty else { return 0 }
        let place = min(sorted.count - 1, Int(Double(sorted.count) * share))
        return Double(sorted[place]) / 1000
    }

    var median: Double { microseconds(at: 0.5) }
    var percentile99: Double { microseconds(at: 0.99) }
}
