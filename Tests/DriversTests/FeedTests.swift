import Decoding
import Drivers
import Identity
import Simulator
import Testing

@Suite("Every decoder, however its bytes arrive")
struct FeedTests {
    @Test("Byte by byte gives the same as whole", arguments: FixtureFile.all)
    func byteByByte(file: FixtureFile) throws {
        let (capture, driver) = try file.load()
        let whole = traces(try CaptureRun.items(of: capture, driver: driver))
        var run = try CaptureRun(driver: driver, capture: capture)
        for step in capture.steps {
            guard case .received(let bytes) = step else {
                run.play(step)
                continue
            }
            for byte in bytes { run.feed([byte]) }
        }
        run.settle()
        #expect(traces(run.items) == whole)
    }

    @Test("Cut in two at each place gives the same as whole", arguments: FixtureFile.all)
    func cutAtEachPlace(file: FixtureFile) throws {
        let (capture, driver) = try file.load()
        let whole = traces(try CaptureRun.items(of: capture, driver: driver))
        for (index, step) in capture.steps.enumerated() {
            guard case .received(let bytes) = step else { continue }
            for cut in 1..<max(2, bytes.count) {
                var parts = capture
                parts.steps[index...index] = [
                    .received(Array(bytes[..<cut])), .received(Array(bytes[cut...])),
                ]
                #expect(traces(try CaptureRun.items(of: parts, driver: driver)) == whole)
            }
        }
    }

    @Test(
        "Cut off at each byte, it gives nothing new, and what follows the silence comes out right",
        arguments: FixtureFile.all)
    func truncatedAtEachByte(file: FixtureFile) throws {
        let (capture, driver) = try file.load()
        let whole = traces(try CaptureRun.items(of: capture, driver: driver))
        for (index, step) in capture.steps.enumerated() {
            guard case .received(let bytes) = step else { continue }
            for cut in 0..<bytes.count {
                var run = try CaptureRun(driver: driver, capture: capture)
                for step in capture.steps[..<index] { run.play(step) }
                run.feed(Array(bytes[..<cut]))
                run.settle()
                #expect(!run.isWaiting)
                let part = traces(run.items)
                let kept = zip(part, whole).prefix { $0 == $1 }.count
                #expect(part.count - kept <= 1, "cut at \(index), \(cut)")
                #expect(part[kept...].allSatisfy { $0.hasPrefix("fault") })
                for step in capture.steps { run.play(step) }
                run.settle()
                #expect(Array(traces(run.items)[part.count...]) == whole, "cut at \(index), \(cut)")
            }
        }
    }

    /// Each item in full, for comparing.
    private func traces(_ items: [DecoderOutput.Item]) -> [String] {
        items.map { item in
            switch item {
            case .reading(let reading):
                "reading \(reading.kind) \(reading.entryMode) \(String(reading.text)) "
                    + "\(String(describing: reading.symbology)) \(reading.tracks) "
                    + "\(reading.protection) \(reading.isGS1)"
            case .fault(let fault): "fault \(fault)"
            case .command(let bytes): "command \(String(bytes))"
            case .hidCommand(let command): "report \(command.hashValue)"
            }
        }
    }
}
