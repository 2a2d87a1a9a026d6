import Decoding
import Drivers
import Identity

/// What chip cards and contactless cards are asked for: the section `cards`.
extension Settings {
    mutating func readCards(_ top: SettingsReader.Fields, with reader: inout SettingsReader) {
        let keys = ["applications", "ndef", "uid", "uidOrder", "uidAs"]
        guard let value = top.members["cards"],
            let fields = reader.object(value, at: "cards", keys: keys)
        else { return }
        if let flag = reader.bool(fields, "ndef") { cards.readsNDEF = flag }
        if let flag = reader.bool(fields, "uid") { cards.readsUID = flag }
        cards.isUIDReversed = reader.word(fields, "uidOrder", as: UIDOrder.self) == .reversed
        cards.isUIDDecimal = reader.word(fields, "uidAs", as: UIDForm.self) == .decimal
        for (index, entry) in (reader.list(fields, "applications") ?? []).enumerated() {
            let place = "cards.applications[\(index)]"
            guard let application = Self.application(entry, at: place, with: &reader) else {
                continue
            }
            if cards.applications.contains(where: { $0.name == application.name }) {
                reader.complain("\(place).name", "is another application's too")
            }
            cards.applications.append(application)
        }
        if cards.applications.count > 16 {
            reader.complain("cards.applications", "has more than 16 entries")
        }
    }

    private static func application(
        _ value: JSONValue, at place: String, with reader: inout SettingsReader
    ) -> CardApplication? {
        guard
            let fields = reader.object(
                value, at: place, keys: ["name", "select", "read", "tag", "as"])
        else { return nil }
        for key in ["name", "select", "read"] where !fields.has(key) {
            reader.complain(place, "has no \(key)")
        }
        let form = reader.word(fields, "as", as: CardApplication.Form.self) ?? .text
        guard let name = reader.string(fields, "name", limit: 32), !name.isEmpty,
            let identifier = bytes(fields, "select", 1...16, with: &reader),
            let read = fields.members["read"],
            let part = reader.object(
                read, at: "\(place).read",
                keys: ["file", "sfi", "record", "data", "tag", "from", "length"]),
            let location = Self.location(part, with: &reader)
        else { return nil }
        if CardApplication.isPayment(identifier) {
            reader.complain(
                "\(place).select", "is a payment application's: payment cards are not read")
            return nil
        }
        var application = CardApplication(
            name: Bytes(name), identifier: identifier, place: location, form: form)
        application.first = reader.integer(part, "from", in: 0...255) ?? 0
        application.length = reader.integer(part, "length", in: 1...Identifier.capacity)
        let end = application.first + (application.length ?? 1)
        if end > 256 {
            reader.complain(
                part.place, "reaches past the first 256 bytes, which are all that is read")
        }
        // The tag may stand beside what is read or in it.
        application.tags = tags(part, with: &reader) + tags(fields, with: &reader)
        return application
    }

    /// One of `{ file }`, `{ sfi }`, `{ record, sfi }` and `{ data }`.
    private static func location(
        _ fields: SettingsReader.Fields, with reader: inout SettingsReader
    ) -> CardApplication.Place? {
        let file = fields.has("file") ? bytes(fields, "file", 2...2, with: &reader) : nil
        let data = fields.has("data") ? bytes(fields, "data", 1...2, with: &reader) : nil
        let short = reader.integer(fields, "sfi", in: 1...30)
        let record = reader.integer(fields, "record", in: 1...254)
        switch (file, short, record, data) {
        case (let file?, nil, nil, nil): return .file(UInt16(file[0]) << 8 | UInt16(file[1]))
        case (nil, let short?, nil, nil): return .shortFile(UInt8(short))
        case (nil, let short?, let record?, nil):
            return .record(UInt8(record), file: UInt8(short))
        case (nil, nil, let record?, nil): return .record(UInt8(record), file: 0)
        case (nil, nil, nil, let data?):
            return .data(data.reduce(0) { $0 << 8 | UInt16($1) })
        default:
            reader.complain(
                fields.place, "must have one of file, sfi, data, or record with its sfi")
            return nil
        }
    }

    /// A path of tags, apart by `/` or `.`, each of one to three bytes.
    private static func tags(
        _ fields: SettingsReader.Fields, with reader: inout SettingsReader
    ) -> [UInt32] {
        guard let text = reader.string(fields, "tag", limit: 64) else { return [] }
        let words = text.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "." }
        let tags = words.compactMap { word in
            word.count % 2 == 0 && (2...6).contains(word.count) ? UInt32(word, radix: 16) : nil
        }
        guard tags.count == words.count else {
            reader.complain(
                SettingsReader.join(fields.place, "tag"), "is \"\(text)\", not like 5F20 or 61/4F")
            return []
        }
        return tags
    }

    private static func bytes(
        _ fields: SettingsReader.Fields, _ key: String, _ counts: ClosedRange<Int>,
        with reader: inout SettingsReader
    ) -> [UInt8]? {
        guard let text = reader.string(fields, key, limit: 64) else { return nil }
        let digits = text.filter { $0 != " " }
        let pairs = stride(from: 0, to: digits.utf8.count - 1, by: 2).map { index in
            UInt8(
                String(decoding: Array(digits.utf8)[index...(index + 1)], as: UTF8.self), radix: 16)
        }
        guard digits.utf8.count % 2 == 0, counts.contains(pairs.count), !pairs.contains(nil) else {
            let length =
                counts.lowerBound == counts.upperBound
                ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
            reader.complain(
                SettingsReader.join(fields.place, key),
                "is \"\(text)\", not \(length) bytes in hexadecimal")
            return nil
        }
        return pairs.compactMap(\.self)
    }
}
