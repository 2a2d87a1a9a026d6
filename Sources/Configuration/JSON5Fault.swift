/// Where a text stops being JSON5, and why: Foundation's reader says only that it is none.
///
/// It takes what Foundation takes and is asked only when that has refused, so it decides nothing.
struct JSON5Fault {
    /// How deep Foundation follows lists and objects.
    private static let deepest = 512

    private let bytes: [UInt8]
    private var index = 0
    /// Where the brackets stand that are not closed yet.
    private var open: [Int] = []

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private struct Found: Error {
        var text: String
    }

    private enum Expected {
        case value, valueOrEnd, keyOrEnd, commaOrEnd, nothing
    }

    /// A sentence with the line of the first fault; nil where none is found.
    static func sentence(for bytes: [UInt8]) -> String? {
        var scan = JSON5Fault(bytes)
        do throws(Found) {
            try scan.run()
            return nil
        } catch {
            return error.text
        }
    }

    private mutating func run() throws(Found) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        var expected = Expected.value
        while try skipSpace() {
            expected = try take(expected)
        }
        if let bracket = open.last {
            throw found("the \(character(bracket)) of line \(line(of: bracket)) is not closed")
        }
        if expected != .nothing { throw Found(text: "there is nothing in it; {} is enough") }
    }

    /// Takes one thing, and says what may follow it.
    private mutating func take(_ expected: Expected) throws(Found) -> Expected {
        let byte = bytes[index]
        if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
            return try close(expected)
        }
        switch expected {
        case .nothing: throw found("nothing may follow the end, and there is \(character(index))")
        case .commaOrEnd:
            guard byte == UInt8(ascii: ",") else {
                throw found("a comma is missing before \(character(index))")
            }
            index += 1
            return isInObject ? .keyOrEnd : .valueOrEnd
        case .keyOrEnd:
            try takeKey()
            return .value
        case .value, .valueOrEnd: return try takeValue()
        }
    }

    private mutating func close(_ expected: Expected) throws(Found) -> Expected {
        guard expected != .value else {
            throw found("a value is missing before \(character(index))")
        }
        let closer = isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        guard !open.isEmpty, bytes[index] == closer else {
            throw found("there is no bracket that \(character(index)) could close here")
        }
        open.removeLast()
        index += 1
        return afterValue
    }

    private mutating func takeKey() throws(Found) {
        if isQuote {
            try takeText()
        } else if takeWord().isEmpty {
            throw found("a key is expected, not \(character(index))")
        }
        guard try skipSpace(), bytes[index] == UInt8(ascii: ":") else {
            throw found("a colon is missing after a key")
        }
        index += 1
    }

    private mutating func takeValue() throws(Found) -> Expected {
        let byte = bytes[index]
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            guard open.count < Self.deepest else {
                throw found("lists and objects lie more than \(Self.deepest) deep in each other")
            }
            open.append(index)
            index += 1
            return isInObject ? .keyOrEnd : .valueOrEnd
        }
        if isQuote {
            try takeText()
            return afterValue
        }
        let start = index
        let word = takeWord()
        guard Self.isValue(word) else {
            index = start
            throw found("a value is expected, not \(character(index)): text stands in quotes")
        }
        return afterValue
    }

    private mutating func takeText() throws(Found) {
        let start = index
        index += 1
        while index < bytes.count, bytes[index] != bytes[start] {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 1
            } else if bytes[index] == UInt8(ascii: "\n") {
                break
            }
            index += 1
        }
        guard index < bytes.count, bytes[index] == bytes[start] else {
            index = start
            throw found("the text that begins with \(character(start)) is not closed")
        }
        index += 1
    }

    private mutating func takeWord() -> String {
        let start = index
        while index < bytes.count, Self.isPartOfWord(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// - Returns: Whether anything follows.
    private mutating func skipSpace() throws(Found) -> Bool {
        while index < bytes.count {
            if bytes[index] <= 0x20 {
                index += 1
            } else if bytes[index...].starts(with: "//".utf8) {
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            } else if bytes[index...].starts(with: "/*".utf8) {
                try skipLongComment()
            } else {
                return true
            }
        }
        return false
    }

    private mutating func skipLongComment() throws(Found) {
        let start = index
        index += 2
        while index < bytes.count, !bytes[index...].starts(with: "*/".utf8) { index += 1 }
        guard index < bytes.count else {
            index = start
            throw found("the comment that begins with /* is not closed")
        }
        index += 2
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "$"),
            UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), 0x80...:
            true
        default: false
        }
    }

    private static func isValue(_ word: String) -> Bool {
        if ["true", "false", "null"].contains(word) { return true }
        let digits = word.first.map { "+-".contains($0) } ?? false ? word.dropFirst() : word[...]
        return ["Infinity", "NaN"].contains(digits) || Double(digits) != nil
            || digits.hasSuffix(".") && Double(digits.dropLast()) != nil
    }

    private var isInObject: Bool { open.last.map { bytes[$0] == UInt8(ascii: "{") } ?? false }
    private var afterValue: Expected { open.isEmpty ? .nothing : .commaOrEnd }
    private var isQuote: Bool {
        bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'")
    }

    private func found(_ what: String) -> Found {
        Found(text: "line \(line(of: index)): \(what)")
    }

    private func line(of index: Int) -> Int {
        bytes[..<min(index, bytes.count)].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    }

    private func character(_ index: Int) -> String {
        guard index < bytes.count else { return "the end" }
        return (0x21...0x7E).contains(bytes[index])
            ? String(UnicodeScalar(bytes[index])) : "another character"
    }
}
