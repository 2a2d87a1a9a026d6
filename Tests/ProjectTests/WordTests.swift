import Foundation
import Testing

/// Words that say little to a stranger, and sentences that a reader has to untangle, do not return.
@Suite struct WordTests {
    /// Identifiers, put together here so that this file does not hold them.
    static let identifiers = [
        "most(?!SignificantFirst)[A-Z]\\w*", "usual[A-Z]\\w*", "Ver" + "dict", "Am" + "bles",
        "sp" + "oil", "saysWhen" + "Sent", "Surround" + "ings", "Belong" + "ings",
        "Care" + "Commands",
        "Driver" + "Guard", "was" + "Told", "Guard" + "Book",
    ]
    /// Also where a sentence goes on in the next line.
    static let sentences = [
        "what no rule" + " claims", "nobody listens" + " at", "of which nothing" + " is active",
        "has not" + " 1 to", "\\b1" + " devices",
    ]

    @Test("No file holds a banned word or sentence", arguments: FileTests.readable)
    func banned(in file: Repository.File) throws {
        guard let text = try? file.text() else { return }
        for words in ["\\b(\(Self.identifiers.joined(separator: "|")))\\b"]
            + Self.sentences.map({ "(?i)" + $0.replacing(" ", with: "[\\s/#]+") })
        {
            let found = text.firstMatch(of: try Regex(words)).map { text[$0.range] }
            #expect(found == nil, "\(file.path)")
        }
    }
}
