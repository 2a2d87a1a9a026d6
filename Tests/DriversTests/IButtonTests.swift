import Decoding
import Devices
import Drivers
import Identity
import Simulator
import TestSupport
import Testing

/// A probe whose adapter, keys and person are played: time passes as the session asks for it.
private struct Probe {
    var adapter = DS2480B()
    /// What came of it, without commands.
    var told: [String] = []
    private var session: Session
    private var output = Output()
    private var now = Instant(nanoseconds: 0)
    private var end = Instant(nanoseconds: 0)
    private let make: () throws -> Session

    init(speed: String? = nil, adapter: DS2480B = DS2480B()) throws {
        self.adapter = adapter
        let driver = try #require(Driver.named("ibutton-serial"))
        var options = DriverOptions()
        if let speed { try options.set("speed", to: Array(speed.utf8), for: driver) }
        let set = options
        make = { try Session(driver, set) }
        session = try make()
        session.opened(at: now, into: &output)
        try takeOutput()
    }

    /// Lets time pass; the adapter answers two milliseconds after it was asked.
    mutating func pass(_ duration: Duration) throws {
        end = end + duration
        while let deadline = session.deadline, deadline <= end {
            now = max(now, deadline)
            session.deadlinePassed(at: now, into: &output)
            try takeOutput()
        }
        now = max(now, end)
    }

    /// Bytes that nobody asked for.
    mutating func disturb(_ bytes: [UInt8]) throws {
        session.receive(bytes.span, at: now, into: &output)
        try takeOutput()
    }

    mutating func damage() throws {
        session.inputDamaged(at: now, into: &output)
        try takeOutput()
    }

    private mutating func takeOutput() throws {
        var answers: [[UInt8]] = []
        var mustReopen = false
        for item in output.items {
            switch item {
            case .bytes(let bytes): answers.append(adapter.take(bytes))
            case .breakCondition: adapter.sendBreak()
            case .reading(let reading): told.append("in \(String(reading.text))")
            case .removed(let kind, _): told.append("out \(kind)")
            case .fault(let fault, let kind): told.append("\(fault) \(kind)")
            case .state(let state): told.append("\(state)")
            case .line(let line): told.append("line \(line.baud)")
            case .reopen: mustReopen = true
            default: break
            }
        }
        output.removeAll()
        if mustReopen {
            told.append("reopen")
            session = try make()
            now = now + .seconds(1)
            session.opened(at: now, into: &output)
            return try takeOutput()
        }
        for answer in answers where !answer.isEmpty {
            now = now + .milliseconds(2)
            session.receive(answer.span, at: now, into: &output)
            try takeOutput()
        }
    }
}

@Suite("iButton probes at a DS2480B")
struct IButtonTests {
    /// From the data sheet of the DS1990A, and from application note 27.
    static let first: UInt64 = 0x6600_0000_FBC5_2B01
    static let second: UInt64 = 0xA200_0000_01B8_1C02

    @Test func `The numbers of the vectors check, and are printed as they are engraved`() {
        #expect(OneWireROM(wire: Self.first).fault == nil)
        #expect(OneWireROM(wire: Self.second).fault == nil)
        #expect(OneWireROM(wire: Self.first).printed == "66000000FBC52B01")
        #expect(OneWireROM(wire: 0xAE00_0003_0D45_EB01).printed == "AE0000030D45EB01")
        #expect(OneWireROM(wire: 0).fault == .readError)
        #expect(OneWireROM(wire: .max).fault == .readError)
        #expect(OneWireROM(wire: Self.first ^ 0x100).fault == .badChecksum)
        #expect(OneWireROM(family: 1, serial: 0xFBC52B).wire == Self.first)
    }

    @Test func `A key held to the probe is one reading, and one removal when it is taken away`()
        throws
    {
        var probe = try Probe()
        try probe.pass(.seconds(1))
        #expect(probe.told == ["ready"])
        probe.adapter.keys = [Self.first]
        try probe.pass(.seconds(60))
        #expect(probe.told == ["ready", "in 66000000FBC52B01"])
        probe.adapter.keys = []
        try probe.pass(.seconds(1))
        #expect(probe.told.dropFirst(2) == ["out electronicKey"])
        probe.adapter.keys = [Self.second]
        try probe.pass(.seconds(1))
        #expect(probe.told.last == "in A200000001B81C02")
    }

