import Identity
import Journal
import LaneLink
import Transport

/// Missed events, from the journal.
extension LaneConnection {
    /// Counts missed events of a subscription in pieces, because a journal may hold very many of
    /// them, and answers `subscribe` after the last one.
    func countPiece(in index: Int) throws(LaneError) {
        guard var count = subscriptions[index].count else { return }
        let wants = subscriptions[index]
        count.next = try server.events.replayPiece(
            lane: wants.lane, after: count.next, through: count.through
        ) { _, _, outcome, device, _ in
            if wants.wants(outcome, of: Bytes(device)) { count.found += 1 }
        }
        guard count.next >= count.through else {
            subscriptions[index].count = count
            server.hasOutput(self)
            return
        }
        subscriptions[index].count = nil
        // What came meanwhile is replayed, because it was held back.
        if count.found == 0 {
            subscriptions[index].replayedTo =
                count.through < server.events.journaled ? count.through : nil
        }
        answer(count, count.found == 0 ? .nothingMissed : .replayed, count.found)
    }

    private func answer(_ count: Subscription.Count, _ resume: Resume, _ found: Int) {
        guard let id = count.id else { return }
        let instance = server.events.instance
        send {
            $0.reply(
                id, instance: instance, sequence: count.through, resume: resume, count: found)
        }
    }

    /// Ends a subscription whose missed events cannot be counted, and says why.
    private func giveUpCounting(in index: Int, _ error: LaneError) {
        let id = subscriptions[index].count?.id
        removeSubscription(lane: subscriptions[index].lane)
        if let id { send { $0.reply(id, error: error) } }
    }

    var isReplaying: Bool { subscriptions.contains { $0.replayedTo != nil } }

    /// Counts or feeds one piece of missed events, of each subscription in its turn, so that a long
    /// replay holds nobody up. Events are fed as the client takes them.
    /// - Returns: Whether there was one.
    func continueReplay() -> Bool {
        guard !isClosed, !isGone, !subscriptions.isEmpty else { return false }
        nextReplay += 1
        for offset in subscriptions.indices {
            let index = (nextReplay + offset) % subscriptions.count
            guard subscriptions[index].replayedTo != nil else { continue }
            if subscriptions[index].count != nil {
                do throws(LaneError) {
                    try countPiece(in: index)
                } catch {
                    giveUpCounting(in: index, error)
                }
                return true
            }
            guard queue.isEmpty, staged.isEmpty else { continue }
            feedPiece(in: index)
            do throws(SocketError) {
                if queue.isEmpty, !staged.isEmpty { try writeStaged() }
            } catch {
                leave()
            }
            return true
        }
        return false
    }

    private func feedPiece(in index: Int) {
        let now = server.clock.now
        do throws(LaneError) {
            let from = try skipLost(in: index)
            let end = try server.events.replayPiece(
                lane: subscriptions[index].lane, after: from
            ) { sequence, time, outcome, device, body in
                guard subscriptions[index].wants(outcome, of: Bytes(device)) else { return }
                stage(
                    sequence, in: index,
                    stale: subscriptions[index].isStale(time, now: now),
                    journaled: true, body: body)
            }
            subscriptions[index].replayedTo = end < server.events.journaled ? end : nil
        } catch {
            server.log.error("a replay ended early: \(error.message)")
            cutReplay(in: index, through: server.events.committed)
        }
    }

    /// Passes over what the journal let go of since the replay began, and tells the client.
    /// - Returns: Where the replay goes on.
    private func skipLost(in index: Int) throws(LaneError) -> Int64 {
        let from = subscriptions[index].replayedTo ?? 0
        let lane = subscriptions[index].lane
        guard let last = try server.events.lost(of: lane, after: from) else { return from }
        cutReplay(in: index, through: last)
        subscriptions[index].replayedTo = last
        return last
    }

    /// Gives up the rest of a replay, up to event `last`, and tells the client, which may ask for
    /// it again.
    func cutReplay(in index: Int, through last: Int64) {
        guard let from = subscriptions[index].replayedTo else { return }
        subscriptions[index].replayedTo = nil
        if let count = subscriptions[index].count {
            subscriptions[index].count = nil
            answer(count, .cannotReplay, 0)
        }
        guard last > from else { return }
        subscriptions[index].previous = last
        // Numbers count over all lanes: it is at most so many.
        let dropped = Int(last - from)
        send {
            $0.overflow(
                lane: subscriptions[index].lane, dropped: dropped, from: from + 1, to: last)
        }
    }
}
