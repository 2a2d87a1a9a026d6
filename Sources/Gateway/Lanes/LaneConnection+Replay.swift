import Identity
import LaneLink
import Transport

/// Missed events, from the journal.
extension LaneConnection {
    /// Feeds missed events from the journal as the client takes them, so that a long replay holds nobody up.
    func continueReplays() throws(SocketError) {
        for index in subscriptions.indices {
            guard subscriptions[index].replayedTo != nil, queue.isEmpty else { continue }
            let now = server.gateway.wallTime
            do throws(LaneError) {
                let from = try skipLost(in: index)
                subscriptions[index].replayedTo = try server.gateway.events.replayPiece(
                    lane: subscriptions[index].lane, after: from
                ) { sequence, time, outcome, device, body in
                    guard subscriptions[index].wants(outcome, of: Bytes(device)) else { return }
                    stage(
                        sequence, in: index,
                        stale: subscriptions[index].isStale(time, now: now),
                        journaled: true, body: body)
                }
            } catch {
                server.gateway.log.error("a replay ended early: \(error.message)")
                cutReplay(in: index, through: server.gateway.events.committed)
            }
            if queue.isEmpty, !staged.isEmpty { try writeStaged() }
        }
    }

    /// Passes over what the journal let go of since the replay began, and tells the client.
    /// - Returns: Where the replay goes on.
    private func skipLost(in index: Int) throws(LaneError) -> Int64 {
        let from = subscriptions[index].replayedTo ?? 0
        let lane = subscriptions[index].lane
        guard let last = try server.gateway.events.lost(of: lane, after: from) else { return from }
        cutReplay(in: index, through: last)
        subscriptions[index].replayedTo = last
        return last
    }

    /// Gives up the rest of a replay, up to event `last`, and tells the client, which may ask for it again.
    func cutReplay(in index: Int, through last: Int64) {
        guard let from = subscriptions[index].replayedTo else { return }
        subscriptions[index].replayedTo = nil
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
