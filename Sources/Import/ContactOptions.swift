import Identity
import SQLite

/// What the options say of telephones and e-mails.
extension ImportOptions {
    /// A telephone in international form; nil where it does not say its country.
    func international(_ given: String, _ country: String) -> String? {
        let number =
            country.isEmpty
            ? normalisePhone?(given) ?? Self.plain(given)
            : normalisePhoneIn?(given, country) ?? Self.plain(given)
        guard let number, number.utf8.count <= 16, number.utf8.count >= 8, number.hasPrefix("+"),
            !number.hasPrefix("+0"), number.dropFirst().utf8.allSatisfy(\.isASCIIDigit)
        else { return nil }
        return number
    }

    /// A number that is given in international form, without the signs between its digits.
    private static func plain(_ given: String) -> String? {
        guard given.hasPrefix("+") else { return nil }
        let signs: Set<Character> = [" ", "-", "(", ")", ".", "/", "\u{A0}"]
        return given.filter { !signs.contains($0) }
    }

    /// The columns without which nothing of a table can be imported.
    func needed(of format: ImportFormat) -> [String] {
        guard format == .csv, let column = key.contact else { return format.layout.needed }
        return ["\(column)"]
    }

    /// The telephone or e-mail by which the row's customer is known; nil where that is a number.
    func contact(of table: borrowing TableReader) -> Result<String, Layout.Fault>? {
        guard let column = key.contact else { return nil }
        let given = String(table[column.rawValue])
        guard !given.isEmpty else {
            return .failure(.init(reason: "the row has no \(column), which is its key"))
        }
        if column == .email {
            guard given.contains("@"), given.utf8.count <= 254 else {
                return .failure(.init(reason: "the key in \"email\" is no e-mail address"))
            }
            return .success(given.lowercased())
        }
        let country = String(table[PlainColumn.country.rawValue])
        guard let number = international(given, country) else {
            let why =
                "the key in \"phone\" has no international form: correct it, or set store.region"
            return .failure(.init(reason: why))
        }
        return .success(number)
    }
}

extension CustomerKey {
    /// The column of the plain form, where it is one that says how a customer is reached.
    var contact: PlainColumn? {
        switch self {
        case .number, .id: nil
        case .phone: .phone
        case .email: .email
        }
    }
}
