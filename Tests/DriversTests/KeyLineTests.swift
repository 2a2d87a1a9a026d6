import Decoding
import Devices
import Drivers
import Identity
import Simulator
import TestSupport
import Testing

/// Readers of keys and tags on a serial line, as time passes.
@Suite struct KeyLineTests {
    private static let one: [UInt8] = [0x02] + Array("62E3086CED08".utf8) + [0x03]
    private static let two: [UInt8] = [0x02] + Array("01026F6C3A3A".utf8) + [0x03]

    private func told(_ run: CaptureRun) -> [String] {
        run.items.map { item in
            switch item {
            case .reading(let reading): "in \(String(reading.text))"
            case .removed(_, let text): "out \(String(decoding: text, as: UTF8.self))"
            case .fault(let fault, _): "\(fault)"
            default: "\(item)"
            }
        }
    }

    private func run(_ name: String = "rdm6300") throws -> CaptureRun {
        try CaptureRun(
            driver: try #require(Driver.named(name)), options: DriverOptions())
    }

    @Test func `Two tags in the field come and go once each`() throws {
        var run = try run()
        for _ in 0..<20 {
            run.feed(Self.one)
            run.pass(.milliseconds(65))
            run.feed(Self.two)
            run.pass(.milliseconds(65))
        }
        #expect(told(run) == ["in 62E3086CED", "in 01026F6C3A"])
        run.pass(.seconds(1))
        #expect(told(run).suffix(2) == ["out 62E3086CED", "out 01026F6C3A"])
    }

    @Test("A gap of up to 450 ms is no removal", arguments: [100, 300, 450])
    func gaps(milliseconds: Int) throws {
        var run = try run()
        for _ in 0..<10 {
            run.feed(Self.one)
            run.pass(.milliseconds(milliseconds))
        }
        #expect(told(run) == ["in 62E3086CED"])
    }

    @Test func `Noise and wrong sums while a tag lies there say nothing; else one fault each`()
        throws
    {
        var wrong = Self.one
        wrong[3] ^= 1
        var run = try run()
        run.feed(Self.one)
        run.feed(wrong)
        run.feed([0x55, 0x80, 0x02, 0x02] + Self.one)
        run.pass(.milliseconds(100))
        run.feed(wrong)
        #expect(told(run) == ["in 62E3086CED"])
        run.pass(.seconds(1))
        run.feed(wrong)
        #expect(told(run).suffix(2) == ["out 62E3086CED", "badChecksum"])
    }

    @Test(
        "One changed bit anywhere in a frame gives no other tag",
        arguments: 0..<8)
    func bits(bit: Int) throws {
        for index in Self.one.indices {
            var run = try run()
            var frame = Self.one
            frame[index] ^= 1 << UInt8(bit)
            run.feed(frame)
            run.pass(.seconds(2))
            let readings = told(run).filter { $0.hasPrefix("in ") }
            #expect(readings.allSatisfy { $0 == "in 62E3086CED" })
        }
    }

    @Test("Random bytes between frames give no tag that was not there", arguments: 0..<20)
    func noise(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for name in ["rdm6300", "wiegand-serial", "key-wedge"] {
            var run = try run(name)
            for _ in 0..<50 {
                let count = Int.random(in: 1...30, using: &random)
                let alphabet = Array("0123456789ABCDEFabcdef,:\r\n\u{2}\u{3} ".utf8)
                run.feed((0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 })
                run.pass(.milliseconds(Int.random(in: 0...300, using: &random)))
            }
            run.pass(.seconds(5))
            #expect(!run.isWaiting)
            if name == "rdm6300" {
                #expect(told(run).allSatisfy { !$0.hasPrefix("in ") })
            }
            for case .reading(let reading) in run.items {
                #expect(reading.text.count <= 24)
            }
        }
    }

    @Test func `A damaged character drops its frame, and the next one is read`() throws {
        var session = try Session(try #require(Driver.named("rdm6300")), DriverOptions())
        var output = Output()
        let now = Instant(nanoseconds: 0)
        session.opened(at: now, into: &output)
        session.receive(Array(Self.one.prefix(5)).span, at: now, into: &output)
        session.inputDamaged(at: now, into: &output)
        session.receive(Array(Self.one.dropFirst(6)).span, at: now, into: &output)
        session.receive(Self.two.span, at: now, into: &output)
        let faults = output.items.count {
            if case .fault(.badParity, _) = $0 { true } else { false }
        }
        let readings = output.items.count { if case .reading = $0 { true } else { false } }
        #expect(faults == 1 && readings == 1)
    }
}
