import Foundation
import Identity
import Simulator
import Transport

/// Virtual smart-card readers (CCID) through the unmodified daemon.
extension Check {
    static var cards: [Check] {
        let models: [USBModel] = [
            .cardReader, .tpduCardReader, .extendedCardReader, .dualCardReader,
            .threeSlotCardReader, .polledCardReader, .vendorCardReader,
        ]
        let shared = SharedDaemon(make: PlayedCards.daemon)
        return models.map { model in
            Check(
                name: "Cards on the \(model.name) give a lane the right events",
                drivers: ["ccid-reader"], isFoundByItself: true, shares: shared
            ) {
                try read(model, try shared.daemon())
            }
        } + [
            Check(
                name: "A ccid-reader with a card on it heals from \(replugCount) re-plugs, "
                    + "some at once, some in the middle of a card",
                drivers: ["ccid-reader"]
            ) {
                try replugs(replugCount)
            },
            Check(
                name: "laneid simulate ccid-reader lays cards on and takes them away",
                drivers: ["ccid-reader"]
            ) {
                let daemon = try PlayedCards.daemon()
                try Data(PlayedCards.tag.utf8).write(to: URL(filePath: "/run/tag.txt"))
                let log = "\(daemon.folder)/simulate"
                let tool = try ChildProcess(
                    path: "/bin/bash",
                    arguments: [
                        "-c",
                        """
                        (sleep 3; echo /run/none.txt; echo /run/tag.txt; sleep 3; echo away; sleep 3) \
                        | .build/debug/laneid simulate ccid-reader --serial SIM-4711
                        """,
                    ], environment: ["PATH": "/usr/bin:/bin"], log: log)
                let device = "ccid-reader-SIM-4711"
                try daemon.requireEvent("identified 500", of: device, within: .seconds(60))
                try daemon.requireEvent("removed", of: device)
                try require(tool.wait() == 0, "it ended with \(tool.exitCode ?? -1)")
                let said = try String(contentsOfFile: log, encoding: .utf8)
                try require(
                    said.contains("/run/none.txt")
                        && said.contains("the card was asked: FF CA 00 00 00"), "it said: \(said)")
                try daemon.waitUntil(device, "lost")
                return ""
            },
        ]
    }

    /// The name of the device that reads an interface.
    static func deviceName(_ serial: String, _ interface: Int) -> String {
        "ccid-reader-\(serial)" + (interface == 0 ? "" : "-if\(interface)")
    }

    /// Lays cards into each of its places.
    private static func read(_ model: USBModel, _ daemon: Daemon) throws -> String {
        let serial = "C-\(model.productID.hexadecimal)"
        let reader = try VirtualUSBReader(model.numbered(serial))
        for interface in model.interfaces.indices {
            try daemon.waitUntil(deviceName(serial, interface), "ready")
        }
        let cards = [
            (PlayedCards.tag, "identified 500"), (PlayedCards.chip, "identified 500"),
            (PlayedCards.blockChip, "identified 500"), (PlayedCards.payment, "suppressed"),
            (PlayedCards.phone, "refused randomUID"),
        ]
        var figures = Figures()
        for place in model.cardPlaces {
            let device = deviceName(serial, place.interface)
            for (script, words) in cards {
                let laid = Instant.now
                reader.put(try PlayedCards.card(script), at: place.interface, slot: place.slot)
                try daemon.requireEvent(words, of: device)
                figures.add(.now - laid)
                reader.put(nil, at: place.interface, slot: place.slot)
                try daemon.requireEvent("removed", of: device)
            }
        }
        // A payment card is asked for its directory of applications, and for nothing else.
        let asked = model.interfaces.indices.flatMap { reader.cardCommands(at: $0) }
        let afterPayment = asked.contains { $0.starts(with: [0x80, 0xA8]) || $0[1] == 0xB2 }
        try require(!afterPayment, "a payment card was read")
        reader.unplug()
        for interface in model.interfaces.indices {
            try daemon.waitUntil(deviceName(serial, interface), "lost")
        }
        return "card to event \(figures)"
    }

    /// Pulls a reader with a card on it, and wants the card read each time it is back. Every fourth
    /// is pulled in the middle of a card, at each message in turn.
    private static func replugs(_ count: Int) throws -> String {
        let daemon = try PlayedCards.daemon()
        let device = deviceName("HEAL-0816", 0)
        let kinds = [
            (USBModel.cardReader, PlayedCards.tag), (.tpduCardReader, PlayedCards.blockChip),
        ]
        var read = Figures()
        for round in 1...count {
            let (model, script) = kinds[round / 4 % 2]
            let card = try PlayedCards.card(script)
            let plugged = Instant.now
            let reader = try VirtualUSBReader(model.numbered("HEAL-0816"))
            defer { reader.unplug() }
            if round % 4 == 0 {
                reader.fail(.unplug(afterPackets: round / 8 % 16))
                reader.put(card)
                try waitFor("its end", within: .seconds(60)) { reader.isGone ? true : nil }
                // As in the re-plugs of the scanner.
                try waitFor("the kernel's letting go") { reader.name == nil ? true : nil }
            } else {
                reader.put(card)
                try daemon.requireEvent("identified 500", of: device)
                read.add(.now - plugged)
                reader.unplug()
            }
            try daemon.waitUntil(device, "lost", orGone: true)
            while let event = try daemon.event(within: .zero) {
                try require(
                    event.outcome == "identified" || event.outcome == "removed",
                    "round \(round) gave \(event)")
            }
        }
        return "plug to event \(read)"
    }
}
