import Decoding
import Drivers
import Foundation
import Identity
import Simulator
import Testing

/// The captures of `ccid-reader` are conversations with the virtual reader, which replay and the
/// guest play too. `UPDATE_EXPECTED=1` writes them anew.
struct CardCaptureTests {
    struct Scene: CustomTestStringConvertible, Sendable {
        var name: String
        var says: String
        var level: CCIDDescriptor.ExchangeLevel
        var hasStatus = true
        var queries = CardQueries()
        var fault: VirtualCardReader.Fault?
        var card: String

        var testDescription: String { name }
    }

    static let scenes = [
        Scene(
            name: "tag", says: "An NTAG213 is laid on a short-APDU reader and taken away.",
            level: .shortAPDU, card: Cards.tag),
        Scene(
            name: "tag-with-message",
            says: "An NTAG213 with a text in its NDEF message, at a reader without interrupts.",
            level: .extendedAPDU, hasStatus: false, card: Cards.tagWithText),
        Scene(
            name: "chip-t0", says: "A club's chip card over T=0, at a reader that exchanges TPDUs.",
            level: .tpdu, queries: Cards.club, card: Cards.clubChip),
        Scene(
            name: "chip-t1",
            says: "The same over T=1; the first block of the card does not check.", level: .tpdu,
            queries: Cards.club, fault: .damagedBlock, card: Cards.clubChipT1),
        Scene(
            name: "payment",
            says: "A payment card: its directory answers, and nothing more is asked.",
            level: .shortAPDU, queries: Cards.club, card: Cards.payment),
        Scene(
            name: "passport", says: "A passport: its application answers, and nothing is read.",
            level: .shortAPDU, card: Cards.passport),
        Scene(
            name: "mute", says: "A card that never answers to power.", level: .shortAPDU,
            fault: .mute, card: Cards.tag),
    ]

    @Test("A capture is what was said to the virtual reader", arguments: scenes)
    func captures(scene: Scene) throws {
        var bench = try CardBench(
            level: scene.level, hasStatus: scene.hasStatus, queries: scene.queries)
        bench.fault = scene.fault
        bench.put(try VirtualCard(parsing: scene.card), for: .milliseconds(1500))
        bench.put(nil, for: .milliseconds(500))
        var options = DriverOptions()
        options.cards = CardQueries(applications: scene.queries.applications)
        for index in options.cards.applications.indices {
            options.cards.applications[index].name = Bytes("club-chip")
        }
        var interface = USBInterface.cardReader(
            descriptor(scene.level), hasStatus: scene.hasStatus)
        for index in interface.endpoints.indices {
            let direction = interface.endpoints[index].address & 0x80
            interface.endpoints[index].address = direction | UInt8(index + 1)
            interface.endpoints[index].interval = 10
        }
        let comments = [
            "\(scene.says) Made up: played by the virtual reader."
        ].map(Capture.Step.comment)
        let capture = Capture(
            options: options, interface: interface, steps: comments + bench.steps)
        let file = FixtureFile(driver: "ccid-reader", name: scene.name)
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] == "1" {
            try capture.text.write(to: file.url("capture"), atomically: true, encoding: .utf8)
        }
        #expect(try file.load().0 == capture)
    }
}
