/// A profile as it is written, and put into the text of a settings file: what else is there,
/// comments too, stays as it is.
extension ImportProfile {
    /// The profile as JSON5.
    public var json5: String {
        var parts: [String] = []
        if let format { parts.append("format: \(Self.quoted(format))") }
        if !map.isEmpty { parts.append("map: \(Self.object(map))") }
        if !values.isEmpty {
            let all = values.sorted { $0.key < $1.key }
                .map { "\(Self.name($0.key)): \(Self.object($0.value))" }
            parts.append("values: { \(all.joined(separator: ", ")) }")
        }
        if let encoding { parts.append("encoding: \(Self.quoted(encoding))") }
        if let separator { parts.append("separator: \(Self.quoted(separator))") }
        if let skipLines { parts.append("skipLines: \(skipLines)") }
        if let key { parts.append("key: \(Self.quoted(key))") }
        return parts.isEmpty ? "{}" : "{ \(parts.joined(separator: ", ")) }"
    }

    /// The text of a settings file with this profile in it.
    /// - Throws: What is wrong with the text as it is, or would be with the profile in it.
    public func inserted(
        as name: String, into text: String
    ) throws(SettingsProblems) -> String {
        let before = try Settings(json5: Array(text.utf8))
        guard before.imports[name] == nil else {
            throw SettingsProblems([
                SettingsProblem(
                    place: "imports.\(name)",
                    what: "is there already: remove it, or take another name")
            ])
        }
        var bytes = Array(text.utf8)
        let entry = "\(Self.name(name)): \(json5),"
        if let place = SettingsPlaces(bytes).imports {
            bytes.insert(contentsOf: Array("\n    \(entry)".utf8), at: place)
        } else if let place = SettingsPlaces(bytes).top {
            bytes.insert(contentsOf: Array("\n  imports: {\n    \(entry)\n  },".utf8), at: place)
        }
        let after = try Settings(json5: bytes)
        guard after.imports[name] == self else {
            throw SettingsProblems([
                SettingsProblem(
                    place: "imports", what: "cannot be added to: put the profile in by hand")
            ])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func object(_ texts: [String: String]) -> String {
        let all = texts.sorted { $0.key < $1.key }.map { "\(name($0.key)): \(quoted($0.value))" }
        return "{ \(all.joined(separator: ", ")) }"
    }

    /// A key, bare where it is a plain word.
    private static func name(_ key: String) -> String {
        let isWord =
            key.first.map { $0.isLetter } == true
            && key.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0)
            }
        return isWord ? key : quoted(key)
    }

    private static func quoted(_ text: String) -> String {
        var made = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": made += "\\\""
            case "\\": made += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                made += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: made.unicodeScalars.append(scalar)
            }
        }
        return made + "\""
    }
}

/// Where objects open in the text of a JSON5 file that was read without a fault.
private struct SettingsPlaces {
    /// Behind the brace of the whole.
    private(set) var top: Int?
    /// Behind the brace of `imports`.
    private(set) var imports: Int?

    init(_ bytes: [UInt8]) {
        var (index, depth) = (0, 0)
        // The last word or string, which is a key where a colon follows it.
        var word: [UInt8] = []
        var key: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            switch byte {
            case UInt8(ascii: "/") where next == UInt8(ascii: "/"):
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
                continue
            case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
                index += 2
                while index + 1 < bytes.count,
                    bytes[index] != UInt8(ascii: "*") || bytes[index + 1] != UInt8(ascii: "/")
                { index += 1 }
                index += 2
                continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                word = []
                index += 1
                while index < bytes.count, bytes[index] != byte {
                    if bytes[index] == UInt8(ascii: "\\") { index += 1 }
                    if index < bytes.count { word.append(bytes[index]) }
                    index += 1
                }
            case UInt8(ascii: ":"):
                key = word
                word = []
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if byte == UInt8(ascii: "{") {
                    if depth == 1, top == nil { top = index + 1 }
                    if depth == 2, key == Array("imports".utf8) { imports = index + 1 }
                }
                (word, key) = ([], [])
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                (word, key) = ([], [])
            case UInt8(ascii: ","): (word, key) = ([], [])
            case 0x09, 0x0A, 0x0D, 0x20: break
            default: word.append(byte)
            }
            index += 1
        }
    }
}
