import Identity

extension ImportFormat {
    /// The table's columns.
    var layout: Layout { Self.all[self] ?? Layout("", needed: "") }

    private static let all: [ImportFormat: Layout] = corePOS.merging(foreign) { first, _ in first }

    // CORE-POS's columns are those of `pos/is4c-nf/lib/models/op/CustdataModel.php` and of Fannie's
    // models (customers.md 4.1, 4.2). `Fixtures` and customers.md 4.5 have those of the other
    // systems.

    private static let corePOS: [ImportFormat: Layout] = [
        .custdata: Layout(
            "CardNo personNum LastName FirstName Type memType staff blueLine",
            needed: "CardNo personNum LastName FirstName Type",
            [
                "CardNo": .member, "LastName": .names,
                "personNum": .place("the person number is not a number from 1 up"),
            ],
            headerless: [
                """
                CardNo personNum LastName FirstName CashBack Balance Discount MemDiscountLimit ChargeLimit
                ChargeOk WriteChecks StoreCoupons Type memType staff SSI Purchases NumberOfChecks
                memCoupons blueLine Shown LastChange id
                """,
                """
                CardNo personNum LastName FirstName CashBack Balance Discount MemDiscountLimit
                ChargeOk WriteChecks StoreCoupons Type memType staff SSI Purchases NumberOfChecks
                memCoupons blueLine Shown id
                """,
            ]),
        .memberCards: Layout(
            "card_no upc", needed: "card_no upc", ["card_no": .member, "upc": .upc],
            headerless: ["card_no upc"], cards: "upc", order: 3),
        .meminfo: Layout(
            "card_no street city state zip phone email_1 email_2", needed: "card_no",
            ["card_no": .member],
            headerless: [meminfoColumns + " modified", meminfoColumns], order: 2),
        .memtype: Layout(
            "memtype memDesc custdataType discount staff", needed: "memtype memDesc",
            [
                "memtype": .checked { text, _ in
                    CoreNumber.integer(text) == nil ? "the membership type is not a number" : nil
                }
            ],
            headerless: [
                "memtype memDesc custdataType discount staff ssi salesCode ignoreSales enabled",
                "memtype memDesc",
            ], order: 0),
        .suspensions: Layout(
            "cardno type memtype1 memtype2 suspDate reason reasoncode",
            needed: "cardno type suspDate",
            [
                "cardno": .member,
                "type": .checked { text, _ in
                    CoreNumber.isWord(text, "I") || CoreNumber.isWord(text, "T")
                        ? nil : "the type is neither I nor T"
                },
            ],
            headerless: [
                """
                cardno type memtype1 memtype2 suspDate reason mailflag discount chargelimit reasoncode
                """
            ], order: 4),
        .memDates: Layout(
            "card_no start_date end_date", needed: "card_no start_date end_date",
            ["card_no": .member], headerless: ["card_no start_date end_date"], order: 5),
        .notifications: Layout(
            "cardNo customerID type message", needed: "cardNo type message",
            [
                "cardNo": .member,
                "customerID": .checked { text, _ in
                    text.isEmpty || CoreNumber.integer(text) == 0
                        ? nil
                        : "it is said of one person (customerID), and which of the account's is not known"
                },
                "type": .checked(NotificationsImport.occasion),
                "message": .length(1...512, "the message must have 1 to 512 bytes"),
            ],
            headerless: [
                "customerNotificationID cardNo customerID source type message modifierModule"
            ], order: 5),
        .changes: Layout(
            "id object_type object_key deleted", needed: "object_type object_key deleted",
            [
                "id": .checked { text, place in
                    place = CoreNumber.integer(text) ?? 0
                    return nil
                },
                "object_type": .checked { text, _ in
                    CoreNumber.isWord(text, "MEMBER") ? nil : "the object's type is not Member"
                },
                "object_key": .member,
            ],
            headerless: ["id object_type object_key deleted"], order: 0),
        .customerAccounts: Layout(
            """
            cardNo customerAccountID memberStatus activeStatus customerTypeID idCardUPC
            addressFirstLine addressSecondLine city state zip startDate endDate
            """,
            needed: "customerAccountID cardNo memberStatus activeStatus",
            ["cardNo": .member]),
        .accountPeople: Layout(
            "cardNo customerID firstName lastName accountHolder staff phone altPhone email",
            needed: "customerID cardNo firstName lastName accountHolder",
            [
                "cardNo": .member, "firstName": .names,
                "customerID": .checked { text, place in
                    guard let key = CoreNumber.integer(text) else {
                        return "customerID is not a number"
                    }
                    place = key + 1
                    return nil
                },
                // The holder stands first.
                "accountHolder": .checked { text, place in
                    if PlainColumn.flag(text) == true { place = 0 }
                    return nil
                },
            ]),
    ]

    private static let meminfoColumns = """
        card_no last_name first_name othlast_name othfirst_name street city state zip phone email_1 email_2
        ads_OK
        """

