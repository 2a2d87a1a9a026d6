import Foundation
import Identity
import Simulator
import Transport

/// The cards that the checks lay on readers, and who they belong to.
enum PlayedCards {
    /// The number of the customer with the tag and the chip card.
    static let customer = "500"

    /// An NFC tag.
    static let tag = """
        atr 3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 03 00 00 00 00 68
        uid 04 76 BF E1 BF 02 80
        """
    static let tagNumber = "0476BFE1BF0280"
    /// A chip card with a number in a file, over T=0.
    static let chip = """
        atr 3B 16 94 7C 03 01 00 00 0D
        application F0434C5542
        file 0001 38 31 33 34 35 36 37 38 39 30 00 00
        """
    /// The same over T=1.
    static let blockChip = """
        atr 3B 80 81 01 00
        application F0434C5542
        file 0001 38 31 33 34 35 36 37 38 39 30 00 00
        """
    static let payment = """
        atr 3B 8A 80 01 00 31 C1 73 C8 40 00 00 90 00 90
        uid 04 11 22 33 44 55 66
        payment
        """
    static let phone = """
        atr 3B 80 80 01 01
        uid 08 01 02 03
        """

    static func card(_ script: String) throws -> VirtualCard { try VirtualCard(parsing: script) }

    /// A daemon with the customer and the settings.
    static func daemon() throws -> Daemon {
        try Daemon(["--settings", try settings()], directory: try directory())
    }

    private static func settings() throws -> String {
        try Check.settings(
            """
            { cards: { applications: [ { name: "club chip", select: "F0434C5542",
              read: { file: "0001", from: 0, length: 10 }, as: "text" } ] } }
            """)
    }

    private static func directory() throws -> String {
        let path = "/run/cards.sqlite"
        guard !FileManager.default.fileExists(atPath: path) else { return path }
        for words in [
            ["add", "individual", customer, "Iva", "Horvat"],
            ["assign", "contactlessTag", tagNumber, customer],
            ["assign", "smartCard", "8134567890", customer],
        ] {
            let log = "/run/cards.log"
            let tool = try ChildProcess(
                path: ".build/debug/laneid",
                arguments: ["directory"] + words + ["--directory", path],
                environment: ["PATH": "/usr/bin:/bin"], log: log)
            try require(
                tool.wait() == 0, (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
        }
        return path
    }
}

extension LaneEvent {
    /// The outcome, and who or why.
    var words: String {
        [outcome, customer?.number ?? reason ?? fault].compactMap(\.self).joined(separator: " ")
    }
}

extension Daemon {
    /// The next event of a device, which must be these words; those of other devices are dropped.
    @discardableResult
    func requireEvent(
        _ words: String, of device: String, within limit: Duration = patience
    ) throws -> LaneEvent {
        let end = Instant.now + limit
        while let event = try event(within: max(end - .now, .zero)) {
            guard event.device == device else { continue }
            try require(event.words == words, "\(device): wanted \(words), got \(event)")
            return event
        }
        throw Failed("\(device): no \(words) came; \(log.suffix(2000))")
    }
}
