import Decoding
import Identity
import Testing

@Suite("Fields of tracks")
struct CardFieldTests {
    // ISO/IEC 7813's layout with the brands' public test numbers; the gift card is
    // sualeh/magnetictrackparser, trackJ (vector A3.4).
    @Test(
        "Track 1 in bank format",
        arguments: [
            ("B4111111111111111^A/B^29121010000000000", "B 16 A/B 29-12 101 10"),
            ("b378282246310005^DOE/JANE^2912", "b 15 DOE/JANE 29-12 - 0"),
            ("B3782 822463 10005^DOE/J^^^XY", "B 15 DOE/J - - 2"),
            (
                "B7083560000013710910^MICHAELS OPEN VALUE CARD  ^8551",
                "B 19 MICHAELS OPEN VALUE CARD   85-51 - 0"
            ),
            ("B5911111111111111^123DOE/J^2912201X", "B 16 DOE/J 29-12 201 1"),
            ("B4111111111111111^A/B", nil), ("B^A/B^2912", nil), ("B41X1^A/B^2912", nil),
            ("B41111111111111111111^A/B^2912", nil), ("4111111111111111^A/B^2912", nil),
            ("MEMBER 1234", nil), ("", nil), ("B", nil), ("B59^", nil), ("B59^12", nil),
            // Vector A3.2: sualeh/magnetictrackparser, trackA to trackE, field by field as long,
            // with invented people and the brands' public test numbers in their place; the fifth
            // has no brand.
            (
                "B5555555555554444^DOE/JANE^16042010000000000000000000000000000567001000",
                "B 16 DOE/JANE 16-4 201 37"
            ),
            (
                "B4111111111111111^DOE/JANE^1605101097670000000000120000000",
                "B 16 DOE/JANE 16-5 101 24"
            ),
            (
                "B5454545454545454^DOE/JANE                 ^1701101000001540000000154000000",
                "B 16 DOE/JANE                  17-1 101 24"
            ),
            (
                "B6011111111111117^DOE/JANE                 ^15101011000606818102",
                "B 16 DOE/JANE                  15-10 101 13"
            ),
            ("B6035320000000000^DOE/JANE^491210100316000000", "B 16 DOE/JANE 49-12 101 11"),
        ])
    func bankTrack1(data: String, result: String?) {
        let data = bytes(data)
        let told = BankTrack1(data.span).map { track in
            [
                String(decoding: [track.formatCode], as: UTF8.self),
                String(track.accountNumber.count), String(data.span.extracting(track.name)),
                track.expiry.map { "\($0.year)-\($0.month)" } ?? "-",
                track.serviceCode.map { String($0) } ?? "-", String(track.discretionary.count),
            ].joined(separator: " ")
        }
        #expect(told == result)
    }

    @Test(
        "Track 2 in bank format",
        arguments: [
            ("4111111111111111=29121010000000000", "16 29-12 101 10"),
            ("4111111111111111=2912", "16 29-12 - 0"),
            ("4111111111111111==101", "16 - 101 0"), ("4111111111111111=", "16 - - 0"),
            ("5911111111111111=1232912201", "16 29-12 201 0"), ("59=", "2 - - 0"),
            // Vector A3.2, as above.
            ("5555555555554444=16042010000056700100", "16 16-4 201 13"),
            ("4111111111111111=160510101200009767", "16 16-5 101 11"),
            ("5454545454545454=17011010000015400000", "16 17-1 101 13"),
            ("6011111111111117=15101011000606818102", "16 15-10 101 13"),
            ("6035320000000000=491210110000316", "16 49-12 101 8"),
            ("4111111111111111", nil),
            ("=2912", nil), ("41A1=2912", nil), ("41111111111111111111=2912", nil), ("", nil),
        ])
    func bankTrack2(data: String, result: String?) {
        let told = BankTrack2(bytes(data).span).map { track in
            [
                String(track.accountNumber.count),
                track.expiry.map { "\($0.year)-\($0.month)" } ?? "-",
                track.serviceCode.map { String($0) } ?? "-", String(track.discretionary.count),
            ].joined(separator: " ")
        }
        #expect(told == result)
    }

    @Test("An expiry's month may not exist")
    func expiryMonth() {
        let impossible = BankTrack2(bytes("4111111111111111=8551").span)
        let december = BankTrack2(bytes("4111111111111111=8512").span)
        #expect(impossible?.expiry?.isMonth == false)
        #expect(december?.expiry?.isMonth == true)
    }

    // winfinit/aamvajs, test/FL.js (vector A4.1).
    @Test("A Florida licence: the letter is restored, month 99 is the expiry's")
    func floridaLicence() throws {
        let one = bytes("FLDELRAY BEACH^DOE$JOHN$^4818 S FEDERAL BLVD^           ")
        let trackOne = LicenceTrack1(one.span)
        let first = try #require(trackOne)
        #expect(String(first.state) == "FL")
        #expect(String(one.span.extracting(first.city)) == "DELRAY BEACH")
        #expect(String(one.span.extracting(first.surname)) == "DOE")
        #expect(String(one.span.extracting(first.givenName)) == "JOHN")
        let trackTwo = LicenceTrack2(bytes("6360100462172082009=2101198799080=").span)
        let two = try #require(trackTwo)
        #expect(String(two.issuer) == "636010")
        #expect(String(two.number) == "D621720820090")
        #expect(two.birthDate == CalendarDate(year: 1987, month: 1, day: 8))
        #expect(two.expiry.year == 21 && two.expiry.month == 1)
    }

    @Test(
        "What is no licence",
        arguments: [
            "636294169881005271827", "4111111111111111=29121010000000000",
            "6360100462172082009=2101", "6360100462172082009=210199879908", "636010=210119879908",
            "63601012345678901234=210119879908", "", "636010",
        ])
    func noLicence(data: String) {
        let isLicence =
            LicenceTrack2(bytes(data).span) != nil || LicenceTrack1(bytes(data).span) != nil
        #expect(!isLicence)
    }

    @Test(
        "The beginning of a licence's PDF417, also as early issuers wrote it",
        arguments: [
            ("@<LF><RS><CR>ANSI 636000080002DL0041", "636000 8"),
            ("@<LF><CR>ANSI 6360000102DL", "636000 1"),
            ("@<LF>\u{1B}<CR>ANSI 636000", "636000 -"),
            ("@<LF><LF><RS><CR>ANSI636000XX", "636000 -"),
            ("@<LF><RS><CR>AAMVA636000", "636000 -"), ("@ANSI 6360", nil),
            ("@<LF><RS><CR>ANSX", nil),
            ("ANSI 636000", nil), ("@", nil), ("", nil), ("user@example.org", nil),
        ])
    func licenceHeader(text: String, result: String?) {
        let told = LicenceHeader(bytes(text).span).map { header in
            String(header.issuer) + " " + (header.version.map { String($0) } ?? "-")
        }
        #expect(told == result)
    }
}
