import Configuration
import Devices
import Identity
import LaneLink
import Recognition
import Transport

/// `devices`, `device.test` and `feedback`.
package struct DeviceHandler {
    let attachments: Attachments
    let loop: EventLoop

    func list() -> Reply {
        let reports = attachments.reports
        return Reply { line, id, _ in line.reply(id, devices: reports) }
    }

    /// Sends what the device reads to the caller, and to no lane; with `isRaw` also its bytes.
    func test(
        _ name: String, isRaw: Bool, _ caller: LaneConnection
    ) throws(LaneError) -> Reply {
        guard let device = attachments.device(named: name) else { throw .noSuchDevice(name) }
        guard device.test == nil || device.test?.connection === caller else {
            throw .beingTested(name)
        }
        let (left, wait) = device.timeForTest(at: loop.now)
        guard left > 0 else {
            throw .tooMany(
                "tests of \(name): its lane has it for \((wait + 59) / 60) minutes, then test again"
            )
        }
        var reply = Reply { line, id, _ in
            line.reply(id, testing: name, kind: device.kind, limit: left)
        }
        // What follows the answer is the test's.
        reply.then = { [loop] in
            // Without the allow-list: what settings allow a lane, nobody needs to see in bytes.
            let cardGuard = PaymentCardGuard()
            device.setTest(
                DeviceTest(
                    of: device, for: caller, loop: loop, seconds: left, isRaw: isRaw
                ) { bytes in
                    cardGuard.isSuspect(bytes.span)
                })
        }
        return reply
    }

    func feedback(_ name: String, _ signal: Request.Signal) throws(LaneError) -> Reply {
        guard let device = attachments.device(named: name) else { throw .noSuchDevice(name) }
        guard device.signal(signal) else { throw .noFeedback(name) }
        return .done
    }

    /// The connection is closed: its devices read for their lanes again.
    func endTests(of connection: LaneConnection) {
        for device in attachments.all where device.test?.connection === connection {
            device.setTest(nil)
        }
    }
}
