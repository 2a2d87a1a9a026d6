import Identity

/// Deadlines in order, the earliest last: some hundred at most, so a sorted array does.
struct TimerQueue {
    private struct Scheduled {
        let timer: Timer
        let handler: any TimerHandler
        let tag: Int
    }

    private var entries: [Scheduled] = []
    /// The order that the next deadline gets.
    private(set) var nextOrder: UInt64 = 0

    /// The earliest deadline; nil when there is none.
    var earliest: Instant? { entries.last?.timer.deadline }

    mutating func add(at deadline: Instant, _ handler: any TimerHandler, tag: Int) -> Timer {
        let timer = Timer(deadline: deadline, order: nextOrder)
        nextOrder += 1
        entries.insert(Scheduled(timer: timer, handler: handler, tag: tag), at: place(of: timer))
        return timer
    }

    /// Does nothing when the timer has fired or was cancelled.
    mutating func cancel(_ timer: Timer) {
        let place = place(of: timer)
        if place < entries.count, entries[place].timer == timer { entries.remove(at: place) }
    }

    /// Takes out the first deadline that has passed at `now` and was scheduled before `order`.
    mutating func popDue(at now: Instant, before order: UInt64) -> (any TimerHandler, tag: Int)? {
        guard let first = entries.last, first.timer.deadline <= now, first.timer.order < order
        else { return nil }
        entries.removeLast()
        return (first.handler, first.tag)
    }

    /// Where the timer is, or belongs.
    private func place(of timer: Timer) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if timer < entries[middle].timer { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
