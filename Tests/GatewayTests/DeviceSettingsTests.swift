import Decoding
import Drivers
import Identity
import Testing

@testable import Configuration

/// What settings may say of a device.
struct DeviceSettingsTests {
    private func problems(_ text: String) -> [String] {
        do throws(SettingsProblems) {
            _ = try Settings(json5: Array(text.utf8))
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(
        "Every problem is said with its place",
        arguments: [
            ("{ lanes: [ { devices: [] } ] }", "lanes[0]: has no name"),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scaner', path: '/dev/x' } ] }",
                "devices[0].driver: there is no driver \"serial-scaner\"; did you mean serial-scanner?"
            ),
            ("{ devices: [ { name: 'a', driver: 'serial-scanner' } ] }", "devices[0]: has no path"),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: 'x' } ] }",
                "devices[0].path: is not an absolute path"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: 'tcp://server' } ] }",
                "devices[0].path: is not like tcp://HOST:PORT"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: 'tcp://server:1', baud: 9600 } ] }",
                "devices[0].baud: is set at the terminal server"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'ibutton-serial', path: 'tcp://server:1', speed: '57600' } ] }",
                "devices[0].speed: is set at the terminal server"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'hid-scanner', path: 'tcp://server:1' } ] }",
                "devices[0].path: is a serial port's, but hid-scanner reads USB devices"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: '/dev/x', framing: '9N1' } ] }",
                "devices[0].framing: is \"9N1\", not like 8N1 or 7O1"
            ),
            (
                "{ devices: [ { name: 'a', match: { usb: '801:2' } } ] }",
                "devices[0].match.usb: is \"801:2\", not like 0801:0002"
            ),
            (
                "{ devices: [ { name: 'a', match: { serial: 'x', port: '1-1' } } ] }",
                "devices[0].match: must have one of serial, port and usb"
            ),
            ("{ devices: [ { name: 'a', match: {} } ] }", "devices[0].match: must have one of"),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: '/dev/x', checkDigit: 'no' } ] }",
                "devices[0].checkDigit: is \"no\"; it may be sent, dropped"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: '/dev/x', strip: ['blanks', 'stars'] } ] }",
                "devices[0].strip: is \"blanks,stars\"; it may be startStop, blanks, separators"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'serial-swipe', path: '/dev/x', gs: '~' } ] }",
                "devices[0].gs: the driver serial-swipe has no option gs"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: '/dev/x', dwell: -1 } ] }",
                "devices[0].dwell:"
            ),
            ("{ lanes: [ { name: 'L1', dwell: 100000 } ] }", "lanes[0].dwell:"),
            (
                "{ devices: [ { name: 'a', match: { port: '' } } ] }",
                "devices[0].match.port: is empty"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: '/dev/x', match: { port: '1-1' } } ] }",
                "devices[0]: has both path and match"
            ),
            (
                "{ devices: [ { name: 'a', match: { port: '1-1' }, layout: 'dvorak' } ] }",
                "devices[0].layout: is \"dvorak\"; it may be us, uk"
            ),
            (
                "{ devices: [ { name: 'a', match: { port: '1-1' }, ends: 'never' } ] }",
                "devices[0].ends: is \"never\"; it may be"
            ),
            (
                "{ devices: [ { name: 'a', match: { port: '1-1' } }, { name: 'b', match: { port: '1-1' } } ] }",
                "devices[1]: \"a USB device at port 1-1\" is there twice"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: '/dev/x', layout: 'de' } ] }",
                "devices[0].layout: the driver serial-scanner has no option layout; it has ends"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'ssi-scanner', path: '/dev/x', ends: 'cr' } ] }",
                "devices[0].ends: the driver ssi-scanner has no option ends; it has preamble"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'serial-scanner', path: '/dev/x', ends: 'enter' } ] }",
                "devices[0].ends: is \"enter\"; it may be auto, cr"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'hid-swipe', match: { port: '1-1' }, lrc: 'auto' } ] }",
                "devices[0].lrc: the driver hid-swipe has no option lrc"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'hid-swipe', match: { port: '1-1' }, baud: 9600 } ] }",
                "devices[0].baud: hid-swipe has no serial line"
            ),
            (
                "{ devices: [ { name: 'a', driver: 'msr605', path: '/dev/x', preamble: 'A' } ] }",
                "devices[0].preamble: the driver msr605 has no option preamble; it has lrc"
            ),
        ])
    func places(text: String, expected: String) {
        #expect(problems(text).contains { $0.contains(expected) }, "\(problems(text))")
    }

    @Test("USB devices are named by what they are, with or without a driver, and may be ignored")
    func usb() throws {
        let text = """
            { devices: [
                { name: "swipe", match: { serial: "B00F5D1" } },
                { name: "scanner", match: { port: "1-1.2" }, driver: "serial-scanner", baud: 19200 },
                { name: "keys", match: { usb: "08FF:0009" }, layout: "de", ends: "enter" },
              ],
              ignore: [ { usb: "046d:c31c" } ] }
            """
        let settings = try Settings(json5: Array(text.utf8))
        #expect(
            settings.devices.map(\.place) == [
                .usb(.serial("B00F5D1")), .usb(.port("1-1.2")),
                .usb(.model(vendor: 0x08FF, product: 9)),
            ])
        #expect(settings.devices.map { $0.driver?.name } == [nil, "serial-scanner", nil])
        #expect(settings.devices[1].line.baud == 19_200)
        #expect(settings.devices[2].options.word(.layout) == KeyboardLayout.de)
        #expect(settings.devices[2].options.word(.keyboardEnds) == KeyboardEnd.enter)
        #expect(settings.ignored == [.model(vendor: 0x046D, product: 0xC31C)])
        #expect(settings.effectiveLanes.first?.devices == ["swipe", "scanner", "keys"])
    }

    @Test("A reader's words reach its driver: check digits, what is taken off, GS, and dwell")
    func labels() throws {
        let settings = try Settings(
            json5: Array(
                """
                { lanes: [ { name: 'L1', devices: ['a', 'b'], dwell: 300 } ], devices: [
                    { name: 'a', driver: 'serial-scanner', path: '/dev/a', checkDigit: 'dropped',
                      strip: ['startStop', 'separators'], gs: '#', dwell: 800 },
                    { name: 'b', driver: 'magellan-scanner', path: '/dev/b', strip: 'blanks' } ] }
                """.utf8))
        let (first, second) = (settings.devices[0], settings.devices[1])
        #expect(first.options.word(.checkDigit) == CheckDigitSetting.dropped)
        #expect(first.options.words(.strip) == [LabelStrip.startStop, .separators])
        #expect(first.options.text(.separator) == "#")
        #expect(first.dwell == .milliseconds(800) && second.dwell == nil)
        #expect(second.options.words(.strip) == [LabelStrip.blanks])
        #expect(settings.lanes[0].dwell == .milliseconds(300))
    }
}
