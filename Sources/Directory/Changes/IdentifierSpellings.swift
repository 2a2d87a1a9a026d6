import Identity
import SQLite

extension Editor {
    /// The identifier that is written down as this value or, where it is the only one, in another
    /// spelling of it.
    func known(
        _ kind: IdentifierKind, _ value: String, scope: String
    ) throws(DatabaseError) -> Known? {
        if let known = try written(kind, value, scope: scope) { return known }
        guard scope.isEmpty else { return nil }
        let others = try spellings(kind, value)
        return others.count == 1 ? try written(kind, others[0], scope: scope) : nil
    }

    /// The other spellings in which somebody's identifier may be this one.
    func spellings(
        _ kind: IdentifierKind, _ value: String
    ) throws(DatabaseError) -> [String] {
        switch kind {
        case .barcodeCard:
            return try CardFinder(database).related(to: Array(value.utf8).span)
        case .contactlessTag, .electronicKey:
            let plain = HexSpelling.plain(value) ?? value
            return [plain, plain.uppercased(), plain.lowercased()].filter { $0 != value }
        default: return []
        }
    }

    /// Refuses a card that readers cannot tell from one that somebody has.
    func refuseSameCard(_ new: NewIdentifier) throws(DatabaseError) {
        for other in try spellings(new.kind, new.value) {
            if let holder = try written(new.kind, other, scope: "")?.holder {
                throw .refused(.sameAs(holder))
            }
        }
    }
}

extension NewIdentifier {
    /// The same without signs between the bytes of a tag or key.
    var spelledPlainly: NewIdentifier {
        guard !isMask, kind == .contactlessTag || kind == .electronicKey,
            let plain = HexSpelling.plain(value)
        else { return self }
        var new = self
        new.value = plain
        return new
    }
}

extension NewHolder {
    var customerNumber: String? {
        if case .customer(let number, _) = self { return number }
        return nil
    }
}