    @Test func `Several keys are told apart, and each comes and goes alone`() throws {
        var probe = try Probe()
        probe.adapter.keys = [Self.first, Self.second, OneWireROM(family: 1, serial: 1).wire]
        try probe.pass(.seconds(2))
        #expect(probe.told.count == 4 && Set(probe.told).count == 4)
        probe.adapter.keys.removeFirst()
        try probe.pass(.seconds(2))
        #expect(probe.told.dropFirst(4) == ["out electronicKey"])
    }

    @Test("A bounce is neither a removal nor a second reading", arguments: [60, 120, 195])
    func bounce(milliseconds: Int64) throws {
        var probe = try Probe()
        probe.adapter.keys = [Self.first]
        try probe.pass(.seconds(1))
        for _ in 0..<10 {
            probe.adapter.keys = []
            try probe.pass(.milliseconds(milliseconds))
            probe.adapter.keys = [Self.first]
            try probe.pass(.milliseconds(400))
        }
        #expect(probe.told == ["ready", "in 66000000FBC52B01"])
    }

    @Test(
        "What no key can be gives one fault a touch, and no reading",
        arguments: [(0, "readError"), (UInt64.max, "readError"), (first ^ 0x200, "badChecksum")])
    func faults(number: UInt64, fault: String) throws {
        var probe = try Probe()
        probe.adapter.keys = [number]
        try probe.pass(.seconds(10))
        #expect(probe.told == ["ready", "\(fault) electronicKey"])
        probe.adapter.keys = []
        try probe.pass(.seconds(1))
        probe.adapter.keys = [number]
        try probe.pass(.seconds(10))
        #expect(probe.told.count == 3)
    }

    @Test func `The chip within an adapter is nobody's key`() throws {
        var probe = try Probe()
        probe.adapter.keys = [OneWireROM(family: 0x81, serial: 0x123456).wire]
        try probe.pass(.seconds(10))
        #expect(probe.told == ["ready"])
    }

    @Test func `A short is said once, and its end`() throws {
        var probe = try Probe()
        try probe.pass(.seconds(1))
        probe.adapter.isShorted = true
        try probe.pass(.seconds(10))
        #expect(probe.told.count == 2 && probe.told[1].contains("the probe is shorted"))
        probe.adapter.isShorted = false
        try probe.pass(.seconds(1))
        #expect(probe.told.dropFirst(2) == ["ready"])
    }

    @Test func `An adapter that falls silent is opened again; its key is out, and comes in again`()
        throws
    {
        var probe = try Probe()
        probe.adapter.keys = [Self.first]
        try probe.pass(.seconds(1))
        probe.adapter.isMute = true
        try probe.pass(.seconds(30))
        #expect(probe.told[2...].first == "out electronicKey" && probe.told.contains("reopen"))
        probe.told = []
        probe.adapter.isMute = false
        try probe.pass(.seconds(10))
        #expect(probe.told.suffix(2) == ["ready", "in 66000000FBC52B01"])
    }

    @Test("It is faster where settings say so, and stays slow where that fails")
    func speeds() throws {
        var probe = try Probe(speed: "57600")
        probe.adapter.keys = [Self.first]
        try probe.pass(.seconds(1))
        #expect(probe.told == ["line 9600", "line 57600", "ready", "in 66000000FBC52B01"])
        var slow = DS2480B()
        slow.keys = [Self.first]
        slow.isSlowOnly = true
        probe = try Probe(speed: "57600", adapter: slow)
        try probe.pass(.seconds(2))
        #expect(
            probe.told == [
                "line 9600", "line 57600", "line 9600", "ready", "in 66000000FBC52B01",
            ])
    }

    @Test(
        "Noise at any moment gives no wrong reading, and the probe works again", arguments: 0..<40)
    func noise(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var probe = try Probe()
        probe.adapter.keys = [Self.first]
        for _ in 0..<20 {
            try probe.pass(.milliseconds(Int64.random(in: 0...70, using: &random)))
            if Bool.random(using: &random) {
                let count = Int.random(in: 1...20, using: &random)
                try probe.disturb((0..<count).map { _ in .random(in: 0...255, using: &random) })
            } else {
                try probe.damage()
            }
        }
        try probe.pass(.seconds(20))
        let readings = probe.told.filter { $0.hasPrefix("in ") }
        #expect(!readings.isEmpty && readings.allSatisfy { $0 == "in 66000000FBC52B01" })
        #expect(probe.told.last == "in 66000000FBC52B01" || probe.told.last == "ready")
    }
}
