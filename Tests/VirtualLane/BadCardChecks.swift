import Foundation
import Identity
import Simulator
import Transport

/// Smart-card readers that misbehave: a named fault or state in bounded time, and the next good
/// card is read.
extension Check {
    static var badCards: [Check] {
        [
            Check(
                name:
                    "Each misbehaviour of a ccid-reader ends in a named fault, and no other notices",
                drivers: ["ccid-reader"], run: faults),
            Check(
                name:
                    "A ccid-reader that answers nothing is reset, and its other interface reads on",
                drivers: ["ccid-reader"], run: dead),
            Check(
                name: "A ccid-reader that takes no command for a while is ready when it answers",
                drivers: ["ccid-reader"], run: deaf),
            Check(
                name:
                    "A ccid-reader that hangs in every transfer is told of, and heals when re-plugged",
                drivers: ["ccid-reader"], run: hanging),
        ]
    }

    /// What each fault gives; nil where the card is read all the same.
    private static let expected: [VirtualCardReader.Fault: Set<String>?] = [
        .wrongSequence: ["malformed cardMute"], .wrongSlot: ["malformed cardMute"],
        .wrongType: ["malformed cardMute"], .endlessExtension: ["malformed cardMute"],
        .emptySuccess: ["malformed cardProtocol", "malformed cardMute"],
        .silent: ["malformed cardMute"], .cut: ["malformed cardMute"],
        .blockLoop: ["malformed cardProtocol"], .mute: ["malformed cardMute"],
        .late: nil, .damagedBlock: nil, .waitingTime: nil, .noParameters: nil, .muteTwice: nil,
    ]
    /// Three tries of 15 seconds, the longest that a command may take, and what is between them.
    private static let bound = Duration.seconds(75)

    private static func faults() throws -> String {
        let daemon = try PlayedCards.daemon()
        let card = try PlayedCards.card(PlayedCards.blockChip)
        let good = try VirtualUSBReader(USBModel.cardReader.numbered("GOOD-1"))
        let goodName = deviceName("GOOD-1", 0)
        var readers: [String: (reader: VirtualUSBReader, fault: VirtualCardReader.Fault)] = [:]
        for fault in expected.keys {
            // Levels in turn; what goes wrong with blocks does so at the one that has blocks.
            let needsBlocks = [.blockLoop, .damagedBlock, .waitingTime].contains(fault)
            let levels: [USBModel] = [.tpduCardReader, .cardReader, .extendedCardReader]
            let model = needsBlocks ? .tpduCardReader : levels[readers.count % 3]
            let serial = "BAD-\(fault.rawValue)"
            readers[deviceName(serial, 0)] = (
                try VirtualUSBReader(model.numbered(serial)), fault
            )
        }
        for name in readers.keys.sorted() + [goodName] {
            try daemon.waitUntil(name, "ready", within: .seconds(60))
        }
        for (reader, fault) in readers.values {
            reader.fail(fault)
            reader.put(card)
        }
        let began = Instant.now
        var figures = Figures()
        var open = Set(readers.keys)
        var laid = Instant.now
        good.put(card)
        while !open.isEmpty {
            for (reader, fault) in readers.values where fault == .endlessExtension {
                reader.askForTime()
            }
            guard let event = try daemon.event(within: .seconds(1)), let name = event.device else {
                try require(
                    .now - began < bound,
                    "nothing came of \(open.sorted().joined(separator: ", "))")
                continue
            }
            if name == goodName {
                // It is laid on and taken away all the time.
                if event.outcome == "removed" {
                    laid = .now
                    good.put(card)
                } else {
                    try require(event.words == "identified 500", "the good one gave \(event)")
                    figures.add(.now - laid)
                    good.put(nil)
                }
                continue
            }
            guard let fault = readers[name]?.fault, open.remove(name) != nil else { continue }
            let wanted = expected[fault].flatMap(\.self) ?? ["identified 500"]
            try require(wanted.contains(event.words), "\(name) gave \(event)")
            if fault == .endlessExtension {
                try require(.now - began > .seconds(40), "its time was not extended: \(event)")
            }
        }
        let all = (Instant.now - began).inNanoseconds / 1_000_000_000
        for (reader, _) in readers.values {
            reader.put(nil)
            reader.fail(nil)
        }
        good.put(nil)
        // Announced, and asked for twice.
        sleep(4)
        while try daemon.event(within: .milliseconds(200)) != nil {}
        for (reader, _) in readers.values { reader.put(card) }
        open = Set(readers.keys)
        while !open.isEmpty {
            guard let event = try daemon.event(within: .seconds(40)) else {
                throw Failed("not read again: \(open.sorted().joined(separator: ", "))")
            }
            guard let name = event.device, open.contains(name) else { continue }
            if event.outcome == "removed" { continue }
            try require(event.words == "identified 500", "after its fault \(name) gave \(event)")
            open.remove(name)
        }
        for (reader, _) in readers.values { reader.unplug() }
        good.unplug()
        for name in readers.keys {
            try daemon.waitUntil(name, "lost", orGone: true, within: .seconds(60))
        }
        return "\(readers.count) faults over after \(all) s; a good reader meanwhile: \(figures)"
    }

