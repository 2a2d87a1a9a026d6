/// The layouts of file that can be imported.
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
    /// Any other source: comma-separated values whose first line names the columns.
    case csv
}

extension ImportFormat {
    /// In which order files of one set are applied: what others refer to comes first.
    var order: Int {
        switch self {
        case .memtype: 0
        case .custdata, .csv: 1
        case .meminfo: 2
        case .memberCards: 3
        case .suspensions: 4
        }
    }

    /// The columns by position, for files without a header, by how many there are. The plain form has none: its
    /// header is required.
    var layouts: [[String]] {
        switch self {
        case .custdata: [Self.custdataColumns, Self.olderCustdataColumns]
        case .memberCards: [["card_no", "upc"]]
        case .meminfo: [Self.meminfoColumns, Self.meminfoColumns.dropLast()]
        case .memtype: [Self.memtypeColumns, Array(Self.memtypeColumns.prefix(2))]
        case .suspensions: [Self.suspensionColumns]
        case .csv: []
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
        case .csv: ["number"]
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

    private static let suspensionColumns = [
        "cardno", "type", "memtype1", "memtype2", "suspDate", "reason", "mailflag", "discount",
        "chargelimit", "reasoncode",
    ]
}
