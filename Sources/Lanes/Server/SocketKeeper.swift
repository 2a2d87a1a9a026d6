import Configuration
import Transport

/// The lane socket's path: listens there, and again where somebody removed the socket or its
/// folder while the gateway runs. Owned by the lane server.
final class SocketKeeper {
    private(set) var listener: UnixListener?
    private let settings: Settings.SocketSettings
    private let loop: EventLoop
    private let log: Log
    private weak var owner: LaneServer?
    private var token = Token.none
    private var watch: PathWatch?
    private var watchToken = Token.none
    private var isLost = false

    init(
        _ settings: Settings.SocketSettings, loop: EventLoop, log: Log
    ) throws(SocketError) {
        self.settings = settings
        self.loop = loop
        self.log = log
        listener = try Self.listen(settings)
    }

    /// Brings connections to `owner` from now on.
    func start(_ owner: LaneServer) throws(SystemError) {
        self.owner = owner
        try hear()
        do throws(SystemError) {
            let watch = try PathWatch(path: settings.path.absolute)
            watchToken = try loop.add(self, descriptor: watch.descriptor, events: .input)
            self.watch = watch
        } catch {
            log.warning("\(error); a lane socket that is removed is not made again")
        }
    }

    func stop() {
        loop.remove(token)
        loop.remove(watchToken)
        watch = nil
        listener = nil
    }

    private func hear() throws(SystemError) {
        guard let listener, let owner else { return }
        token = try loop.add(owner, descriptor: listener.descriptor, events: .input)
    }

    /// The group `laneid` is a default, taken where this machine has it and this process may set
    /// it; a group that settings name must be had.
    private static func listen(
        _ socket: Settings.SocketSettings
    ) throws(SocketError) -> UnixListener {
        if socket.group == nil, Group(named: Settings.SocketSettings.defaultGroup) != nil,
            let listener = try? UnixListener(
                path: socket.path, mode: socket.mode, group: Settings.SocketSettings.defaultGroup)
        {
            return listener
        }
        return try UnixListener(path: socket.path, mode: socket.mode, group: socket.group)
    }
}

extension SocketKeeper: EventHandler {
    /// Something happened on the way to the path. Lanes that are connected stay so.
    func ready(_ events: Events, token: Token) {
        _ = watch?.changed()
        guard listener?.isAtPath != true else { return }
        do {
            let fresh = try Self.listen(settings)
            loop.remove(self.token)
            listener = fresh
            try hear()
            isLost = false
            log.notice("the lane socket \(settings.path) was removed, and is there again")
        } catch {
            if !isLost { log.error("the lane socket was removed: \(error); no lane can connect") }
            isLost = true
        }
    }
}

extension String {
    /// The path from the root of the file system.
    fileprivate var absolute: String { hasPrefix("/") ? self : "/proc/self/cwd/\(self)" }
}
