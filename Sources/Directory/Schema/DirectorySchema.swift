import SQLite

extension Schema {
    /// The directory of regular customers. `README.md` beside this folder explains the tables in
    /// plain words; `Codes.swift` has the words behind the numbers of `kind` and `status`.
    static let directory = Schema(
        mark: 0x4C6E_4944,  // "LnID"
        migrations: [
            Migration(name: "customers", sql: customers), Migration(name: "model", sql: model),
            Migration(name: "grants", sql: grants), Migration(name: "spellings", sql: spellings),
            Migration(name: "keys", sql: keys),
        ])

    private static let customers = """
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (name <> ''),
            kind TEXT NOT NULL,
            last_run INTEGER
        ) STRICT;

        -- What the source calls kinds of membership; customers name one by its code.
        CREATE TABLE membership_type (
            source_id INTEGER NOT NULL REFERENCES source,
            code TEXT NOT NULL,
            name TEXT NOT NULL,
            customer_type TEXT,
            discount TEXT,
            staff INTEGER NOT NULL DEFAULT 0 CHECK (staff IN (0, 1)),
            PRIMARY KEY (source_id, code)
        ) STRICT, WITHOUT ROWID;

        -- What every event shows stands first. shopper_count, sole_shopper, sole_shopper_name and folded
        -- follow from the shoppers and are kept by whoever writes those. A sole_shopper_name of NULL is the
        -- customer's own name. The holder is kept here, so that there is at most one.
        CREATE TABLE customer (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL UNIQUE CHECK (length(CAST(number AS BLOB)) BETWEEN 1 AND 32),
            name TEXT NOT NULL CHECK (length(name) <= 32 OR length(CAST(name AS BLOB)) <= 128),
            kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 99),
            status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 99),
            shopper_count INTEGER NOT NULL DEFAULT 0 CHECK (shopper_count >= 0),
            sole_shopper INTEGER,
            sole_shopper_name TEXT,
            status_since TEXT CHECK (status_since IS NULL OR status_since IS date(status_since)),
            holder INTEGER,
            member INTEGER NOT NULL DEFAULT 0 CHECK (member IN (0, 1)),
            membership_type TEXT,
            source_id INTEGER REFERENCES source,
            source_type TEXT,
            screen_line TEXT,
            folded TEXT NOT NULL DEFAULT ''
        ) STRICT;

        CREATE TABLE shopper (
            customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 1),
            name TEXT NOT NULL CHECK (length(name) <= 32 OR length(CAST(name AS BLOB)) <= 128),
            first_name TEXT,
            last_name TEXT,
            active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
            source_id INTEGER REFERENCES source,
            PRIMARY KEY (customer_id, number)
        ) STRICT, WITHOUT ROWID;

        -- class: 1 personal, 2 impersonal (nobody's for good).
        CREATE TABLE identifier (
            kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 99),
            value TEXT NOT NULL CHECK (length(CAST(value AS BLOB)) BETWEEN 1 AND 128),
            scope TEXT NOT NULL DEFAULT '',
            customer_id INTEGER REFERENCES customer ON DELETE CASCADE,
            status INTEGER NOT NULL DEFAULT 1 CHECK (status BETWEEN 1 AND 99),
            class INTEGER NOT NULL DEFAULT 1 CHECK (class = 1 OR (class = 2 AND customer_id IS NULL)),
            shopper_number INTEGER CHECK (shopper_number IS NULL OR customer_id IS NOT NULL),
            valid_from TEXT CHECK (valid_from IS NULL OR valid_from IS date(valid_from)),
            valid_to TEXT CHECK (valid_to IS NULL OR valid_to IS date(valid_to)),
            status_since TEXT CHECK (status_since IS NULL OR status_since IS date(status_since)),
            status_reason TEXT,
            issued_on TEXT CHECK (issued_on IS NULL OR issued_on IS date(issued_on)),
            spelling TEXT,
            source_id INTEGER REFERENCES source,
            PRIMARY KEY (kind, value, scope),
            CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to),
            FOREIGN KEY (customer_id, shopper_number) REFERENCES shopper (customer_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identifier_by_customer ON identifier (customer_id, shopper_number);

        -- A telephone may have several owners. normalised is E.164, NULL where the number as given does not
        -- say which country it is in.
        CREATE TABLE phone (
            customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
            place INTEGER NOT NULL CHECK (place >= 1),
            given TEXT NOT NULL CHECK (given <> ''),
            normalised TEXT CHECK (normalised GLOB '+[1-9]*'
                AND substr(normalised, 2) NOT GLOB '*[^0-9]*' AND length(normalised) <= 16),
            shopper_number INTEGER,
            label TEXT,
            source_id INTEGER REFERENCES source,
            PRIMARY KEY (customer_id, place),
            FOREIGN KEY (customer_id, shopper_number) REFERENCES shopper (customer_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX phone_by_number ON phone (normalised, customer_id) WHERE normalised IS NOT NULL;

        CREATE TABLE contact (
            customer_id INTEGER PRIMARY KEY REFERENCES customer ON DELETE CASCADE,
            street TEXT,
            city TEXT,
            state TEXT,
            zip TEXT,
            email TEXT,
            source_id INTEGER REFERENCES source
        ) STRICT;

        -- What the source remembers of a suspension. The state that counts is the customer's own; this row
        -- only says why and since when.
        CREATE TABLE suspension (
            customer_id INTEGER PRIMARY KEY REFERENCES customer ON DELETE CASCADE,
            kind TEXT NOT NULL,
            since TEXT CHECK (since IS NULL OR since IS date(since)),
            reason TEXT,
            former_type TEXT,
            source_id INTEGER REFERENCES source
        ) STRICT;

        -- The first eight bytes of every word of customer.folded, as a big-endian number: names are searched
        -- by their beginning, and integers are the cheapest keys. A row is only a hint, checked against folded.
        CREATE TABLE name_word (
            start INTEGER NOT NULL,
            customer_id INTEGER NOT NULL,
            PRIMARY KEY (start, customer_id)
        ) STRICT, WITHOUT ROWID;
        """
}
