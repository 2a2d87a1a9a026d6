import Directory

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
    /// CORE-POS: which accounts have changed, as triggers on its tables write it. Only they are then compared.
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
    /// What a source counts for its customers. No file of its own: it is gathered from columns of the others.
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

    /// In which order tables of one set are applied: what others refer to comes first.
    var order: Int {
        switch self {
        case .memtype, .changes: 0
        case .meminfo: 2
        case .memberCards: 3
        case .suspensions: 4
        case .memDates, .notifications, .balances: 5
        default: 1
        }
    }

    /// Whether its columns may be known by their place, because a header is often missing.
    var layouts: [[String]] {
        switch self {
        case .custdata: [Self.custdataColumns, Self.olderCustdataColumns]
        case .memberCards: [["card_no", "upc"]]
        case .meminfo: [Self.meminfoColumns, Self.meminfoColumns.dropLast()]
        case .memtype: [Self.memtypeColumns, Array(Self.memtypeColumns.prefix(2))]
        case .suspensions: [Self.suspensionColumns]
        case .memDates: [MemDatesImport.columns]
        case .notifications: [Self.notificationColumns]
        case .changes: [["id", "object_type", "object_key", "deleted"]]
        case .acmeLoyalty: [AcmeImport.layout]
        default: []
        }
    }

    /// The columns without which nothing can be imported.
    var required: [String] {
        switch self {
        case .custdata: ["CardNo", "personNum", "LastName", "FirstName", "Type"]
        case .memberCards: ["card_no", "upc"]
        case .meminfo: ["card_no"]
        case .memtype: ["memtype", "memDesc"]
        case .suspensions: ["cardno", "type", "suspDate"]
        case .memDates: ["card_no", "start_date", "end_date"]
        case .notifications: ["cardNo", "type", "message"]
        case .changes: ["object_type", "object_key", "deleted"]
        case .customerAccounts: ["customerAccountID", "cardNo", "memberStatus", "activeStatus"]
        case .accountPeople: ["customerID", "cardNo", "firstName", "lastName", "accountHolder"]
        case .csv: ["number"]
        case .rattailCustomer: ["uuid", "name"]
        case .rattailPerson: ["uuid", "display_name"]
        case .rattailShopper: ["customer_uuid", "person_uuid", "shopper_number"]
        case .rattailCustomerPerson: ["customer_uuid", "person_uuid", "ordinal"]
        case .rattailHistory: ["shopper_uuid", "start_date", "end_date"]
        case .rattailMember: ["uuid", "customer_uuid", "active"]
        case .rattailPhone: ["parent_type", "parent_uuid", "number"]
        case .rKeeperCards: ["CARDCODE", "HOLDER"]
        case .uniCentaCustomers: ["id", "searchkey", "name", "card"]
        case .uniCentaPeople: ["id", "name", "card"]
        case .acmeLoyalty: ["card_id", "phone1"]
        case .balances: BalanceImport.columns
        }
    }

    // The columns of `pos/is4c-nf/lib/models/op/CustdataModel.php` and of Fannie's models (customers.md 4.1, 4.2).

    private static let custdataColumns = [
        "CardNo", "personNum", "LastName", "FirstName", "CashBack", "Balance", "Discount",
        "MemDiscountLimit", "ChargeLimit", "ChargeOk", "WriteChecks", "StoreCoupons", "Type",
        "memType", "staff", "SSI", "Purchases", "NumberOfChecks", "memCoupons", "blueLine", "Shown",
        "LastChange", "id",
    ]

    /// Without `ChargeLimit` and `LastChange`.
    private static let olderCustdataColumns = custdataColumns.filter {
        $0 != "ChargeLimit" && $0 != "LastChange"
    }

    private static let meminfoColumns = [
        "card_no", "last_name", "first_name", "othlast_name", "othfirst_name", "street", "city",
        "state", "zip", "phone", "email_1", "email_2", "ads_OK", "modified",
    ]

    private static let memtypeColumns = [
        "memtype", "memDesc", "custdataType", "discount", "staff", "ssi", "salesCode",
        "ignoreSales", "enabled",
    ]

    private static let notificationColumns = [
        "customerNotificationID", "cardNo", "customerID", "source", "type", "message",
        "modifierModule",
    ]

    private static let suspensionColumns = [
        "cardno", "type", "memtype1", "memtype2", "suspDate", "reason", "mailflag", "discount",
        "chargelimit", "reasoncode",
    ]
}
