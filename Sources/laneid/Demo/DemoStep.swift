import Identity
import Simulator

/// One thing that happens in the demonstration, and what the lane must see of it.
struct DemoStep: Sendable {
    /// The device that reads.
    var device: String
    /// The recording that is played; its first comment says what happens.
    var capture: String
    /// The candidate that the lane chooses, where it is asked.
    var choice: String?
    /// What the lane sees, in order.
    var events: [Expectation]

    struct Expectation: Sendable {
        var outcome: OutcomeKind
        /// What the event's line says, among other things.
        var says: String
        /// Why this comes of it.
        var because: String

        init(_ outcome: OutcomeKind, _ says: String, _ because: String) {
            self.outcome = outcome
            self.says = says
            self.because = because
        }

        /// Whether an event is what is expected.
        func isMet(by event: LaneEvent) -> Bool {
            event.outcome == outcome.rawValue && event.sentence.contains(says)
        }
    }

    init(_ device: String, _ capture: String, choice: String? = nil, _ events: Expectation...) {
        self.device = device
        self.capture = capture
        self.choice = choice
        self.events = events
    }
}
