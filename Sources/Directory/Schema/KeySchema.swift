import SQLite

extension Schema {
    /// The fourth migration: a tag is found by its last bits, however it was enrolled.
    static let keys = """
        -- The last 24 bits of a tag that was not enrolled by its 10 hexadecimal digits in capitals, which
        -- identifier_by_low_bits has. Before numbers whose bytes have their bits turned round stands T or Z.
        CREATE INDEX identifier_by_tag_bits ON identifier (kind, \(tagKey)) WHERE \(isTag);
        """

    /// Which identifiers these are: 8 hexadecimal digits; 10 with small letters, or decimal; two
    /// pairs of bytes; 13 to 15 and 20 decimal digits.
    static let isTag = """
        kind IN (5, 6) AND scope = '' AND (length(value) = 8 AND value NOT GLOB '*[^0-9A-Fa-f]*'
            OR length(value) = 10 AND value NOT GLOB '*[^0-9a-f]*' OR length(value) = 11
            AND value GLOB '[0-9][0-9][0-9][0-9][0-9][.,][0-9][0-9][0-9][0-9][0-9]'
            OR length(value) IN (13, 14, 15, 20) AND value NOT GLOB '*[^0-9]*')
        """

    /// Their bits in hexadecimal; of 20 digits the digits themselves, two for each half byte.
    static let tagBits = """
        CASE length(value) WHEN 8 THEN upper(value)
            WHEN 10 THEN iif(value GLOB '*[a-f]*', upper(value), printf('%08X', CAST(value AS INTEGER)))
            WHEN 11 THEN printf('%04X%04X', CAST(substr(value, 1, 5) AS INTEGER),
                CAST(substr(value, 7) AS INTEGER))
            WHEN 20 THEN value ELSE printf('%010X', CAST(value AS INTEGER)) END
        """

    /// The last 24 of these bits.
    static let tagKey = """
        CASE length(value) WHEN 15 THEN 'T' || substr(\(tagBits), -6)
            WHEN 20 THEN 'Z' || substr(value, -12) ELSE substr(\(tagBits), -6) END
        """
}
