import Foundation
import Identity
import Testing

@testable import LaneLink

/// docs/protocol.md says what the code does.
@Suite struct ProtocolPageTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private static let page = (try? text("docs/protocol.md")) ?? ""

    /// A method's row of the table of methods.
    private func methodRow(_ name: String) -> Substring? {
        Self.page.components(separatedBy: "## Methods").last?.split(separator: "\n")
            .first { $0.hasPrefix("| `\(name)` |") }
    }

    @Test(
        "Each method has a row with each parameter and no other",
        arguments: MethodParameters.names.filter {
            !["identify.by", "subscribe.after"].contains($0.key)
        }
        .map { ($0.key, $0.value) })
    func method(name: String, parameters: [String]) throws {
        let cells = try #require(methodRow(name)).split(
            separator: "|", omittingEmptySubsequences: false)
        let taken = cells[2].matches(of: /`(\w+)`/).map { String($0.1) }
        #expect(taken.sorted() == parameters.sorted())
        for (object, key) in [("identify.by", "identify"), ("subscribe.after", "subscribe")]
        where name == key {
            for part in MethodParameters.names[object] ?? [] {
                #expect(cells[3].contains("`\(part)`"), "\(part)")
            }
        }
    }

    @Test func `There is no row for a method that the code does not have`() throws {
        let section = try #require(Self.page.components(separatedBy: "## Methods").last)
            .components(separatedBy: "## Tickets")[0]
        let names = section.matches(of: /(?m)^\| `([\w.]+)` \|/).map { String($0.1) }
        #expect(names.count > 20 && names.allSatisfy { MethodParameters.names[$0] != nil })
    }

    @Test("The table of who may call what is the code's", arguments: CallerRight.allCases)
    func rights(right: CallerRight) throws {
        let row = try #require(
            Self.page.split(separator: "\n").first { $0.hasPrefix("| \(right.rawValue) |") })
        let methods = row.matches(of: /`([\w.]+)`/).map { String($0.1) }
        let known = MethodParameters.rights.filter { $0.value == right }.keys.sorted()
        #expect(methods == known)
    }

    @Test func `Each method has a right, and no other has one`() {
        let methods = Set(MethodParameters.names.keys)
            .subtracting(["identify.by", "subscribe.after"])
        #expect(Set(MethodParameters.rights.keys) == methods)
    }

    /// The words of the wire that are enumerations.
    static let words: [(String, [String])] = [
        ("outcomes", OutcomeKind.allCases.map(\.rawValue)),
        ("faults", Fault.allCases.map(\.rawValue)),
        ("reasons", RefusalReason.allCases.map(\.rawValue)),
        ("levels", RefusalLevel.allCases.map(\.rawValue)),
        ("entry modes", EntryMode.allCases.map(\.rawValue)),
        ("assurances", Assurance.allCases.map(\.rawValue)),
        ("kinds of reading", ReadingKind.allCases.map(\.rawValue)),
        ("kinds of identifier", IdentifierKind.allCases.map(\.rawValue)),
        ("symbologies", Symbology.allCases.map(\.rawValue)),
        ("absent numbers", NumberAbsence.allCases.map(\.rawValue)),
        ("states", DeviceState.allCases.map(\.rawValue)),
        ("modes", TicketMode.allCases.map(\.rawValue)),
        ("ticket refusals", TicketRefusal.allCases.map(\.rawValue)),
        ("kinds of customer", CustomerKind.allCases.map(\.rawValue)),
        ("statuses", CustomerStatus.allCases.map(\.rawValue)),
        ("fallbacks", LookUpFallback.allCases.map(\.rawValue)),
        ("features", LaneProtocol.features),
    ]

    @Test("Each word of the wire is on the page", arguments: words)
    func word(of what: String, words: [String]) {
        for word in words where word != "operator" {
            #expect(
                Self.page.contains("`\(word)`") || Self.page.contains("### \(word)\n"), "\(word)")
        }
    }

    @Test("Each member and notification that the code writes is on the page")
    func members() throws {
        for file in [
            "EventWriter", "Notifications", "Replies", "CustomerReply", "TicketReply", "VisitReply",
            "Grants", "Status",
        ] {
            let source = try Self.text("Sources/LaneLink/\(file).swift")
            let names =
                source.matches(of: /(?:member|key|list|begin|file)\("(\w+)"/).map { String($0.1) }
                + source.matches(of: /\\"(\w+)\\":/).map { String($0.1) }
            #expect(!names.isEmpty, "\(file)")
            for name in names where !["jsonrpc", "method", "params", "id", "result"].contains(name)
            {
                #expect(
                    Self.page.contains("`\(name)`") || Self.page.contains("\"\(name)\""),
                    "\(name) of \(file)")
            }
        }
    }

    @Test("Each error's code and word is on the page") func errors() throws {
        let source = try Self.text("Sources/LaneLink/LaneError.swift")
        let codes = Set(source.matches(of: /: (-32\d{3})/).map { String($0.1) })
        #expect(codes.count > 20)
        for code in codes { #expect(Self.page.contains("| \(code) |"), "\(code)") }
        let part = source.components(separatedBy: "public var word")[1]
            .components(separatedBy: "public var message")[0]
        let words = part.matches(of: /: "(\w+)"/).map { String($0.1) }
        #expect(words.count > 15)
        for word in words { #expect(Self.page.contains("`\(word)`"), "\(word)") }
    }

    /// Members that are not read back from an event's body, or differ from one client to another.
    private static let apart: Set<String> = [
        "seq", "previous", "household", "categories", "message",
    ]

    @Test(
        "There is a whole example of each event, as the code writes it",
        arguments: OutcomeKind.allCases)
    func example(of outcome: OutcomeKind) throws {
        let part = try #require(
            Self.page.components(separatedBy: "### \(outcome.rawValue)\n").dropFirst().first)
        let line = try #require(
            part.split(separator: "\n").first {
                $0.hasPrefix(#"{"jsonrpc":"2.0","method":"event""#)
            })
        let range = line.range(of: #""lane":"#)
        let start = try #require(range).lowerBound
        let body = Array(line[start...].utf8.dropLast(2))
        let read = Event(body: body.span)
        let event = try #require(read)
        var shown = try object(Array("{".utf8) + body + Array("}".utf8))
        var buffer = LineBuffer()
        let text = Array((shown["value"] as? String ?? "").utf8)
        buffer.body(of: event, reading: text.span)
        var written = try object(Array("{".utf8) + Array(buffer.bytes) + Array("}".utf8))
        for name in Self.apart {
            shown[name] = nil
            written[name] = nil
        }
        #expect(NSDictionary(dictionary: shown) == NSDictionary(dictionary: written))
        #expect(event.outcome.kind == outcome)
    }

    @Test("Each example is one JSON object a line") func examples() throws {
        let lines = Self.page.split(separator: "\n").filter { $0.hasPrefix("{") }
        #expect(lines.count > OutcomeKind.allCases.count)
        for line in lines { _ = try object(Array(line.utf8)) }
    }

    private func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }
}
