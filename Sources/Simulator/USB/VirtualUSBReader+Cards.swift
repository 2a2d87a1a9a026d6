extension USBModel {
    /// Whether cards are laid on it, instead of labels typed.
    public var isCardReader: Bool { habits is CardReaderHabits }

    /// Where cards are laid: each slot of each interface, in their order.
    public var cardPlaces: [(interface: Int, slot: Int)] {
        ((habits as? CardReaderHabits)?.readers ?? []).enumerated().flatMap { interface, reader in
            (0..<reader.slotCount).map { (interface, $0) }
        }
    }

    /// What a typed line means: the card whose script is in a file, or nil for `away`, and the
    /// place for it. At a reader with several places a number chooses: `2 card.txt`.
    func cardToLay(
        _ line: String, read: (String) throws -> String
    ) throws -> (place: (interface: Int, slot: Int), card: VirtualCard?)? {
        var words = line.split(separator: " ", maxSplits: 1)
        let places = cardPlaces
        guard var place = places.first else { return nil }
        if places.count > 1, words.count == 2, let number = Int(words[0]) {
            guard places.indices.contains(number - 1) else { throw TypingError.noPlace(number) }
            place = places[number - 1]
            words.removeFirst()
        }
        let name = words.joined(separator: " ")
        return (place, name == "away" ? nil : try VirtualCard(parsing: try read(name)))
    }
}

extension VirtualUSBReader {
    /// Lays a card on a card reader; with nil, takes away what lies there.
    public func put(_ card: VirtualCard?, at interface: Int = 0, slot: Int = 0) {
        withDevice { $0.atCards(of: interface) { $0.put(card, into: slot) } }
    }

    /// Makes a card reader misbehave from now on; with nil, no longer.
    public func fail(_ fault: VirtualCardReader.Fault?, at interface: Int = 0) {
        withDevice { device in
            device.atCards(of: interface) { reader in
                reader.fault = fault
                return []
            }
        }
    }

    /// Lets a card reader ask once more for time, where that is its fault.
    public func askForTime(at interface: Int = 0) {
        withDevice { $0.atCards(of: interface) { $0.askForTime() } }
    }

    /// The APDUs that the cards at an interface were sent.
    public func cardCommands(at interface: Int = 0) -> [[UInt8]] {
        withDevice { $0.cardReader(interface)?.commands ?? [] }
    }

    /// Does what a person typed (`USBModel.cardToLay`).
    /// - Parameter read: Reads a file.
    public func lay(_ line: String, read: (String) throws -> String) throws {
        guard let (place, card) = try model.cardToLay(line, read: read) else { return }
        put(card, at: place.interface, slot: place.slot)
    }
}

extension VirtualUSBDevice {
    /// Does something at the card reader behind an interface; nothing where there is none.
    mutating func atCards(
        of interface: Int, _ body: (inout VirtualCardReader) -> [VirtualCardReader.Message]
    ) {
        guard var cards = habits as? CardReaderHabits else { return }
        let messages = cards.change(interface, body)
        habits = cards
        for message in messages { push(message) }
    }

    /// The card reader behind an interface.
    func cardReader(_ interface: Int) -> VirtualCardReader? {
        guard let readers = (habits as? CardReaderHabits)?.readers else { return nil }
        return readers.indices.contains(interface) ? readers[interface] : nil
    }
}
