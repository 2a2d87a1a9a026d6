/// The class descriptor of a CCID interface: 54 bytes that say what the reader does by itself and
/// what is left to the host (CCID 1.10, 5.1).
public struct CCIDDescriptor: Sendable, Equatable {
    /// The length of the descriptor, in bytes.
    public static let length = 54

    /// What the host exchanges with a card (CCID 1.10, 5.1, `dwFeatures`).
    public enum ExchangeLevel: String, Sendable, CaseIterable {
        case character, tpdu, shortAPDU, extendedAPDU
    }

    /// `dwFeatures`: what the reader does by itself.
    public struct Features: OptionSet, Sendable, Equatable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// The card is set up by its ATR.
        public static let configuresByATR = Features(rawValue: 0x02)
        /// A card has power as soon as it is put in.
        public static let activates = Features(rawValue: 0x04)
        public static let choosesVoltage = Features(rawValue: 0x08)
        /// The reader chooses the protocol's parameters.
        public static let negotiates = Features(rawValue: 0x40)
        public static let makesPPS = Features(rawValue: 0x80)
        /// The reader tells a T=1 card how long its own blocks may be.
        public static let sendsIFSD = Features(rawValue: 0x400)
    }

    /// How many slots there are, 1 to 256.
    public let slotCount: Int
    /// `bVoltageSupport`: bit 0 for 5 V, 1 for 3 V, 2 for 1.8 V.
    public let voltages: UInt8
    public let hasT0: Bool
    public let hasT1: Bool
    /// The card's clock unless changed, in kHz.
    public let defaultClock: Int
    /// In bits per second.
    public let maxDataRate: Int
    /// The longest T=1 block that the reader takes, 1 to 254.
    public let maxIFSD: Int
    public let features: Features
    /// Nil where the descriptor names none or several.
    public let level: ExchangeLevel?
    /// The longest message with its header, in bytes.
    public let maxMessageLength: Int

    /// Reads the 54 bytes; nil for anything else.
    ///
    /// Fields that shipping readers are known to have wrong are mended: bits beyond T=0 and T=1, an
    /// IFSD of 0 or above 254, a message length that a short APDU does not fit into.
    public init?(_ bytes: borrowing Span<UInt8>) {
        guard bytes.count == Self.length, bytes[0] == 0x36, bytes[1] == 0x21 else { return nil }
        slotCount = Int(bytes[4]) + 1
        voltages = bytes[5] & 0x07
        let protocols = bytes[6] & 0x03
        // A reader that names no protocol must speak one.
        hasT0 = protocols & 0x01 != 0 || protocols == 0
        hasT1 = protocols & 0x02 != 0
        defaultClock = Int(bytes.littleEndian32(at: 10))
        maxDataRate = Int(bytes.littleEndian32(at: 23))
        let ifsd = bytes.littleEndian32(at: 28)
        maxIFSD = ifsd == 0 ? 254 : Int(min(ifsd, 254))
        features = Features(rawValue: bytes.littleEndian32(at: 40))
        level =
            switch features.rawValue & 0x70000 {
            case 0: .character
            case 0x10000: .tpdu
            case 0x20000: .shortAPDU
            case 0x40000: .extendedAPDU
            default: nil
            }
        maxMessageLength = Int(min(max(bytes.littleEndian32(at: 44), 64), 65_556))
    }

    /// What the voltages are to be tried in, as `bPowerSelect` counts them: 1 is 5 V, 2 is 3 V, 3
    /// is 1.8 V; 0 where the reader chooses.
    var powerSelections: [UInt8] {
        if features.contains(.choosesVoltage) || features.contains(.activates) { return [0] }
        let selections = (UInt8(1)...3).filter { voltages & 1 << ($0 - 1) != 0 }
        return selections.isEmpty ? [0] : selections
    }

    /// Whether blocks of the card's protocol are exchanged, so that the host speaks T=0 and T=1.
    var exchangesBlocks: Bool { level == .tpdu }
}

extension Span where Element == UInt8 {
    /// A 32-bit number, low byte first.
    func littleEndian32(at index: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(self[index + $1]) << UInt32(8 * $1) }
    }
}
