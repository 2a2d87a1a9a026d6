import Identity

/// Goes through a report descriptor item by item, with the standard's three sets of state: global,
/// local, and the collections that are open. Nothing in it is recursive, and everything that grows
/// has a limit.
struct ReportParser {
    /// Items that hold until they are changed, and that push and pop save (HID 1.11, 6.2.2.7).
    private struct Globals {
        var page: UInt16 = 0
        var logicalMinimum: Int32 = 0
        /// As it was written: whether it is signed depends on the minimum.
        var logicalMaximum = Number()
        var size: UInt32 = 0
        var count: UInt32 = 0
        var id: UInt8 = 0
    }

    /// Items that hold up to the next main item (HID 1.11, 6.2.2.8).
    private struct Locals {
        var usages: [UsageItem] = []
        var minimum: UsageItem?
        var maximum: UsageItem?
        /// Whether usages are alternatives to each other: only the first, the preferred one,
        /// counts.
        var isDelimited = false
        var hasPreferred = false
    }

    /// A usage or a range of them; the page of one that does not name its own is decided at the
    /// main item.
    private struct UsageItem {
        var low: UInt32
        var high: UInt32
        var hasPage: Bool

        func range(on page: UInt16) -> ClosedRange<UInt32> {
            let base = hasPage ? 0 : UInt32(page) << 16
            return base | low...base | high
        }
    }

    /// An item's data, of 0, 1, 2 or 4 bytes.
    private struct Number {
        var value: UInt32 = 0
        var size = 0

        var signed: Int32 {
            switch size {
            case 1: Int32(Int8(truncatingIfNeeded: value))
            case 2: Int32(Int16(truncatingIfNeeded: value))
            default: Int32(truncatingIfNeeded: value)
            }
        }
    }

    private static let stackLimit = 16
    private static let nestingLimit = 32
    private static let collectionLimit = 512
    private static let usageLimit = 1024
    private static let fieldLimit = 4096

    private(set) var collections: [ReportDescriptor.Collection] = []
    private(set) var fields: [ReportField] = []
    /// Bits of each report, without its id.
    private(set) var lengths: [ReportDescriptor.ReportKey: Int] = [:]
    private(set) var hasReportIDs = false
    private var globals = Globals()
    private var locals = Locals()
    private var stack: [Globals] = []
    private var open: [Int] = []
    /// Where the item that is read begins.
    private var place = 0

    mutating func parse(_ bytes: borrowing Span<UInt8>) throws(ReportDescriptorError) {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= ReportDescriptor.capacity else { throw .tooLong(count: bytes.count) }
        var index = 0
        while index < bytes.count {
            place = index
            let prefix = bytes[index]
            guard prefix != 0xFE else {
                // A long item: size, tag, data (6.2.2.3). None is defined.
                guard index + 2 < bytes.count, index + 3 + Int(bytes[index + 1]) <= bytes.count
                else { throw .truncated(at: index) }
                index += 3 + Int(bytes[index + 1])
                continue
            }
            let size = prefix & 3 == 3 ? 4 : Int(prefix & 3)
            guard index + 1 + size <= bytes.count else { throw .truncated(at: index) }
            var number = Number(value: 0, size: size)
            for offset in 0..<size {
                number.value |= UInt32(bytes[index + 1 + offset]) << UInt32(8 * offset)
            }
            index += 1 + size
            switch prefix >> 2 & 3 {
            case 0: try takeMain(prefix >> 4, number)
            case 1: try takeGlobal(prefix >> 4, number)
            case 2: try takeLocal(prefix >> 4, number)
            default: break
            }
        }
        guard open.isEmpty else { throw .unbalancedCollections(at: bytes.count) }
    }

    // MARK: Main items (6.2.2.4)

    private mutating func takeMain(_ tag: UInt8, _ number: Number) throws(ReportDescriptorError) {
        guard !locals.isDelimited else { throw .badDelimiter(at: place) }
        defer { locals = Locals() }
        guard locals.minimum == nil, locals.maximum == nil else { throw .badUsageRange(at: place) }
        switch tag {
        case 0x8: try addFields(.input, flags: number.value)
        case 0x9: try addFields(.output, flags: number.value)
        case 0xB: try addFields(.feature, flags: number.value)
        case 0xA: try beginCollection()
        case 0xC:
            guard open.popLast() != nil else { throw .unbalancedCollections(at: place) }
        default: break
        }
    }

    private mutating func beginCollection() throws(ReportDescriptorError) {
        guard open.count < Self.nestingLimit, collections.count < Self.collectionLimit else {
            throw .tooManyCollections(at: place)
        }
        let usage = locals.usages.first.map { HIDUsage($0.range(on: globals.page).lowerBound) }
        collections.append(.init(usage: usage, parent: open.last))
        open.append(collections.count - 1)
    }

    private mutating func addFields(
        _ kind: ReportField.Kind, flags: UInt32
    ) throws(ReportDescriptorError) {
        let key = ReportDescriptor.ReportKey(kind: kind, id: globals.id)
        let start = lengths[key] ?? 0
        let limit = (ReportDescriptor.reportCapacity - 1) * 8
        // Both are at most 2^32 - 1: their product fits.
        let bits = UInt64(globals.size) * UInt64(globals.count)
        guard bits <= UInt64(limit), start + Int(bits) <= limit else {
            throw .reportTooLong(at: place)
        }
        lengths[key] = start + Int(bits)
        guard bits > 0 else { return }
        let ranges = locals.usages.map { $0.range(on: globals.page) }
        if flags & 2 == 0 || ranges.isEmpty {
            try add(kind, at: start, count: Int(globals.count), ranges, flags)
        } else {
            try addVariables(kind, at: start, ranges, flags)
        }
    }

