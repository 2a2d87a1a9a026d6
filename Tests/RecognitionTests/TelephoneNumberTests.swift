import Recognition
import Testing

/// The vectors are of the facts on caller identification, section 5; what they become was asked of
/// libphonenumber 9.0.43.
@Suite struct TelephoneNumberTests {
    @Test(
        "A number as a region writes it has one international form",
        arguments: [
            ("US", "(612) 555-0142", "+16125550142"), ("US", "1 612 555 0142", "+16125550142"),
            ("US", "+1 612-555-0142", "+16125550142"), ("US", "555-0142", "+16125550142"),
            ("US", "011 44 20 7946 0018", "+442079460018"),
            ("US", "+1 650-253-0000 (home)", "+16502530000"),
            ("GB", "020 7946 0018", "+442079460018"),
            ("GB", "+44 (0)20 7946 0018", "+442079460018"),
            ("DE", "030 901820", "+4930901820"), ("DE", "0030 210 1234567", "+302101234567"),
            ("IT", "06 698 12345", "+390669812345"), ("FR", "06 12 34 56 78", "+33612345678"),
            ("RU", "8 (495) 123-45-67", "+74951234567"), ("HU", "06 1 234 5678", "+3612345678"),
            ("ES", "912 345 678", "+34912345678"), ("NO", "22 12 34 56", "+4722123456"),
            ("HR", "098 123 456", "+38598123456"),
            ("JP", "010 1 612 555 0142", "+16125550142"),
            ("AU", "0011 1 612 555 0142", "+16125550142"),
            ("AU", "(02) 5550 1234", "+61255501234"),
            // What a spreadsheet leaves of a number, and a country code without its plus.
            ("GB", "7700900123", "+447700900123"), ("GB", "447700900123", "+447700900123"),
            ("GB", "4407700900123", "+447700900123"), ("FR", "612345678", "+33612345678"),
            ("DE", "1701234567", "+491701234567"), ("DE", "491701234567", "+491701234567"),
            ("AU", "412345678", "+61412345678"), ("ES", "34912345678", "+34912345678"),
            ("RU", "79161234567", "+79161234567"), ("IT", "393331234567", "+393331234567"),
            ("US", "\u{202A}+1 612\u{2011}555\u{A0}0142\u{202C}", "+16125550142"),
        ])
    func form(region: String, given: String, expected: String) throws {
        let numbers = try #require(
            TelephoneNumbers(region: region, areaCode: region == "US" ? "612" : nil))
        #expect(numbers.international(given) == expected)
        // What is international stays as it is, wherever it is read.
        #expect(TelephoneNumbers().international(expected) == expected)
    }

    @Test(
        "What is cut, without its area, no number or nobody's has no international form",
        arguments: [
            ("US", "555-0142"), ("US", "1234567890"), ("US", "(012) 555-0142"), ("US", ""),
            ("US", "612 555 0142 x12"), ("US", "P"), ("US", "PRIVATE"), ("US", "0000000000"),
            ("US", "442079460018"), ("US", "00 44 20 7946 0018"), ("US", "(612 555-0142"),
            ("US", "612-555-0142 / 612-555-0143"), ("US", "V123456789012345"),
            ("US", "+266696687"), ("US", "7378742883"), ("US", "+999 123 4567"), ("US", "+"),
            ("GB", "0171-250-"), ("GB", "00 33 -"), ("GB", "79460018"), ("DE", "901820"),
            ("DE", "030 9018201234567890"), ("AR", "0343 15 555 1212"),
            ("BR", "0 15 11 96123-4567"), ("MX", "044 222 123 4567"), ("SE", "**600"),
        ])
    func none(region: String, given: String) throws {
        let numbers = try #require(TelephoneNumbers(region: region))
        #expect(numbers.international(given) == nil)
    }

    @Test("The area may be given with its trunk prefix", arguments: ["30", "030"])
    func area(code: String) throws {
        let numbers = try #require(TelephoneNumbers(region: "DE", areaCode: code))
        #expect(numbers.international("901820") == "+4930901820")
    }

    @Test("A region is two capital letters of ISO 3166", arguments: ["XX", "us", "", "USA"])
    func unknown(region: String) {
        #expect(TelephoneNumbers(region: region) == nil)
    }

    @Test("Without a region only numbers with a plus have an international form")
    func withoutRegion() {
        #expect(TelephoneNumbers().international("+49 30 901820") == "+4930901820")
        #expect(TelephoneNumbers().international("030 901820") == nil)
    }
}
