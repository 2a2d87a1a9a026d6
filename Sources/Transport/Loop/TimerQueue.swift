import Identity

/// Deadlines in order: a binary heap whose entries know their place, so that a cancelled deadline leaves at once.
struct TimerQueue {
    private struct Entry {
        var deadline: Instant
        /// Breaks ties: first scheduled, first fired.
        var order: UInt64
        var slot: Int

        static func < (left: Entry, right: Entry) -> Bool {
            (left.deadline, left.order) < (right.deadline, right.order)
        }
    }

    private struct Slot {
        /// Nil when the slot is free.
        var handler: (any TimerHandler)?
        var tag = 0
        var generation: UInt32 = 0
        /// Where the entry is in the heap.
        var place = 0
    }

    private var heap: [Entry] = []
    private var slots: [Slot] = []
    private var free: [Int] = []
    /// The order that the next deadline gets.
    private(set) var nextOrder: UInt64 = 0

    /// The earliest deadline; nil when there is none.
    var earliest: Instant? { heap.first?.deadline }

    mutating func add(at deadline: Instant, _ handler: any TimerHandler, tag: Int) -> Timer {
        let slot = free.popLast() ?? slots.count
        if slot == slots.count { slots.append(Slot()) }
        slots[slot].handler = handler
        slots[slot].tag = tag
        slots[slot].place = heap.count
        heap.append(Entry(deadline: deadline, order: nextOrder, slot: slot))
        nextOrder += 1
        moveUp(heap.count - 1)
        return Timer(slot: slot, generation: slots[slot].generation)
    }

    /// Does nothing when the timer has fired or was cancelled.
    mutating func cancel(_ timer: Timer) {
        guard slots.indices.contains(timer.slot), slots[timer.slot].handler != nil,
            slots[timer.slot].generation == timer.generation
        else { return }
        remove(at: slots[timer.slot].place)
    }

    /// Takes out the first deadline that has passed at `now` and was scheduled before `order`.
    mutating func popDue(at now: Instant, before order: UInt64) -> (any TimerHandler, tag: Int)? {
        guard let first = heap.first, first.deadline <= now, first.order < order,
            let handler = slots[first.slot].handler
        else { return nil }
        let tag = slots[first.slot].tag
        remove(at: 0)
        return (handler, tag)
    }

    private mutating func remove(at place: Int) {
        let slot = heap[place].slot
        slots[slot].handler = nil
        slots[slot].generation &+= 1
        free.append(slot)
        let last = heap.removeLast()
        guard place < heap.count else { return }
        put(last, at: place)
        moveDown(place)
        moveUp(place)
    }

    private mutating func put(_ entry: Entry, at place: Int) {
        heap[place] = entry
        slots[entry.slot].place = place
    }

    private mutating func moveUp(_ start: Int) {
        var place = start
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            swap(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func moveDown(_ start: Int) {
        var place = start
        while true {
            var smallest = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < heap.count && heap[child] < heap[smallest] {
                smallest = child
            }
            guard smallest != place else { return }
            swap(place, smallest)
            place = smallest
        }
    }

    private mutating func swap(_ first: Int, _ second: Int) {
        let entry = heap[first]
        put(heap[second], at: first)
        put(entry, at: second)
    }
}