    /// One usage after the other, an element each; the last one for all elements that remain.
    private mutating func addVariables(
        _ kind: ReportField.Kind, at start: Int, _ ranges: [ClosedRange<UInt32>], _ flags: UInt32
    ) throws(ReportDescriptorError) {
        let size = Int(globals.size)
        var rest = Int(globals.count)
        var offset = start
        for (index, range) in ranges.enumerated() {
            for usage in range {
                guard rest > 0 else { return }
                let isLast = index == ranges.count - 1 && usage == range.upperBound
                let count = isLast ? rest : 1
                try add(kind, at: offset, count: count, [usage...usage], flags)
                offset += size * count
                rest -= count
            }
        }
    }

    private mutating func add(
        _ kind: ReportField.Kind, at offset: Int, count: Int, _ usages: [ClosedRange<UInt32>],
        _ flags: UInt32
    ) throws(ReportDescriptorError) {
        guard fields.count < Self.fieldLimit else { throw .tooManyFields(at: place) }
        let minimum = globals.logicalMinimum
        let maximum = globals.logicalMaximum
        // A maximum without negative minimum is a plain number (5.8): 25 FF is 255.
        let top = minimum < 0 ? maximum.signed : Int32(clamping: maximum.value)
        fields.append(
            ReportField(
                kind: kind, reportID: globals.id, bitOffset: offset + (hasReportIDs ? 8 : 0),
                bitSize: Int(globals.size), count: count, usages: usages, isArray: flags & 2 == 0,
                isConstant: flags & 1 != 0, logicalMinimum: minimum, logicalMaximum: top,
                collection: open.last))
    }

    // MARK: Global items (6.2.2.7)

    private mutating func takeGlobal(_ tag: UInt8, _ number: Number) throws(ReportDescriptorError) {
        switch tag {
        case 0x0: globals.page = UInt16(truncatingIfNeeded: number.value)
        case 0x1: globals.logicalMinimum = number.signed
        case 0x2: globals.logicalMaximum = number
        case 0x7: globals.size = number.value
        case 0x8:
            guard (1...255).contains(number.value), hasReportIDs || lengths.isEmpty else {
                throw .badReportID(at: place)
            }
            hasReportIDs = true
            globals.id = UInt8(number.value)
        case 0x9: globals.count = number.value
        case 0xA:
            guard stack.count < Self.stackLimit else { throw .badStack(at: place) }
            stack.append(globals)
        case 0xB:
            guard let saved = stack.popLast() else { throw .badStack(at: place) }
            // Once there are ids, every report has one.
            guard !hasReportIDs || saved.id != 0 else { throw .badReportID(at: place) }
            globals = saved
        default: break
        }
    }

    // MARK: Local items (6.2.2.8)

    private mutating func takeLocal(_ tag: UInt8, _ number: Number) throws(ReportDescriptorError) {
        let item = UsageItem(low: number.value, high: number.value, hasPage: number.size == 4)
        switch tag {
        case 0x0: try addUsage(item)
        case 0x1:
            guard locals.minimum == nil else { throw .badUsageRange(at: place) }
            locals.minimum = item
            try joinRange()
        case 0x2:
            guard locals.maximum == nil else { throw .badUsageRange(at: place) }
            locals.maximum = item
            try joinRange()
        case 0xA where number.value == 1:
            guard !locals.isDelimited else { throw .badDelimiter(at: place) }
            locals.isDelimited = true
            locals.hasPreferred = false
        case 0xA:
            guard locals.isDelimited else { throw .badDelimiter(at: place) }
            locals.isDelimited = false
        default: break
        }
    }

    private mutating func joinRange() throws(ReportDescriptorError) {
        guard let minimum = locals.minimum, let maximum = locals.maximum else { return }
        locals.minimum = nil
        locals.maximum = nil
        guard minimum.low <= maximum.low || minimum.hasPage != maximum.hasPage else {
            throw .badUsageRange(at: place)
        }
        // Where only one of the two names a page, it is the page of both.
        let page = (minimum.hasPage ? minimum.low : maximum.low) & 0xFFFF_0000
        let hasPage = minimum.hasPage || maximum.hasPage
        let low = minimum.hasPage ? minimum.low : page | minimum.low
        let high = maximum.hasPage ? maximum.low : page | maximum.low
        guard low <= high, low & 0xFFFF_0000 == high & 0xFFFF_0000 else {
            throw .badUsageRange(at: place)
        }
        try addUsage(UsageItem(low: low, high: high, hasPage: hasPage))
    }

    private mutating func addUsage(_ item: UsageItem) throws(ReportDescriptorError) {
        if locals.isDelimited {
            guard !locals.hasPreferred else { return }
            locals.hasPreferred = true
        }
        guard locals.usages.count < Self.usageLimit else { throw .tooManyUsages(at: place) }
        locals.usages.append(item)
    }
}
