/// A run of equal elements of a report: one usage, or the usages that an array's values choose
/// from.
public struct ReportField: Sendable, Equatable {
    /// Which way a report goes.
    public enum Kind: UInt8, Sendable {
        case input, output, feature
    }

    public let kind: Kind
    /// The report it is part of; 0 for a device without report ids.
    public let reportID: UInt8
    /// Where the first element begins: bits from the report's first bit. The report id counts where
    /// there is one.
    public let bitOffset: Int
    /// How many bits an element has.
    public let bitSize: Int
    /// How many elements there are; they follow each other.
    public let count: Int
    /// The usages: those of an array's values, in order; of a variable its only one. Empty where
    /// none was declared.
    public let usages: [ClosedRange<UInt32>]
    /// Whether an element's value is a choice of `usages` rather than the usage's value.
    public let isArray: Bool
    /// Whether the elements are padding, or never change.
    public let isConstant: Bool
    public let logicalMinimum: Int32
    public let logicalMaximum: Int32
    /// The innermost collection it is in: an index into the descriptor's `collections`; nil when it
    /// is in none.
    public let collection: Int?

    /// The usage of a variable; nil for an array and where none was declared.
    public var usage: HIDUsage? {
        isArray ? nil : usages.first.map { HIDUsage($0.lowerBound) }
    }

    /// How many bits all elements take.
    public var bitLength: Int { bitSize * count }

    /// The number in element `index`, negative where the descriptor allows that; nil when the
    /// report is too short for it or the element has more than 32 bits.
    public func value(_ index: Int = 0, in report: borrowing Span<UInt8>) -> Int? {
        guard index >= 0, index < count,
            let bits = report.bits(at: bitOffset + index * bitSize, count: bitSize)
        else { return nil }
        guard logicalMinimum < 0, bitSize > 0, bits >> (bitSize - 1) != 0 else { return Int(bits) }
        return Int(bits) - (1 << bitSize)
    }

    /// The usage that an array's element chooses; nil when it chooses none, or the report is too
    /// short.
    public func choice(_ index: Int, in report: borrowing Span<UInt8>) -> HIDUsage? {
        guard isArray, let value = value(index, in: report) else { return nil }
        // A value outside of the logical range means that nothing is chosen (HID 1.11, 6.2.2.5).
        guard value >= Int(logicalMinimum), value <= Int(logicalMaximum) else { return nil }
        var rest = value - Int(logicalMinimum)
        for range in usages {
            if rest < range.count { return HIDUsage(range.lowerBound + UInt32(rest)) }
            rest -= range.count
        }
        return nil
    }
}

extension Span where Element == UInt8 {
    /// The `count` bits from bit `offset` as a number, the first bit lowest, as HID packs them (HID
    /// 1.11, 8.4). Nil when there are not that many, or when `count` is over 32.
    public func bits(at offset: Int, count: Int) -> UInt32? {
        guard offset >= 0, (0...32).contains(count), offset <= self.count * 8 - count else {
            return nil
        }
        var value: UInt64 = 0
        var index = offset / 8
        var have = 0
        while have < count + offset % 8 {
            value |= UInt64(self[index]) << UInt64(have)
            index += 1
            have += 8
        }
        return UInt32(truncatingIfNeeded: value >> UInt64(offset % 8) & (1 << UInt64(count) - 1))
    }
}
