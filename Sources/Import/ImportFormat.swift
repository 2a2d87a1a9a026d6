/// The layouts of table that can be imported.
public enum ImportFormat: String, Sendable, CaseIterable, Codable {
    /// CORE-POS: one row a person on an account; 23 columns, or the 21 of older releases.
    case custdata
    /// CORE-POS: which barcode card belongs to which account.
    case memberCards
    /// CORE-POS: addresses, telephones, e-mail.
    case meminfo
    /// CORE-POS: the kinds of membership.
    case memtype
    /// CORE-POS: who is suspended since when, and what they were before.
    case suspensions
    /// CORE-POS: from when to when somebody was a member.
    case memDates
    /// CORE-POS: what is said of a member on the screen.
    case notifications = "CustomerNotifications"
    /// CORE-POS: which accounts have changed, as triggers on its tables write it. Only they are
    /// then compared.
    case changes
    /// CORE-POS's newer pair: the accounts, each with the number of its card.
    case customerAccounts = "CustomerAccounts"
    /// CORE-POS's newer pair: the people of the accounts.
    case accountPeople = "Customers"
    /// Any other source: separated values whose first line names the columns.
    case csv
    /// Rattail: the accounts.
    case rattailCustomer = "Customer"
    /// Rattail: people, who may be on several accounts.
    case rattailPerson = "Person"
    /// Rattail: who may shop on which account.
    case rattailShopper = "CustomerShopper"
    /// Rattail: the older link of people to accounts.
    case rattailCustomerPerson = "CustomerPerson"
    /// Rattail: from when to when a shopper was active.
    case rattailHistory = "CustomerShopperHistory"
    /// Rattail: memberships.
    case rattailMember = "Member"
    /// Rattail: telephones of customers and of people.
    case rattailPhone = "PhoneNumber"
    /// r_keeper: cards with their holders.
    case rKeeperCards = "cards"
    /// uniCenta and other children of Openbravo POS: customers, each with a card.
    case uniCentaCustomers = "customers"
    /// uniCenta: the shop's own people, each with a card.
    case uniCentaPeople = "people"
    /// Acme POS: cards with up to five telephones.
    case acmeLoyalty = "loyalty"
    /// What a source counts for its customers. No file of its own: it is gathered from columns of
    /// the others.
    case balances

    /// Those that a file may hold.
    public static let ofFiles = allCases.filter { $0 != .balances }
}

/// The systems whose tables are known.
public enum ImportFamily: String, Sendable, CaseIterable {
    case corePOS = "core-pos"
    case rattail
    case rKeeper = "r-keeper"
    case uniCenta = "unicenta"
    case acme
    /// Any table whose first line names the columns.
    case csv

    /// Its tables; the first is what a file of any other name is.
    public var formats: [ImportFormat] {
        ImportFormat.ofFiles.filter { $0.family == self }
    }

    /// Which of its tables a file of this name holds, its ending left out; nil for none of several.
    public func format(named name: String) -> ImportFormat? {
        let formats = formats
        if formats.count == 1 { return formats.first }
        return formats.first { $0.names.contains(name.lowercased()) }
    }
}

extension ImportFormat {
    /// Whose table it is.
    public var family: ImportFamily {
        switch self {
        case .custdata, .memberCards, .meminfo, .memtype, .suspensions, .memDates, .notifications,
            .changes, .customerAccounts, .accountPeople:
            .corePOS
        case .csv, .balances: .csv
        case .rattailCustomer, .rattailPerson, .rattailShopper, .rattailCustomerPerson,
            .rattailHistory, .rattailMember, .rattailPhone:
            .rattail
        case .rKeeperCards: .rKeeper
        case .uniCentaCustomers, .uniCentaPeople: .uniCenta
        case .acmeLoyalty: .acme
        }
    }

    /// The names, in small letters, that a file of this table may have.
    fileprivate var names: [String] {
        switch self {
        case .rattailPhone: ["phonenumber", "customerphonenumber", "personphonenumber"]
        default: [rawValue.lowercased()]
        }
    }

    /// The columns that are read, in the order of their indices: those of the table, then those
    /// that hold balances.
    var columns: [String] {
        layout.columns.map(\.name) + BalanceImport.columns(of: self).map(\.name)
    }
}
