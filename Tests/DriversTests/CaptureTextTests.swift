import Decoding
import Drivers
import Identity
import Simulator
import Testing

@Suite("The text form of captures")
struct CaptureTextTests {
    @Test("Every kind of line")
    func everyLine() throws {
        let capture = try Capture(
            parsing: """
                # a comment
                #
                = driver serial-scanner
                = ends stxetx   # a word
                = codes eu
                = lrc present
                = preamble 4C 31
                = postamble 0A

                < 34 30 0D  # four, zero
                  <3430
                > 06
                ! reject
                @ 40ms
                @ 2s
                @ 10us
                """)
        #expect(capture.driver == "serial-scanner")
        #expect(capture.options.word(.ends) == LabelEnd.stxEtx)
        #expect(capture.options.word(.codes) == CodeProfile.eu)
        #expect(capture.options.word(.lrc) == TrackLRC.present)
        #expect(capture.options.text(.preamble) == "L1")
        #expect(capture.options.text(.postamble) == "\n")
        #expect(
            capture.steps == [
                .comment("a comment"), .comment(""), .received([0x34, 0x30, 0x0D]),
                .received([0x34, 0x30]), .sent([0x06]), .signal(.reject), .pause(.milliseconds(40)),
                .pause(.seconds(2)), .pause(.microseconds(10)),
            ])
        #expect(capture.received == [0x34, 0x30, 0x0D, 0x34, 0x30])
        #expect(try Capture(parsing: capture.text) == capture)
    }

    @Test("Windows line ends are line ends")
    func carriageReturns() throws {
        let capture = try Capture(parsing: "< 34\r\n> 06\r\n")
        #expect(capture.steps == [.received([0x34]), .sent([0x06])])
    }

    @Test(
        "What is wrong is said with its line",
        arguments: [
            ("< 3", 1, CaptureError.Problem.badByte), ("\n< 3 4", 2, .badByte), ("<", 1, .badByte),
            ("< 3G", 1, .badByte), ("< ３０", 1, .badByte), ("@ 40", 1, .badPause),
            ("@ ms", 1, .badPause), ("@ -1ms", 1, .badPause), ("@ 1 s", 1, .badPause),
            ("@ 99999999999s", 1, .badPause), ("@ 100000s", 1, .badPause), ("@ ٣ms", 1, .badPause),
            ("@ 99999999999999999999999s", 1, .badPause), ("? 1", 1, .unknownMark("?")),
            ("! beep", 1, .badSignal), ("!", 1, .badSignal),
            ("= ends never", 1, .badOption("ends")), ("= speed 9", 1, .badOption("speed")),
            ("=", 1, .badOption("")), ("= driver", 1, .badOption("driver")),
            ("= codes", 1, .badOption("codes")), ("= lrc maybe", 1, .badOption("lrc")),
            ("= preamble 3", 1, .badByte), ("= preamble", 1, .badByte),
            ("= preamble " + String(repeating: "41", count: 17), 1, .badOption("preamble")),
        ])
    func wrong(text: String, line: Int, problem: CaptureError.Problem) {
        #expect(throws: CaptureError(line: line, problem: problem)) {
            try Capture(parsing: text)
        }
    }

    @Test("An error's sentence names the line")
    func sentence() {
        #expect(
            CaptureError(line: 7, problem: .badPause).description
                == "capture line 7 is no pause: write it like @ 40ms (us, ms or s, at most a day)")
    }

    @Test("Drivers are found by name")
    func names() {
        for driver in Driver.catalogue { #expect(Driver.named(driver.name)?.name == driver.name) }
        #expect(Driver.named("no-such-driver") == nil)
        #expect(Set(Driver.catalogue.map(\.name)).count == Driver.catalogue.count)
    }
}
