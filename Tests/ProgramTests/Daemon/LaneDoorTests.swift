import Foundation
import Simulator
import TestSupport
import Testing

@testable import LaneLink

/// No request takes a payment card's number as a text. The doors are those of the table of
/// parameters, so that a new one is tried, too.
@Suite struct LaneDoorTests {
    private static let number = "4012888888881881"

    /// A sound value of each parameter, as JSON.
    private static let sound: [String: String] = [
        "lane": #""L1""#, "client": #""pos""#, "after": #""ack""#, "outcomes": "[]",
        "devices": #"["front"]"#, "maxAgeMs": "5000", "instance": #""x""#, "seq": "1", "event": "1",
        "candidate": "1", "by": #"{"name":"Ana"}"#, "text": #""Ana""#, "limit": "5",
        "number": #""500""#, "name": #""Ana""#, "phone": #""+16125550142""#,
        "email": #""ana@example.org""#, "before": "9", "customer": #""500""#, "grant": #""g""#,
        "ticket": #""t""#, "key": #""k""#, "mode": #""append""#, "place": "1", "from": #""a""#,
        "into": #""b""#, "total": #""1.50""#, "code": #""c""#, "device": #""front""#,
        "signal": #""accept""#, "raw": "false",
    ]
    /// Where texts are looked up, and what comes of them is an event.
    private static let events: Set = [
        "identify.by.number", "identify.by.code", "identify.by.phone", "identify.by.room",
        "identify.by.name",
    ]

    /// Methods that take one of their parameters only.
    private static let alone: Set = ["identify.by", "ticket.find"]

    @Test func `Every parameter of every method refuses a payment card's number`() throws {
        let shop = try Shop(Shop.Plan(more: "benefits: true,"))
        let lane = try shop.subscribed()
        for (method, fields) in MethodParameters.names.sorted(by: { $0.key < $1.key }) {
            for field in fields {
                for number in [#""\#(Self.number)""#, #""4012 8888 8888 1881""#, Self.number] {
                    try Self.expectRefused(lane, method, fields, field, number)
                }
            }
        }
        // A key, a method and lines that are no requests.
        for line in [
            #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"\#(Self.number)":1}}"#,
            #"{"jsonrpc":"2.0","id":2,"method":"\#(Self.number)"}"#, Self.number,
        ] {
            try lane.send(line)
        }
        try lane.settle()
        try Self.expectNone(lane.transcript, "the replies")
        try Self.expectNone(shop.log, "the log")
        for name in try FileManager.default.contentsOfDirectory(atPath: shop.folder.url.path)
        where name.contains("sqlite") {
            let bytes = try Data(contentsOf: shop.folder.url.appending(path: name))
            #expect(Array(bytes).places(of: Array(Self.number.utf8)).isEmpty, "\(name)")
        }
    }

    private static func expectRefused(
        _ lane: Lane, _ method: String, _ fields: [String], _ field: String, _ number: String
    ) throws {
        var members: [String] = []
        for other in fields where other != field && !alone.contains(method) {
            members.append("\"\(other)\":\(try #require(sound[other], "a sound \(other)"))")
        }
        if field == "kind" { members.append(#""code":"c""#) }
        if field == "code", method == "identify.by" { members.append(#""kind":"barcode""#) }
        members.append("\"\(field)\":\(number)")
        var params = members.joined(separator: ",")
        let parts = method.split(separator: ".")
        var name = method
        if method == "identify.by" || method == "subscribe.after" {
            name = String(parts[0])
            params = #""lane":"L1","\#(parts[1])":{\#(params)}"#
            if name == "subscribe" { params += #","client":"pos""# }
        }
        if field == "name", method == "identify.by", number.hasPrefix("\"") {
            params = #""lane":"L1","by":{"room":"7","name":\#(number)}"#
        }
        if events.contains("\(method).\(field)"), number.hasPrefix("\"") {
            try lane.call(name, params)
            #expect(try lane.event().outcome == "suppressed", "\(method) \(field)")
            return
        }
        // Where a whole number belongs, one of the same length but of ones alone is as good.
        let isNumber = !number.hasPrefix("\"") && sound[field].flatMap { Int($0) } != nil
        if isNumber {
            _ = try? lane.call(name, params)
        } else {
            #expect(try lane.refusal(name, params).code == -32602, "\(method) \(field) \(params)")
        }
    }

    private static func expectNone(_ text: String, _ place: String) throws {
        for start in 0...(number.count - 5) {
            let piece = number.dropFirst(start).prefix(5)
            #expect(!text.contains(piece), "\(place)")
        }
    }
}
