import FoundationEssentials

/// What a device under test gave: a reading with what would come of it, a fault, or a command to
/// the device.
public struct TestedItem: Decodable, Sendable {
    /// Absent where the tool tests a port itself.
    public var device: String?
    public var reading: Reading?
    public var fault: String?
    public var sentence: String?
    public var command: String?
    /// What the device sent, where it was asked for.
    public var raw: Raw?
    /// What the payment-card guard said, in words.
    public var `guard`: String?
    public var rules: [Rule]?
    /// Whether a rule says that it is no event.
    public var ignored: Bool?
    /// The event that the lane would get; its number is 0.
    public var event: LaneEvent?

    /// Reads the object that a `test` notification has as its parameters.
    public init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(TestedItem.self, from: Data(json))
    }

    /// What a reading looks like from outside.
    public struct Reading: Decodable, Sendable {
        public var kind: String
        public var entryMode: String
        public var symbology: String?
        public var gs1: Bool?
        /// Whether it may not be shown: a payment card or a licence.
        public var withheld: Bool?
        public var length: Int?
        /// The text but for its last four characters as `*`; of a swipe each track has its own.
        public var masked: String?
        public var masked1: String?
        public var masked2: String?
        public var masked3: String?
        public var unreadable1: Bool?
        public var unreadable2: Bool?
        public var unreadable3: Bool?

        /// The masked text of track 1, 2 or 3.
        public func track(_ number: Int) -> String? {
            switch number {
            case 1: masked1
            case 2: masked2
            default: masked3
            }
        }

        /// Whether the reader could not decode track 1, 2 or 3.
        public func isUnreadable(_ number: Int) -> Bool {
            switch number {
            case 1: unreadable1 ?? false
            case 2: unreadable2 ?? false
            default: unreadable3 ?? false
            }
        }
    }

    /// The bytes of a message.
    public struct Raw: Decodable, Sendable {
        public var length: Int
        /// Absent of what may not be shown.
        public var pieces: [Piece]?

        public struct Piece: Decodable, Sendable {
            /// When they came, since the test began.
            public var ms: Int
            /// In hexadecimal.
            public var bytes: String
        }
    }

    /// A rule that was tried.
    public struct Rule: Decodable, Sendable {
        public var rule: String
        /// The spelling on which it was tried.
        public var form: String?
        public var track: Int?
        /// That text, masked.
        public var on: String?
        public var matched: Bool
        /// What it took out, masked.
        public var gives: String?
        /// A `Mismatch`'s word.
        public var why: String?
    }
}
