import Foundation
import Simulator
import TestSupport
import Testing
import Transport

/// No digit of a payment card goes further than the port: not into an event, a log, a file, nor
/// does it stay in memory.
@Suite struct PrivacyTests {
    /// The publicly known test numbers of the brands (braintree/credit-card-type, its tests).
    static let numbers = [
        "4111111111111111", "4012888888881881", "4222222222222", "4111111111111111110",
        "5555555555554444", "5454545454545454", "378282246310005", "371449635398431",
        "30569309025904", "38520000023237", "6011111111111117", "3530111333300000",
    ]

    /// What a stripe reader sends of a card.
    static func swipes(_ number: String) -> [String] {
        [
            "%B\(number)^DOE/JANE^29121010000000000?;\(number)=29121010000000000?",
            ";\(number)=29121010000000000?", "%b\(number)^doe/jane^29121010000000000?",
            "%B\(number)^DOE/JANE^2912101?;E?", "+01\(number)=000000000000?", ";\(number)?",
            // From readers that drop the field separators.
            ";\(number)29121010000123456?", "%B\(number)DOE/JANE2912101?;\(number)2912101?",
        ]
    }

    /// What a barcode scanner sends of one: in a label of any symbology but EAN and UPC, or as the
    /// text of a stripe.
    static func labels(_ number: String) -> [String] {
        let groups = stride(from: 0, to: number.count, by: 4).map {
            String(number.dropFirst($0).prefix(4))
        }
        return [
            "]C0\(number)", "]Q1\(number)", "]d1\(number)", "]L0card \(number)!", number,
            "%B\(number)^DOE/JANE^29121010000000000?", ";\(number)=29121010000000000?",
            "]C0" + groups.joined(separator: " "), "]Q1" + groups.joined(separator: "-"),
            "]Q1" + groups.joined(separator: "."), "]C191\(number)", "*\(number)*",
            "]Q1a?card1=\(number)", "]Q1\(number)2912", "\(number)1229",
            ";\(number)29121010000123456?", consumerCode(number),
        ]
    }

    /// A telephone's payment code (EMV QRCPS, consumer-presented): base64 of a template with the
    /// number as tag 5A.
    static func consumerCode(_ number: String) -> String {
        let padded = number.count % 2 == 0 ? number : number + "F"
        let digits = stride(from: 0, to: padded.count, by: 2).map {
            UInt8(padded.dropFirst($0).prefix(2), radix: 16) ?? 0
        }
        let card: [UInt8] = [0x5A, UInt8(digits.count)] + digits
        let template: [UInt8] = [0x61, UInt8(card.count)] + card
        return Data([0x85, 5] + Array("CPV01".utf8) + template).base64EncodedString()
    }

    @Test func `Payment cards leave no digit in events, log, files or memory`() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed()
        var count = 0
        for number in Self.numbers {
            for text in Self.swipes(number) {
                try shop.scan(text, at: "swipe")
                #expect(
                    try lane.event().outcome == "suppressed", "a swipe of \(number.count) digits")
            }
            for text in Self.labels(number) {
                try shop.scan(text)
                #expect(
                    try lane.event().outcome == "suppressed",
                    "\(text.prefix(3))… of \(number.count) digits")
            }
            // A cashier who takes the wrong field for it.
            for kind in ["barcode", "magstripe"] {
                try lane.call(
                    "identify", #""lane":"L1","by":{"code":"\#(number)","kind":"\#(kind)"}"#)
                #expect(try lane.event().outcome == "suppressed")
            }
            for by in ["number", "room", "name", "phone"] {
                try lane.call("identify", #""lane":"L1","by":{"\#(by)":"\#(number)"}"#)
                #expect(try lane.event().outcome == "suppressed", "typed as a \(by)")
            }
            let refusal = try lane.refusal("subscribe", #""lane":"L1","client":"\#(number)""#)
            #expect(refusal.code == -32602)
            count += Self.swipes(number).count + Self.labels(number).count + 7
        }
        // A few ordinary customers later.
        for number in 0..<20 {
            try shop.scan("]E04006381333931")
            try shop.scan(number.isMultiple(of: 2) ? SampleDirectory.card : "]C0label \(number)")
            try shop.scan(SampleDirectory.stripe, at: "swipe")
        }
        _ = try lane.events(60)
        try lane.settle()

        try Self.expectNone(in: Array(lane.transcript.utf8), "the events")
        try Self.expectNone(in: Array(shop.log.utf8), "the log")
        for name in try FileManager.default.contentsOfDirectory(atPath: shop.folder.url.path)
        where name.contains("sqlite") {
            try Self.expectNone(
                in: Array(try Data(contentsOf: shop.folder.url.appending(path: name))), name)
        }
        try Self.searchMemory(of: try #require(shop.daemon).id, after: count)
    }

    private static func searchMemory(of process: Int32, after count: Int) throws {
        guard let memory = ProcessMemory(of: process) else {
            print("left out: this user may not look into the daemon's memory")
            return
        }
        var total = 0
        var ordinary = 0
        for area in memory.areas {
            total += area.bytes.count
            ordinary += area.bytes.places(of: Array(SampleDirectory.card.utf8)).count
            try expectNone(in: area.bytes, "the memory at \(area.name)")
        }
        // The card of a customer is found, so the search is one.
        #expect(ordinary > 0)
        print("privacy: \(count) payment cards, none in \(total >> 10) KiB of the daemon's memory")
    }

    private static func expectNone(in bytes: [UInt8], _ place: String) throws {
        for number in numbers {
            let found = bytes.places(of: Array(number.utf8))
            #expect(
                found.isEmpty,
                "a number of \(number.count) digits is \(found.count) times in \(place)")
        }
    }
}

/// The writable memory of another process.
struct ProcessMemory {
    var areas: [(name: String, bytes: [UInt8])] = []

    /// Nil where this user may not read it.
    init?(of process: Int32) {
        guard
            let maps = try? String(
                contentsOf: URL(filePath: "/proc/\(process)/maps"), encoding: .utf8),
            let memory = try? FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/mem"))
        else { return nil }
        for line in maps.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard words.count > 1, words[1].hasPrefix("rw"), ends.count == 2,
                (try? memory.seek(toOffset: ends[0])) != nil,
                let bytes = try? memory.read(upToCount: Int(ends[1] - ends[0]))
            else { continue }
            areas.append((words.count > 5 ? String(words[5]) : "an unnamed area", Array(bytes)))
        }
        guard !areas.isEmpty else { return nil }
    }
}

extension [UInt8] {
    /// Where `text` stands.
    func places(of text: [UInt8]) -> [Int] {
        let data = Data(self)
        var found: [Int] = []
        var rest = data.startIndex..<data.endIndex
        while let place = data.range(of: Data(text), in: rest) {
            found.append(place.lowerBound)
            rest = place.lowerBound + 1..<data.endIndex
        }
        return found
    }
}
