import DirectorySupport
import Identity
import Testing

@testable import Directory
@testable import SQLite

/// Customers of every shape that look-up tells apart.
private let sample = """
    INSERT INTO customer (id, number, name, kind, status, shopper_count, sole_shopper,
        sole_shopper_name, status_since, holder) VALUES
        (1, '10412', 'Iva Horvat', 1, 1, 1, 1, NULL, NULL, 1),
        (2, '500', 'Ana and Ben', 1, 1, 2, NULL, NULL, NULL, 4),
        (3, '600', 'Gone Away', 1, 4, 1, 1, NULL, '2024-02-01', 1),
        (4, '601', 'Held Back', 1, 2, 1, 1, NULL, NULL, 1),
        (5, '602', 'Quiet', 1, 2, 0, NULL, NULL, NULL, NULL),
        (6, '9', 'Acme', 2, 1, 1, 3, 'Roy Acme', NULL, NULL);
    INSERT INTO shopper (customer_id, number, name, active) VALUES
        (1, 1, 'Iva Horvat', 1), (2, 1, 'Ana', 1), (2, 2, 'Old Ben', 0), (2, 4, 'Ben', 1),
        (3, 1, 'Gone Away', 1), (4, 1, 'Held Back', 1), (6, 3, 'Roy Acme', 1);
    INSERT INTO suspension (customer_id, kind, since) VALUES (4, 'I', '2025-11-30'), (1, 'I', '2020-01-01');
    INSERT INTO identifier (kind, value, customer_id, shopper_number, status, valid_from, valid_to,
        status_since, class) VALUES
        (2, '0040122910412', 1, NULL, 1, NULL, NULL, NULL, 1),
        (3, '8134000500', 2, NULL, 1, NULL, NULL, NULL, 1),
        (6, 'key-of-ben', 2, 4, 1, NULL, NULL, NULL, 1),
        (6, 'key-of-old-ben', 2, 2, 1, NULL, NULL, NULL, 1),
        (3, '8134000600', 3, NULL, 1, NULL, NULL, NULL, 1),
        (3, '8134000601', 4, NULL, 1, NULL, NULL, NULL, 1),
        (3, '8134000602', 5, NULL, 1, NULL, NULL, NULL, 1),
        (3, 'lost', 3, NULL, 4, NULL, NULL, '2025-05-05', 1),
        (3, 'blocked', 1, NULL, 3, NULL, NULL, NULL, 1),
        (3, 'suspended', 1, NULL, 2, NULL, NULL, NULL, 1),
        (3, 'retain', 1, NULL, 5, NULL, NULL, NULL, 1),
        (3, 'expired', 1, NULL, 6, NULL, NULL, NULL, 1),
        (3, 'stateless', 1, NULL, 77, NULL, NULL, NULL, 1),
        (3, 'starts today', 1, NULL, 1, '2026-03-03', NULL, NULL, 1),
        (3, 'starts tomorrow', 1, NULL, 1, '2026-03-04', NULL, NULL, 1),
        (3, 'ends today', 1, NULL, 1, NULL, '2026-03-03', NULL, 1),
        (3, 'ended yesterday', 1, NULL, 1, NULL, '2026-03-02', NULL, 1),
        (3, 'nobody''s', NULL, NULL, 1, NULL, NULL, NULL, 1),
        (5, 'wristband 17', NULL, NULL, 1, NULL, NULL, NULL, 2);
    INSERT INTO phone (customer_id, place, given, normalised, shopper_number) VALUES
        (1, 1, '(612) 555-0142', '+16125550142', NULL),
        (2, 1, '612 555 0100', '+16125550100', 4),
        (2, 2, '612-555-0100', '+16125550100', 4),
        (2, 3, '612-555-0177', '+16125550177', NULL),
        (6, 1, '612 555 0177', '+16125550177', NULL),
        (3, 1, '612 555 0142 x', NULL, NULL);
    """

@Suite struct LookUpTests {
    private let folder = TemporaryFolder()

