import Decoding
import Drivers
import Foundation
import Identity
import LaneLink
import Pipeline
import Recognition
import Simulator
import Testing

/// A row of `Fixtures/cases/readers.tsv`: what a reader sent, and what must come of it.
struct FieldCase: CustomTestStringConvertible, Sendable {
    let id: String
    let driver: String
    /// Each read: a serial line's bytes at once, a keyboard's reports one by one.
    let reads: [[UInt8]]
    let expected: String

    var testDescription: String { id }

    static let all: [FieldCase] = {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/cases/readers.tsv")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").dropFirst().map(FieldCase.init)
    }()

    private init(_ line: Substring) {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        self.init(
            columns[0], columns[1], columns[2].split(separator: "|").map(Self.bytes), columns[3])
    }

    init(_ id: String, _ driver: String, _ reads: [[UInt8]], _ expected: String) {
        self.id = id
        self.driver = driver
        self.reads = reads
        self.expected = expected
    }

    private static func bytes(_ digits: Substring) -> [UInt8] {
        let digits = Array(digits)
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0
        }
    }

    /// The events of the row, as the pipeline makes them with the rules by default.
    func events() throws -> [FieldEvent] {
        guard let driver = Driver.named(driver) else { return [] }
        var capture = Capture(options: DriverOptions())
        if driver.name == "keyboard-reader" { capture = try Capture(parsing: Self.keyboard) }
        var run = try CaptureRun(driver: driver, capture: capture)
        for read in reads {
            run.feed(read)
            if capture.interface != nil { run.pass(.milliseconds(2)) }
        }
        run.settle()
        let rules = try RuleSet([
            RuleDescription(
                name: "coupon", kinds: ["barcode"], prefix: "00499999", digits: 13,
                produces: "coupon")
        ])
        let pipeline = EventPipeline(recogniser: Recogniser(rules: rules))
        let source = Event.Source(
            lane: Bytes("L1"), device: Bytes("front"), time: WallTime(milliseconds: 0))
        return run.items.compactMap { item -> FieldEvent? in
            var line = LineBuffer()
            switch item {
            case .reading(let read):
                var reading = read
                var holders = Holders()
                guard
                    let event = pipeline.event(
                        of: &reading, from: source, policy: .account, resolver: &holders)
                else { return nil }
                line.body(of: event, reading: reading.text.span)
                return FieldEvent(event: event, body: line.bytes)
            case .fault(let fault, let kind):
                let event = pipeline.event(of: fault, kind: kind, from: source)
                line.body(of: event, reading: Span())
                return FieldEvent(event: event, body: line.bytes)
            default: return nil
            }
        }
    }

    /// Whether what is expected came: `or` of words joined by `&`.
    func isMet(by events: [FieldEvent]) -> Bool {
        expected.components(separatedBy: " or ").contains { choice in
            choice.components(separatedBy: " & ").allSatisfy { isTrue($0, of: events) }
        }
    }

    private func isTrue(_ word: String, of events: [FieldEvent]) -> Bool {
        let (name, value) = (word.prefix { $0 != "=" }, word.drop { $0 != "=" }.dropFirst())
        let all = events.map(\.text).joined(separator: "\n")
        switch name {
        case "payment":
            return !events.isEmpty && events.allSatisfy { $0.event.outcome.kind == .suppressed }
        case "licence":
            return events.contains(where: \.isLicence)
                && events.allSatisfy { $0.isLicence || $0.isFault }
        case "fault":
            return events.contains(where: \.isFault)
                && events.allSatisfy { $0.isLicence || $0.isFault }
        case "nobody": return !events.isEmpty && events.allSatisfy { $0.customer == nil }
        case "text": return all.contains(value)
        case "not": return !all.contains(value)
        case "who": return events.contains { $0.customer == String(value) }
        default: return false
        }
    }

    private static let keyboard = """
        = usb 05F9:2216 subclass 1 protocol 1 in 8
        = descriptor 05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02 95 01
        = descriptor 75 08 81 03 95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 C0
        """
}

/// An event of a row, with its JSON.
struct FieldEvent {
    let event: Event
    /// Its members' values, unescaped, one a line.
    let text: String

    init(event: Event, body: [UInt8]) {
        self.event = event
        let json = try? JSONSerialization.jsonObject(
            with: Data("{".utf8) + Data(body) + Data("}".utf8))
        text = Self.values(json ?? String(decoding: body, as: UTF8.self)).joined(separator: "\n")
    }

    private static func values(_ json: Any) -> [String] {
        switch json {
        case let members as [String: Any]: members.values.flatMap(values)
        case let items as [Any]: items.flatMap(values)
        default: ["\(json)"]
        }
    }

    var isFault: Bool { event.outcome.kind == .malformed }
    var isLicence: Bool {
        if case .refused(let refusal, _) = event.outcome { return refusal.reason == .licence }
        return false
    }
    var customer: String? {
        if case .identified(let who) = event.outcome { return String(who.customer.number) }
        return nil
    }
}

/// The directory that the rows speak of.
private struct Holders: Resolver {
    func holder(of identifier: borrowing Identifier) throws(ResolverError) -> Holder {
        guard identifier.kind == .barcodeCard else { return .nobody }
        switch String(identifier.value) {
        case "00012300456": return customer("100")
        case "8018950110153123456781": return customer("101")
        default: return .nobody
        }
    }

    private func customer(_ number: String) -> Holder {
        .customer(
            Holding(
                customer: Customer(
                    number: Bytes(number), name: Bytes("Iva Horvat"), kind: .individual,
                    status: .active), key: 1, shopperCount: 1))
    }

    func shoppers(of holding: borrowing Holding) throws(ResolverError) -> [Candidate] { [] }
    func candidates(for identifier: borrowing Identifier) throws(ResolverError) -> [Candidate] {
        []
    }
}
