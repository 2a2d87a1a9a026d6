import Directory
import Identity
import SQLite

/// The identifiers of an import, gathered while their customers are written, and then written in
/// their own order: a value that is given twice is seen, and the file grows at its end.
struct IdentifierList {
    /// One of some millions: as small as may be.
    private struct Entry {
        var holder: IdentifierHolder
        /// Where the value begins in `text`; the spelling follows it, where it is another.
        var start: Int
        var line: UInt32
        var valueLength: UInt16
        var spellingLength: UInt16
        /// The file, in `files`.
        var file: UInt16
        /// Where in `states` its state is, from 1; 0 without one.
        var state: UInt32
    }

    /// By kind: a file has those of a kind mostly in order already.
    private var entries: [IdentifierKind: [Entry]] = [:]
    private var text: [UInt8] = []
    private var states: [IdentifierState] = []
    private var files: [String] = []

    /// Gathers an identifier; `spelling` is how the source writes it.
    mutating func add(
        kind: IdentifierKind, value: borrowing Span<UInt8>, spelling: borrowing Span<UInt8>,
        holder: IdentifierHolder, state: IdentifierState? = nil, file: String, line: Int
    ) {
        if files.last != file { files.append(file) }
        if let state, states.last != state { states.append(state) }
        let isSpeltSo = spelling.equals(value)
        entries[kind, default: []].append(
            Entry(
                holder: holder, start: text.count, line: UInt32(clamping: line),
                valueLength: UInt16(clamping: value.count),
                spellingLength: isSpeltSo ? 0 : UInt16(clamping: spelling.count),
                file: UInt16(clamping: files.count - 1),
                state: state == nil ? 0 : UInt32(clamping: states.count)))
        text.append(value)
        if !isSpeltSo { text.append(spelling) }
    }

    /// Writes them all; what is not taken goes into the notes.
    mutating func write(
        with writer: IdentifierWriter, notes: inout ImportNotes
    ) throws(DatabaseError) {
        for kind in entries.keys.sorted(by: { $0.code < $1.code }) {
            sort(kind)
            try write(kind, with: writer, notes: &notes)
        }
        try writer.flush()
    }

    private func write(
        _ kind: IdentifierKind, with writer: IdentifierWriter, notes: inout ImportNotes
    ) throws(DatabaseError) {
        var previous: Entry?
        for entry in entries[kind] ?? [] {
            if notes.file != files[Int(entry.file)] { notes.file = files[Int(entry.file)] }
            let value = value(of: entry)
            if let previous, order(kind, self.value(of: previous), value) == 0 {
                if previous.holder != entry.holder {
                    notes.reject(
                        line: Int(entry.line),
                        "the \(kind.rawValue) of this row was given on line \(previous.line)")
                }
                continue
            }
            previous = entry
            if kind == .barcodeCard, let other = earlier(entry) {
                if other.holder != entry.holder {
                    notes.reject(
                        line: Int(entry.line),
                        "with or without its check digit this is the card of line \(other.line)")
                }
                continue
            }
            let outcome = try writer.write(
                kind: kind, value: value, spelling: spelling(of: entry), holder: entry.holder,
                state: entry.state == 0 ? nil : states[Int(entry.state) - 1])
            switch outcome {
            case .written: break
            case .sameCard:
                notes.reject(
                    line: Int(entry.line),
                    "somebody else holds this card in another spelling: with or without its check "
                        + "digit or zeros")
            case .heldLocally:
                notes.reject(
                    line: Int(entry.line),
                    "somebody else holds the \(kind.rawValue), not by this source: moving it takes "
                        + "consent; if it is the same customer, who was entered here, --join "
                        + "makes them one")
            case .heldElsewhere:
                notes.reject(
                    line: Int(entry.line),
                    "somebody else holds the \(kind.rawValue), not by this source: "
                        + "moving it takes consent")
            }
        }
    }

    /// Whether one of the kind was gathered.
    func has(_ kind: IdentifierKind) -> Bool { entries[kind]?.isEmpty == false }

