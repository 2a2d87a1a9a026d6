import Identity

/// The keys and modifiers of a keyboard's report, wherever its descriptor has them: as a list of
/// the keys that are down (the boot keyboard), as a bit for each key, or as both.
struct KeyReport: Sendable {
    /// Modifiers, as the boot keyboard's first byte has them (HID 1.11, B.1).
    struct Modifiers: OptionSet, Sendable {
        let rawValue: UInt8
        static let leftControl = Modifiers(rawValue: 0x01)
        static let leftShift = Modifiers(rawValue: 0x02)
        static let leftAlt = Modifiers(rawValue: 0x04)
        static let leftGUI = Modifiers(rawValue: 0x08)
        static let rightControl = Modifiers(rawValue: 0x10)
        static let rightShift = Modifiers(rawValue: 0x20)
        static let rightAlt = Modifiers(rawValue: 0x40)
        static let rightGUI = Modifiers(rawValue: 0x80)
    }

    /// The usages of the keyboard page, as bits.
    struct KeySet: Sendable {
        private var words = InlineArray<4, UInt64>(repeating: 0)

        func contains(_ usage: UInt8) -> Bool {
            words[Int(usage >> 6)] >> UInt64(usage & 63) & 1 != 0
        }

        mutating func insert(_ usage: UInt8) {
            words[Int(usage >> 6)] |= 1 << UInt64(usage & 63)
        }
    }

    /// A usage that says that keys were lost: too many at once, or the keyboard's self-test failed.
    static let lostKeys: ClosedRange<UInt8> = 0x01...0x03
    private static let modifierUsages: ClosedRange<UInt8> = 0xE0...0xE7

    let reportID: UInt8
    /// Whether the report has modifiers; another report of the keyboard may have them.
    let hasModifiers: Bool
    /// Fields with one bit for one key, modifiers among them.
    private let bits: [(usage: UInt8, field: ReportField)]
    /// Fields that list the keys that are down.
    private let lists: [ReportField]

    /// The reports of the descriptor that have keys. `missing` where there is none.
    static func all(in descriptor: ReportDescriptor) throws(ClaimError) -> [KeyReport] {
        let fields = descriptor.fields.filter { $0.kind == .input && !$0.isConstant }
        let reports = descriptor.reportIDs(of: .input).map { id in
            KeyReport(id, fields.filter { $0.reportID == id })
        }.filter { report in
            !report.lists.isEmpty
                || report.bits.contains { !modifierUsages.contains($0.usage) }
        }
        guard !reports.isEmpty else { throw .missing(what: "keys") }
        return reports
    }

    private init(_ id: UInt8, _ fields: [ReportField]) {
        reportID = id
        lists = fields.filter { Self.isList($0) }
        bits = fields.compactMap { field in Self.key(field).map { ($0, field) } }
        let first = UInt32(HIDPage.keyboard) << 16 | UInt32(Self.modifierUsages.lowerBound)
        hasModifiers =
            bits.contains { Self.modifierUsages.contains($0.usage) }
            || lists.contains { $0.usages.contains { $0.contains(first) } }
    }

    /// Calls `body` with each key that is down, in the order of the report, and gives the
    /// modifiers.
    func read(_ report: borrowing Span<UInt8>, _ body: (UInt8) -> Void) -> Modifiers {
        var modifiers: UInt8 = 0
        for (usage, field) in bits where (field.value(in: report) ?? 0) != 0 {
            if Self.modifierUsages.contains(usage) {
                modifiers |= 1 << (usage - Self.modifierUsages.lowerBound)
            } else {
                body(usage)
            }
        }
        for list in lists {
            for index in 0..<list.count {
                guard let usage = list.choice(index, in: report), usage.page == HIDPage.keyboard,
                    let key = UInt8(exactly: usage.id), key != 0
                else { continue }
                if Self.modifierUsages.contains(key) {
                    modifiers |= 1 << (key - Self.modifierUsages.lowerBound)
                } else {
                    body(key)
                }
            }
        }
        return Modifiers(rawValue: modifiers)
    }

    private static func isList(_ field: ReportField) -> Bool {
        field.isArray && field.usages.contains { $0.lowerBound >> 16 == HIDPage.keyboard }
    }

    private static func key(_ field: ReportField) -> UInt8? {
        guard field.count == 1, let usage = field.usage, usage.page == HIDPage.keyboard else {
            return nil
        }
        return UInt8(exactly: usage.id)
    }
}
