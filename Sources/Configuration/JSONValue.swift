import FoundationEssentials

/// A JSON5 document as a tree, so that every problem in a settings file can be named with its
/// place.
package enum JSONValue: Decodable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Reads JSON5 with Foundation's decoder.
    /// - Throws: A sentence that says where the text is no JSON5.
    static func json5(_ bytes: [UInt8]) throws(SettingsProblem) -> JSONValue {
        // Foundation's reader of JSON5 ends the program at bytes that are no UTF-8.
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw SettingsProblem(place: "", what: "is not UTF-8 text")
        }
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        do {
            return try decoder.decode(JSONValue.self, from: Data(bytes))
        } catch {
            let why = JSON5Fault.sentence(for: bytes) ?? "it cannot be read"
            throw SettingsProblem(place: "", what: "is not JSON5: \(why)")
        }
    }

    /// What this is, for a person.
    var description: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

/// One thing wrong in the settings, and where it is (`rules[2].prefix`).
public struct SettingsProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The path of the key; empty for the file as a whole.
    public var place: String
    /// What is wrong, as the rest of a sentence.
    public var what: String

    public init(place: String, what: String) {
        self.place = place
        self.what = what
    }

    public var description: String { place.isEmpty ? "the file \(what)" : "\(place): \(what)" }
}

/// Everything wrong in the settings at once, so that a technician corrects the file once.
public struct SettingsProblems: Error, Sendable, CustomStringConvertible {
    public var problems: [SettingsProblem]

    public init(_ problems: [SettingsProblem]) {
        self.problems = problems
    }

    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
