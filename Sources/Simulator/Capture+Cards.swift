import Decoding
import Identity

/// The `= application` lines of a capture of a card reader.
extension CardApplication {
    /// `club-chip F0434C5542 file 0001 from 0 length 10 as text`, without `= application`.
    init(captured words: ArraySlice<Substring>) throws(CaptureError.Problem) {
        guard words.count >= 4, words.count % 2 == 0, let name = words.first,
            let identifier = Self.bytes(words.dropFirst().first ?? "")
        else { throw .badOption("application") }
        var place: Place?
        var application = CardApplication(
            name: Bytes(String(name)), identifier: identifier, place: .file(0))
        var rest = words.dropFirst(2)
        var record: UInt8?
        while let key = rest.popFirst(), let value = rest.popFirst() {
            switch key {
            case "file": place = UInt16(value, radix: 16).map { .file($0) }
            case "data": place = UInt16(value, radix: 16).map { .data($0) }
            case "record": record = UInt8(value)
            case "sfi":
                place = UInt8(value).map { file in
                    record.map { .record($0, file: file) } ?? .shortFile(file)
                }
            case "tag":
                application.tags = value.split(separator: "/").compactMap { UInt32($0, radix: 16) }
            case "from": application.first = Int(value) ?? -1
            case "length": application.length = Int(value)
            case "as":
                guard let form = Form(rawValue: String(value)) else { throw .badOption("as") }
                application.form = form
            default: throw .badOption("application")
            }
        }
        guard let place, application.first >= 0 else { throw .badOption("application") }
        application.place = place
        self = application
    }

    /// The words that `init(captured:)` reads.
    var captureWords: String {
        let words: String =
            switch place {
            case .file(let file): "file \(file.hexadecimal)"
            case .shortFile(let file): "sfi \(file)"
            case .record(let number, let file): "record \(number) sfi \(file)"
            case .data(let tag): "data \(tag.hexadecimal)"
            }
        var line = "\(String(name)) \(identifier.map(\.hexadecimal).joined()) \(words)"
        if !tags.isEmpty {
            line += " tag " + tags.map { String($0, radix: 16) }.joined(separator: "/")
        }
        if first != 0 { line += " from \(first)" }
        if let length { line += " length \(length)" }
        return line + " as \(form.rawValue)"
    }

    private static func bytes(_ text: Substring) -> [UInt8]? { try? Typing.hex(text) }
}
