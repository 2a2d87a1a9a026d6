import Identity
import Journal
import LaneLink
import Transport

/// Missed events, from the journal.
extension LaneConnection {
    /// Counts missed events in pieces, because a journal may hold very many of them, and answers
    /// `subscribe` after the last one.
    func continueCounting() throws(LaneError) {
        for index in subscriptions.indices {
            guard var count = subscriptions[index].count else { continue }
            let wants = subscriptions[index]
            count.next = try server.events.replayPiece(
                lane: wants.lane, after: count.next, through: count.through
            ) { _, _, outcome, device, _ in
                if wants.wants(outcome, of: Bytes(device)) { count.found += 1 }
            }
            guard count.next >= count.through else {
                subscriptions[index].count = count
                server.hasOutput(self)
                continue
            }
            subscriptions[index].count = nil
            // What came meanwhile is replayed, because it was held back.
            if count.found == 0 {
                subscriptions[index].replayedTo =
                    count.through < server.events.journaled ? count.through : nil
            }
            answer(count, count.found == 0 ? .nothingMissed : .replayed, count.found)
        }
    }

    private func answer(_ count: Subscription.Count, _ resume: Resume, _ found: Int) {
        guard let id = count.id else { return }
        let instance = server.events.instance
        send {
            $0.reply(
                id, instance: instance, sequence: count.through, resume: resume, count: found)
        }
    }

    /// Ends the subscriptions whose missed events cannot be counted, and says why.
    private func giveUpCounting(_ error: LaneError) {
        for subscription in subscriptions {
            guard let count = subscription.count else { continue }
            removeSubscription(lane: subscription.lane)
            if let id = count.id { send { $0.reply(id, error: error) } }
        }
    }

    /// Feeds missed events from the journal as the client takes them, so that a long replay holds
    /// nobody up.
    func continueReplays() throws(SocketError) {
        do throws(LaneError) {
            try continueCounting()
        } catch {
            giveUpCounting(error)
        }
        for index in subscriptions.indices {
            guard subscriptions[index].replayedTo != nil, subscriptions[index].count == nil,
                queue.isEmpty
            else { continue }
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
            if queue.isEmpty, !staged.isEmpty { try writeStaged() }
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
