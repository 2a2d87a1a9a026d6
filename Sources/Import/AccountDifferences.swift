import Identity
import SQLite

extension AccountWriter {
    /// Notes each field that differs from `find`'s row. What only follows from others is not noted.
    func noteChanges(_ draft: borrowing AccountDraft) throws(DatabaseError) {
        guard let log else { return }
        let number = String(draft[draft.number])
        func compare(
            _ field: String, _ old: String?, _ new: String?
        ) throws(DatabaseError) {
            let (old, new) = (old ?? "", new ?? "")
            guard old != new else { return }
            try log.note(.changed, .customer, of: number, field: field, old: old, new: new)
        }
        func yes(_ flag: Bool?) -> String? { flag.map { $0 ? "yes" : "no" } }
        func word(_ column: Int32) -> String? {
            find.optionalInteger(column).map { $0 == 1 ? "yes" : "no" }
        }
        try compare("name", find.text(2), String(draft[draft.name]))
        try compare(
            "kind", CustomerKind(code: find.integer(3))?.rawValue, draft.kind.rawValue)
        try compare(
            "status", CustomerStatus(code: find.integer(4))?.rawValue, draft.status.rawValue)
        try compare("since", find.optionalText(5), String(draft[draft.statusSince]))
        try compare("member", word(6), yes(draft.isMember))
        try compare("membership", find.optionalText(7), String(draft[draft.membershipType]))
        try compare("type", find.optionalText(8), String(draft[draft.sourceType]))
        try compare("screenLine", find.optionalText(9), String(draft[draft.screenLine]))
        try compare(
            "holder", find.optionalInteger(10).map { "\($0)" }, draft.holder.map { "\($0)" })
        try compare("key", find.optionalText(15), String(draft[draft.sourceKey]))
        try compare("joined", find.optionalText(16), String(draft[draft.joined]))
        try compare("withdrew", find.optionalText(17), String(draft[draft.withdrew]))
        try compare("activeInPOS", word(18), yes(draft.activeInPOS))
        try compare("activeInPOSSticky", word(19), yes(draft.isActiveSticky))
        try compare("gone", find.optionalText(20), nil)
    }
}
