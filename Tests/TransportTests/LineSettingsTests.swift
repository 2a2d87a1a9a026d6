import Identity
import Testing
import Transport

struct LineSettingsTests {
    @Test(
        "Each framing is told from each other",
        arguments: [
            "5N1", "6N1", "7N1", "8N1", "8N2", "7E1", "7O1", "7M1", "7S1", "7E2", "8E1", "8O1",
            "8M1",
            "8S1", "5E2",
        ])
    func framing(text: String) throws {
        let wanted = try settings(text)
        #expect(wanted.difference(from: wanted) == nil)
        let other = try settings(text == "6O2" ? "8N1" : "6O2")
        let difference = try #require(other.difference(from: wanted))
        #expect(difference.wanted == text)
        #expect(difference.kept == "6O2")
    }

    @Test("A speed and a flow control that were not taken are named")
    func speedAndFlow() throws {
        let wanted = try #require(LineSettings(SerialLine(baud: 115_200, flow: .hardware)))
        let kept = try #require(LineSettings(SerialLine(baud: 9600)))
        let difference = try #require(kept.difference(from: wanted))
        #expect(difference.wanted == "115200 baud, rtscts")
        #expect(difference.kept == "9600 baud, no flow control")
        let software = try #require(LineSettings(SerialLine(flow: .software)))
        #expect(software.difference(from: kept)?.kept == "xonxoff")
    }

    @Test("A pseudo-terminal is asked for 8N1 whatever the line")
    func pseudoterminal() throws {
        for text in ["7O1", "7M1", "5E1", "8N1"] {
            #expect(try settings(text).forPseudoterminal == settings("8N1"))
        }
    }

    @Test("Every standard speed is known, others are not")
    func speeds() {
        for baud in [
            50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19_200, 38_400,
            57_600, 115_200, 230_400, 460_800, 921_600,
        ] {
            #expect(LineSettings(SerialLine(baud: baud)) != nil)
            #expect(SerialPort.speeds.contains(baud))
        }
        for baud in [0, -1, 9601, 14_400, .max] {
            #expect(LineSettings(SerialLine(baud: baud)) == nil)
        }
    }

    private func settings(_ framing: String) throws -> LineSettings {
        let framing = try #require(SerialFraming(framing))
        return try #require(LineSettings(SerialLine(framing: framing)))
    }
}
