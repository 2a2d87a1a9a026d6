import TestSupport
import Testing

/// `laneid decode`, from bytes to what a lane would get.
@Suite struct DecodeTests {
    static func decode(
        _ input: String, _ driver: String = "serial-scanner", _ options: String...
    ) throws -> Program.Result {
        try Program.tool.run(
            ["decode", "--driver", driver] + options, input: Array(input.utf8))
    }

    @Test(
        "Every spelling of house coupon 1 is house coupon 1",
        arguments: [
            "0499999000014\r", "49999900001\r", "0049999900001\r", "499999000014\r",
            "]E00499999000014\r", "]E00499999000014\r\n",
        ])
    func coupon(spelling: String) throws {
        let result = try Self.decode(spelling, "serial-scanner", "--json")
        #expect(result.code == 0)
        #expect(result.output.contains(#""outcome":"coupon""#))
        #expect(result.output.contains(#""value":"0049999900001""#))
        #expect(result.output.split(separator: "\n").count == 1)
    }

    @Test(
        "A labelled product is no coupon", arguments: ["]E00049999912345\r", "]E04006381333931\r"])
    func product(label: String) throws {
        let result = try Self.decode(label, "serial-scanner", "--json")
        #expect(result.output.contains(#""outcome":"read""#))
    }

    @Test("Of a payment card nothing is shown", arguments: [["--json"], []])
    func paymentCard(options: [String]) throws {
        let swipe = "%B4111111111111111^A/B^29121010000000000?\r"
        let result = try Program.tool.run(
            ["decode", "--driver", "serial-swipe"] + options, input: Array(swipe.utf8))
        #expect(result.code == 0)
        #expect(result.output.contains("suppressed"))
        for text in [result.output, result.errors] {
            #expect(!text.contains("4111") && !text.contains("1111") && !text.contains("2912"))
        }
    }

    @Test func `The trace says which rules were tried, on what, and what they took out`() throws {
        let result = try Self.decode("0499999000014\r")
        #expect(
            result.output.contains("rule 1 \"house coupon\" on asRead *********0014: the pattern"))
        #expect(result.output.contains("on withoutCheckDigit *********0001: matched"))
    }

    @Test func `Rules of a settings file hold instead`() throws {
        let scratch = try ScratchFolder()
        let settings = try scratch.file(
            "laneid.json",
            #"{ rules: [ { name: "club", kinds: ["barcode"], prefix: "81", length: 6, produces: "bearer" } ] }"#
        )
        let result = try Self.decode("810001\r", "serial-scanner", "--settings", settings, "--json")
        #expect(result.output.contains(#""outcome":"bearer""#))
        #expect(result.output.contains(#""rule":"club""#))
    }

    @Test func `Hexadecimal input is the bytes it writes`() throws {
        let result = try Self.decode(
            "34 30 30 36 33 38 31 33\n33 33 39 33 31 0d\n", "serial-scanner", "--hex")
        #expect(result.code == 0)
        #expect(result.output.contains("read: 4006381333931"))
    }

    @Test func `A capture names its driver by its folder`() throws {
        let capture = "Fixtures/magellan-scanner/labels.capture"
        let result = try Program.tool.run("decode", "--capture", Program.repository(capture))
        #expect(result.code == 0)
        #expect(result.output.contains("ean13"))
    }

    @Test func `What a terminal would obey is shown as a sign`() throws {
        let result = try Self.decode("\u{1B}[2Jx\r")
        #expect(result.output.contains("␛[2Jx"))
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test(
        "What cannot be decoded is said in words",
        arguments: [
            ("", ["--driver", "serial-scanner"], 1, "no message of a serial-scanner"),
            ("x", ["--driver", "serial-scanner", "--hex"], 1, "no hexadecimal digit"),
            ("", [], 64, "--driver NAME is missing"),
            ("", ["--driver", "serial-scaner"], 64, "did you mean serial-scanner?"),
            ("", ["--capture", "/nonexistent"], 1, "No such file"),
            ("", ["--driver", "serial-swipe", "--settings", "/nonexistent"], 78, "No such file"),
            ("", ["--driver", "serial-swipe", "--directory", "/nonexistent"], 1, "no file"),
        ])
    func failures(input: String, options: [String], code: Int32, says: String) throws {
        let result = try Program.tool.run(["decode"] + options, input: Array(input.utf8))
        #expect(result.code == code)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains(says), "\(result.errors)")
    }

    /// Ten million bytes without an end, then a label: one fault, and the label.
    @Test func `A line without end is one fault, and the next label is read`() throws {
        let noise = [UInt8](repeating: UInt8(ascii: "7"), count: 10_000_000)
        let result = try Program.tool.run(
            ["decode", "--driver", "serial-scanner", "--json"],
            input: noise + Array("\r4006381333931\r".utf8))
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains(#""fault":"tooLong""#) == true)
        #expect(lines.last?.contains("4006381333931") == true)
    }
}
