import Decoding
import Identity
import Testing

@Suite("GS1 element strings and Digital Links")
struct GS1Tests {
    static let number = "801234567890123458"

    @Test(
        "The recipient's number in an element string",
        arguments: [
            ("8018801234567890123458", Given.text(number)),
            ("8018801234567890123458<GS>8019123", .text(number)),
            ("8018801234567890123458<GS>", .text(number)),
            ("<GS>8018801234567890123458", .text(number)),
            ("10ABC<GS>8018801234567890123458", .text(number)),
            ("0112312312312333<GS>8018801234567890123458", .text(number)),
            ("0112312312312333", .nothing),
            ("99COMPANY", .nothing),
            // No separator after a value whose length is not predefined.
            ("80188012345678901234588019123", .fault(.badElementString)),
            ("8018801234567890123459", .fault(.badCheckDigit)),
            ("801880123456789012345", .fault(.badElementString)),
            ("8018801234567890123A58", .fault(.badElementString)),
            // Recipient and provider exclude each other.
            ("8018801234567890123458<GS>8017801234567890123458", .fault(.badElementString)),
            ("8018801234567890123458<GS>8018801234567890123458", .fault(.badElementString)),
            ("8019123", .nothing),
            ("8", .fault(.badElementString)),
            ("05XYZ<GS>8018801234567890123458", .fault(.unknownLabel)),
            ("8018801234567890123458<GS>05XYZ", .text(number)),
            ("(8018)801234567890123458", .fault(.badElementString)),
        ])
    func recipient(text: String, result: Given) {
        #expect(
            given { () throws(Fault) in
                try ServiceRelation.recipient(in: bytes(text).span, isGS1: true).map { String($0) }
            } == result)
    }

    // gs1/gs1-syntax-engine, src/c-lib/scandata.c; python-stdnum, gs1_128 (vectors A12, A13.5).
    @Test(
        "Valid element strings",
        arguments: [
            "011231231231233310ABC123<GS>99TESTING", "0112312312312333235XYZ<GS>10ABC",
            "013842587609507417181119371", "99COMPOSITE<GS>98XYZ", "3103000123<GS>15991231",
            "800301234567890128SERIAL", "8110106141416543213500110000310123196000",
            "255629104150021312<GS>81110050", "21X", "05NEWER",
        ])
    func valid(text: String) {
        #expect(given { () throws(Fault) in try verified(text) } == .text("valid"))
    }

    @Test(
        "Invalid element strings",
        arguments: [
            ("01123123123123^10ABC", Fault.badElementString), ("", .badElementString),
            ("0112312312312334", .badCheckDigit), ("0112312", .badElementString),
            ("10", .badElementString), ("10ABC DEF", .badElementString),
            ("10ABC#", .badElementString),
            ("21" + String(repeating: "X", count: 21), .badElementString),
            ("81110050", .badElementString), ("8019123", .badElementString),
            ("10ABC<GS><GS>21X", .badElementString), ("0A12", .badElementString),
        ])
    func invalid(text: String, fault: Fault) {
        #expect(given { () throws(Fault) in try verified(text) } == .fault(fault))
    }

    private func verified(_ text: String) throws(Fault) -> String {
        try GS1ElementString.verify(bytes(text).span)
        return "valid"
    }

    @Test("Elements come one after the other, with their places")
    func elements() throws {
        let text = bytes("0112312312312333235XYZ<GS>10ABC")
        var reader = GS1ElementString()
        var found: [(Int, String)] = []
        while let element = try reader.next(in: text.span) {
            found.append((element.identifier, String(text.span.extracting(element.value))))
        }
        #expect(found.map(\.0) == [1, 235, 10])
        #expect(found.map(\.1) == ["12312312312333", "XYZ", "ABC"])
    }

    @Test(
        "The recipient's number in a Digital Link",
        arguments: [
            ("https://id.gs1.org/8018/801234567890123458", Given.text(number)),
            ("http://example.org/members/8018/801234567890123458/8019/12", .text(number)),
            ("HTTPS://EXAMPLE.ORG/8018/801234567890123458?lang=en#x", .text(number)),
            ("https://example.org:8080/8018/%38012345678901%3234%358", .text(number)),
            ("https://example.org/8018/123/8018/801234567890123458", .text(number)),
            ("https://example.org/8018/801234567890123458#/", .text(number)),
            ("https://example.org/8018/801234567890123458?17=251231&x=1", .text(number)),
            ("https://example.org/01/09506000134352", .nothing),
            ("https://example.org/80180/123", .nothing),
            ("https://example.org", .nothing),
            ("Https://example.org/8018/801234567890123458", .nothing),
            ("ftp://example.org/8018/801234567890123458", .nothing),
            ("https:///8018/801234567890123458", .nothing),
            ("member:1234", .nothing), ("", .nothing),
            ("https://example.org/8018/801234567890123458/", .fault(.badElementString)),
            ("https://example.org/8018/801234567890123458/8019/", .fault(.badElementString)),
            ("https://example.org/8018/801234567890123458/8020/1", .fault(.badElementString)),
            ("https://example.org/8018/801234567890123458/8019/1/x", .fault(.badElementString)),
            ("https://example.org/8018/", .fault(.badElementString)),
            ("https://example.org/8018", .fault(.badElementString)),
            ("https://example.org/8018/801234567890123459", .fault(.badCheckDigit)),
            ("https://example.org/8018/80123456789012345", .fault(.badElementString)),
            ("https://example.org/8018/801234567890123458?999999=1", .fault(.badElementString)),
            ("https://example.org/8018/801234567890123458?8017=1", .fault(.badElementString)),
            ("https://example.org/8018/801234567890123458?17=", .fault(.badElementString)),
            ("https://example.org/8018/%3", .fault(.badElementString)),
            ("https://example.org/8018/801234567890123458+", .fault(.badElementString)),
        ])
    func digitalLink(text: String, result: Given) {
        #expect(
            given { () throws(Fault) in
                try ServiceRelation.recipient(in: bytes(text).span, isGS1: false).map { String($0) }
            } == result)
    }
}
