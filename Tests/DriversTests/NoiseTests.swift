import Decoding
import Drivers
import Identity
import Simulator
import TestSupport
import Testing

@Suite("Every decoder, fed what no device sends")
struct NoiseTests {
    @Test(
        "All 256 values, in order and in reverse, then a good capture", arguments: FixtureFile.all)
    func allValues(file: FixtureFile) throws {
        try expectRecovery(file, after: Array(0...255) + (0...255).reversed())
    }

    @Test("Random bytes, then a good capture", arguments: FixtureFile.all)
    func randomBytes(file: FixtureFile) throws {
        var random = SeededGenerator(seed: 2027)
        try expectRecovery(
            file, after: (0..<4096).map { _ in .random(in: 0...255, using: &random) })
    }

    @Test(
        "A serial capture with NUL after each byte gives no reading that it does not hold",
        arguments: FixtureFile.all)
    func nulBetween(file: FixtureFile) throws {
        let (capture, driver) = try file.load()
        guard capture.interface == nil else { return }
        var run = try CaptureRun(driver: driver, capture: capture)
        for step in capture.steps {
            if case .received(let bytes) = step {
                run.feed(bytes.flatMap { [$0, 0] })
            } else {
                run.play(step)
            }
        }
        run.settle()
        for item in run.items {
            if case .reading = item { Issue.record("a reading with NUL in it") }
        }
    }

    @Test(
        "Ten megabytes without an end give one fault",
        arguments: Driver.catalogue.filter { $0.attachment.usb == nil }.map(\.name))
    func lineWithoutEnd(name: String) throws {
        let driver = try #require(Driver.named(name))
        var run = try CaptureRun(driver: driver, options: DriverOptions())
        let asks = run.isPolling
        let chunk = [UInt8](repeating: UInt8(ascii: "7"), count: 65_536)
        for _ in 0..<160 { run.feed(chunk) }
        run.settle()
        let given = run.items.filter(\.isGiven)
        // Whoever asks its device takes nothing that was not asked for.
        guard !asks else { return #expect(given.isEmpty) }
        #expect(given.count == 1)
        guard case .fault = given.first else {
            Issue.record("no fault")
            return
        }
    }

    /// The noise gives faults, never more than it has bytes that could end a message; after a
    /// silence the capture gives what it always gives.
    private func expectRecovery(_ file: FixtureFile, after noise: [UInt8]) throws {
        let (capture, driver) = try file.load()
        let whole = try CaptureRun.items(of: capture, driver: driver).count(where: \.isGiven)
        var run = try CaptureRun(driver: driver, capture: capture)
        let asks = run.isPolling
        run.feed(noise)
        run.settle()
        let ends = noise.count { [0x02, 0x03, 0x09, 0x0A, 0x0D, 0x15].contains($0) }
        #expect(run.items.count <= 2 * ends + 2)
        // A device that is asked begins anew after it did not answer.
        if asks { run.reopen() }
        let before = run.items.count
        for step in capture.steps { run.play(step) }
        run.settle()
        #expect(run.items[before...].count(where: \.isGiven) == whole)
    }
}

extension Output.Item {
    /// Whether it says something of a card or label, not of the device.
    var isGiven: Bool {
        switch self {
        case .reading, .fault, .removed, .noNumber: true
        default: false
        }
    }
}
