import SQLite

extension Schema {
    /// The fourth migration: what finds a card in another spelling than it was written down in, and
    /// which columns a source gave.
    static let spellings = """
        -- Barcode cards that are not written with 13 digits, by the number that their digits are.
        CREATE INDEX identifier_by_digits ON identifier (CAST(value AS INTEGER))
            WHERE kind = 2 AND scope = '' AND length(value) < 13 AND value NOT GLOB '*[^0-9]*';

        -- The columns that a source gave in its tables, by our names.
        CREATE TABLE source_column (
            source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
            table_name TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (source_id, table_name, name)
        ) STRICT, WITHOUT ROWID;
        """
}
