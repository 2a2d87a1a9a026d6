import SQLite

extension Schema {
    /// The journal: what was sent to lanes, and what they acknowledged.
    static let journal = Schema(
        mark: 0x4C6E_494A,  // "LnIJ"
        migrations: [
            Migration(name: "events", sql: events),
            Migration(name: "events by number only", sql: byNumberOnly),
            Migration(name: "tickets", sql: tickets),
            Migration(name: "answers and customers as columns", sql: answersAndCustomers),
            Migration(name: "a journal after a lost one", sql: afterLostOne),
            Migration(name: "removed members and the clock", sql: removalsAndClock),
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

    /// A commit of one event then writes one page instead of two. A replay reads on from a number
    /// and passes over other lanes' events, of which there are not many in one store.
    private static let byNumberOnly = "DROP INDEX event_by_lane"

    /// What choices and visits ask for, so that no body has to be read for it. reply_to: the number
    /// of the choice that an event answers. customer: the number of the customer it names.
    private static let answersAndCustomers = """
        ALTER TABLE event ADD COLUMN reply_to INTEGER;
        ALTER TABLE event ADD COLUMN customer TEXT;
        UPDATE event SET (reply_to, customer) = (
            SELECT json ->> '$.replyTo', json ->> '$.customer.number'
            FROM (SELECT '{' || CAST(body AS TEXT) || '}' AS json) WHERE json_valid(json));
        CREATE INDEX event_by_reply ON event (reply_to) WHERE reply_to IS NOT NULL;
        """

    /// follows_lost: whether it was begun in the place of one that was damaged or gone.
    private static let afterLostOne =
        "ALTER TABLE journal ADD COLUMN follows_lost INTEGER NOT NULL DEFAULT 0"

    /// ticket_removal: who was taken off a ticket, and the last event before that. clock_jump: the
    /// wall clock was set by so much after an event. known: whether the client acknowledges, so
    /// that what it has not taken is kept for it.
    private static let removalsAndClock = """
        CREATE TABLE ticket_removal (
            ticket_id INTEGER NOT NULL REFERENCES ticket ON DELETE CASCADE,
            customer TEXT NOT NULL,
            last_event INTEGER NOT NULL,
            PRIMARY KEY (ticket_id, customer)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE clock_jump (
            sequence INTEGER PRIMARY KEY,
            milliseconds INTEGER NOT NULL
        ) STRICT;

        ALTER TABLE acknowledgement ADD COLUMN known INTEGER NOT NULL DEFAULT 0
            CHECK (known IN (0, 1));
        """

    private static let tickets = """
        -- A ticket stays until the last of its events is let go, so that visits find its total.
        -- first_event, last_event: between which numbers events of its key are its own; last_event is empty as long as
        -- it is open. closed: when it was completed, in milliseconds; of one that was joined to another, when that was.
        -- total: decimal text. joined_into: the ticket on which it went on.
        CREATE TABLE ticket (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            lane_id INTEGER NOT NULL REFERENCES lane,
            key TEXT NOT NULL,
            mode TEXT NOT NULL CHECK (mode IN ('append', 'replace', 'refuse')),
            maximum INTEGER NOT NULL CHECK (maximum >= 1),
            opened INTEGER NOT NULL,
            first_event INTEGER NOT NULL,
            is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
            last_event INTEGER,
            closed INTEGER,
            total TEXT,
            joined_into INTEGER
        ) STRICT;
        CREATE INDEX ticket_by_key ON ticket (lane_id, key);
        CREATE INDEX ticket_by_last_event ON ticket (last_event);
        CREATE INDEX ticket_joined ON ticket (joined_into) WHERE joined_into IS NOT NULL;

        -- Who is on an open ticket. reading: the number of the event by which the customer was read first.
        CREATE TABLE ticket_member (
            ticket_id INTEGER NOT NULL REFERENCES ticket,
            customer TEXT NOT NULL,
            name TEXT NOT NULL,
            kind INTEGER NOT NULL,
            status INTEGER NOT NULL,
            reading INTEGER NOT NULL,
            entry_mode TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (ticket_id, customer)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE ticket_shopper (
            ticket_id INTEGER NOT NULL REFERENCES ticket,
            customer TEXT NOT NULL,
            position INTEGER NOT NULL,
            shopper INTEGER NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (ticket_id, customer, position)
        ) STRICT, WITHOUT ROWID;

        -- The impersonal identifiers of open tickets. customer: the member who came with it; empty for nobody.
        CREATE TABLE ticket_bearer (
            kind INTEGER NOT NULL,
            value TEXT NOT NULL,
            ticket_id INTEGER NOT NULL REFERENCES ticket,
            customer TEXT,
            UNIQUE (kind, value)
        ) STRICT;
        CREATE INDEX ticket_bearer_by_ticket ON ticket_bearer (ticket_id);
        """
}
