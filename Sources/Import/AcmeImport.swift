import Directory
import Identity

/// Acme POS's loyalty list: `initial_set_sequence, card_id, pin, phone1..phone5`. A card is a customer of its own,
/// whose number is the card's. The PIN is not read. Telephones have exactly ten digits, as in Acme POS itself.
enum AcmeImport {
    static let layout = [
        "initial_set_sequence", "card_id", "pin", "phone1", "phone2", "phone3", "phone4", "phone5",
    ]
    static let columns = ["card_id", "phone1", "phone2", "phone3", "phone4", "phone5"]

    static func stage(_ table: borrowing TableReader, _ rows: inout StagedRows) -> String? {
        var row = PlainRow()
        row[.number] = String(table[0])
        row[.barcode] = row[.number]
        for (index, column) in PlainColumn.phones.enumerated() {
            let phone = table[index + 1]
            if phone.isEmpty { continue }
            guard phone.count == 10, phone.isAllDigits else {
                return "\(columns[index + 1]) has not exactly ten digits"
            }
            row[column] = String(phone)
        }
        return row.stage(into: &rows, line: table.line)
    }
}
