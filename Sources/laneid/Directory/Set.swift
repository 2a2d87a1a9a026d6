import Directory
import SQLite

extension Command {
    static let directorySet = Command(
        name: "directory set",
        summary: "change a field of a customer; refused where a source owns it",
        details: """
            FIELD is \(CustomerField.allCases.filter { $0 != .shoppers }.map(\.rawValue).joined(separator: ", ")).
            Without VALUE the field is cleared. phones adds a telephone, in international form (+16125550142) or as
            it is dialled in the region that settings name.
            """,
        positionals: [
            Positional(name: "NUMBER", summary: "the customer's number"),
            Positional(name: "FIELD", summary: "which field", type: .word(CustomerField.self)),
            Positional(name: "VALUE", summary: "what it is to be", isOptional: true, repeats: true),
        ],
        options: [DirectoryEdit.shopper] + DirectoryEdit.options,
        examples: ["laneid directory set 10900 name Iva Novak"]
    ) { arguments, console in
        let (number, word) = (arguments.positionals[0], arguments.positionals[1])
        let value = arguments.positionals.count > 2 ? try arguments.rest(from: 2) : nil
        let shopper = arguments.integer("--shopper")
        guard let field = CustomerField(rawValue: word) else { return .wrongUsage }
        let rules = try DirectoryEdit.rules(arguments)
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            if field == .phones, let value {
                try editor.addPhone(
                    value, international: rules.international(value), of: number,
                    shopper: shopper)
            } else {
                try editor.set(field, of: number, to: value)
            }
        }
    }
}
