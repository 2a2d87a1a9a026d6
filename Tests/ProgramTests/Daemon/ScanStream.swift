import Foundation
import Identity
import Simulator
import TestSupport
import Testing
import Transport

/// Scans at a steady rate, and how long each takes from the port to a lane.
struct ScanStream {
    /// From a label's last byte written at the port to its line read by the lane.
    private(set) var latencies: [Duration] = []
    /// The numbers of the events, as they came.
    private(set) var sequences: [Int64] = []
    private(set) var gaps = 0
    private let shop: Shop
    private let lane: Lane
    private let device: String
    private var sentAt: [Instant] = []
    private var received = 0
    private var previous: Int64?

    /// - Parameter lane: Subscribed already, and to nothing else that happens.
    init(_ shop: Shop, device: String = "front", to lane: Lane) {
        self.shop = shop
        self.lane = lane
        self.device = device
    }

    /// Scans `rate` labels a second for so long, and waits until the lane has them all.
    mutating func run(rate: Int, for seconds: Double, _ meanwhile: () -> Void = {}) throws {
        let reader = try shop.reader(device)
        let count = Int(Double(rate) * seconds)
        let start = Instant.now
        let first = sentAt.count
        for index in 0..<count {
            let due = start + .seconds(1) * (Double(index) / Double(rate))
            try take(until: due)
            sentAt.append(.now)
            guard try reader.send(Array("scan \(first + index)\r".utf8)) else {
                throw NotInTime(what: "room at \(device)")
            }
            if index % 256 == 0 { meanwhile() }
        }
        let limit = Instant.now + patience
        while received < sentAt.count {
            guard Instant.now < limit else {
                throw NotInTime(what: "scan \(received) of \(sentAt.count)")
            }
            try take(until: .now + .milliseconds(20))
        }
    }

    /// Takes what comes until the moment; where that is over, what is there. A lane that is late
    /// must not fall behind.
    private mutating func take(until moment: Instant) throws {
        while let line = try lane.client.line(within: max(moment - .now, .zero)) {
            try take(line, at: .now)
        }
    }

    private mutating func take(_ line: [UInt8], at now: Instant) throws {
        let text = String(decoding: line, as: UTF8.self)
        guard let sequence = Self.number(in: text, after: #""seq":"#) else { return }
        if Self.number(in: text, after: #""previous":"#) != previous { gaps += 1 }
        previous = sequence
        sequences.append(sequence)
        let scan = try #require(Self.number(in: text, after: #""value":"scan "#), "\(text)")
        #expect(scan == received, "out of order")
        latencies.append(now - sentAt[Int(scan)])
        received += 1
    }

    private static func number(in text: String, after key: String) -> Int64? {
        guard let start = text.utf8.firstRange(of: Array(key.utf8))?.upperBound else { return nil }
        return Int64(Substring(text[start...].utf8.prefix { (0x30...0x39).contains($0) }))
    }

    /// The latencies below which half, and 99 in 100, of those after the first `skipped` are.
    func figures(after skipped: Int = 0) -> String {
        let sorted = latencies.dropFirst(skipped).sorted()
        guard !sorted.isEmpty else { return "none" }
        func text(_ part: Int) -> String {
            let value = sorted[min(sorted.count - 1, sorted.count * part / 100)]
            return "\(Double(value / .microseconds(10)) / 100) ms"
        }
        return "median \(text(50)), 99th percentile \(text(99))"
    }
}
