import Decoding
import Drivers
import Foundation
import Identity
import Simulator
import Testing

@Suite("Captures against their expected files")
struct CaptureFileTests {
    @Test("Every driver has at least three captures", arguments: Driver.catalogue.map(\.name))
    func everyDriverHasCaptures(driver: String) {
        #expect(FixtureFile.all.count { $0.driver == driver } >= 3)
    }

    @Test("A capture gives what its expected file says", arguments: FixtureFile.all)
    func captureGivesExpected(file: FixtureFile) throws {
        let (capture, driver) = try file.load()
        let run = try CaptureRun.played(capture, driver: driver)
        #expect(run.differences.isEmpty)
        let lines = run.lines.map { $0 + "\n" }.joined()
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] == "1" {
            try lines.write(to: file.url("expected"), atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: file.url("expected"), encoding: .utf8)
        #expect(lines == expected)
    }

    @Test(
        "A promise that is not kept is told, and so is a command that none promises",
        arguments: [
            ("> 1B 61 1B 72", []), ("", ["sent was also 1B 61 1B 72"]),
            ("> 1B 61 1B 73", ["sent was 1B 61 1B 72, not 1B 61 1B 73"]),
            ("> 1B 61 1B 72\n> 06", ["sent was nothing, not 06"]),
            ("> 1B 61\n> 1B 72", []), ("> 1B 61", ["sent was also 1B 72"]),
        ])
    func promises(text: String, differences: [String]) throws {
        let driver = try #require(Driver.named("msr605"))
        let run = try CaptureRun.played(try Capture(parsing: text), driver: driver)
        #expect(run.differences == differences)
    }

    @Test("A capture's text form reads back as the same capture", arguments: FixtureFile.all)
    func textReadsBack(file: FixtureFile) throws {
        let (capture, _) = try file.load()
        let again = try Capture(parsing: capture.text)
        #expect(again.steps == capture.steps)
        #expect(again.options == capture.options)
        #expect(try Capture(parsing: again.text) == again)
    }

    @Test("No expected file repeats a number of its capture that passes for a payment card")
    func expectedFilesHoldNoCard() throws {
        for file in FixtureFile.all {
            let expected = try String(contentsOf: file.url("expected"), encoding: .utf8)
            for brand in ["4111111111111111", "5555555555554444", "7083560000013710910"] {
                #expect(!expected.contains(brand), "\(file.testDescription)")
            }
        }
    }
}
