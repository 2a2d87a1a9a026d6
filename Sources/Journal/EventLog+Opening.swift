import Identity
import SQLite
import Transport

/// Opening the files of the log.
extension EventLog {
    static func open(
        _ settings: JournalOptions, _ log: Log
    ) throws(DatabaseError) -> EventJournal {
        // The tail is made with the first journal: a journal was there, and is gone.
        let isGone =
            !FileSystem.exists(settings.path) && FileSystem.exists(settings.path + ".tail")
        if isGone { log.error("the journal \(settings.path) is gone, and a new one is begun") }
        // Opening a damaged file, SQLite takes its log away: a second name keeps it.
        let sides = ["-journal", "-wal"]
        let kept = settings.path + ".kept"
        for suffix in sides {
            FileSystem.remove(kept + suffix)
            FileSystem.addName(kept + suffix, to: settings.path + suffix)
        }
        defer { for suffix in sides { FileSystem.remove(kept + suffix) } }
        do throws(DatabaseError) {
            return try make(settings, followsLost: isGone)
        } catch {
            switch error {
            case .corrupt, .planted: break
            default: throw error
            }
            // A shop must go on: the damaged file is kept aside for whoever repairs it, and a new
            // journal begun.
            let aside = asidePath(settings.path)
            log.error("\(error); it is kept as \(aside) and a new journal is begun")
            // The file itself last, so that a kill in between leaves no half of a copy unnoticed.
            for suffix in sides {
                let isKept = FileSystem.exists(kept + suffix)
                try? FileSystem.rename(
                    (isKept ? kept : settings.path) + suffix, to: aside + suffix)
                FileSystem.remove(settings.path + suffix)
            }
            FileSystem.remove(settings.path + "-shm")
            try? FileSystem.rename(settings.path, to: aside)
            return try make(settings, followsLost: true)
        }
    }

    /// Where a damaged journal is kept: beside those of earlier damages, of which the newest gives
    /// way when there are nine.
    private static func asidePath(_ path: String) -> String {
        let names = [path + ".damaged"] + (2...9).map { "\(path).damaged-\($0)" }
        return names.first { !FileSystem.exists($0) } ?? names[8]
    }

    static func make(
        _ settings: JournalOptions, followsLost: Bool
    ) throws(DatabaseError) -> EventJournal {
        try EventJournal(
            path: settings.path, durability: settings.isFullyDurable ? .full : .normal,
            keepEvents: settings.keepEvents, keepHours: settings.keepHours,
            followsLost: followsLost)
    }

    /// Opens a number that can be written when the journal cannot.
    static func openMark(_ path: String, _ log: Log) -> PersistentNumber? {
        do throws(PersistentFileError) {
            return try PersistentNumber(path: path)
        } catch {
            log.warning("\(error); should the journal fail, a number could be used twice")
            return nil
        }
    }
}
