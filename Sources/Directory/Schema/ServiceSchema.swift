import SQLite

extension Schema {
    // Parts of the second migration, which `ModelSchema.swift` puts together.

    /// What a shop does for its customers: categories, notices, rooms, and what another system
    /// counts.
    static let what = """
        CREATE TABLE category (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 64),
            tab_limit TEXT CHECK (tab_limit GLOB '[0-9]*' AND tab_limit NOT GLOB '*[^0-9.]*'),
            source_id INTEGER REFERENCES source
        ) STRICT;

        CREATE TABLE customer_category (
            customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
            category_id INTEGER NOT NULL REFERENCES category ON DELETE CASCADE,
            first_day TEXT CHECK (first_day IS date(first_day, '+0 days')),
            last_day TEXT CHECK (last_day IS date(last_day, '+0 days')),
            source_id INTEGER REFERENCES source,
            PRIMARY KEY (customer_id, category_id),
            CHECK (first_day IS NULL OR last_day IS NULL OR first_day <= last_day)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX customers_of_category ON customer_category (category_id);

        -- occasion: 1 identify, 2 choose, 3 receipt. yearly is the day 05-14 of every year.
        CREATE TABLE notice (
            id INTEGER PRIMARY KEY,
            customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
            shopper_number INTEGER,
            occasion INTEGER NOT NULL CHECK (occasion BETWEEN 1 AND 3),
            text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 512),
            first_day TEXT CHECK (first_day IS date(first_day, '+0 days')),
            last_day TEXT CHECK (last_day IS date(last_day, '+0 days')),
            yearly TEXT CHECK (date('2000-' || yearly, '+0 days') IS '2000-' || yearly),
            source_id INTEGER REFERENCES source,
            CHECK (first_day IS NULL OR last_day IS NULL OR first_day <= last_day),
            FOREIGN KEY (customer_id, shopper_number) REFERENCES shopper (customer_id, number)
        ) STRICT;
        CREATE INDEX notice_by_customer ON notice (customer_id, shopper_number);

        -- A guest's stay in a room, in seconds since 1970; the second of checking out is no longer part of it.
        CREATE TABLE stay (
            id INTEGER PRIMARY KEY,
            room TEXT NOT NULL CHECK (length(CAST(room AS BLOB)) BETWEEN 1 AND 32),
            customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
            shopper_number INTEGER,
            check_in INTEGER NOT NULL,
            check_out INTEGER NOT NULL,
            source_id INTEGER REFERENCES source,
            CHECK (check_in < check_out),
            UNIQUE (room, check_out, customer_id, shopper_number),
            FOREIGN KEY (customer_id, shopper_number) REFERENCES shopper (customer_id, number)
        ) STRICT;
        CREATE INDEX stay_by_customer ON stay (customer_id, shopper_number);

        -- What another system counts, read only; as_of in seconds since 1970.
        CREATE TABLE balance (
            customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (name <> ''),
            amount TEXT NOT NULL CHECK (amount GLOB '*[0-9]*' AND amount NOT GLOB '*[^-0-9.]*'),
            as_of INTEGER NOT NULL,
            source_id INTEGER NOT NULL REFERENCES source,
            PRIMARY KEY (customer_id, name)
        ) STRICT, WITHOUT ROWID;

        """

    /// What is entered here, and no source knows.
    static let local = """
        -- Somebody here suspended the customer, whatever the source says.
        CREATE TABLE local_suspension (
            customer_id INTEGER PRIMARY KEY REFERENCES customer ON DELETE CASCADE,
            since TEXT NOT NULL CHECK (since IS date(since, '+0 days')),
            reason TEXT
        ) STRICT;

        -- Fields that only we have. By number, so that they are there again when a customer returns.
        -- Other modules put their own name and a full stop first: order.last.
        CREATE TABLE extra_field (
            customer_number TEXT NOT NULL CHECK (length(CAST(customer_number AS BLOB)) BETWEEN 1 AND 32),
            name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 64),
            value TEXT NOT NULL,
            -- Whether lanes may show it.
            visible INTEGER NOT NULL DEFAULT 0 CHECK (visible IN (0, 1)),
            edited_by TEXT NOT NULL,
            edited_at INTEGER NOT NULL,
            PRIMARY KEY (customer_number, name)
        ) STRICT, WITHOUT ROWID;

        -- state: 1 waiting, 2 executed, 3 discarded.
        CREATE TABLE pending_customer (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 128),
            folded TEXT NOT NULL DEFAULT '',
            kind INTEGER,
            value TEXT,
            phone TEXT,
            phone_normalised TEXT,
            email TEXT,
            state INTEGER NOT NULL DEFAULT 1 CHECK (state BETWEEN 1 AND 3),
            lane TEXT,
            captured_at INTEGER NOT NULL,
            customer_number TEXT,
            CHECK ((kind IS NULL) = (value IS NULL)),
            CHECK ((state = 2) = (customer_number IS NOT NULL))
        ) STRICT;
        CREATE UNIQUE INDEX pending_by_identifier ON pending_customer (kind, value)
            WHERE state = 1 AND kind IS NOT NULL;
        CREATE INDEX pending_waiting ON pending_customer (id) WHERE state = 1;

        -- Local changes for an adapter to take over; written only while setting outbox is on.
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            customer_number TEXT NOT NULL,
            what TEXT NOT NULL CHECK (what <> ''),
            field TEXT,
            value TEXT
        ) STRICT;

        """
}
