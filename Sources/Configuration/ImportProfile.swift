/// How the files of one source are read: an entry of `imports`. The daemon checks it, and the
/// tool's `directory import --profile` goes by it.
///
///     imports: { pos: { format: "csv", map: { number: "Nr" }, encoding: "windows-1252" } }
public struct ImportProfile: Sendable, Equatable {
    /// A word of `formats`; nil where the file's name says it.
    public var format: String?
    /// What the file calls our columns.
    public var map: [String: String] = [:]
    /// What the file calls the values of our columns: our column, the file's value, ours.
    public var values: [String: [String: String]] = [:]
    public var encoding: String?
    public var separator: String?
    /// How many lines stand before the one that names the columns.
    public var skipLines: Int?
    public var key: String?

    public init() {}

    // The words are those of the target Import, which the daemon does not have. A test compares
    // them.

    public static let formats = [
        "core-pos", "rattail", "r-keeper", "unicenta", "acme", "csv", "custdata", "memberCards",
        "meminfo", "memtype", "suspensions", "memDates", "CustomerNotifications", "changes",
        "CustomerAccounts", "Customers", "Customer", "Person", "CustomerShopper", "CustomerPerson",
        "CustomerShopperHistory", "Member", "PhoneNumber", "cards", "customers", "people",
        "loyalty",
    ]
    public static let encodings = ["utf-8", "latin-1", "windows-1252"]
    public static let separators = ["comma", "semicolon", "tab"]
    public static let keys = ["number", "id", "phone", "email"]
    /// The columns of the format `csv`.
    public static let columns = [
        "number", "name", "first", "last", "kind", "status", "since", "membership", "shopper",
        "street", "city", "state", "zip", "country", "email", "phone", "phone2", "phone3",
        "phone4", "phone5", "active", "from", "to", "sourceKey", "joined", "withdrew",
        "activeInPOS", "activeInPOSSticky", "cardStatus", "cardFrom", "cardTo", "issued",
        "barcode", "card", "magstripe", "smartcard", "tag", "key", "external", "points", "balance",
    ]
}