    @Test(
        "An identifier leads to its holder, or to why the holder is not served",
        arguments: [
            (IdentifierKind.barcodeCard, "0040122910412", "10412 Iva Horvat, 1 Iva Horvat of 1"),
            // Equal digits of another kind are another identifier.
            (.magneticCard, "0040122910412", "nobody"),
            (.barcodeCard, "004012291041", "10412 Iva Horvat, 1 Iva Horvat of 1"),
            (.barcodeCard, "00401229104", "nobody"),
            (.barcodeCard, "", "nobody"),
            (.magneticCard, "8134000500", "500 Ana and Ben of 2"),
            (.electronicKey, "key-of-ben", "500 Ana and Ben, 4 Ben of 2"),
            (
                .electronicKey, "key-of-old-ben",
                "500 Ana and Ben, 2 Old Ben of 2, inactive by identifier"
            ),
            (
                .magneticCard, "8134000600",
                "600 Gone Away, 1 Gone Away of 1, terminated by customer since 2024-02-01"
            ),
            (
                .magneticCard, "8134000601",
                "601 Held Back, 1 Held Back of 1, suspended by customer since 2025-11-30"
            ),
            (.magneticCard, "8134000602", "602 Quiet of 0, inactive by customer"),
            (
                .magneticCard, "lost",
                "600 Gone Away, 1 Gone Away of 1, lost by identifier since 2025-05-05"
            ),
            (
                .magneticCard, "blocked",
                "10412 Iva Horvat, 1 Iva Horvat of 1, blocked by identifier"
            ),
            (
                .magneticCard, "suspended",
                "10412 Iva Horvat, 1 Iva Horvat of 1, suspended by identifier"
            ),
            (.magneticCard, "retain", "10412 Iva Horvat, 1 Iva Horvat of 1, retain by identifier"),
            (
                .magneticCard, "expired",
                "10412 Iva Horvat, 1 Iva Horvat of 1, expired by identifier"
            ),
            (
                .magneticCard, "stateless",
                "10412 Iva Horvat, 1 Iva Horvat of 1, blocked by identifier"
            ),
            (.magneticCard, "starts today", "10412 Iva Horvat, 1 Iva Horvat of 1"),
            (
                .magneticCard, "starts tomorrow",
                "10412 Iva Horvat, 1 Iva Horvat of 1, notYetValid by identifier since 2026-03-04"
            ),
            (.magneticCard, "ends today", "10412 Iva Horvat, 1 Iva Horvat of 1"),
            (
                .magneticCard, "ended yesterday",
                "10412 Iva Horvat, 1 Iva Horvat of 1, expired by identifier since 2026-03-02"
            ),
            (.magneticCard, "nobody's", "nobody"),
            (.contactlessTag, "wristband 17", "bearer"),
            (.memberNumber, "10412", "10412 Iva Horvat, 1 Iva Horvat of 1"),
            (.memberNumber, "9", "9 Acme, 3 Roy Acme of 1"),
            (.memberNumber, "009", "nobody"),
            (.memberNumber, String(repeating: "1", count: 128), "nobody"),
            (.phone, "+16125550142", "10412 Iva Horvat, 1 Iva Horvat of 1"),
            (.phone, "+16125550100", "500 Ana and Ben, 4 Ben of 2"),
            (.phone, "+16125550177", "several"),
            (.phone, "6125550142", "nobody"),
            (.room, "412", "nobody"),
            (.oneTimeCode, "90551", "nobody"),
        ] as [(IdentifierKind, String, String)])
    func holder(kind: IdentifierKind, value: String, expected: String) throws {
        let directory = try directory(in: folder, holding: sample)
        directory.today = try #require(CalendarDate(year: 2026, month: 3, day: 3))
        let holder = try directory.holder(of: Identifier(kind: kind, value))
        #expect(holder.summary == expected)
        directory.endBurst()
        // The second look-up, in a new burst, answers the same.
        #expect(try directory.holder(of: Identifier(kind: kind, value)).summary == expected)
    }

    @Test(
        "A suspended customer is shown as suspended, an active one with an old suspension is served"
    )
    func shownStatus() throws {
        let directory = try directory(in: folder, holding: sample)
        let held = try #require(try directory.customer(number: Bytes("601")))
        #expect(held.customer.status == .suspended)
        let active = try #require(try directory.customer(number: Bytes("10412")))
        #expect(active.customer.status == .active)
        #expect(active.refusal == nil)
    }

    @Test(
        "The shoppers of an account are listed holder first, then by number, without inactive ones")
    func shoppers() throws {
        let directory = try directory(in: folder, holding: sample)
        let account = try #require(try directory.customer(number: Bytes("500")))
        let shoppers = try directory.shoppers(of: account)
        #expect(shoppers.map { String($0.id) } == ["4", "1"])
        #expect(shoppers.compactMap { $0.shopper.map { String($0.name) } } == ["Ben", "Ana"])
        #expect(shoppers.allSatisfy { $0.customer == account.customer })
    }

    @Test("Those who share a telephone are listed by customer number, counted as a number")
    func candidates() throws {
        let directory = try directory(in: folder, holding: sample)
        let shared = Identifier(kind: .phone, "+16125550177")
        #expect(try directory.candidates(for: shared).map { String($0.id) } == ["9", "500"])
        #expect(try directory.candidates(for: Identifier(kind: .external, "x")).isEmpty)
    }

    @Test("A customer is found by number, or not at all")
    func byNumber() throws {
        let directory = try directory(in: folder, holding: sample)
        #expect(try directory.customer(number: Bytes("500"))?.summary == "500 Ana and Ben of 2")
        #expect(try directory.customer(number: Bytes("5000"))?.summary == nil)
    }

    @Test("A burst sees one state of the directory, the next burst the new one")
    func burst() throws {
        let directory = try directory(in: folder, holding: sample)
        let card = Identifier(kind: .barcodeCard, "0040122910412")
        #expect(try directory.holder(of: card).summary == "10412 Iva Horvat, 1 Iva Horvat of 1")
        let editor = try CustomerDirectory(path: directory.path, access: .edit)
        try editor.database().run("UPDATE customer SET status = 2 WHERE id = 1")
        editor.endBurst()
        #expect(try directory.holder(of: card).summary == "10412 Iva Horvat, 1 Iva Horvat of 1")
        directory.endBurst()
        directory.endBurst()
        #expect(
            try directory.holder(of: card).summary
                == "10412 Iva Horvat, 1 Iva Horvat of 1, suspended by customer since 2020-01-01")
    }
}
