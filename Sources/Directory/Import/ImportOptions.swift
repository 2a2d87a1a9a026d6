/// What the owner of an import decides.
public struct ImportOptions: Sendable {
    /// The text encoding of the files.
    public enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "utf-8"
        case latin1 = "latin-1"
    }

    public var encoding: Encoding = .utf8
    /// Makes a telephone number international (E.164, `+16125550142`); nil where it cannot. Without one, only
    /// numbers that are given with `+` can be found by a call.
    public var normalisePhone: (@Sendable (String) -> String?)?
    /// The numbers of accounts that stand for everybody who has none (CORE-POS's `defaultNonMem`).
    public var catchAllNumbers: Set<String> = []
    /// The numbers of accounts for members of other co-operatives (CORE-POS's `visitingMem`).
    public var visitingNumbers: Set<String> = []
    /// Card numbers in `memberCards` end in their check digit, which is verified and dropped.
    public var cardsHaveCheckDigit = false
    /// Leaves out CORE-POS's placeholders: accounts without a first name and with the last name `NEW MEMBER`.
    public var skipsPlaceholders = false
    /// Does everything and then takes it all back: only the report remains.
    public var isDryRun = false

    public init() {}
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
