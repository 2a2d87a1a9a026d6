import SQLite

extension Schema {
    /// The second migration: everything a directory holds beside accounts, shoppers and their
    /// cards.
    ///
    /// Columns are added behind those that every look-up reads; what is seldom there stands in
    /// tables of its own, and a bit in the customer's or identifier's row says that there is more
    /// to read.
    static let model = tables + identifiers + people + households + what + local + flagged

    private static let tables = """
        -- What can be switched, such as outbox = on.
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- The fields of a customer that a source gives. A source without rows here owns all that it can give.
        CREATE TABLE source_field (
            source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
            field TEXT NOT NULL CHECK (field <> ''),
            PRIMARY KEY (source_id, field)
        ) STRICT, WITHOUT ROWID;

        -- flags says what more there is of this customer, kept by triggers of the tables in question:
        -- 1 suspended here, 2 household, 4 category, 8 notice, 16 periods of shoppers, 32 tab limit.
        ALTER TABLE customer ADD COLUMN flags INTEGER NOT NULL DEFAULT 0 CHECK (flags BETWEEN 0 AND 63);
        -- In the currency's main unit, as text: exact.
        ALTER TABLE customer ADD COLUMN tab_limit TEXT CHECK (
            (tab_limit IS NOT NULL) = (flags & 32 <> 0) AND (tab_limit IS NULL
                OR (tab_limit GLOB '[0-9]*' AND tab_limit NOT GLOB '*[^0-9.]*')));
        -- The source's own key where that is not the number; and when the source dropped the customer. Most customers
        -- have none of these, and a function costs more than IS NULL: an import feels it.
        ALTER TABLE customer ADD COLUMN source_key TEXT CHECK (source_key <> '');
        ALTER TABLE customer ADD COLUMN gone_on TEXT
            CHECK (gone_on IS NULL OR gone_on IS date(gone_on, '+0 days'));
        ALTER TABLE customer ADD COLUMN status_reason TEXT;
        ALTER TABLE customer ADD COLUMN joined TEXT
            CHECK (joined IS NULL OR joined IS date(joined, '+0 days'));
        ALTER TABLE customer ADD COLUMN withdrew TEXT
            CHECK (withdrew IS NULL OR withdrew IS date(withdrew, '+0 days'));
        -- NULL is unset. A sticky one is served although the record is inactive.
        ALTER TABLE customer ADD COLUMN active_in_pos INTEGER CHECK (active_in_pos IN (0, 1));
        ALTER TABLE customer ADD COLUMN active_in_pos_sticky INTEGER
            CHECK (active_in_pos_sticky IN (0, 1));
        CREATE UNIQUE INDEX customer_by_source_key ON customer (source_id, source_key)
            WHERE source_key IS NOT NULL;

        CREATE TABLE employee (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL UNIQUE CHECK (length(CAST(number AS BLOB)) BETWEEN 1 AND 32),
            name TEXT NOT NULL CHECK (name <> '' AND length(CAST(name AS BLOB)) <= 128),
            active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
            source_id INTEGER REFERENCES source
        ) STRICT;

        -- state: 1 active, 2 suspended.
        CREATE TABLE identifier_group (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (name <> ''),
            state INTEGER NOT NULL DEFAULT 1 CHECK (state IN (1, 2)),
            since TEXT CHECK (since IS date(since, '+0 days')),
            reason TEXT,
            source_id INTEGER REFERENCES source
        ) STRICT;

        """

