import Identity
import SQLite

/// Compares telephones and addresses with the directory, and makes them as the source says. One
/// owner: the import under way.
final class ContactWriter {
    var phones = ImportReport.Counts()
    var contacts = ImportReport.Counts()

    private let database: Database
    private let source: Int64
    private let log: DifferenceLog?
    private let findNumber: Statement
    private let options: ImportOptions
    private let findPhone: Statement
    private let putPhone: Statement
    private let removePhone: Statement
    private let removePhones: Statement
    private let findContact: Statement
    private let putContact: Statement
    /// Of street, city, state, zip and e-mail, those that the table has a column for.
    var says = [Bool](repeating: true, count: 5)

    init(
        _ database: Database, source: Int64, _ options: ImportOptions, log: DifferenceLog?
    ) throws(DatabaseError) {
        self.source = source
        self.log = log
        findNumber = try database.prepare(
            "SELECT number FROM customer WHERE id = ?1", longLived: true)
        self.options = options
        findPhone = try database.prepare(
            """
            SELECT given, normalised, shopper_number, label, source_id FROM phone
            WHERE customer_id = ?1 AND place = ?2
            """, longLived: true)
        putPhone = try database.prepare(
            """
            INSERT INTO phone (customer_id, place, given, normalised, shopper_number, label, source_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT DO UPDATE SET given = excluded.given, normalised = excluded.normalised,
                shopper_number = excluded.shopper_number, label = excluded.label
            """, longLived: true)
        removePhone = try database.prepare(
            "DELETE FROM phone WHERE customer_id = ?1 AND place = ?2", longLived: true)
        removePhones = try database.prepare(
            "DELETE FROM phone WHERE customer_id = ?1 AND place > ?2 AND source_id = ?3",
            longLived: true)
        self.database = database
        findContact = try database.prepare(
            """
            SELECT street, city, state, zip, email, source_id FROM contact WHERE customer_id = ?1
            """, longLived: true)
        putContact = try database.prepare(
            """
            INSERT INTO contact (street, city, state, zip, email, customer_id, source_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT DO UPDATE SET street = excluded.street, city = excluded.city,
                state = excluded.state, zip = excluded.zip, email = excluded.email
            """, longLived: true)
    }

    /// Why a telephone finds nobody.
    static let isNoPhone =
        "a telephone that has no international form, and finds nobody: correct it, or set store.region"

    /// Makes the telephone at a place of a customer's list this one; none when `given` is empty.
    /// - Returns: Whether a call of this telephone finds the customer, or there is none.
    @discardableResult
    func write(
        phone given: borrowing Span<UInt8>, place: Int, customer: Int64, shopper: Int64? = nil,
        label: String? = nil, country: String = ""
    ) throws(DatabaseError) -> Bool {
        defer { findPhone.reset() }
        findPhone.bind(1, customer)
        findPhone.bind(2, place)
        let exists = try findPhone.step()
        // A telephone that somebody else entered at this place is theirs.
        if exists, findPhone.optionalInteger(4) != source { return true }
        guard !given.isEmpty else {
            guard exists else { return true }
            try note(.removed, .phone, customer, "\(place)", old: findPhone.text(0), new: nil)
            findPhone.reset()
            removePhone.bind(1, customer)
            removePhone.bind(2, place)
            try removePhone.run()
            phones.removed += 1
            return true
        }
        let normalised = options.international(String(given), country)
        if exists {
            let isSame =
                findPhone.holds(0, given)
                && findPhone.optionalText(1) == normalised
                && findPhone.optionalInteger(2) == shopper && findPhone.optionalText(3) == label
            if isSame {
                phones.unchanged += 1
                return normalised != nil
            }
        }
        try note(
            exists ? .changed : .created, .phone, customer, "\(place)",
            old: exists ? findPhone.text(0) : nil, new: String(given))
        findPhone.reset()
        putPhone.bind(1, customer)
        putPhone.bind(2, place)
        putPhone.bind(3, text: given)
        putPhone.bind(4, normalised)
        putPhone.bind(5, shopper)
        putPhone.bind(6, label)
        putPhone.bind(7, source)
        try putPhone.run()
        if exists { phones.updated += 1 } else { phones.created += 1 }
        return normalised != nil
    }

    /// Removes the telephones that the source no longer has at the end of a customer's list.
    func removePhones(of customer: Int64, after place: Int) throws(DatabaseError) {
        removePhones.bind(1, customer)
        removePhones.bind(2, place)
        removePhones.bind(3, source)
        try removePhones.run()
        phones.removed += database.changes
    }

    /// Makes the customer's address and e-mail these five texts.
    func write(
        street: borrowing Span<UInt8>, city: borrowing Span<UInt8>, state: borrowing Span<UInt8>,
        zip: borrowing Span<UInt8>, email: borrowing Span<UInt8>, customer: Int64
    ) throws(DatabaseError) {
        defer { findContact.reset() }
        findContact.bind(1, customer)
        let exists = try findContact.step()
        if exists, findContact.optionalInteger(5) != source { return }
        guard says.contains(true) else { return }
        var kept: [String?] = [nil, nil, nil, nil, nil]
        if exists {
            for index in 0..<5 where !says[index] {
                kept[index] = findContact.optionalText(Int32(index))
            }
            let isSame =
                (!says[0] || findContact.holds(0, street))
                && (!says[1] || findContact.holds(1, city))
                && (!says[2] || findContact.holds(2, state))
                && (!says[3] || findContact.holds(3, zip))
                && (!says[4] || findContact.holds(4, email))
            if isSame {
                contacts.unchanged += 1
                return
            }
        } else if street.isEmpty, city.isEmpty, state.isEmpty, zip.isEmpty, email.isEmpty {
            return
        }
        if log != nil {
            let old = exists ? (0..<5).map { findContact.text(Int32($0)) } : nil
            let new = [String(street), String(city), String(state), String(zip), String(email)]
            try note(
                exists ? .changed : .created, .contact, customer, "",
                old: old?.filter { !$0.isEmpty }.joined(separator: ", "),
                new: new.filter { !$0.isEmpty }.joined(separator: ", "))
        }
        findContact.reset()
        putContact.bind(1, textOrNull: street)
        putContact.bind(2, textOrNull: city)
        putContact.bind(3, textOrNull: state)
        putContact.bind(4, textOrNull: zip)
        putContact.bind(5, textOrNull: email)
        for index in 0..<5 where !says[index] { putContact.bind(Int32(index + 1), kept[index]) }
        putContact.bind(6, customer)
        putContact.bind(7, source)
        try putContact.run()
        if exists { contacts.updated += 1 } else { contacts.created += 1 }
    }

    private func note(
        _ effect: ImportDifference.Effect, _ kind: ImportDifference.Kind, _ customer: Int64,
        _ part: String, old: String?, new: String?
    ) throws(DatabaseError) {
        guard let log else { return }
        defer { findNumber.reset() }
        findNumber.bind(1, customer)
        let number = try findNumber.step() ? findNumber.text(0) : ""
        try log.note(effect, kind, of: number, part: part, old: old, new: new)
    }
}
