/// What one device read once, before anybody knows whose it is.
///
/// A fixed-size value, so that it needs no heap. It prints as kind and length only.
public struct Reading: Sendable {
    /// The longest text a reading holds, in bytes; anything longer is refused whole
    /// (`Fault.tooLong`).
    public static let capacity = 2048

    public var kind: ReadingKind
    public var entryMode: EntryMode
    /// The text as the reader sent it, without framing and without symbology identifier. For a
    /// magnetic stripe: the tracks with their sentinels, one after the other; `tracks` says where
    /// each one's data is.
    public var text: Bytes<2048>
    /// The symbology, where the reader said it. A reading with one is *labelled*.
    public var symbology: Symbology?
    /// Where each track's data stands in `text`, without sentinels and LRC.
    public var tracks: Tracks
    /// What the reader said of the card's protection.
    public var protection: Protection
    /// Whether the text is a GS1 element string (FNC1 in first position); separators are 0x1D.
    public var isGS1: Bool
    /// Whether the text is a key's or tag's number in canonical form, as far as the reader knows
    /// it. Where it is not, ten digits may be hexadecimal or decimal.
    public var isCanonical = false
    /// Where a chip card's or contactless card's text comes from.
    public var card: CardSource

    public init(
        kind: ReadingKind, entryMode: EntryMode, text: borrowing Span<UInt8>,
        symbology: Symbology? = nil, isGS1: Bool = false
    ) {
        self.kind = kind
        self.entryMode = entryMode
        self.text = Bytes(text)
        self.symbology = symbology
        self.isGS1 = isGS1
        tracks = Tracks()
        protection = []
        card = CardSource()
    }

    /// A barcode's reading.
    public static func barcode(
        _ text: borrowing Span<UInt8>, symbology: Symbology? = nil, isGS1: Bool = false
    ) -> Reading {
        Reading(kind: .barcode, entryMode: .scanned, text: text, symbology: symbology, isGS1: isGS1)
    }

    /// Makes this the reading of a barcode, in place of what it was.
    public mutating func becomeBarcode(
        _ text: Span<UInt8>, symbology: Symbology?, isGS1: Bool
    ) {
        wipe()
        self.text.append(contentsOf: text)
        kind = .barcode
        entryMode = .scanned
        self.symbology = symbology
        self.isGS1 = isGS1
        isCanonical = false
        protection = []
        card = CardSource()
    }

    /// A key's or tag's reading, its number in canonical form.
    public static func key(
        _ text: borrowing Span<UInt8>, kind: ReadingKind, entryMode: EntryMode
    ) -> Reading {
        var reading = Reading(kind: kind, entryMode: entryMode, text: text)
        reading.isCanonical = true
        return reading
    }

    /// A swipe: the text of all tracks, and where each one's data stands in it.
    public static func magstripe(
        _ text: borrowing Span<UInt8>, tracks: Tracks, protection: Protection = []
    ) -> Reading {
        var reading = Reading(kind: .magstripe, entryMode: .magStripe, text: text)
        reading.tracks = tracks
        reading.protection = protection
        return reading
    }

    /// The data of track 1, 2 or 3, without sentinels; nil where the card has none.
    public func track(_ number: Int) -> Bytes<128>? {
        guard let place = tracks[number] else { return nil }
        return Bytes(text.span.extracting(place.start..<place.end))
    }

    /// Overwrites the text: for a payment card.
    public mutating func wipe() {
        text.removeAll()
        tracks = Tracks()
        card.uid.removeAll()
    }
}

extension Reading: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(kind.rawValue) of \(text.count) bytes" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where the data of the three tracks of a swipe stands in the reading's text.
public struct Tracks: Sendable, Equatable {
    /// A track's data: `text[start..<end]`.
    public struct Place: Sendable, Equatable {
        public var start: Int
        public var end: Int

        public init(start: Int, end: Int) {
            self.start = start
            self.end = end
        }
    }

    private var places: (Place?, Place?, Place?)
    /// The tracks (1, 2, 3) that the reader could not decode.
    public private(set) var unreadable: Set3

    public init() {
        places = (nil, nil, nil)
        unreadable = []
    }

    /// The place of track 1, 2 or 3.
    public subscript(number: Int) -> Place? {
        get {
            switch number {
            case 1: places.0
            case 2: places.1
            case 3: places.2
            default: nil
            }
        }
        set {
            switch number {
            case 1: places.0 = newValue
            case 2: places.1 = newValue
            case 3: places.2 = newValue
            default: preconditionFailure("a card has three tracks")
            }
        }
    }

    /// Notes that the reader reported track `number` as undecodable.
    public mutating func markUnreadable(_ number: Int) {
        unreadable.insert(Set3(rawValue: 1 << UInt8(number - 1)))
    }

    public static func == (left: Tracks, right: Tracks) -> Bool {
        left.places.0 == right.places.0 && left.places.1 == right.places.1
            && left.places.2 == right.places.2 && left.unreadable == right.unreadable
    }

    /// A set of track numbers.
    public struct Set3: OptionSet, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        public static let track1 = Set3(rawValue: 1)
        public static let track2 = Set3(rawValue: 2)
        public static let track3 = Set3(rawValue: 4)
    }
}

/// What a reader says of how a card's data was protected: each is evidence of a payment card.
public struct Protection: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// At least one track came encrypted.
    public static let encrypted = Protection(rawValue: 1)
    /// At least one track came masked.
    public static let masked = Protection(rawValue: 2)
}
