import Decoding
import Drivers
import Identity
import Journal
import Recognition
import Testing
import Tickets

@testable import Configuration
@testable import Gateway

struct SettingsTests {
    private func problems(_ text: String) -> [String] {
        do throws(SettingsProblems) {
            _ = try Settings(json5: Array(text.utf8))
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("An empty object is a gateway with one lane and the house-coupon rule")
    func nothing() throws {
        let settings = try Settings(json5: Array("{}".utf8))
        #expect(settings.effectiveLanes.map(\.name) == ["lane-1"])
        #expect(settings.rules.map(\.name) == ["house coupon"])
        #expect(settings.journal.keepEvents == 100_000)
    }

    @Test("JSON5: comments, trailing commas, bare keys")
    func json5() throws {
        let text = """
            // The front lane.
            {
              lanes: [ { name: 'L1', devices: ["front"], shopper: "ask", ticket: { maximum: 5 } }, ],
              devices: [
                { name: "front", driver: "serial-scanner", path: "/dev/ttyUSB0", baud: 19200, framing: "7e1",
                  flow: "rtscts", ends: "crlf", preamble: "A", codes: "zebra" },
              ],
              journal: { durability: "full", keepHours: 48 },
              socket: { path: "/tmp/lane.sock", mode: "0600" },
              access: { users: ["lane"], groups: ["laneid"] },
            }
            """
        let settings = try Settings(json5: Array(text.utf8))
        let device = try #require(settings.devices.first)
        #expect(device.line.baud == 19200)
        #expect(device.line.framing.description == "7E1")
        #expect(device.line.flow == .hardware)
        #expect(device.options.word(.ends) == LabelEnd.crlf)
        #expect(device.options.word(.codes) == CodeProfile.zebra)
        #expect(settings.lanes.first?.shopper == .ask)
        #expect(settings.lanes.first?.ticket.mode == .append)
        #expect(settings.lanes.first?.ticket.maximum == 5)
        #expect(settings.journal.isFullyDurable)
        #expect(settings.socket.mode == 0o600)
        #expect(settings.access.groups == ["laneid"])
    }

    @Test(
        "Every problem is said with its place",
        arguments: [
            ("{ lans: [] }", "lans: there is no such setting; did you mean lanes?"),
            ("{ directory: 7 }", "directory: is a number, not a string"),
            ("{ journal: [] }", "journal: is a list, not an object"),
            ("{ journal: { keepHours: 0 } }", "journal.keepHours: is 0, not 1 to 8760"),
            (
                "{ socket: { mode: '999' } }",
                "socket.mode: is \"999\", not an octal mode such as \"0660\""
            ),
            (
                "{ lanes: [ { name: 'L1', shopper: 'any' } ] }",
                "lanes[0].shopper: is \"any\"; it may be account, holder, ask"
            ),
            (
                "{ lanes: [ { name: 'L1', ticket: { mode: 'add' } } ] }",
                "lanes[0].ticket.mode: is \"add\"; it may be append, replace, refuse"
            ),
            (
                "{ lanes: [ { name: 'L1', ticket: { maximum: 65 } } ] }",
                "lanes[0].ticket.maximum: is 65, not 1 to 64"
            ),
            (
                "{ lanes: [ { name: 'L1', ticket: { mode: 'refuse', maximum: 2 } } ] }",
                "lanes[0].ticket.maximum: means nothing where a ticket has one member"
            ),
            (
                "{ lanes: [ { name: 'L1', ticket: 7 } ] }",
                "lanes[0].ticket: is a number, not an object"
            ),
            (
                "{ lanes: [ { name: 'L1', devices: ['x'] } ] }",
                "lanes[0].devices: there is no device \"x\""
            ),
            ("{ lanes: [ { name: 'L1' }, { name: 'L1' } ] }", "lanes[1]: \"L1\" is there twice"),
            ("{ directory: '' }", "directory: is empty"),
            ("{ journal: { path: '' } }", "journal.path: is empty"),
            ("{ socket: { path: '' } }", "socket.path: is empty"),
            ("{ source: { sqlite: '' } }", "source.sqlite: is empty"),
            ("{ ignore: [ { vendor: '0801' } ] }", "ignore[0].vendor: there is no such setting"),
            ("{ benefits: 'yes' }", "benefits: is a string, not true or false"),
            ("{ coreLane: {} }", "coreLane: this version has no such feature yet; remove it"),
            ("[]", "is a list, not an object"),
        ])
    func places(text: String, expected: String) {
        #expect(problems(text).contains { $0.contains(expected) }, "\(problems(text))")
    }

    @Test(
        "A file that is not UTF-8 is refused, and ends nothing",
        arguments: [
            [0x5B, 0x7B, 0xFF, 0xFF], [0x7B, 0xC3],
            [0x7B, 0x61, 0x3A, 0x22, 0xED, 0xA0, 0x80, 0x22],
            [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00],
        ] as [[UInt8]])
    func notText(bytes: [UInt8]) {
        do throws(SettingsProblems) {
            _ = try Settings(json5: bytes)
            Issue.record("it was taken")
        } catch {
            #expect(error.problems.map(\.description) == ["the file is not UTF-8 text"])
        }
    }

    @Test(
        "Text that is no JSON5 is refused whole", arguments: ["", "{", "{ a: }", "{ 'a': \u{0} }"])
    func syntax(text: String) {
        #expect(problems(text).count == 1)
        #expect(problems(text).first?.hasPrefix("the file is not JSON5") == true)
    }

    @Test(
        "The line of what is no JSON5 is named, and what is wrong there",
        arguments: [
            ("", "there is nothing in it; {} is enough"),
            ("// only\n", "there is nothing in it; {} is enough"),
            ("{", "line 1: the { of line 1 is not closed"),
            ("{\n lanes: [\n  { name: \"L1\" },\n\n", "line 5: the [ of line 2 is not closed"),
            (
                "{\n lanes: [\n  { name: \"L1\" },, ] }",
                "line 3: a value is expected, not ,: text stands in quotes"
            ),
            ("{\n lanes: []\n devices: [] }", "line 3: a comma is missing before d"),
            (
                "{\n directory: /var/d.sqlite }",
                "line 2: a value is expected, not /: text stands in quotes"
            ),
            ("{\n directory: yes }", "line 2: a value is expected, not y: text stands in quotes"),
            (
                "{\n directory: \"/var/d.sqlite\n}",
                "line 2: the text that begins with \" is not closed"
            ),
            ("{\n directory = 1 }", "line 2: a colon is missing after a key"),
            ("{\n a: }", "line 2: a value is missing before }"),
            ("{ a: [1 }", "line 1: there is no bracket that } could close here"),
            ("{}\n}", "line 2: there is no bracket that } could close here"),
            ("{}\n{}", "line 2: nothing may follow the end, and there is {"),
            ("{ /* a }", "line 1: the comment that begins with /* is not closed"),
            (
                "{ a: \u{E4} }",
                "line 1: a value is expected, not another character: text stands in quotes"
            ),
            (
                String(repeating: "[", count: 100_000),
                "line 1: lists and objects lie more than 512 deep in each other"
            ),
        ])
    func place(text: String, says: String) {
        #expect(problems(text) == ["the file is not JSON5: \(says)"])
    }

    @Test("What Foundation takes, nothing is found wrong in")
    func nothingWrong() {
        let text = #"""
            /* all of it */ { a: 'x\'y', "b": +1, c: -.5, $d: 0x1F, e_: Infinity, f: -NaN, g: [1, 2,],
              // a comment
              h: "\
            ", i: 1e3, j: 5., k: {}, ä: null, l: true, }
            """#
        #expect(JSON5Fault.sentence(for: Array(text.utf8)) == nil)
        #expect((try? JSONValue.json5(Array(text.utf8))) != nil)
    }

    @Test("Several problems come at once")
    func several() {
        let text = """
            { directory: 7, lans: [], rules: [ { name: "all", mask: "*", produces: "barcodeCard" },
              { name: "none", prefix: "", produces: "coupon" }, { name: "x", prefix: "1", produces: "cupon" } ] }
            """
        let found = problems(text)
        #expect(found.count == 5, "\(found)")
    }

    @Test("Devices without lanes belong to the one lane, or to the lanes they name")
    func lanes() throws {
        let text = """
            { devices: [ { name: "a", driver: "serial-scanner", path: "/dev/a" },
                         { name: "b", driver: "serial-swipe", path: "/dev/b", lane: "L2" } ] }
            """
        let lanes = try Settings(json5: Array(text.utf8)).effectiveLanes
        #expect(lanes.map(\.name) == ["lane-1", "L2"])
        #expect(lanes.map(\.devices) == [["a"], ["b"]])
    }
}
