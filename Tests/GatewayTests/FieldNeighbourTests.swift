import Identity
import Testing

@Suite("Neighbours of what readers in the field sent")
struct FieldNeighbourTests {
    private func expect(_ driver: String, _ text: String, _ expected: String) throws {
        let row = FieldCase(
            "", driver, [Array(text.unicodeScalars.map { UInt8($0.value) })], expected)
        let events = try row.events()
        #expect(row.isMet(by: events), "\(events.map(\.text))")
    }

    @Test(
        "Scanners",
        arguments: [
            // A licence: its elements alone, its header in capitals of early issuers
            ("DAQ99000111\nDCSEXAMPLESON\nDACPAT\r", "licence or fault"),
            ("DLDAQ99000111|DCSEXAMPLESON|DACPAT\r", "licence"),
            ("AAMVA6360140101DL00390201DLDAQ99\nDCSEXAMPLESON\r", "licence or fault"),
            ("]L2@ab\rANSI 636014040002DL\nDCSEXAMPLESON\r\nDACPAT\r\n", "licence or fault"),
            // One line that begins like one of a licence is a label
            ("DAQ99000111\r", "text=DAQ99000111"),
            // JSON in lines, and in one
            ("{\r\n\"a\":\r\n00012300456\r\n}\r\n", "fault & nobody"),
            ("{\"id\":\"17\"}\r", "text={\"id\":\"17\"}"),
            ("BEGIN:VCARD\rN:Doe;Jane\rEND:VCARD\r", "fault & not=N:Doe;Jane"),
            // Elements of a GS1 label, and a card's number in one for a company's own use
            ("]C1214111111111111111\r", "text=214111111111111111"),
            ("]C1914111111111111111\r", "payment"),
            ("]C04111111111111111\r", "payment"), ("4111111111111111\r", "payment"),
            ("378282246310005\r", "payment"), ("36438936438936\r", "payment"),
            // Spellings
            ("]F0t00012300456e\r", "who=100"), ("a00012300456b\r", "who=100"),
            ("*00012300456*\r", "who=100"), (" 00012300456\r", "who=100"),
            ("]C0 00012300456\u{1D}\r", "who=100"),
            ("]C1\u{1D}8018950110153123456781\r", "who=101"),
            ("\u{1D}4111111111111111\r", "payment"),
            // Lengths of elements
            ("]C17007211212\r", "text=7007211212"),
            ("]C17007211212211213\r", "text=7007211212211213"),
            ("]C14231234\r", "fault"), ("]C142312345612\r", "fault"),
            ("]C1423123456\r", "text=423123456"),
            ("]C180082112121\r", "fault"), ("]C1800821121210\r", "text=800821121210"),
            ("]C18040123456789012345\r", "text=8040123456789012345"),
            // Latin-1, and bytes that it does not have
            ("]d1Caf\u{E9}\r", "text=Café"), ("]Q1\u{80}5\r", "fault"),
            // Twelve digits that may be a UPC-A or an EAN-13: a coupon's UPC-A, a product as sent
            ("]E0499999000014\r", "text=0049999900001"), ("]E0060992011187\r", "text=060992011187"),
        ])
    func scanners(text: String, expected: String) throws {
        try expect("serial-scanner", text, expected)
    }

    @Test(
        "Swipe readers",
        arguments: [
            ("%E?;8134000123?+N?\r", "text=8134000123"), ("%N?;N?+N?\r", "fault"),
            ("%CLUB^8134?\r\n;8134000123?\r\n+77?\r\n", "text=8134000123 & not=+77"),
            (
                "%B4111111111111111^DOE/JANE^29121010000?\r;4111111111111111=29121010000?\r",
                "payment"
            ),
            // Two swipes of track 1 alone, one after the other
            ("%AB^X?\r%CD^Y?\r", "not=AB^X & not=CD^Y"),
            (";0636021123456789?\r", "not=DOE"),
            // A licence without track 1: its track 3 has an address, on a line of its own
            (
                ";6360100462172082009=2101198799080=?\r%! 33435      I          1600 ECCECC00?\r",
                "licence & not=33435"
            ),
            (
                ";6360100462172082009=2101198799080=?\r#! 33435      I          1600 ECCECC00?\r",
                "licence or fault & not=33435"
            ),
        ])
    func swipes(text: String, expected: String) throws {
        try expect("serial-swipe", text, expected)
    }
}
