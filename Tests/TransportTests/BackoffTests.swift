import TestSupport
import Testing
import Transport

struct BackoffTests {
    @Test("Waits double from the first to the cap, each at least half of its longest")
    func doubles() {
        var generator = SeededGenerator(seed: 1)
        var backoff = Backoff(first: .milliseconds(250), cap: .seconds(30))
        var longest = Duration.milliseconds(250)
        for attempt in 1...100 {
            let wait = backoff.next(using: &generator)
            #expect(wait <= longest)
            #expect(wait >= longest / 2)
            #expect(backoff.attempts == attempt)
            longest = min(longest * 2, .seconds(30))
        }
    }

    @Test("Success makes the next wait short again")
    func reset() {
        var generator = SeededGenerator(seed: 2)
        var backoff = Backoff(first: .milliseconds(100), cap: .seconds(30))
        for _ in 0..<12 { _ = backoff.next(using: &generator) }
        backoff.reset()
        #expect(backoff.next(using: &generator) <= .milliseconds(100))
    }

    @Test("Two devices do not wait alike")
    func jitter() {
        var generator = SeededGenerator(seed: 3)
        var one = Backoff()
        var two = Backoff()
        let pairs = (0..<20).map { _ in
            (one.next(using: &generator), two.next(using: &generator))
        }
        #expect(pairs.allSatisfy { $0 != $1 })
    }
}
