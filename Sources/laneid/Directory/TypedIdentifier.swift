import Directory
import Identity

extension Command {
    static let identifierPlaces = [
        Positional(
            name: "KIND",
            summary: "barcodeCard, magneticCard, smartCard, contactlessTag, electronicKey, external"
        ),
        Positional(
            name: "VALUE",
            summary: "as printed or as read, or - to be asked for it on standard input"),
    ]
    static let holderPlace = Positional(
        name: "HOLDER", summary: "500, 500/2 (a shopper), employee:E1, or bearer")

    static func typedKind(_ arguments: Arguments) throws(UsageError) -> IdentifierKind {
        let word = try arguments.positional(0, "KIND")
        if let kind = IdentifierKind(rawValue: word) { return kind }
        let words = IdentifierKind.allCases.map(\.rawValue)
        throw .badValue(
            of: "KIND", value: word,
            why: word.nearest(of: words).map { "did you mean \($0)?" }
                ?? "it is one of \(words.joined(separator: ", "))")
    }

    static func typedValue(_ arguments: Arguments) throws -> String {
        try typed(try arguments.positional(1, "VALUE"))
    }

    /// A value to be kept, which is no payment card's number.
    static func newValue(_ arguments: Arguments) throws -> String {
        let value = try typedValue(arguments)
        try TypedText.check(value, by: arguments)
        return value
    }

    /// A value as it was typed; for `-`, the first line of standard input, so that it is in no list
    /// of processes.
    static func typed(_ text: String) throws -> String {
        guard text == "-" else { return text }
        var bytes: [UInt8] = []
        try Files.standardInput { bytes += $0 }
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        return String(decoding: line, as: UTF8.self)
    }

    static func typedHolder(_ text: String) throws(UsageError) -> NewHolder {
        if text == "bearer" { return .bearer }
        if text.hasPrefix("employee:") { return .employee(String(text.dropFirst(9))) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let shopper = Int(parts[1]) else {
            return .customer(text, shopper: nil)
        }
        return .customer(String(parts[0]), shopper: shopper)
    }
}
