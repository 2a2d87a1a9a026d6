import Foundation
import Identity
import Simulator
import Transport

/// Each virtual reader, through the unmodified daemon, to the lane's socket; no settings name any
/// of them.
extension Check {
    /// What is typed on a reader, and what the lane gets: the outcome's word, and the value where
    /// there is one.
    struct Row {
        var model: USBModel
        var readings: [(typed: String, event: String)]
    }

    /// The brands' public test number.
    static let paymentNumber = "4111111111111111"

    static let rows: [Row] = [
        Row(
            model: .hidScanner,
            readings: labels + [
                (
                    "]Q1" + String(repeating: "shop", count: 25),
                    "read " + String(repeating: "shop", count: 25)
                ),
                ("]Q1" + paymentNumber, "suppressed"),
            ]),
        Row(model: .plainHIDScanner, readings: labels),
        Row(
            model: .ibmScanner,
            readings: labels + [
                (String(repeating: "7", count: 70), "read " + String(repeating: "7", count: 70))
            ]),
        Row(model: .ibmTableScanner, readings: labels),
        Row(
            model: .keyboardScanner,
            readings: [("4006381333931", "read 4006381333931"), ("AbC-12", "read AbC-12")]),
        Row(model: .keyboardSwipe, readings: stripes),
        Row(model: .rfidKeyboard, readings: [("0004048712", "unknown 0004048712")]),
        Row(model: .magtekSwipe, readings: stripes + badStripes),
        Row(model: .magnesafeSwipe, readings: stripes + badStripes),
        Row(model: .idtechSwipe, readings: stripes),
        Row(model: .secureIDTechSwipe, readings: stripes),
        Row(model: .hidSwipe, readings: stripes),
        Row(model: .serialPortScanner, readings: [("4006381333931", "read 4006381333931")]),
        Row(
            model: .simpleCOMScanner,
            readings: [
                ("4006381333931", "read 4006381333931"),
                // More than a packet holds.
                (
                    String(repeating: "AB12", count: 20),
                    "read " + String(repeating: "AB12", count: 20)
                ),
            ]),
    ]

    private static let labels = [
        ("4006381333931", "read 4006381333931"), ("96385074", "read 96385074"),
        // A coupon of the house.
        ("499999000014", "coupon 0049999900001"),
    ]
    private static let stripes = [
        (";8134000123?", "unknown 8134000123"),
        (
            "%B\(paymentNumber)^TEST/CARD^30121010000000?;\(paymentNumber)=30121010000000?",
            "suppressed"
        ),
    ]
    private static let badStripes = [(";E?", "malformed")]

    static var readers: [Check] {
        let shared = SharedDaemon()
        return rows.map { row in
            Check(
                name: "\(row.model.name) gives a lane the right events",
                drivers: [row.model.driver], isFoundByItself: true, shares: shared
            ) {
                let daemon = try shared.daemon()
                let reader = try VirtualUSBReader(row.model)
                let device = try daemon.waitForReady(driver: row.model.driver)
                // It is silent until it is told to read.
                if row.model.driver == "ibm-scanner" {
                    try require(!reader.waitForReports(within: patience).isEmpty, "not enabled")
                }
                for (typed, expected) in row.readings {
                    try reader.type(typed)
                    let event = try daemon.event()
                    let got = [event.outcome, event.value].compactMap(\.self).joined(separator: " ")
                    // Not what was typed: it may be a payment card.
                    try require(got == expected, "wanted \(expected), got \(got), \(event)")
                    try require(
                        event.device == device.device, "it came from \(event.device ?? "-")")
                    if expected == "suppressed" { try daemon.requireForgotten(paymentNumber) }
                }
                // The next may have the same driver: it must not be taken for this one.
                reader.unplug()
                try daemon.waitUntil(device.device, "lost")
                return "\(row.readings.count) readings as \(device.device)"
            }
        } + [
            Check(
                name: "Nothing anywhere holds a digit string of a payment card that was played",
                shares: shared
            ) {
                try shared.daemon().requireNowhere(paymentNumber)
            }
        ]
    }
}

/// One daemon for a row of checks, started by the first of them. It ends before a check outside of
/// the row, which would find its readers taken.
final class SharedDaemon {
    private let make: () throws -> Daemon
    private var running: Daemon?

    init(make: @escaping () throws -> Daemon = { try Daemon([]) }) { self.make = make }

    func daemon() throws -> Daemon {
        if let running { return running }
        let daemon = try make()
        running = daemon
        return daemon
    }

    func stop() { running = nil }
}
