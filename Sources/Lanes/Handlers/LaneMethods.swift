package import Configuration
package import Devices
import LaneLink
package import Transport

/// Every method of the lane socket, and who answers it.
package struct LaneMethods {
    let rules: HouseRules
    let subscriptions: SubscriptionHandler
    let identification: IdentificationHandler
    let customers: CustomerHandler
    let grants: GrantHandler
    let tickets: TicketHandler
    let devices: DeviceHandler
    let status: StatusHandler
    let rights: CallRights

    package init(
        rules: HouseRules, publisher: EventPublisher, attachments: Attachments,
        access: AccessList, clock: WallClock, server: LaneServer
    ) {
        self.rules = rules
        let (events, directory) = (publisher.events, publisher.directory)
        subscriptions = SubscriptionHandler(
            rules: rules, events: events, attachments: attachments, server: server)
        identification = IdentificationHandler(rules: rules, publisher: publisher, clock: clock)
        customers = CustomerHandler(rules: rules, directory: directory, events: events)
        grants = GrantHandler(rules: rules, directory: directory)
        tickets = TicketHandler(
            rules: rules, tickets: publisher.tickets, events: events, clock: clock)
        status = StatusHandler(directory: directory, events: events)
        devices = DeviceHandler(attachments: attachments, loop: server.loop)
        rights = CallRights(
            rules: rules, access: access, events: events, attachments: attachments)
    }

    func answer(
        _ request: Request, from caller: LaneConnection
    ) throws(LaneError) -> Reply {
        try rights.check(request, of: caller.peer)
        return switch request.call {
        case .ping: .done
        case .subscribe(let wish): try subscriptions.subscribe(wish, request.id, caller)
        case .unsubscribe(let lane): try subscriptions.unsubscribe(lane: lane, caller)
        case .ack(let lane, let sequence):
            try subscriptions.acknowledge(lane, sequence, caller)
        case .identify(let lane, let by): try identification.identify(by, lane: lane, caller)
        case .choose(let event, let candidate):
            try identification.choose(event, candidate, caller)
        case .search(let text, let limit): try customers.search(text, limit: limit)
        case .customer(let number): try customers.customer(number)
        case .capture(let wish): try customers.capture(wish, caller)
        case .visits(let number, let before):
            try customers.visits(of: number, before: before, caller)
        case .grants(let customer): try grants.grants(of: customer)
        case .redeemGrant(let wish): try grants.redeem(wish, caller)
        case .voidGrant(let wish): try grants.void(wish, caller)
        case .ticket(let call): try tickets.answer(call, caller)
        case .devices: devices.list()
        case .status: status.status()
        case .test(let device, let isRaw): try devices.test(device, isRaw: isRaw, caller)
        case .feedback(let device, let signal): try devices.feedback(device, signal)
        }
    }
}
