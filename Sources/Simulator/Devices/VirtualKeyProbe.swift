import Identity
public import Transport

/// A key probe that is none: a DS2480B adapter on a pseudo-terminal, at which keys are put in and
/// taken out. It answers as long as it is served.
///
///     let probe = try VirtualKeyProbe(linkedAt: "/run/laneid/keys")
///     probe.keys = [0x6600_0000_FBC5_2B01]
///     try probe.serve(for: .seconds(1))
public final class VirtualKeyProbe {
    private let reader: VirtualReader
    private var adapter = DS2480B()

    /// Where the gateway finds it.
    public var path: String { reader.path }

    /// - Parameter link: The path that settings name; a symbolic link is made there.
    public init(linkedAt link: String? = nil) throws(SystemError) {
        reader = try VirtualReader(linkedAt: link)
    }

    /// The numbers of the keys at the probe, the family in the lowest byte.
    public var keys: [UInt64] {
        get { adapter.keys }
        set { adapter.keys = newValue }
    }

    /// Answers whatever comes within a time.
    public func serve(for duration: Duration) throws(SystemError) {
        let end = Instant.now + duration
        repeat {
            let commands = try reader.awaitCommands(within: max(.zero, end - .now))
            let answer = adapter.take(commands)
            if !answer.isEmpty { _ = try reader.send(answer, within: .seconds(1)) }
        } while Instant.now < end
    }
}
