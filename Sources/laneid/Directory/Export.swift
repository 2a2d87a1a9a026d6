import Directory
import Identity
import SQLite

extension Command {
    static let directoryExport = Command(
        name: "directory export",
        summary: "print customers with their source's data and the fields kept here only",
        details: """
            CSV, or with --json one object a line, which has the customer's coupons and assets too (directory grant). Cards
            and telephones are not in it.
            """,
        options: DirectoryEdit.options, examples: ["laneid directory export > customers.csv"]
    ) { arguments, console in
        let directory = try DirectoryEdit.look(arguments)
        let isJSON = arguments.has("--json")
        let extra = try directory.extraFieldNames()
        let columns = [
            "number", "name", "kind", "status", "membership", "source", "household", "categories",
            "shoppers", "email", "city",
        ]
        var text = isJSON ? "" : line(columns + extra)
        var failure: (any Error)?
        try directory.export { customer throws(DatabaseError) in
            guard failure == nil else { return }
            do {
                text += isJSON ? try JSONLine.text(customer) + "\n" : row(customer, extra)
                if text.utf8.count > 1 << 16 {
                    try console.write(text)
                    text = ""
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
        try console.write(text)
        return .done
    }

    private static func row(_ customer: ExportedCustomer, _ extra: [String]) -> String {
        line(
            [
                customer.number, customer.name, customer.kind, customer.status,
                customer.membership ?? "", customer.source ?? "", customer.household ?? "",
                customer.categories.joined(separator: ";"),
                customer.shoppers.joined(separator: ";"),
                customer.email ?? "", customer.city ?? "",
            ] + extra.map { customer.extra[$0] ?? "" })
    }

    /// A line of CSV (RFC 4180), of which an import makes the same again. What a terminal obeys is
    /// escaped, and a field that a spreadsheet would take for a formula is kept text.
    private static func line(_ fields: [String]) -> String {
        fields.map { field in
            let isFormula = field.drop { $0 == "'" }.first.map { "=+-@\t\r".contains($0) } == true
            let text = (isFormula ? "'" + field : field).escapedField
            // Byte by byte, because CR LF is one character.
            guard text.utf8.contains(where: { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }) else {
                return text
            }
            return "\"" + text.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",") + "\n"
    }
}
