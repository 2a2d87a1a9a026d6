/// Who may call a method of the lane socket. Root and the daemon's own user may call every one.
public enum CallerRight: String, CaseIterable, Sendable {
    case anybody = "whoever may connect"
    /// Customers are the shop's and not a lane's.
    case anyLane = "users of any lane"
    /// The lane that the call names, or that its event or device belongs to.
    case lane = "users of that lane"
    /// Whoever `access` names; without it the socket's group.
    case technician = "technicians, of the lanes that they are users of"
    case laneTechnician = "technicians who are users of that lane"
}

extension MethodParameters {
    /// Who may call each method.
    package static let rights: [String: CallerRight] = [
        "ping": .anybody, "devices": .anybody, "status": .anybody,
        "search": .anyLane, "customer": .anyLane, "grants": .anyLane,
        "subscribe": .lane, "unsubscribe": .lane, "ack": .lane, "choose": .lane,
        "identify": .lane, "capture": .lane, "feedback": .lane,
        "grant.redeem": .lane, "grant.void": .lane,
        "ticket.open": .lane, "ticket.list": .lane, "ticket.select": .lane,
        "ticket.members": .lane, "ticket.remove": .lane, "ticket.join": .lane,
        "ticket.close": .lane,
        "visits": .technician, "ticket.find": .technician,
        "device.test": .laneTechnician,
    ]
}