    private static let foreign: [ImportFormat: Layout] = [
        .csv: Layout(
            PlainColumn.allCases.map { "\($0)" }.joined(separator: " "), needed: "number",
            [
                "shopper": .checked { text, place in
                    if text.isEmpty { return nil }
                    place = CoreNumber.integer(text) ?? 0
                    return place < 1 ? "the shopper is not a number from 1 up" : nil
                }
            ].merging(
                PlainColumn.dates.map { ("\($0)", .date("not like 2027-05-14")) },
                uniquingKeysWith: { first, _ in first }),
            cards: "number barcode card magstripe smartcard tag key external", isPlain: true),
        .rattailCustomer: Layout(
            "uuid id number name active_in_pos active_in_pos_sticky", needed: "uuid name",
            rattail),
        .rattailPerson: Layout(
            "uuid first_name middle_name last_name display_name", needed: "uuid display_name",
            rattail),
        .rattailShopper: Layout(
            "uuid customer_uuid person_uuid shopper_number active",
            needed: "customer_uuid person_uuid shopper_number", rattail),
        .rattailCustomerPerson: Layout(
            "uuid customer_uuid person_uuid ordinal", needed: "customer_uuid person_uuid ordinal",
            rattail),
        .rattailHistory: Layout(
            "shopper_uuid start_date end_date", needed: "shopper_uuid start_date end_date",
            rattail),
        .rattailMember: Layout(
            "uuid customer_uuid membership_type_uuid active joined withdrew",
            needed: "uuid customer_uuid active", rattail),
        .rattailPhone: Layout(
            "parent_uuid parent_type preference number", needed: "parent_type parent_uuid number",
            rattail),
        // A card is a customer of its own, whose number is the card's. A deleted or locked card is
        // blocked, one to be seized is retained, and it expires on its day. Also there: FOLDER1-3,
        // BIRTHDAY.
        .rKeeperCards: Layout(
            """
            CARDCODE>number,@card HOLDER>name OFFERED>issued EXPIRED>cardTo DELETED>cardStatus
            LOCKED>cardStatus SEIZE>cardStatus TEL1>phone TEL2>phone2 EMAIL>email ADDRESS>street
            """,
            needed: "CARDCODE HOLDER",
            [
                "OFFERED": rKeeperDate, "EXPIRED": rKeeperDate, "DELETED": .mark("blocked"),
                "LOCKED": .mark("blocked"), "SEIZE": .mark("retain"),
            ],
            defaults: [.cardStatus: "active"], cards: "CARDCODE"),
        // uniCenta and its relatives. A card is kept as it stands, with the letter before it that
        // its scans have, too.
        .uniCentaCustomers: Layout(
            """
            id>sourceKey,@id searchkey>@number name>name card>@card address>street address2>street
            postal>zip city>city region>state firstname>first lastname>last email>email
            phone>phone phone2>phone2 visible>status
            """,
            needed: "id searchkey name card", ["visible": .unmark("inactive")],
            defaults: [.status: "active"], cards: "searchkey card"),
        .uniCentaPeople: Layout(
            "id name card visible", needed: "id name card",
            [
                "id": .length(1...32, "the ID must be 1-32 bytes long"),
                "name": .length(1...128, "the name must have 1 to 128 bytes"),
                "card": .length(0...128, "the card is longer than 128 bytes"),
            ], cards: "card"),
        // A card is a customer of its own, whose number is the card's. The PIN is not read.
        // Telephones have exactly ten digits, as in Acme POS itself.
        .acmeLoyalty: Layout(
            "card_id>number,barcode phone1>phone phone2>phone2 phone3>phone3 phone4>phone4 phone5>phone5",
            needed: "card_id phone1",
            .init(uniqueKeysWithValues: (1...5).map { ("phone\($0)", tenDigits) }),
            headerless: ["initial_set_sequence card_id pin phone1 phone2 phone3 phone4 phone5"],
            cards: "card_id"),
        // Gathered from columns of the others.
        .balances: Layout("number name amount", needed: "number name amount", order: 5),
    ]

    /// Of all of Rattail's tables.
    private static let rattail: [String: Layout.Content] = [
        "uuid": .uuid, "customer_uuid": .uuid, "person_uuid": .uuid, "shopper_uuid": .uuid,
        "parent_uuid": .uuid, "membership_type_uuid": .uuid,
        "start_date": .date("not like 2027-05-14"), "end_date": .date("not like 2027-05-14"),
        "joined": .date("not like 2027-05-14"), "withdrew": .date("not like 2027-05-14"),
    ]
    private static let rKeeperDate = Layout.Content.date(
        "neither like 2027-05-14 nor like 14.05.2027")
    private static let tenDigits = Layout.Content.checked { text, _ in
        text.isEmpty || text.count == 10 && text.isAllDigits ? nil : "must have exactly 10 digits"
    }
}

extension Layout.Content {
    /// The row's place, a number from 1 up.
    fileprivate static func place(_ fault: String) -> Self {
        .checked { text, place in
            place = CoreNumber.integer(text) ?? 0
            return place < 1 ? fault : nil
        }
    }

    fileprivate static func length(_ length: ClosedRange<Int>, _ fault: String) -> Self {
        .checked { text, _ in length.contains(text.count) ? nil : fault }
    }
}
