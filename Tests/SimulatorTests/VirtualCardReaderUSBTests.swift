import Decoding
import Identity
import Testing

@testable import Simulator

/// Card readers on a virtual bus: what a host finds, and on which endpoint which answer comes.
struct VirtualCardReaderUSBTests {
    private static let tag = """
        atr 3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 03 00 00 00 00 68
        uid 04 76 BF E1 BF 02 80
        """
    private static let levels: [(USBModel, [CCIDDescriptor.ExchangeLevel], slots: Int)] = [
        (.cardReader, [.shortAPDU], 1), (.tpduCardReader, [.tpdu], 1),
        (.extendedCardReader, [.extendedAPDU], 1),
        (.dualCardReader, [.extendedAPDU, .shortAPDU], 1),
        (.threeSlotCardReader, [.extendedAPDU], 3), (.polledCardReader, [.extendedAPDU], 1),
        (.vendorCardReader, [.tpdu], 2),
    ]

    @Test("A model's class descriptor names its level and slots", arguments: levels)
    func descriptors(
        model: USBModel, levels: [CCIDDescriptor.ExchangeLevel], slots: Int
    ) throws {
        let found = try model.interfaces.map { interface in
            let bytes = interface.classDescriptors + interface.trailingDescriptors
            let descriptor = CCIDDescriptor(bytes.span)
            return try #require(descriptor)
        }
        #expect(found.map(\.level) == levels)
        #expect(found.allSatisfy { $0.slotCount == slots })
        #expect(model.cardPlaces.count == levels.count * slots)
    }

    @Test("Only the reader of a maker's class has its descriptor behind its endpoints")
    func order() throws {
        for (model, _, _) in Self.levels {
            let all = model.configurationDescriptor
            let isLast = Array(all.suffix(54)).starts(with: [0x36, 0x21])
            #expect(isLast == (model.name == "ccid-reader-vendor"), "\(model.name)")
        }
    }

