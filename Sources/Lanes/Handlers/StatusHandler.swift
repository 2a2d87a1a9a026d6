import Journal
import LaneLink
import Transport

/// `status`: whoever looks for a fault asks the gateway, because another user may be able to do
/// more, or less, than the gateway.
struct StatusHandler {
    let directory: DirectoryKeeper
    let events: EventLog

    func status() -> Reply {
        let status = GatewayStatus(
            process: RunningProcess.current.id, user: User.current,
            directory: .init(path: Machine.absolute(directory.path), why: directory.obstacle),
            journal: .init(path: Machine.absolute(events.path), why: events.obstacle))
        return Reply { line, id, _ in line.reply(id, status: status) }
    }
}
