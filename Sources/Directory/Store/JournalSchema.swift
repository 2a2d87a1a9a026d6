extension Schema {
    /// The journal: what was sent to lanes, and what they acknowledged.
    static let journal = Schema(
        mark: 0x4C6E_494A,  // "LnIJ"
        migrations: [
            Migration(name: "events", sql: events),
            Migration(name: "events by number only", sql: byNumberOnly),
        ])

    private static let events = """
        -- One row. pruned: the last sequence number whose event was let go.
        CREATE TABLE journal (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            instance TEXT NOT NULL,
            pruned INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO journal (one, instance) VALUES (1, lower(hex(randomblob(16))));

        CREATE TABLE lane (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            pruned INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE device (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE event (
            sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
            lane_id INTEGER NOT NULL REFERENCES lane,
            device_id INTEGER NOT NULL REFERENCES device,
            outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 99),
            time INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX event_by_lane ON event (lane_id, sequence);

        CREATE TABLE acknowledgement (
            lane_id INTEGER NOT NULL REFERENCES lane,
            client TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            PRIMARY KEY (lane_id, client)
        ) STRICT, WITHOUT ROWID;
        """

    /// A commit of one event then writes one page instead of two. A replay reads on from a number and passes over other
    /// lanes' events, of which there are not many in one store.
    private static let byNumberOnly = "DROP INDEX event_by_lane"
}
