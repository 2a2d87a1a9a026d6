@testable import Directory

/// A small directory: customers of the shapes that events tell apart.
enum SampleDirectory {
    /// A card of Iva Horvat, alone on her account: 13 digits, and as a scanner without symbology sends it.
    static let card = "0040122910412"
    static let stripe = "8134000017"
    /// The stripe of an account with two shoppers, Ana (1) and Ben (2).
    static let sharedStripe = "8134000500"
    /// The stripe of a customer suspended on 2025-11-30.
    static let suspendedStripe = "8134000601"

    static func make(at path: String) throws {
        let editor = try CustomerDirectory(path: path, access: .edit)
        defer { editor.endBurst() }
        try editor.database().run(sql)
    }

    /// Codes are those of `Codes.swift`.
    private static let sql = """
        INSERT INTO customer (id, number, name, kind, status, shopper_count, sole_shopper, holder, folded)
        VALUES (1, '10412', 'Iva Horvat', 1, 1, 1, 1, 1, ' iva horvat'),
            (2, '500', 'Ana and Ben', 1, 1, 2, NULL, 1, ' ana and ben'),
            (3, '601', 'Held Back', 1, 3, 1, 1, 1, ' held back');
        INSERT INTO shopper (customer_id, number, name) VALUES
            (1, 1, 'Iva Horvat'), (2, 1, 'Ana'), (2, 2, 'Ben'), (3, 1, 'Held Back');
        INSERT INTO suspension (customer_id, kind, since) VALUES (3, 'I', '2025-11-30');
        INSERT INTO identifier (kind, value, customer_id) VALUES
            (2, '\(card)', 1), (3, '\(stripe)', 1), (3, '\(sharedStripe)', 2),
            (3, '\(suspendedStripe)', 3);
        """
}
