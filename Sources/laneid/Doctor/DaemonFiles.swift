import Simulator
import Transport

/// The files of the running daemon, as it says itself: only the daemon knows what it may open.
struct DaemonFiles: Equatable {
    var directory: LaneMessage.File
    var journal: LaneMessage.File
    /// The number of the user as whom it runs.
    var user: UInt32
}

/// Whether the daemon's user may use a file, whoever runs the doctor.
enum DaemonRights {
    /// The user as whom the unit runs the daemon.
    static let user = "laneid"

    /// Why the daemon could not use the file at `path`, and what to type; nil where it could, or
    /// where it is not known who the daemon's user is.
    static func obstacle(at path: String, of user: UInt32?) -> (why: String, type: String)? {
        guard let user, user != 0 else { return nil }
        let known = User(named: Self.user).flatMap { $0.id == user ? $0 : nil }
        let name = known == nil ? "\(user)" : Self.user
        for suffix in ["", "-wal", "-shm"] {
            guard let file = FileRights(path: path + suffix),
                !file.lets(user, ofGroup: known?.group)
            else { continue }
            return (
                "the daemon's user (\(name)) may not read and write \(path + suffix)",
                "sudo chown \(name): \(path)*"
            )
        }
        return nil
    }
}
