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

    /// Whether a code is, or may be, a payment card's; false for a code that settings allow.
    func isPaymentCard(_ code: String) -> Bool {
        let text = Array(code.utf8)
        let label = Reading(kind: .barcode, entryMode: .keyed, text: text.span)
        if payment.judge(label) == .clear { return false }
        var stripe = Reading(kind: .magstripe, entryMode: .keyed, text: text.span)
        stripe.tracks[2] = .init(start: 0, end: stripe.text.count)
        return payment.judge(stripe) != .clear
    }

    /// Refuses to enrol a payment card.
    func check(_ code: String) throws {
        guard isPaymentCard(code) else { return }
        throw CommandFailure("this is a payment card's number, or may be: none is ever kept here")
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
