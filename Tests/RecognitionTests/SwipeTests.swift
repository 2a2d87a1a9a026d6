import Identity
import Recognition
import Testing

@Suite("Swipes")
struct SwipeTests {
    @Test(
        "Without rules, track 2's account is looked up, else track 3's",
        arguments: [
            (";8134000123?", "look up magneticCard 8134000123"),
            (";8134000123=0512?", "look up magneticCard 8134000123"),
            ("+8134000123=0512?", "look up magneticCard 8134000123"),
            (";8134000123?+77?", "look up magneticCard 8134000123"),
            (";=0512?+77?", "look up magneticCard 77"),
            ("%NOBODY?;8134000123?", "look up magneticCard 8134000123"),
            ("%E?;8134000123?+E?", "look up magneticCard 8134000123"),
            (";E?+77?", "look up magneticCard 77"),
            // Text on track 1 is no identifier
            ("%8134000123?", "look up"),
            ("%8134000123?;E?", "malformed badTrack"),
            (";=0512?", "look up"),
            ("%E?;E?+E?", "malformed badTrack"),
            // sualeh/magnetictrackparser, track_1 (vector A3.1)
            ("", "malformed noData"), ("%?;?+?", "malformed noData"),
        ])
    func lookUps(text: String, expected: String) {
        #expect(outcome(Recogniser(), swipe(text)) == expected)
    }

    @Test(
        "Each track goes through the rules by itself",
        arguments: [
            ("%A1^X?;8134?+77?", "malformed tracksDisagree"),
            ("%A1^X?", "staff magneticCard A1 by 0"),
            ("%A1^X?;99?", "staff magneticCard A1 by 0"),
            (";8134=99?", "external 8134 by 1"),
            ("+8134?", "external 8134 by 1"),
            ("%8134?", "look up"),
            (";8134?+8134?", "external 8134 by 1"),
            (";8134?+8135?", "malformed tracksDisagree"),
            (";8134?+99=12?", "malformed tracksDisagree"),
            (";8134?+99?", "external 8134 by 1"),
            ("%E?;8134?", "external 8134 by 1"),
            (";8134?+X?", "ignored by 3"),
        ])
    func tracks(text: String, expected: String) throws {
        let rules = try recogniser(
            RuleDescription(prefix: "A", track: 1, produces: "staff"),
            RuleDescription(kinds: ["magstripe"], prefix: "81", produces: "external"),
            RuleDescription(prefix: "99", track: 3, from: 1, to: 5, produces: "external"),
            RuleDescription(mask: "X", track: 3, produces: "ignore"))
        #expect(outcome(rules, swipe(text)) == expected)
    }

    @Test(
        "A rule whose positions reach past the account field reads the whole track",
        arguments: [
            (";8134=0512991?", "external 991 by 0"), (";8134?", "look up magneticCard 8134"),
            (";8134=05?", "look up magneticCard 8134"),
        ])
    func positions(text: String, expected: String) throws {
        let rules = try recogniser(
            RuleDescription(prefix: "8134", track: 2, from: 10, to: 12, produces: "external"))
        #expect(outcome(rules, swipe(text)) == expected)
    }

    @Test("A mask may show the separator")
    func masks() throws {
        let rules = try recogniser(RuleDescription(mask: "8134=05*", track: 2, produces: "staff"))
        #expect(outcome(rules, swipe(";8134=0512?")) == "staff magneticCard 8134=0512 by 0")
        #expect(outcome(rules, swipe(";8134=0612?")) == "look up magneticCard 8134")
    }

    @Test("A text without sentinels is track 2 where it can be, else track 1")
    func withoutSentinels() throws {
        let rules = try exampleRules()
        let numbers = ["8134000123", "8134000123=0512"]
        for text in numbers {
            #expect(outcome(rules, reading(.magstripe, text)) == "magneticCard 8134000123 by 2")
        }
        #expect(outcome(rules, reading(.magstripe, "A8134000123")) == "look up")
        #expect(outcome(rules, reading(.magstripe, "8134=0512=1")) == "look up")
        #expect(outcome(rules, reading(.magstripe, "")) == "malformed noData")
    }

    @Test("A card number that the cashier typed is tried as track 2")
    func keyed() throws {
        let rules = try exampleRules()
        #expect(outcome(rules, typed("8134000123", .magstripe)) == "magneticCard 8134000123 by 2")
        #expect(outcome(rules, typed("", .magstripe)) == "malformed noData")
    }

    @Test("Places outside the text are no tracks")
    func outside() {
        var tracks = Tracks()
        tracks[1] = Tracks.Place(start: 2, end: 1)
        tracks[2] = Tracks.Place(start: 0, end: 99)
        tracks[3] = Tracks.Place(start: -3, end: 1)
        let bytes: [UInt8] = [0x31, 0x32, 0x33]
        #expect(
            outcome(Recogniser(), Reading.magstripe(bytes.span, tracks: tracks))
                == "malformed noData")
    }
}