    /// Whether it was gathered. Only after writing, which puts all in order.
    func contains(_ kind: Int64, _ value: borrowing Span<UInt8>) -> Bool {
        guard let kind = IdentifierKind(code: kind), let entries = entries[kind] else {
            return false
        }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            let order = order(kind, self.value(of: entries[middle]), value)
            if order == 0 { return true }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        // A card may be gathered with its check digit and kept without, and the reverse.
        return kind == .barcodeCard && CardSpelling(value).flatMap(related) != nil
    }

    /// An entry of the card of a spelling that differs in the check digit.
    private func related(_ spelling: CardSpelling) -> Entry? {
        for number in [spelling.withoutCheckDigit, spelling.withCheckDigit] {
            guard let number, let other = find(CardSpelling.thirteen(number).span),
                let found = CardSpelling(value(of: other)), spelling.isRelated(to: found)
            else { continue }
            return other
        }
        return nil
    }

    /// An entry of an earlier line that may be of the same card, its check digit apart.
    private func earlier(_ entry: Entry) -> Entry? {
        guard let spelling = CardSpelling(value(of: entry)) else { return nil }
        for number in [spelling.withoutCheckDigit, spelling.withCheckDigit] {
            guard let number, let other = find(CardSpelling.thirteen(number).span),
                let found = CardSpelling(value(of: other)), spelling.isRelated(to: found)
            else { continue }
            if (other.file, other.line) < (entry.file, entry.line) { return other }
        }
        return nil
    }

    /// The first entry of a barcode card of this number.
    private func find(_ value: borrowing Span<UInt8>) -> Entry? {
        guard let entries = entries[.barcodeCard] else { return nil }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if order(.barcodeCard, self.value(of: entries[middle]), value) < 0 {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < entries.count, order(.barcodeCard, self.value(of: entries[low]), value) == 0
        else { return nil }
        return entries[low]
    }

    @_lifetime(borrow self)
    private func value(of entry: Entry) -> Span<UInt8> {
        text.span.extracting(entry.start..<entry.start + Int(entry.valueLength))
    }

    /// Empty where it is the value.
    @_lifetime(borrow self)
    private func spelling(of entry: Entry) -> Span<UInt8> {
        let start = entry.start + Int(entry.valueLength)
        return text.span.extracting(start..<start + Int(entry.spellingLength))
    }

    /// Puts those of a kind in the order of value, file and line.
    private mutating func sort(_ kind: IdentifierKind) {
        guard var sorted = entries[kind] else { return }
        var isSorted = true
        for index in sorted.indices.dropFirst()
        where isBefore(kind, sorted[index], sorted[index - 1]) {
            isSorted = false
            break
        }
        guard !isSorted else { return }
        // In its place, for there may be millions.
        entries[kind] = nil
        sorted.sort { isBefore(kind, $0, $1) }
        entries[kind] = sorted
    }

    private func isBefore(_ kind: IdentifierKind, _ left: Entry, _ right: Entry) -> Bool {
        let order = order(kind, value(of: left), value(of: right))
        if order != 0 { return order < 0 }
        return left.file != right.file ? left.file < right.file : left.line < right.line
    }

    /// Barcode cards whose numbers differ in zeros before them only are one; before all other texts
    /// stand those that are numbers.
    private func order(
        _ kind: IdentifierKind, _ left: borrowing Span<UInt8>, _ right: borrowing Span<UInt8>
    ) -> Int {
        guard kind == .barcodeCard else { return Self.compare(left, right) }
        switch (CardSpelling(left), CardSpelling(right)) {
        case (let first?, let second?):
            return first.number == second.number ? 0 : first.number < second.number ? -1 : 1
        case (_?, nil): return -1
        case (nil, _?): return 1
        default: return Self.compare(left, right)
        }
    }

    private static func compare(
        _ left: borrowing Span<UInt8>, _ right: borrowing Span<UInt8>
    ) -> Int {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return left.count - right.count
    }
}
