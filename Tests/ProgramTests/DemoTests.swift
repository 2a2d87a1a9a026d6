import Foundation
import TestSupport
import Testing

@testable import laneid

/// `laneid demo`: every kind of line, as it should come.
@Suite struct DemoTests {
    @Test func `Every line of the demonstration comes as it should, and nothing stays behind`()
        throws
    {
        let scratch = try ScratchFolder()
        let result = try Program.tool.run(
            ["demo", "--fixtures", Program.repository("Fixtures")],
            environment: ["TMPDIR": scratch.url.path])
        #expect(result.code == 0, "\(result.output)\(result.errors)")
        for outcome in [
            "identified", "refused", "choose", "coupon", "read", "suppressed", "malformed",
            "unknown",
        ] {
            #expect(result.output.contains("  \(outcome)"), "no \(outcome)")
        }
        #expect(result.output.contains("Every line came as it should."))
        #expect(!result.output.contains("4111"))
        #expect(try scratch.names().isEmpty)
    }

    @Test func `Without its fixtures the demonstration says where to run it`() throws {
        let result = try Program.tool.run("demo", "--fixtures", "/nonexistent")
        #expect(result.code == 1)
        #expect(result.errors.contains("--fixtures"))
    }

    @Test(
        "A progress bar fits its line",
        arguments: [(0.0, 80), (0.5, 80), (1.0, 80), (1.7, 40), (-1.0, 20), (0.3, 6), (0.3, 1)])
    func progressBar(fraction: Double, columns: Int) {
        let line = ProgressBar.line(fraction, "reading custdata.csv, 100 rows", columns: columns)
        #expect(line.count < max(columns, 1))
        #expect(ProgressBar.line(nil, "finishing", columns: columns).count < max(columns, 1))
    }
}