    private static let identifiers = """
        ALTER TABLE identifier ADD COLUMN group_id INTEGER REFERENCES identifier_group;
        ALTER TABLE identifier ADD COLUMN employee_id INTEGER REFERENCES employee ON DELETE CASCADE
            CHECK (employee_id IS NULL OR (customer_id IS NULL AND class = 1));
        -- A manager has to agree each time.
        ALTER TABLE identifier ADD COLUMN approval INTEGER NOT NULL DEFAULT 0 CHECK (approval IN (0, 1));
        -- One-time codes: the second (since 1970) they end with, and the one they were used in.
        ALTER TABLE identifier ADD COLUMN expires_at INTEGER CHECK (expires_at IS NULL OR kind = 8);
        ALTER TABLE identifier ADD COLUMN used_at INTEGER CHECK (used_at IS NULL OR kind = 8);
        -- A mask has scope 'mask': ? is any character, * at the end any tail. literals: its other characters.
        ALTER TABLE identifier ADD COLUMN literals INTEGER CHECK (
            (literals IS NOT NULL) = (scope = 'mask') AND (literals IS NULL OR (literals >= 1
                AND value GLOB '*[?*]*' AND instr(value, '*') IN (0, length(value))
                AND literals = length(replace(replace(value, '?', ''), '*', '')))));
        -- Moved or edited here with consent, against what its source says: whom the source names is remembered.
        ALTER TABLE identifier ADD COLUMN held_locally INTEGER NOT NULL DEFAULT 0
            CHECK (held_locally = 0 OR (held_locally = 1 AND source_id IS NOT NULL));
        ALTER TABLE identifier ADD COLUMN source_customer_id INTEGER REFERENCES customer ON DELETE SET NULL;
        ALTER TABLE identifier ADD COLUMN source_shopper INTEGER;
        ALTER TABLE identifier ADD COLUMN comment TEXT;
        -- Whether more than what look-up reads has to be read.
        ALTER TABLE identifier ADD COLUMN more INTEGER GENERATED ALWAYS AS (group_id IS NOT NULL
            OR employee_id IS NOT NULL OR approval OR expires_at IS NOT NULL OR used_at IS NOT NULL)
            VIRTUAL;
        CREATE INDEX identifier_mask ON identifier (kind, literals DESC, value) WHERE scope = 'mask';
        CREATE INDEX identifier_by_group ON identifier (group_id) WHERE group_id IS NOT NULL;
        CREATE INDEX identifier_by_employee ON identifier (employee_id) WHERE employee_id IS NOT NULL;
        CREATE INDEX identifier_by_source_customer ON identifier (source_customer_id)
            WHERE source_customer_id IS NOT NULL;
        -- The last 24 of a tag's or key's 40 bits, by which readers of shorter numbers know it.
        CREATE INDEX identifier_by_low_bits ON identifier (kind, substr(value, 5))
            WHERE kind IN (5, 6) AND scope = '' AND length(value) = 10;

        -- Who had an identifier before: closed assignments, final once they say why they ended. The open one is the identifier's own row, so that there is
        -- at most one. customer_number and employee_number, because history outlives the record.
        CREATE TABLE assignment (
            id INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL,
            value TEXT NOT NULL,
            scope TEXT NOT NULL DEFAULT '',
            customer_number TEXT,
            shopper_number INTEGER,
            employee_number TEXT,
            issued_on TEXT CHECK (issued_on IS date(issued_on, '+0 days')),
            ended_on TEXT NOT NULL CHECK (ended_on IS date(ended_on, '+0 days')),
            ended_why TEXT,
            CHECK ((customer_number IS NULL) <> (employee_number IS NULL))
        ) STRICT;
        CREATE INDEX assignment_by_identifier ON assignment (kind, value, scope);
        CREATE INDEX assignment_by_customer ON assignment (customer_number);

        CREATE TRIGGER identifier_issued_once BEFORE UPDATE OF issued_on ON identifier
        WHEN OLD.issued_on IS NOT NULL AND NEW.issued_on IS NOT OLD.issued_on
            AND NEW.customer_id IS OLD.customer_id AND NEW.shopper_number IS OLD.shopper_number
            AND NEW.employee_id IS OLD.employee_id
        BEGIN SELECT RAISE(ABORT, 'the date of issue is set once'); END;

        CREATE TRIGGER identifier_changes_hands AFTER UPDATE OF customer_id, shopper_number, employee_id
        ON identifier
        WHEN (OLD.customer_id IS NOT NULL OR OLD.employee_id IS NOT NULL)
            AND (NEW.customer_id IS NOT OLD.customer_id OR NEW.shopper_number IS NOT OLD.shopper_number
                OR NEW.employee_id IS NOT OLD.employee_id)
        BEGIN
            INSERT INTO assignment (kind, value, scope, customer_number, shopper_number, employee_number,
                issued_on, ended_on)
            VALUES (OLD.kind, OLD.value, OLD.scope,
                (SELECT number FROM customer WHERE id = OLD.customer_id), OLD.shopper_number,
                (SELECT number FROM employee WHERE id = OLD.employee_id), OLD.issued_on,
                CASE WHEN NEW.issued_on IS NOT OLD.issued_on THEN coalesce(NEW.issued_on, date('now'))
                    ELSE date('now') END);
        END;

        CREATE TRIGGER assignment_is_history BEFORE UPDATE ON assignment
        WHEN NEW.kind IS NOT OLD.kind OR NEW.value IS NOT OLD.value OR NEW.scope IS NOT OLD.scope
            OR NEW.customer_number IS NOT OLD.customer_number
            OR NEW.shopper_number IS NOT OLD.shopper_number
            OR NEW.employee_number IS NOT OLD.employee_number OR NEW.issued_on IS NOT OLD.issued_on
            OR OLD.ended_why IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a closed assignment is not edited'); END;

        """

