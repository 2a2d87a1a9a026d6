import Foundation
import Identity

/// QEMU's own monitor (QMP), through which the guest pulls its own plugs.
///
/// One owner: there is one line to QEMU.
final class Monitor {
    static let path = "/dev/laneid-monitor"

    private let line: CharacterDevice
    private var received: [UInt8] = []

    init() throws {
        line = try CharacterDevice(Self.path)
        // QEMU greets only the first time; what was left unread belongs to whoever was here before.
        try line.write(Array(#"{"execute":"qmp_capabilities","id":"hello"}"#.utf8) + [0x0A])
        while try reply().id != "hello" {}
    }

    /// Plugs a device in, such as `"driver":"usb-kbd"`.
    func plug(_ id: String, _ arguments: String) throws {
        let command = #"{"execute":"device_add","arguments":{"id":"\#(id)",\#(arguments)}}"#
        // A device that was pulled out lets go of its name and its line a moment later.
        try waitFor("the plugging in of \(id)") {
            guard let refusal = try execute(command) else { return true }
            guard refusal.contains("in use") || refusal.contains("Duplicate") else {
                throw Failed("QEMU: \(refusal): \(command)")
            }
            return nil
        }
    }

    /// Pulls it out, as a hand does.
    func unplug(_ id: String) throws {
        let refusal = try execute(#"{"execute":"device_del","arguments":{"id":"\#(id)"}}"#)
        if let refusal { throw Failed("QEMU: \(refusal)") }
    }

    /// Presses keys of the keyboard that was plugged in last, one after the other.
    func type(_ keys: String...) throws {
        for key in keys {
            let data = #"{"type":"qcode","data":"\#(key)"}"#
            let refusal = try execute(
                #"{"execute":"send-key","arguments":{"keys":[\#(data)],"hold-time":20}}"#)
            if let refusal { throw Failed("QEMU: \(refusal)") }
            usleep(60_000)
        }
    }

    /// Why QEMU does not do it; nil when it has.
    private func execute(_ command: String) throws -> String? {
        try line.write(Array(command.utf8) + [0x0A])
        return try reply().error?.desc
    }

    private struct Reply: Decodable {
        var id: String?
        var event: String?
        var error: Problem?
        var greeting: Greeting?

        struct Problem: Decodable { var desc: String }
        struct Greeting: Decodable {}

        enum CodingKeys: String, CodingKey {
            case id, event, error
            case greeting = "QMP"
        }
    }

    /// The next answer; what QEMU says of itself is left out.
    private func reply() throws -> Reply {
        while true {
            if let end = received.firstIndex(of: 0x0A) {
                let reply = try JSONDecoder().decode(Reply.self, from: Data(received[..<end]))
                received.removeSubrange(...end)
                if reply.event == nil, reply.greeting == nil { return reply }
            } else {
                guard let bytes = try line.read() else { throw Failed("QEMU does not answer") }
                received += bytes
            }
        }
    }
}

/// The one monitor, opened by the first check that needs it.
final class SharedMonitor {
    private var opened: Monitor?

    func monitor() throws -> Monitor {
        if let opened { return opened }
        let monitor = try Monitor()
        opened = monitor
        return monitor
    }
}