    @Test("Each interface answers on its own endpoint, and announces cards on another")
    func endpoints() throws {
        var device = VirtualUSBDevice(.dualCardReader)
        try device.hear(USBIPHeader.submit(1, endpoint: 1, length: 64))
        try device.hear(USBIPHeader.submit(2, endpoint: 4, length: 64))
        try device.hear(USBIPHeader.submit(3, endpoint: 6, length: 8))
        let card = try VirtualCard(parsing: Self.tag)
        device.atCards(of: 1) { $0.put(card) }
        #expect(device.answer() == [Answer(sequence: 3, status: 0, data: [0x50, 0x03])])
        let status: [UInt8] = [0x65, 0, 0, 0, 0, 0, 7, 0, 0, 0]
        try device.hear(
            USBIPHeader.submit(4, isIn: false, endpoint: 5, length: 10), data: status)
        // The card is there and has no power yet.
        #expect(
            device.answer() == [
                Answer(sequence: 2, status: 0, data: [0x81, 0, 0, 0, 0, 0, 7, 1, 0, 0]),
                Answer(sequence: 4, status: 0),
            ])
        try device.hear(
            USBIPHeader.submit(5, isIn: false, endpoint: 2, length: 10), data: status)
        #expect(device.answer().first?.data == [0x81, 0, 0, 0, 0, 0, 7, 2, 0, 0])
        // The host's conversation with a card is not kept.
        #expect(device.takeReceived().isEmpty)
    }

    @Test("An answer of whole packets ends with an empty one")
    func wholePackets() throws {
        var device = VirtualUSBDevice(.cardReader)
        // 10 bytes of header, 116 of number, 2 of status.
        let card = try VirtualCard(
            parsing: "atr 3B 00\nuid " + String(repeating: "04", count: 116))
        device.atCards(of: 0) { $0.put(card) }
        let ask: [UInt8] = [0x6F, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xCA, 0, 0, 0]
        try device.hear(USBIPHeader.submit(1, isIn: false, endpoint: 2, length: 15), data: ask)
        _ = device.answer()
        try device.hear(USBIPHeader.submit(2, endpoint: 1, length: 4096))
        #expect(device.answer().map(\.data.count) == [128])
        try device.hear(USBIPHeader.submit(3, endpoint: 1, length: 4096))
        #expect(device.answer().isEmpty)
    }

    @Test("A command is aborted when both endpoints name it")
    func abort() throws {
        var device = VirtualUSBDevice(.cardReader)
        try device.hear(USBIPHeader.submit(1, endpoint: 1, length: 64))
        let abort: [UInt8] = [0x72, 0, 0, 0, 0, 0, 9, 0, 0, 0]
        func send(_ sequence: UInt32) throws -> [Answer] {
            try device.hear(
                USBIPHeader.submit(sequence, isIn: false, endpoint: 2, length: 10), data: abort)
            return device.answer()
        }
        func ask(_ sequence: UInt32, for number: UInt8) throws -> [Int32] {
            try device.hear(
                USBIPHeader.submit(
                    sequence, isIn: false, endpoint: 0, length: 0,
                    setup: [0x21, 0x01, 0, number, 0, 0, 0, 0]))
            return device.answer().map(\.status)
        }
        #expect(try send(2) == [Answer(sequence: 2, status: 0)])
        #expect(try ask(3, for: 8) == [0])
        #expect(try send(4) == [Answer(sequence: 4, status: 0)])
        #expect(try ask(5, for: 9) == [0])
        #expect(try send(6).map(\.sequence) == [1, 6])
    }

    @Test("A reset takes the cards' power")
    func reset() throws {
        var device = VirtualUSBDevice(.cardReader)
        let card = try VirtualCard(parsing: Self.tag)
        device.atCards(of: 0) { $0.put(card) }
        func presence(_ sequence: UInt32, _ message: UInt8) throws -> UInt8? {
            try device.hear(USBIPHeader.submit(sequence, endpoint: 1, length: 64))
            try device.hear(
                USBIPHeader.submit(sequence + 1, isIn: false, endpoint: 2, length: 10),
                data: [message, 0, 0, 0, 0, 0, 1, 0, 0, 0])
            return device.answer().first { $0.sequence == sequence }?.data[7]
        }
        #expect(try presence(1, 0x62) == 0 && presence(3, 0x65) == 0)
        try device.hear(
            USBIPHeader.submit(
                5, isIn: false, endpoint: 0, length: 0, setup: [0, 9, 1, 0, 0, 0, 0, 0]))
        _ = device.answer()
        #expect(try presence(6, 0x65) == 1)
    }

    @Test(
        "A typed line lays a card, takes it away, or names a place",
        arguments: [
            ("tag", [true, false, false]), ("3 tag", [false, false, true]),
            ("away", [false, false, false]),
        ])
    func typed(line: String, present: [Bool]) throws {
        var device = VirtualUSBDevice(.threeSlotCardReader)
        let (place, card) = try #require(
            try device.model.cardToLay(line) { _ in Self.tag })
        device.atCards(of: place.interface) { $0.put(card, into: place.slot) }
        for (slot, isPresent) in present.enumerated() {
            let sequence = UInt32(2 * slot + 1)
            try device.hear(USBIPHeader.submit(sequence, endpoint: 1, length: 64))
            try device.hear(
                USBIPHeader.submit(sequence + 1, isIn: false, endpoint: 2, length: 10),
                data: [0x65, 0, 0, 0, 0, UInt8(slot), 0, 0, 0, 0])
            let reply = device.answer().first { $0.sequence == sequence }?.data
            #expect(reply?[7] == (isPresent ? 1 : 2))
        }
        #expect(throws: TypingError.noPlace(4)) {
            try device.model.cardToLay("4 tag") { _ in Self.tag }
        }
        #expect(throws: TypingError.isCardReader) { try device.model.typed("tag") }
    }
}
