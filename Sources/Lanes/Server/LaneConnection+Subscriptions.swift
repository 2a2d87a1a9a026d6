import LaneLink

/// What a connection is subscribed to.
extension LaneConnection {
    func nextSubscriptionID() -> Int {
        nextSubscription += 1
        return nextSubscription
    }

    /// Adds a subscription, in place of one to the same lane by the same client on this connection.
    func add(_ subscription: Subscription) {
        remove { $0.lane == subscription.lane && $0.client == subscription.client }
        subscriptions.append(subscription)
    }

    /// - Returns: Whether there was one.
    @discardableResult
    func removeSubscription(lane: String) -> Bool {
        remove { $0.lane == lane }
    }

    @discardableResult
    private func remove(_ isOld: (Subscription) -> Bool) -> Bool {
        let old = subscriptions.filter(isOld)
        for subscription in old { queue.forget(subscription: subscription.id) }
        subscriptions.removeAll(where: isOld)
        return !old.isEmpty
    }
}
