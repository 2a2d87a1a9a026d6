import Identity
public import Transport

/// A reader that is none: a pseudo-terminal at a path of its own, which the gateway opens like any
/// serial port.
///
/// One owner; letting go of it is what pulling the plug is to a real reader.
public final class VirtualReader {
    private let terminal: Pseudoterminal
    /// Where the gateway finds it: the link, or the pseudo-terminal itself where there is none.
    public let path: String

    /// - Parameter link: The path that settings name; a symbolic link is made there, and removed
    ///   with the reader.
    public init(linkedAt link: String? = nil) throws(SystemError) {
        terminal = try Pseudoterminal(link: link)
        path = link ?? terminal.path
    }

    /// Sends as the device does; waits where the gateway does not read.
    /// - Returns: Whether the port took all of it within `limit`.
    public func send(_ bytes: [UInt8], within limit: Duration = .seconds(10)) throws(SystemError)
        -> Bool
    {
        let deadline = Instant.now + limit
        var rest = bytes[...]
        while !rest.isEmpty {
            if let count = try terminal.write(Array(rest)) {
                rest = rest.dropFirst(count)
            } else {
                let left = deadline - .now
                guard left > .zero else { return false }
                _ = try terminal.descriptor.wait(for: .output, limit: left)
            }
        }
        return true
    }

    /// Waits until the gateway has read everything that was sent.
    /// - Returns: Whether it did, within `limit`.
    public func waitUntilRead(within limit: Duration) throws(SystemError) -> Bool {
        let deadline = Instant.now + limit
        // The kernel does not say when a port was read, only whether something is unread.
        while terminal.hasUnread {
            guard Instant.now < deadline else { return false }
            try pass(.milliseconds(2))
        }
        return true
    }

    /// What the gateway has sent since it was last asked: beeps, acknowledgements.
    public func takeCommands() throws(SystemError) -> [UInt8] {
        var commands: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while let count = try terminal.read(into: &chunk), count > 0 {
            commands.append(contentsOf: chunk[..<count])
        }
        return commands
    }

    /// What the gateway sends, as soon as it sends something; empty when `limit` passed.
    public func awaitCommands(within limit: Duration) throws(SystemError) -> [UInt8] {
        _ = try terminal.descriptor.wait(for: .input, limit: limit)
        return try takeCommands()
    }

    /// Lets time pass.
    public func pass(_ duration: Duration) throws(SystemError) {
        _ = try terminal.descriptor.wait(for: [], limit: duration)
    }
}
