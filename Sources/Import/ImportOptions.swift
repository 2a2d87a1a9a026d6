public import Identity

/// What the owner of an import decides.
public struct ImportOptions: Sendable {
    /// The text encoding of the files; UTF-16 is known by its mark.
    public enum Encoding: String, Sendable, CaseIterable, Codable {
        case utf8 = "utf-8"
        /// Windows-1252, which is what programs mean by it.
        case latin1 = "latin-1"
        /// The same by its own name.
        case windows1252 = "windows-1252"
    }

    /// What stands between the fields of a row.
    public enum Separator: String, Sendable, CaseIterable, Codable {
        case comma
        case semicolon
        /// As `mysql --batch` writes: with backslashes instead of quotes, and several tables one
        /// after the other.
        case tab

        var byte: UInt8 {
            switch self {
            case .comma: UInt8(ascii: ",")
            case .semicolon: UInt8(ascii: ";")
            case .tab: 0x09
            }
        }
    }

    /// Where the store is whose telephone numbers they are.
    public struct Telephones: Sendable, Equatable, Codable {
        public var region: String?
        public var areaCode: String?

        public init(region: String?, areaCode: String?) {
            self.region = region
            self.areaCode = areaCode
        }
    }

    public var encoding: Encoding = .utf8
    /// Nil: tabs on standard input and in files whose name ends in `.tsv`, else commas.
    public var separator: Separator?
    /// What a file calls the columns: our name, and the file's.
    public var columnNames: [String: String] = [:]
    /// What a file calls the values of our columns: our column, the file's value, ours.
    public var valueNames: [String: [String: String]] = [:]
    /// How many lines stand before the one that names the columns.
    public var skippedLines = 0
    /// Nobody named the source: its name is the file's.
    public var isSourceGuessed = false
    /// Takes a table although columns that the source gave before are gone.
    public var acceptsGoneColumns = false
    /// Customers who were entered here and whom the source lists become the source's.
    public var joinsLocal = false
    /// Makes a telephone number international (E.164, `+16125550142`); nil where it cannot. Without
    /// one, only numbers that are given with `+` can be found by a call.
    public var normalisePhone: (@Sendable (String) -> String?)?
    /// What `normalisePhone` goes by, so that a prepared import is executed by the same.
    public var telephones: Telephones?
    /// The same for a number of another country, which a column gives in two letters.
    public var normalisePhoneIn: (@Sendable (String, String) -> String?)?
    /// Whether a card's number is a payment card's, or may be: its row is not taken, and not a
    /// digit of it is kept.
    public var isPaymentCard: (@Sendable (String) -> Bool)?
    /// The numbers of accounts that stand for everybody who has none (CORE-POS's `defaultNonMem`).
    public var catchAllNumbers: Set<String> = []
    /// The numbers of accounts for members of other co-operatives (CORE-POS's `visitingMem`).
    public var visitingNumbers: Set<String> = []
    /// Card numbers in `memberCards` end in their check digit, which is verified and dropped.
    public var cardsHaveCheckDigit = false
    /// Leaves out CORE-POS's placeholders: accounts without a first name and with the last name
    /// `NEW MEMBER`.
    public var skipsPlaceholders = false
    /// Deletes what the source no longer has. Off, it is kept and reported as missing.
    public var deletesMissing = false
    /// How much an import may change; one that would change more changes nothing.
    public var limits = ImportLimits()
    /// By which of its columns a row says whose it is.
    public var key: CustomerKey = .number
    /// The kind of r_keeper's and uniCenta's cards.
    public var cardKind: IdentifierKind = .magneticCard
    /// Does everything and then takes it all back: only the report remains.
    public var isDryRun = false
    /// How many rows of a file are read, to see what becomes of them; nil for all. What is missing
    /// is then not looked for.
    var maxRows: Int?

    public init() {}
}

/// The options of a prepared import that still count when it is executed.
extension ImportOptions: Codable {
    private enum CodingKeys: CodingKey {
        case catchAllNumbers, visitingNumbers, cardsHaveCheckDigit, skipsPlaceholders
        case deletesMissing, limits, cardKind, telephones, acceptsGoneColumns, joinsLocal,
            isSourceGuessed
    }
}

extension IdentifierKind: Codable {}

/// How many rows an import may change before it is stopped, and all of it taken back; nil is no
/// limit. What is counted for itself is each kind of row: customers, shoppers, identifiers,
/// telephones and so on.
public struct ImportLimits: Sendable, Equatable, Codable {
    public var created: Int?
    public var changed: Int?
    public var deleted: Int?
    /// Over all kinds of row, and all of created, changed and deleted.
    public var total: Int?

    public init(
        created: Int? = nil, changed: Int? = nil, deleted: Int? = nil, total: Int? = nil
    ) {
        self.created = created
        self.changed = changed
        self.deleted = deleted
        self.total = total
    }
}

/// By what a source names a customer.
public enum CustomerKey: String, Sendable, CaseIterable, Codable {
    /// The number; Rattail's `number`, uniCenta's `SEARCHKEY`.
    case number
    /// Rattail's `id`, uniCenta's `ID`.
    case id
    /// In the plain form, the telephone: the row is of the customer who has it, or of a new one,
    /// whose number is given here.
    case phone
    /// The same with the e-mail.
    case email
}

/// How far an import is.
public struct ImportProgress: Sendable, Equatable {
    public enum Phase: String, Sendable {
        /// Reading and checking the files; the directory is not touched.
        case reading
        /// Comparing with the directory and changing it, in one transaction.
        case applying
        /// Making the names searchable and the changes lasting.
        case finishing
    }

    public var phase: Phase
    /// The name of the file in work, without its folder.
    public var file: String
    /// Rows done in this phase, over all files.
    public var rows: Int
    /// Bytes read, over all files.
    public var bytesDone: Int
    /// The length of all files together; 0 when it is not known.
    public var bytesTotal: Int
}
