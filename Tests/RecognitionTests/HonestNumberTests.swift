import Decoding
import Identity
import Recognition
import TestSupport
import Testing

/// How many honest numbers the payment-card guard takes for a card's.
@Suite("Honest numbers")
struct HonestNumberTests {
    /// Elements under GS1: identifier, digits of the value, and whether they end in a check digit.
    @Test(
        "No number of a sound GS1 label is lost",
        arguments: [
            ("410", 13, true), ("411", 13, true), ("412", 13, true), ("413", 13, true),
            ("414", 13, true), ("416", 13, true), ("417", 13, true), ("253", 13, true),
            ("255", 13, true), ("400", 13, false), ("21", 14, false),
        ])
    func elements(identifier: String, count: Int, isChecked: Bool) {
        var random = SeededGenerator(seed: 17)
        let lost = (0..<2_000).count { _ in
            isLost(
                label(
                    identifier + random.number(count, isChecked: isChecked), .gs1128, gs1: true))
        }
        #expect(lost == 0)
    }

    /// Without label, what is a card's in every respect is lost. Numbers of 18 digits that begin as
    /// WeChat's and Alipay's codes do are lost too, and are left out.
    @Test(
        "Of a hundred unlabelled products at most two are lost",
        arguments: [(13, 2), (13, 5), (14, 0)])
    func products(length: Int, addOn: Int) {
        var random = SeededGenerator(seed: 18)
        let count = 2_000
        let lost = (0..<count).count { _ in
            var number = random.number(length, isChecked: true)
            while addOn == 5, isPaymentCode(number) {
                number = random.number(length, isChecked: true)
            }
            return isLost(label(number + random.number(addOn, isChecked: false)))
        }
        #expect(lost * 50 <= count)
    }

    private func isPaymentCode(_ number: String) -> Bool {
        let start = Int(number.prefix(2)) ?? 0
        return (10...15).contains(start) || (25...30).contains(start)
    }

    private func isLost(_ reading: Reading) -> Bool {
        outcome(Recogniser(), reading).hasPrefix("suppressed")
    }
}

extension SeededGenerator {
    /// A random number of so many digits, of which the last may be a GS1 check digit.
    fileprivate mutating func number(_ count: Int, isChecked: Bool) -> String {
        var digits = (0..<(isChecked ? count - 1 : count)).map { _ in
            UInt8.random(in: 0x30...0x39, using: &self)
        }
        if isChecked, let check = CheckDigit.gs1(after: digits.span) { digits.append(check) }
        return String(decoding: digits, as: UTF8.self)
    }
}
