import Decoding
import Drivers
import Identity
import Simulator
import Testing

@Suite("Every decoder, however its bytes arrive")
struct FeedTests {
    /// Captures of transfers that are no report mean something only as they are, and a card
    /// reader's message is one transfer.
    private static let files = FixtureFile.all.filter {
        $0.name != "bad-transfers" && $0.driver != "ccid-reader"
    }

    /// Where to cut a capture: at each byte, or at some 150 bytes spread over a long one.
    private func places(of capture: Capture) -> [(step: Int, byte: Int)] {
        var all: [(Int, Int)] = []
        for (index, step) in capture.steps.enumerated() {
            guard case .received(let bytes) = step else { continue }
            all += bytes.indices.map { (index, $0) }
        }
        // Odd, so that no byte of an eight-byte report is left out.
        let stride = all.count > 600 ? all.count / 150 | 1 : 1
        return Swift.stride(from: 0, to: all.count, by: stride).map { all[$0] }
    }

    @Test("Byte by byte gives the same as whole", arguments: files)
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

    @Test("Transfers without bytes between the others change nothing", arguments: files)
    func emptyTransfers(file: FixtureFile) throws {
        let (capture, driver) = try file.load()
        let whole = traces(try CaptureRun.items(of: capture, driver: driver))
        var run = try CaptureRun(driver: driver, capture: capture)
        for step in capture.steps {
            run.feed([])
            run.play(step)
            run.feed([])
        }
        run.settle()
        #expect(traces(run.items) == whole)
    }

    @Test("After an hour of silence it reads as before, and waits for nothing", arguments: files)
    func silence(file: FixtureFile) throws {
        let (capture, driver) = try file.load()
        let start = try CaptureRun(driver: driver, capture: capture).items.count
        let whole = traces(try CaptureRun.items(of: capture, driver: driver))
        var run = try CaptureRun(driver: driver, capture: capture)
        for step in capture.steps { run.play(step) }
        run.settle()
        #expect(!run.isWaiting)
        if run.isPolling {
            return mutePolled(&run, capture, for: .seconds(3600), given(run.items[...]))
        }
        run.pass(.seconds(3600))
        #expect(traces(run.items) == whole)
        for step in capture.steps { run.play(step) }
        run.settle()
        #expect(traces(run.items) == whole + whole[start...])
    }

    @Test("Cut in two at each place gives the same as whole", arguments: files)
    func cutAtEachPlace(file: FixtureFile) throws {
        let (capture, driver) = try file.load()
        let whole = traces(try CaptureRun.items(of: capture, driver: driver))
        for (index, cut) in places(of: capture) {
            guard case .received(let bytes) = capture.steps[index] else { continue }
            var parts = capture
            parts.steps[index...index] = [
                .received(Array(bytes[..<cut])), .received(Array(bytes[cut...])),
            ]
            let items = traces(try CaptureRun.items(of: parts, driver: driver))
            #expect(items == whole, "cut at \(index), \(cut)")
        }
    }

    @Test(
        "Cut off at each byte, it gives nothing new, and what follows the silence comes out right",
        arguments: files)
    func truncatedAtEachByte(file: FixtureFile) throws {
        let (capture, driver) = try file.load()
        // Where silence ends a scan, half of one looks whole.
        guard capture.options.word(.keyboardEnds) != KeyboardEnd.silence else { return }
        let whole = traces(try CaptureRun.items(of: capture, driver: driver))
        // What is sent when the device is opened is not sent again.
        let start = try CaptureRun(driver: driver, capture: capture).items.count
        let afterStart = Array(whole[start...])
        let wholeGiven = given(try CaptureRun.items(of: capture, driver: driver)[...])
        for (index, cut) in places(of: capture) {
            guard case .received(let bytes) = capture.steps[index] else { continue }
            var run = try CaptureRun(driver: driver, capture: capture)
            for step in capture.steps[..<index] { run.play(step) }
            run.feed(Array(bytes[..<cut]))
            if run.isPolling {
                mutePolled(&run, capture, for: .seconds(5), wholeGiven)
                continue
            }
            run.settle()
            #expect(!run.isWaiting)
            let part = traces(run.items)
            let kept = zip(part, whole).prefix { $0 == $1 }.count
            let new = part[kept...].filter { !$0.hasPrefix("command") }
            #expect(new.count <= 1, "cut at \(index), \(cut)")
            #expect(new.allSatisfy { $0.hasPrefix("fault") })
            for step in capture.steps { run.play(step) }
            run.settle()
            let again = Array(traces(run.items)[part.count...])
            #expect(again == afterStart, "cut at \(index), \(cut)")
        }
    }

    /// A device that is asked again and again falls silent: that gives no reading, and what is
    /// there counts as gone. Once it answers again, all comes as it came first.
    private func mutePolled(
        _ run: inout CaptureRun, _ capture: Capture, for duration: Duration, _ whole: [String]
    ) {
        let before = run.items.count
        run.pass(duration)
        #expect(!run.isWaiting)
        let new = given(run.items[before...])
        #expect(new.count { !$0.hasPrefix("removed") } <= 1)
        #expect(new.allSatisfy { $0.hasPrefix("removed") || $0.hasPrefix("fault") })
        let start = run.items.count
        run.reopen()
        for step in capture.steps { run.play(step) }
        #expect(given(run.items[start...]) == whole)
    }

    private func given(_ items: ArraySlice<Output.Item>) -> [String] {
        traces(items.filter(\.isGiven))
    }

    /// Each item in full, for comparing.
    private func traces(_ items: [Output.Item]) -> [String] {
        items.map { item in
            switch item {
            case .reading(let reading):
                "reading \(reading.kind) \(reading.entryMode) \(String(reading.text)) "
                    + "\(String(describing: reading.symbology)) \(reading.tracks) "
                    + "\(reading.protection) \(reading.isGS1)"
            case .fault(let fault, let kind): "fault \(fault) of \(kind)"
            case .bytes(let bytes): "command \(bytes)"
            case .usbRequest(let command): "command \(command)"
            case .controlRequest(let request): "command \(request.bytesOnTheWire)"
            default: "\(item)"
            }
        }
    }
}
