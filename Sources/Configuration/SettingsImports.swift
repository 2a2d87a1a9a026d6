/// The profiles of imports.
extension Settings {
    mutating func readImports(_ top: SettingsReader.Fields, with reader: inout SettingsReader) {
        guard let value = top.members["imports"],
            let all = reader.members(value, at: "imports")
        else { return }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            let place = "imports.\(name)"
            guard (1...32).contains(name.utf8.count),
                name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x2C })
            else {
                reader.complain(
                    place,
                    "the name is longer than 32 bytes, or holds a space, comma or control character"
                )
                continue
            }
            imports[name] = Self.profile(value, at: place, with: &reader)
        }
    }

    private static func profile(
        _ value: JSONValue, at place: String, with reader: inout SettingsReader
    ) -> ImportProfile? {
        let keys = ["format", "map", "values", "encoding", "separator", "skipLines", "key"]
        guard let fields = reader.object(value, at: place, keys: keys) else { return nil }
        var profile = ImportProfile()
        profile.format = reader.listed(fields, "format", among: ImportProfile.formats)
        profile.encoding = reader.listed(fields, "encoding", among: ImportProfile.encodings)
        profile.separator = reader.listed(fields, "separator", among: ImportProfile.separators)
        profile.skipLines = reader.integer(fields, "skipLines", in: 1...1000)
        profile.key = reader.listed(fields, "key", among: ImportProfile.keys)
        profile.map = reader.texts(fields, "map")
        if let value = fields.members["values"] {
            for (column, value) in reader.members(value, at: "\(place).values") ?? [:] {
                profile.values[column] = reader.texts(value, at: "\(place).values.\(column)")
            }
        }
        guard profile.format ?? "csv" == "csv" else {
            if profile.key == "phone" || profile.key == "email" {
                reader.complain("\(place).key", "is for the format csv only")
            }
            return profile
        }
        let known = Set(ImportProfile.columns.map(plain))
        for (part, names) in [
            ("map", profile.map.keys.sorted()), ("values", profile.values.keys.sorted()),
        ]
        // Without a format the file's name decides whose columns they are.
        where profile.format != nil {
            for name in names where !known.contains(plain(name)) {
                let near = Spelling.nearest(to: name, among: ImportProfile.columns)
                reader.complain(
                    "\(place).\(part).\(name)",
                    "there is no such column" + (near.map { "; did you mean \($0)?" } ?? ""))
            }
        }
        return profile
    }

    /// A column's name as imports compare it.
    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != " " && $0 != "-" }
    }
}

extension SettingsReader {
    /// The members of an object whose keys are names of the owner's.
    mutating func members(_ value: JSONValue, at place: String) -> [String: JSONValue]? {
        guard case .object(let members) = value else {
            complain(place, "is \(value.description), not an object")
            return nil
        }
        return members
    }

    /// An object of texts.
    mutating func texts(_ fields: Fields, _ key: String) -> [String: String] {
        guard let value = fields.members[key] else { return [:] }
        return texts(value, at: Self.join(fields.place, key))
    }

    mutating func texts(_ value: JSONValue, at place: String) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in members(value, at: place) ?? [:] {
            guard case .string(let text) = value, !text.isEmpty else {
                complain("\(place).\(name)", "is no string, or an empty one")
                continue
            }
            texts[name] = text
        }
        return texts
    }

    /// One of some words.
    mutating func listed(_ fields: Fields, _ key: String, among words: [String]) -> String? {
        guard let text = string(fields, key) else { return nil }
        guard words.contains(text) else {
            let near = Spelling.nearest(to: text, among: words).map { "; did you mean \($0)?" }
            complain(
                Self.join(fields.place, key),
                "is \"\(text)\"" + (near ?? "; it may be \(words.joined(separator: ", "))"))
            return nil
        }
        return text
    }
}
