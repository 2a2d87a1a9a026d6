import Identity

/// What happens in the demonstration, step by step. The recordings are in `Fixtures/demo`, the
/// customers in `Fixtures/directory`.
extension DemoStep {
    static let all: [DemoStep] = [
        DemoStep(
            "front-scanner", "1-member-card",
            .init(
                .identified, "Iva Horvat (10412)",
                "the rule “member card” names it, and the directory its holder")),
        DemoStep(
            "swipe", "2-club-stripe",
            .init(
                .identified, "Lucija Marić (20001)",
                "the rule “club stripe” takes the number on track 2")),
        DemoStep(
            "bench-scanner", "3-suspended",
            .init(
                .refused, "suspended since 2025-11-30",
                "read well, but this member may not be served now")),
        DemoStep(
            "bench-scanner", "4-family-card", choice: "2",
            .init(
                .choose, "1: Dora Barišić or 2: Luka Barišić",
                "two people shop on this account: the lane is asked"),
            .init(
                .identified, "shopper Luka Barišić",
                "the lane answered 2, and this is the event that follows")),
        DemoStep(
            "bench-scanner", "5-coupon",
            .init(.coupon, "0049999900001", "a house coupon: its number, however it is spelled")),
        DemoStep(
            "front-scanner", "6-product",
            .init(.read, "4006381333931", "no rule claims it and nobody holds it: passed through")),
        DemoStep(
            "swipe", "7-payment-card",
            .init(.suppressed, "Payment card", "no digit of it is here, in the journal or in a log")
        ),
        DemoStep(
            "swipe", "8-bad-swipe",
            .init(
                .malformed, "could not decode the track",
                "half a number is a wrong number: nothing is guessed")),
        DemoStep(
            "swipe", "9-unknown-card",
            .init(.unknown, "8134099999", "a club card by its number, but nobody has it")),
    ]
}
