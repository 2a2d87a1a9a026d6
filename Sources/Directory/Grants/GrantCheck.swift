extension CustomerDirectory {
    /// What has to hold of shared grants: each finds the names of the grants, or the numbers of the
    /// customers, it is about.
    static let grantRules: [Rule] = [
        Rule(
            code: "grants", text: "uses are not the count of redemptions of grants",
            sql: """
                SELECT name FROM shared_grant g WHERE used <> (SELECT count(*) FROM redemption
                    WHERE grant_id = g.id AND state = 1)
                """),
        Rule(
            code: "grants", text: "more uses than allowed have grants",
            sql: "SELECT name FROM shared_grant WHERE used NOT BETWEEN 0 AND allowed"),
        Rule(
            code: "grants", text: "somebody else than a beneficiary redeemed grants",
            sql: """
                SELECT DISTINCT name FROM redemption r JOIN shared_grant g ON g.id = r.grant_id
                WHERE r.customer_number IS NOT NULL AND r.customer_number NOT IN (SELECT customer_number FROM grant_beneficiary
                    WHERE grant_id = r.grant_id)
                """),
        Rule(
            code: "grants", text: "grants wait for the return of customers",
            sql: """
                SELECT DISTINCT customer_number FROM grant_beneficiary
                WHERE customer_number NOT IN (SELECT number FROM customer)
                """, isNotice: true),
        Rule(
            code: "grants", text: "nobody is left who may redeem grants",
            sql: """
                SELECT name FROM shared_grant WHERE id NOT IN (SELECT grant_id FROM grant_beneficiary)
                """, isNotice: true),
    ]
}
