import Configuration
import Directory
import Gateway
import Identity
import SQLite
import Simulator
import Transport

/// The settings file.
struct SettingsFacts {
    enum State {
        /// None was named, and the usual one is not there.
        case absent
        case unreadable(String)
        case invalid([String])
        case valid(Settings)
    }

    var path: String
    var state: State

    /// The settings to judge the rest by.
    var settings: Settings {
        if case .valid(let settings) = state { settings } else { Settings() }
    }

    var findings: [Finding] {
        switch state {
        case .absent:
            [
                Finding(
                    .settings, .well, "settingsAbsent", of: path,
                    "there is no \(path): one lane, \(Settings.onlyLane), has every reader that is recognised"
                )
            ]
        case .unreadable(let why):
            [
                Finding(
                    .settings, .wrong, "settingsUnreadable", of: path,
                    "the settings could not be read: \(why)", type: "sudo laneid doctor")
            ]
        case .invalid(let problems):
            problems.map { problem in
                Finding(
                    .settings, .wrong, "settingsInvalid", of: path, "\(path): \(problem)",
                    type: "laneidd --settings \(path) --check-settings")
            }
        case .valid:
            [Finding(.settings, .well, "settingsValid", of: path, "\(path) has no errors")]
        }
    }
}

/// The customer directory.
struct DirectoryFacts {
    var path: String
    /// How many customers it holds, or why it cannot be used.
    var state: Result<Int, DatabaseError>
    /// What the running daemon says of its files.
    var daemon: DaemonFiles?
    /// Why the daemon's user may not use the file, and what to type.
    var obstacle: (why: String, type: String)?

    var findings: [Finding] {
        if case .failure(.notPermitted) = state, let daemon, daemon.directory.why == nil {
            return [
                Finding(
                    .directory, .well, "directoryReady", of: path,
                    "the daemon has the directory \(path) open")
            ]
        }
        if case .success = state, let why = obstacle?.why ?? daemon?.directory.why {
            return [
                Finding(
                    .directory, .wrong, "directoryDeniedToDaemon", of: path,
                    "the daemon cannot use the directory: \(why)",
                    type: obstacle?.type ?? "journalctl -u laneidd -n 20")
            ]
        }
        return own
    }

    /// What this user finds.
    private var own: [Finding] {
        switch state {
        case .success(0):
            [
                Finding(
                    .directory, .note, "directoryEmpty", of: path,
                    "the directory \(path) holds no customers: every card is unknown",
                    type: "laneid directory import --directory \(path) FILE…")
            ]
        case .success(let customers):
            [
                Finding(
                    .directory, .well, "directoryReady", of: path,
                    "the directory \(path) is intact and holds \(customers.counted("customer"))")
            ]
        case .failure(let error): [finding(error)]
        }
    }

    private func finding(_ error: DatabaseError) -> Finding {
        let (word, type) = error.diagnosis("directory", path)
        if case .absent = error {
            return Finding(
                .directory, .wrong, word, of: path,
                "there is no directory at \(path): every card is unknown",
                type: "laneid directory import --directory \(path) FILE…")
        }
        return Finding(.directory, .wrong, word, of: path, "the directory: \(error)", type: type)
    }
}

/// The journal of events.
struct JournalFacts {
    var path: String
    /// Whether it can be used. While the daemon runs it is not opened, which would cost the daemon
    /// its lock on it: a file that is there counts as `.locked`.
    var state: Result<Void, DatabaseError>
    var daemonRuns: Bool
    /// What the running daemon says of its files.
    var daemon: DaemonFiles?
    /// Why the daemon's user may not use the file, and what to type.
    var obstacle: (why: String, type: String)?

    var findings: [Finding] {
        if let daemon {
            guard let why = daemon.journal.why else {
                return [
                    Finding(
                        .journal, .well, "journalHeld", of: path,
                        "the daemon has the journal \(path)")
                ]
            }
            return [
                Finding(
                    .journal, .wrong, "journalUnusable", of: path,
                    "the daemon cannot use its journal, so events are not kept: \(why)",
                    type: obstacle?.type ?? "journalctl -u laneidd -n 20")
            ]
        }
        if let obstacle {
            return [
                Finding(
                    .journal, .wrong, "journalDeniedToDaemon", of: path,
                    "the daemon could not use the journal: \(obstacle.why)", type: obstacle.type)
            ]
        }
        return own
    }