    private static let people = """
        CREATE TABLE person (
            id INTEGER PRIMARY KEY,
            first_name TEXT,
            middle_name TEXT,
            last_name TEXT,
            preferred_name TEXT,
            born TEXT CHECK (born IS date(born, '+0 days')),
            -- Known here only, never to be told to another system.
            local_only INTEGER NOT NULL DEFAULT 0 CHECK (local_only IN (0, 1)),
            source_id INTEGER REFERENCES source,
            source_key TEXT CHECK (source_key <> '')
        ) STRICT;
        CREATE UNIQUE INDEX person_by_source_key ON person (source_id, source_key)
            WHERE source_key IS NOT NULL;

        -- The same person may be a shopper of several accounts; nobody need be known as a person.
        ALTER TABLE shopper ADD COLUMN person_id INTEGER REFERENCES person ON DELETE SET NULL;
        ALTER TABLE shopper ADD COLUMN source_key TEXT CHECK (source_key <> '');
        CREATE INDEX shopper_by_person ON shopper (person_id) WHERE person_id IS NOT NULL;

        -- When a shopper may shop; one without rows always may, as far as active says so. Both days belong to it.
        -- An ending day that is not known yet is NULL, an unknown beginning '0001-01-01'.
        CREATE TABLE shopper_period (
            customer_id INTEGER NOT NULL,
            shopper_number INTEGER NOT NULL,
            first_day TEXT NOT NULL CHECK (first_day IS date(first_day, '+0 days')),
            last_day TEXT CHECK (last_day IS date(last_day, '+0 days')),
            source_id INTEGER REFERENCES source,
            PRIMARY KEY (customer_id, shopper_number, first_day),
            CHECK (last_day IS NULL OR first_day <= last_day),
            FOREIGN KEY (customer_id, shopper_number) REFERENCES shopper (customer_id, number)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        \(without(overlapsOf: "shopper_period", by: ["customer_id", "shopper_number"],
            "periods of one shopper overlap"))
        """

    private static let households = """
        -- Accounts that belong together and keep their own numbers and histories.
        CREATE TABLE household (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE CHECK (length(CAST(code AS BLOB)) BETWEEN 1 AND 32),
            source_id INTEGER REFERENCES source
        ) STRICT;

        -- A customer is in one household at a time. role: 1 head, 2 member.
        CREATE TABLE household_member (
            customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
            first_day TEXT NOT NULL CHECK (first_day IS date(first_day, '+0 days')),
            last_day TEXT CHECK (last_day IS date(last_day, '+0 days')),
            household_id INTEGER NOT NULL REFERENCES household ON DELETE CASCADE,
            role INTEGER NOT NULL DEFAULT 2 CHECK (role IN (1, 2)),
            source_id INTEGER REFERENCES source,
            PRIMARY KEY (customer_id, first_day),
            CHECK (last_day IS NULL OR first_day <= last_day)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX household_members ON household_member (household_id, first_day);
        \(without(overlapsOf: "household_member", by: ["customer_id"],
            "a customer is in one household at a time"))
        \(without(overlapsOf: "household_member", by: ["household_id"],
            "a household has one head at a time", among: "role = 1", name: "household_heads"))
        """

    /// The triggers that keep `customer.flags`.
    private static let flagged = [
        (1, "local_suspension"), (2, "household_member"), (4, "customer_category"), (8, "notice"),
        (16, "shopper_period"),
    ].map { flag, table in
        """
        CREATE TRIGGER \(table)_first AFTER INSERT ON \(table)
        BEGIN
            UPDATE customer SET flags = flags | \(flag) WHERE id = NEW.customer_id AND flags & \(flag) = 0;
        END;
        CREATE TRIGGER \(table)_last AFTER DELETE ON \(table)
        WHEN NOT EXISTS (SELECT 1 FROM \(table) WHERE customer_id = OLD.customer_id)
        BEGIN
            UPDATE customer SET flags = flags & ~\(flag) WHERE id = OLD.customer_id;
        END;
        CREATE TRIGGER \(table)_stays BEFORE UPDATE OF customer_id ON \(table)
        WHEN NEW.customer_id IS NOT OLD.customer_id
        BEGIN SELECT RAISE(ABORT, '\(table) does not change its customer'); END;

        """
    }.joined()

    /// Triggers that refuse a row of `table` whose days overlap another's with the same values in
    /// `columns`.
    private static func without(
        overlapsOf table: String, by columns: [String], _ rule: String,
        among condition: String? = nil,
        name: String? = nil
    ) -> String {
        let name = name ?? table
        let same = columns.map { "\($0) = NEW.\($0)" }.joined(separator: " AND ")
        let guarded = condition.map { "NEW.\($0) AND " } ?? ""
        let among = condition.map { " AND \($0)" } ?? ""
        let overlaps = """
            EXISTS (SELECT 1 FROM \(table) WHERE \(same)\(among)
                AND first_day <= coalesce(NEW.last_day, '9999-12-31')
                AND NEW.first_day <= coalesce(last_day, '9999-12-31')
            """
        return """
            CREATE TRIGGER \(name)_overlap BEFORE INSERT ON \(table)
            WHEN \(guarded)\(overlaps))
            BEGIN SELECT RAISE(ABORT, '\(rule)'); END;
            CREATE TRIGGER \(name)_overlap_later BEFORE UPDATE ON \(table)
            WHEN \(guarded)\(overlaps)
                AND NOT (customer_id = OLD.customer_id AND first_day = OLD.first_day\(
                    columns.contains("shopper_number") ? " AND shopper_number = OLD.shopper_number" : "")))
            BEGIN SELECT RAISE(ABORT, '\(rule)'); END;

            """
    }
}