    private static func dead() throws -> String {
        let daemon = try PlayedCards.daemon()
        let card = try PlayedCards.card(PlayedCards.tag)
        let reader = try VirtualUSBReader(USBModel.dualCardReader.numbered("DEAD-1"))
        let (first, second) = (deviceName("DEAD-1", 0), deviceName("DEAD-1", 1))
        try daemon.waitUntil(first, "ready")
        try daemon.waitUntil(second, "ready")
        reader.fail(.dead, at: 1)
        reader.put(card, at: 1)
        let why = try daemon.waitUntil(second, "stale", within: .seconds(30))
        // The reset is the whole device's. It is done once, and the other interface then reads on,
        // although this one stays dead.
        try waitFor("the reset") { reader.resets > 0 ? true : nil }
        sleep(2)
        try daemon.waitUntil(first, "ready")
        for _ in 0..<3 {
            reader.put(card)
            try daemon.requireEvent("identified 500", of: first)
            if let event = try daemon.event(within: .seconds(4)) {
                throw Failed("the card that lies there gave \(event)")
            }
            reader.put(nil)
            try daemon.requireEvent("removed", of: first)
        }
        let state = try daemon.device(second)?.state
        try require(state != "ready", "the dead one is \(state ?? "gone")")
        try require(reader.resets == 1, "there were \(reader.resets) resets")
        reader.fail(nil, at: 1)
        try daemon.requireEvent("identified 500", of: second, within: .seconds(60))
        try daemon.waitUntil(second, "ready")
        try daemon.waitUntil(first, "ready")
        reader.unplug()
        try daemon.waitUntil(first, "lost")
        return why
    }

    private static func deaf() throws -> String {
        let daemon = try PlayedCards.daemon()
        let reader = try VirtualUSBReader(USBModel.cardReader.numbered("DEAF-1"))
        let name = deviceName("DEAF-1", 0)
        try daemon.waitUntil(name, "ready")
        reader.fail(.deaf(transfers: 1))
        let why = try daemon.waitUntil(name, "stale")
        try daemon.waitUntil(name, "ready")
        reader.put(try PlayedCards.card(PlayedCards.tag))
        try daemon.requireEvent("identified 500", of: name)
        reader.unplug()
        try daemon.waitUntil(name, "lost")
        return why
    }

    private static func hanging() throws -> String {
        let daemon = try PlayedCards.daemon()
        let card = try PlayedCards.card(PlayedCards.tag)
        let name = deviceName("HANG-1", 0)
        let other = try VirtualUSBReader(USBModel.polledCardReader.numbered("WELL-2"))
        let reader = try VirtualUSBReader(USBModel.cardReader.numbered("HANG-1"))
        try daemon.waitUntil(name, "ready")
        try daemon.waitUntil(deviceName("WELL-2", 0), "ready")
        reader.fail(.hang)
        let why = try waitFor("what is said of it", within: .seconds(60)) {
            let device = try daemon.device(name)
            return device?.state == "ready" ? nil : device?.why ?? "gone"
        }
        other.put(card)
        try daemon.requireEvent("identified 500", of: deviceName("WELL-2", 0))
        reader.unplug()
        try waitFor("the kernel's letting go", within: .seconds(60)) {
            reader.name == nil ? true : nil
        }
        let again = try VirtualUSBReader(USBModel.cardReader.numbered("HANG-1"))
        again.put(card)
        try daemon.requireEvent("identified 500", of: name, within: .seconds(60))
        try daemon.waitUntil(name, "ready")
        again.unplug()
        other.unplug()
        try daemon.waitUntil(name, "lost")
        return why
    }
}