    /// What this user finds.
    private var own: [Finding] {
        switch (state, daemonRuns) {
        case (.success, _):
            [Finding(.journal, .well, "journalReady", of: path, "the journal \(path) is intact")]
        case (.failure(.absent), true):
            [
                Finding(
                    .journal, .note, "journalNotHeld", of: path,
                    "the running daemon has no journal at \(path): it has another, or this user may not look there",
                    type: "journalctl -u laneidd -n 20")
            ]
        case (.failure(.locked), true):
            [
                Finding(
                    .journal, .well, "journalHeld", of: path,
                    "the daemon has the journal \(path)")
            ]
        case (.failure(.locked), false):
            [
                Finding(
                    .journal, .wrong, "journalLocked", of: path,
                    "another program has the journal \(path): the daemon could not write events",
                    type: "sudo fuser -v \(path)")
            ]
        case (.failure(.absent), false):
            [
                Finding(
                    .journal, .well, "journalAbsent", of: path,
                    "there is no journal yet: the daemon makes \(path) when it starts")
            ]
        case (.failure(.notPermitted), true):
            [
                Finding(
                    .journal, .note, "journalDenied", of: path,
                    "this user may not look at the journal \(path)", type: "sudo laneid doctor")
            ]
        case (.failure(let error), _): [finding(error)]
        }
    }

    private func finding(_ error: DatabaseError) -> Finding {
        let (word, type) = error.diagnosis("journal", path)
        return Finding(.journal, .wrong, word, of: path, "the journal: \(error)", type: type)
    }
}

extension DatabaseError {
    /// A stable word, and what to type.
    fileprivate func diagnosis(_ name: String, _ path: String) -> (word: String, type: String?) {
        switch self {
        case .absent: (name + "Absent", nil)
        case .notPermitted: (name + "Denied", "sudo laneid doctor")
        case .locked: (name + "Locked", "sudo fuser -v \(path)")
        case .readOnly: (name + "ReadOnly", "ls -ld \(path) $(dirname \(path))")
        case .corrupt:
            (
                name + "Damaged",
                "mv \(path) \(path).damaged   # then restore a backup or import again"
            )
        case .notOurs: (name + "NotOurs", "file \(path)")
        case .notTrusted: (name + "NotTrusted", "ls -l \(path)")
        case .planted: (name + "Changed", "laneid directory check")
        case .newerSchema: (name + "Newer", "sudo make install   # of the newer release")
        // It is brought up to date when the daemon starts.
        case .olderSchema: (name + "Older", "sudo systemctl restart laneidd")
        case .full: (name + "Full", "df -h \(path)")
        default: (name + "Unusable", nil)
        }
    }
}

/// Room on the disks of directory and journal.
struct DiskFacts {
    /// The folders, and what each has room for; nil where there is no such folder.
    var disks: [(folder: String, holds: String, room: Machine.Room?)]

    /// Less is wrong: a busy day's journal, and an import's temporary files.
    static let least: UInt64 = 200 << 20

    var findings: [Finding] {
        disks.map { disk in
            guard let room = disk.room else {
                return Finding(
                    .disk, .wrong, "folderAbsent", of: disk.folder,
                    "there is no folder \(disk.folder) for the \(disk.holds)",
                    type: "sudo install -d -o laneid -g laneid -m 750 \(disk.folder)")
            }
            if room.isReadOnly {
                return Finding(
                    .disk, .wrong, "diskReadOnly", of: disk.folder,
                    "the disk of \(disk.folder) (\(disk.holds)) cannot be written: the kernel mounted it read-only",
                    type: "findmnt -T \(disk.folder) && sudo dmesg | tail -n 20")
            }
            let free = "\(room.free >> 20) MiB are free for the \(disk.holds) in \(disk.folder)"
            guard room.free >= Self.least else {
                return Finding(
                    .disk, .wrong, "diskLow", of: disk.folder, "only \(free)",
                    type: "df -h \(disk.folder)")
            }
            return Finding(.disk, .well, "diskRoom", of: disk.folder, free)
        }
    }
}
