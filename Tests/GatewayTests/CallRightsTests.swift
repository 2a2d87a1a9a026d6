import Drivers
import Identity
import Journal
import LaneLink
import Testing
import Transport

@testable import Configuration
@testable import Devices
@testable import Gateway
@testable import Lanes

/// Who may call what, method by method and caller by caller.
@Suite struct CallRightsTests {
    /// A caller of another user, and one of the daemon's.
    enum Caller: CaseIterable {
        case laneUser, otherLaneUser, userOfNoLane, excluded, sameUser, root

        var peer: PeerCredentials {
            let user: UInt32 =
                switch self {
                case .laneUser: 1
                case .otherLaneUser: 2
                case .userOfNoLane: 3
                case .excluded: 65_534
                case .sameUser: User.current
                case .root: 0
                }
            return PeerCredentials(process: 1, user: user, group: 65_534, groups: [])
        }
    }

    /// A call of each method that is about lane `L1`, and who of the others may make it.
    private static let calls: [String: (parameters: String, others: Set<Caller>)] = {
        let lane = #""lane":"L1""#
        let users: Set<Caller> = [.laneUser]
        let anyLane: Set<Caller> = [.laneUser, .otherLaneUser]
        let connected: Set<Caller> = [.laneUser, .otherLaneUser, .userOfNoLane]
        return [
            "ping": ("", connected), "devices": ("", connected), "status": ("", connected),
            "search": (#""text":"an""#, anyLane), "customer": (#""number":"1""#, anyLane),
            "grants": (#""customer":"1""#, anyLane),
            "subscribe": (#"\#(lane),"client":"pos""#, users), "unsubscribe": (lane, users),
            "ack": (#"\#(lane),"seq":1"#, users),
            "choose": (#""event":1,"candidate":"1""#, users),
            "identify": (#"\#(lane),"by":{"number":"1"}"#, users),
            "capture": (#"\#(lane),"name":"Ana""#, users),
            "feedback": (#""device":"front","signal":"accept""#, users),
            "grant.redeem": (#"\#(lane),"grant":"G","customer":"1","key":"K""#, users),
            "grant.void": (#"\#(lane),"key":"K""#, users),
            "ticket.open": (lane, users), "ticket.list": (lane, users),
            "ticket.select": (#"\#(lane),"key":"T""#, users), "ticket.members": (lane, users),
            "ticket.remove": (#"\#(lane),"place":1"#, users),
            "ticket.join": (#"\#(lane),"from":"T","into":"U""#, users),
            "ticket.close": (lane, users),
            // Settings name who may connect: they are technicians.
            "visits": ("", connected), "ticket.find": (#""code":"1""#, connected),
            "device.test": (#""device":"front""#, users),
        ]
    }()

    private func place() throws -> TurnedGateway {
        try TurnedGateway { settings in
            settings.access.users = ["daemon", "bin", "sys"]
            settings.lanes = [
                Settings.LaneSettings(name: "L1"), Settings.LaneSettings(name: "L2"),
            ]
            settings.lanes[0].users = ["daemon"]
            settings.lanes[0].devices = ["front"]
            settings.lanes[1].users = ["bin"]
            settings.devices = [
                Settings.DeviceSettings(
                    name: "front", driver: .named("serial-scanner"), place: .path("/nowhere"),
                    line: SerialLine(), options: DriverOptions())
            ]
        }
    }

    @Test func `Each method may be called by whom the table names, and by nobody else`() throws {
        let place = try place()
        let lane = try place.subscribed("pos")
        // The event that `choose` names.
        try place.ask(
            lane,
            #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"number":"1"}}}"#
        )
        #expect(Set(Self.calls.keys) == Set(MethodParameters.rights.keys))
        let rights = place.gateway.server.methods.rights
        for (method, (parameters, others)) in Self.calls {
            let line = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(parameters)}}"#
            let request = try Request.read(Array(line.utf8))
            for caller in Caller.allCases {
                let isAllowed = others.contains(caller) || caller == .sameUser || caller == .root
                var refusal: LaneError?
                do throws(LaneError) {
                    try rights.check(request, of: caller.peer)
                } catch {
                    refusal = error
                }
                #expect((refusal == nil) == isAllowed, "\(method) of \(caller)")
                #expect(refusal == nil || refusal?.word == "notAllowed", "\(method) of \(caller)")
            }
        }
    }

    @Test func `A device is tested for ten minutes together, however often one asks`() {
        var allowance = TestAllowance()
        let start = Instant.now
        #expect(allowance.left(at: start).seconds == 600)
        allowance.take(from: start, to: start + .seconds(400))
        #expect(allowance.left(at: start + .seconds(401)).seconds == 200)
        allowance.take(from: start + .seconds(401), to: start + .seconds(601))
        #expect(allowance.left(at: start + .seconds(661)) == (0, 540))
        // Its lane had it for ten minutes.
        #expect(allowance.left(at: start + .seconds(1201)).seconds == 600)
    }
}
