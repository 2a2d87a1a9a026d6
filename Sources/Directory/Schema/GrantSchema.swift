import SQLite

extension Schema {
    /// The third migration: what several customers may redeem together, and what was redeemed of
    /// it.
    ///
    /// Customers are named by number, as extra fields are: a grant outlives an import that drops
    /// its beneficiary, and is there again when the customer returns.
    static let grants = """
        -- used is the count of redemptions that are done, kept by the triggers below. That it never exceeds allowed
        -- holds over all lanes and programs, for each writes in a transaction of its own.
        CREATE TABLE shared_grant (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 64),
            -- The coupon or asset that is given: a coupon's number, or what it is in words.
            what TEXT NOT NULL CHECK (length(CAST(what AS BLOB)) BETWEEN 1 AND 128),
            allowed INTEGER NOT NULL CHECK (allowed BETWEEN 1 AND 1000000),
            used INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND allowed),
            first_day TEXT CHECK (first_day IS date(first_day, '+0 days')),
            last_day TEXT CHECK (last_day IS date(last_day, '+0 days')),
            CHECK (first_day IS NULL OR last_day IS NULL OR first_day <= last_day)
        ) STRICT;

        CREATE TABLE grant_beneficiary (
            customer_number TEXT NOT NULL CHECK (length(CAST(customer_number AS BLOB)) BETWEEN 1 AND 32),
            grant_id INTEGER NOT NULL REFERENCES shared_grant ON DELETE CASCADE,
            PRIMARY KEY (customer_number, grant_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX beneficiaries_of_grant ON grant_beneficiary (grant_id);

        -- state: 1 done, 2 undone. key is the lane's own word for this redemption, by which it is known again.
        -- remaining: the uses that were left after it. customer_number is NULL once the customer was forgotten.
        CREATE TABLE redemption (
            id INTEGER PRIMARY KEY,
            grant_id INTEGER NOT NULL REFERENCES shared_grant,
            customer_number TEXT,
            lane TEXT NOT NULL CHECK (length(CAST(lane AS BLOB)) BETWEEN 1 AND 64),
            ticket TEXT CHECK (length(CAST(ticket AS BLOB)) BETWEEN 1 AND 64),
            key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 64),
            state INTEGER NOT NULL DEFAULT 1 CHECK (state IN (1, 2)),
            at INTEGER NOT NULL,
            remaining INTEGER NOT NULL CHECK (remaining >= 0),
            undone_at INTEGER,
            CHECK ((state = 2) = (undone_at IS NOT NULL)),
            UNIQUE (lane, key)
        ) STRICT;
        CREATE INDEX redemptions_of_grant ON redemption (grant_id, state);
        CREATE INDEX redemptions_of_ticket ON redemption (lane, ticket) WHERE ticket IS NOT NULL;
        CREATE INDEX redemptions_of_customer ON redemption (customer_number)
            WHERE customer_number IS NOT NULL;

        CREATE TRIGGER redemption_by_beneficiary BEFORE INSERT ON redemption
        WHEN NEW.state <> 1 OR NOT EXISTS (SELECT 1 FROM grant_beneficiary
            WHERE customer_number = NEW.customer_number AND grant_id = NEW.grant_id)
        BEGIN SELECT RAISE(ABORT, 'only a beneficiary redeems a grant'); END;

        CREATE TRIGGER redemption_done AFTER INSERT ON redemption
        BEGIN UPDATE shared_grant SET used = used + 1 WHERE id = NEW.grant_id; END;

        CREATE TRIGGER redemption_undone AFTER UPDATE OF state ON redemption
        WHEN OLD.state = 1 AND NEW.state = 2
        BEGIN UPDATE shared_grant SET used = used - 1 WHERE id = NEW.grant_id; END;

        CREATE TRIGGER redemption_is_history BEFORE UPDATE ON redemption
        WHEN NEW.id <> OLD.id OR NEW.grant_id <> OLD.grant_id OR NEW.lane <> OLD.lane
            OR NEW.ticket IS NOT OLD.ticket OR NEW.key <> OLD.key OR NEW.at <> OLD.at
            OR NEW.remaining <> OLD.remaining OR NEW.state < OLD.state
            OR (OLD.state = 2 AND NEW.undone_at <> OLD.undone_at)
            OR (NEW.customer_number IS NOT NULL AND NEW.customer_number IS NOT OLD.customer_number)
        BEGIN SELECT RAISE(ABORT, 'a redemption is undone or kept, not edited'); END;

        CREATE TRIGGER redemption_is_kept BEFORE DELETE ON redemption
        BEGIN SELECT RAISE(ABORT, 'a redemption is undone or kept, not edited'); END;

        """
}
