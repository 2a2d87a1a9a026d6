import Identity
import SQLite
import Transport

/// Opening the files of the log.
extension EventLog {
    static func open(
        _ settings: JournalOptions, _ log: Log
    ) throws(DatabaseError) -> EventJournal {
        do throws(DatabaseError) {
            return try make(settings)
        } catch {
            guard case .corrupt = error else { throw error }
            // A shop must go on: the damaged file is kept aside for whoever repairs it, and a new
            // journal begun.
            let aside = settings.path + ".damaged"
            log.error("\(error); it is kept as \(aside) and a new journal is begun")
            for suffix in ["", "-wal", "-shm"] {
                try? FileSystem.rename(settings.path + suffix, to: aside + suffix)
            }
            return try make(settings)
        }
    }

    static func make(
        _ settings: JournalOptions
    ) throws(DatabaseError) -> EventJournal {
        try EventJournal(
            path: settings.path, durability: settings.isFullyDurable ? .full : .normal,
            keepEvents: settings.keepEvents, keepHours: settings.keepHours)
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
