import Configuration
import Gateway
import Identity
import Import
import Recognition

/// What the store's settings say of numbers that are typed and imported.
struct StoreRules {
    private let telephones: TelephoneNumbers
    private let payment: PaymentCardGuard

    init(_ settings: Settings) throws {
        telephones = settings.telephones ?? TelephoneNumbers()
        payment = try settings.recogniser().cardGuard
    }

    /// A telephone number in international form; nil where it has none.
    func international(_ number: String) -> String? {
        telephones.international(number)
    }

    /// The same for a number of another country, in two letters.
    @Sendable static func international(_ number: String, in country: String) -> String? {
        TelephoneNumbers(region: country.uppercased())?.international(number)
    }

    /// Whether a text holds, or may hold, a payment card's number; false for one that settings
    /// allow.
    func isPaymentCard(_ text: String) -> Bool {
        payment.judge(typed: text) != .clear
    }

    /// What an import needs of the rules.
    func apply(to options: inout ImportOptions) {
        let rules = self
        options.normalisePhone = { rules.international($0) }
        options.telephones = ImportOptions.Telephones(
            region: telephones.region, areaCode: telephones.areaCode)
        options.normalisePhoneIn = Self.international
        options.isPaymentCard = { rules.isPaymentCard($0) }
    }
}
