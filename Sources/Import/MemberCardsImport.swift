import Identity
import SQLite

/// CORE-POS's `memberCards`: barcode cards by account. A card's number is kept as CORE-POS keeps
/// it, 13 digits without check digit, zero-filled on the left.
enum MemberCardsImport {
    /// The fields of a staged row.
    private enum Field {
        static let number = 0
        static let value = 1
        static let spelling = 2
    }

    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DatabaseError) {
        var withCheckDigit = 0
        for row in rows.rows {
            importer.count()
            if CardNumber.endsInCheckDigit(rows[row, Field.value]) { withCheckDigit += 1 }
            guard let customer = try importer.customer(rows[row, Field.number]) else {
                importer.notes.reject(line: row.line, Importer.noCustomer)
                continue
            }
            importer.identifiers.add(
                kind: .barcodeCard, value: rows[row, Field.value],
                spelling: rows[row, Field.spelling], holder: .customer(customer, shopper: nil),
                file: importer.notes.file, line: row.line)
        }
        // By chance one number in ten ends in what would be its check digit.
        if rows.rows.count >= 20, withCheckDigit == rows.rows.count {
            importer.notes.warn(
                "checkDigits", line: rows.rows[0].line,
                "every card's number ends in its check digit: import with check digits, or no card is found"
            )
        }
        importer.identifierKinds.insert(.barcodeCard)
    }
}

extension Importer {
    static let noCustomer = "there is no customer of this number"
}
