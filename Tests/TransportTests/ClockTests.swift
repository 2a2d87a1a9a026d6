import Identity
import Testing
import Transport

struct ClockTests {
    @Test(
        "A moment of RFC 3339 is read",
        arguments: [
            ("1970-01-01T00:00:00Z", 0 as Int64),
            ("2026-03-03T12:00:00-06:00", 1_772_560_800_000),
            ("2026-03-03T18:00:00Z", 1_772_560_800_000),
            ("2026-03-03t18:00:00z", 1_772_560_800_000),
            ("2026-03-03 18:00:00+00:00", 1_772_560_800_000),
            ("2026-03-04T03:30:00+09:30", 1_772_560_800_000),
            ("2026-03-03T18:00:00.25Z", 1_772_560_800_250),
            ("2026-03-03T18:00:00.123456789Z", 1_772_560_800_123),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("1969-12-31T23:59:59.999Z", -1),
            ("0000-03-01T00:00:00Z", -62_162_035_200_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ])
    func reads(text: String, milliseconds: Int64) {
        #expect(WallTime(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test("What is written is read again", arguments: [0, 951_782_399_999, -1, 4_102_444_800_000])
    func roundTrip(milliseconds: Int64) {
        let time = WallTime(milliseconds: milliseconds)
        #expect(WallTime(rfc3339: String(time.rfc3339)) == time)
    }

    @Test(
        "Anything else is no moment",
        arguments: [
            "", "now", "2026-03-03", "2026-03-03T12:00:00", "2026-03-03T12:00Z",
            "2026-02-30T12:00:00Z", "2026-13-01T12:00:00Z", "2026-03-03T24:00:00Z",
            "2026-03-03T12:60:00Z", "2026-03-03T12:00:60Z", "2026-03-03T12:00:00.Z",
            "2026-03-03T12:00:00-6:00", "2026-03-03T12:00:00-0600", "2026-03-03T12:00:00Z ",
            "+026-03-03T12:00:00Z", "2026-03-03T12:00:00-24:00", "٢٠٢٦-03-03T12:00:00Z",
        ])
    func refuses(text: String) {
        #expect(WallTime(rfc3339: text) == nil)
    }

    @Test("A set clock starts where it was told and runs at the usual speed")
    func setClock() {
        let start = Instant(nanoseconds: 5_000_000_000)
        let clock = WallClock(showing: WallTime(milliseconds: 1000), at: start)
        #expect(clock.isSet)
        #expect(clock.time(at: start).milliseconds == 1000)
        #expect(clock.time(at: start + .milliseconds(2500)).milliseconds == 3500)
        #expect(clock.now > WallTime(milliseconds: 1000))
    }

    @Test("Without LANEID_NOW the machine's clock is shown")
    func machineClock() throws {
        let clock = try WallClock(laneidNow: nil)
        #expect(!clock.isSet)
        // 2020: any machine that runs this has been set since.
        #expect(clock.now > WallTime(milliseconds: 1_577_836_800_000))
    }

    @Test("A LANEID_NOW that is no time is refused with its text and an example")
    func refusedSetting() {
        let error = #expect(throws: WallClockError.self) { try WallClock(laneidNow: "noon") }
        #expect(error == .cannotRead(text: "noon"))
        #expect(
            error?.description
                == "LANEID_NOW is \"noon\", which is not a time such as 2026-03-03T12:00:00-06:00")
    }

    @Test("The monotonic clock does not go back")
    func monotonic() {
        let first = Instant.now
        #expect(Instant.now >= first)
    }
}
