import Directory
import SQLite

extension Schema {
    /// Imports that were prepared and wait to be executed or discarded: beside the directory, in a file of its own, so
    /// that preparing one changes nothing for whoever looks up.
    static let staging = Schema(
        mark: 0x4C6E_4953,  // "LnIS"
        migrations: [Migration(name: "batches", sql: batches)])

    private static let batches = """
        -- digest is that of the differences: executing must find the same.
        CREATE TABLE batch (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL UNIQUE CHECK (source <> ''),
            source_kind TEXT NOT NULL,
            prepared_at INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
            last_change INTEGER,
            rejected INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE batch_option (
            batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL
        ) STRICT;
        CREATE INDEX batch_options ON batch_option (batch_id);

        -- What was read: the tables' rows, each in pieces of two kinds, 1 places and 2 text. Table -1 has the
        -- keys of the accounts that changed, where only they count.
        CREATE TABLE batch_table (
            batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
            place INTEGER NOT NULL,
            format TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (batch_id, place)
        ) STRICT;
        CREATE TABLE batch_piece (
            batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
            place INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            number INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (batch_id, place, kind, number)
        ) STRICT;
        CREATE TABLE batch_file (
            batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
            file TEXT NOT NULL,
            format TEXT NOT NULL,
            rows INTEGER NOT NULL,
            rejected INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX batch_files ON batch_file (batch_id);

        -- Of reading: code is empty for a rejected row; lines are numbers with commas between.
        CREATE TABLE batch_note (
            batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
            code TEXT NOT NULL,
            text TEXT NOT NULL,
            file TEXT NOT NULL,
            count INTEGER NOT NULL,
            lines TEXT NOT NULL
        ) STRICT;
        CREATE INDEX batch_notes ON batch_note (batch_id);

        CREATE TABLE difference (
            id INTEGER PRIMARY KEY,
            batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
            verdict TEXT NOT NULL,
            kind TEXT NOT NULL,
            number TEXT NOT NULL,
            part TEXT NOT NULL,
            field TEXT NOT NULL,
            old TEXT,
            new TEXT
        ) STRICT;
        CREATE INDEX differences ON difference (batch_id);
        """
}
