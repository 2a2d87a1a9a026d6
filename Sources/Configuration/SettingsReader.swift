import Recognition

/// Walks a settings tree and collects every problem instead of stopping at the first.
package struct SettingsReader {
    private(set) var problems: [SettingsProblem] = []

    mutating func complain(_ place: String, _ what: String) {
        problems.append(SettingsProblem(place: Self.shown(place), what: Self.shown(what)))
    }

    /// What may be said of the settings: nothing that may hold a payment card's number.
    private static func shown(_ text: String) -> String {
        isPaymentCard(text) ? "…: \(cardRefusal)" : text
    }

    private static func isPaymentCard(_ text: String) -> Bool {
        PaymentCardGuard().judge(typed: text) != .clear
    }

    private static let cardRefusal = "may be a payment card's number: none is ever kept here"

    /// An object all of whose keys are among `keys`; nil (and a problem) for anything else.
    mutating func object(_ value: JSONValue, at place: String, keys: [String]) -> Fields? {
        guard case .object(let members) = value else {
            complain(place, "is \(value.description), not an object")
            return nil
        }
        for key in members.keys.sorted() where !keys.contains(key) {
            let near = Spelling.nearest(to: key, among: keys).map { "; did you mean \($0)?" } ?? ""
            complain(Self.join(place, key), "there is no such setting\(near)")
        }
        return Fields(place: place, members: members)
    }

    /// A text, which is no payment card's number.
    mutating func string(_ fields: Fields, _ key: String, limit: Int = 4096) -> String? {
        guard let text = anyString(fields, key, limit: limit) else { return nil }
        return refusesCard(text, at: Self.join(fields.place, key)) ? nil : text
    }

    private mutating func refusesCard(_ text: String, at place: String) -> Bool {
        guard Self.isPaymentCard(text) else { return false }
        complain(place, Self.cardRefusal)
        return true
    }

    /// A text that is no name: a path, a device's serial number, a pattern of a rule.
    mutating func anyString(_ fields: Fields, _ key: String, limit: Int = 4096) -> String? {
        guard let value = fields.members[key] else { return nil }
        guard case .string(let text) = value else {
            wrongType(fields, key, value, "a string")
            return nil
        }
        guard text.utf8.count <= limit else {
            complain(Self.join(fields.place, key), "is longer than \(limit) bytes")
            return nil
        }
        return text
    }

    /// A file's path.
    mutating func path(_ fields: Fields, _ key: String) -> String? {
        guard let text = anyString(fields, key) else { return nil }
        guard !text.isEmpty else {
            complain(Self.join(fields.place, key), "is empty")
            return nil
        }
        return text
    }

    /// A name that stands in events: neither empty nor longer than 32 bytes, and printable.
    mutating func name(_ fields: Fields, _ key: String) -> String? {
        guard let text = string(fields, key, limit: 32) else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x2C }) else {
            complain(
                Self.join(fields.place, key),
                "is empty or holds a space, comma or control character")
            return nil
        }
        return text
    }

    /// One of the words of an enumeration.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ fields: Fields, _ key: String, as type: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let text = string(fields, key) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            complain(Self.join(fields.place, key), "is \"\(text)\"; it may be \(words)")
            return nil
        }
        return word
    }

    mutating func integer(_ fields: Fields, _ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = fields.members[key] else { return nil }
        guard case .integer(let number) = value else {
            wrongType(fields, key, value, "a whole number")
            return nil
        }
        guard range.contains(number) else {
            complain(
                Self.join(fields.place, key),
                "is \(number), not \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func bool(_ fields: Fields, _ key: String) -> Bool? {
        guard let value = fields.members[key] else { return nil }
        guard case .bool(let flag) = value else {
            wrongType(fields, key, value, "true or false")
            return nil
        }
        return flag
    }

    /// A list of texts, none of which is a payment card's number.
    mutating func strings(_ fields: Fields, _ key: String) -> [String]? {
        anyStrings(fields, key)?.enumerated().filter { index, text in
            !refusesCard(text, at: "\(Self.join(fields.place, key))[\(index)]")
        }.map(\.element)
    }

    /// A list of texts that are no names.
    mutating func anyStrings(_ fields: Fields, _ key: String) -> [String]? {
        guard let values = list(fields, key) else { return nil }
        var texts: [String] = []
        for (index, value) in values.enumerated() {
            guard case .string(let text) = value else {
                complain("\(Self.join(fields.place, key))[\(index)]", "is no string")
                continue
            }
            texts.append(text)
        }
        return texts
    }

    mutating func list(_ fields: Fields, _ key: String) -> [JSONValue]? {
        guard let value = fields.members[key] else { return nil }
        guard case .array(let values) = value else {
            wrongType(fields, key, value, "a list")
            return nil
        }
        return values
    }

    /// Octal file permissions, written as a string: `"0660"`.
    mutating func mode(_ fields: Fields, _ key: String) -> UInt32? {
        guard let text = string(fields, key) else { return nil }
        guard let mode = UInt32(text, radix: 8), mode <= 0o777 else {
            complain(
                Self.join(fields.place, key), "is \"\(text)\", not an octal mode such as \"0660\"")
            return nil
        }
        return mode
    }

    private mutating func wrongType(
        _ fields: Fields, _ key: String, _ value: JSONValue, _ wanted: String
    ) {
        complain(Self.join(fields.place, key), "is \(value.description), not \(wanted)")
    }

    static func join(_ place: String, _ key: String) -> String {
        place.isEmpty ? key : "\(place).\(key)"
    }

    /// The members of one object, and where it stands.
    struct Fields {
        var place: String
        var members: [String: JSONValue]

        func has(_ key: String) -> Bool { members[key] != nil }
    }
}
