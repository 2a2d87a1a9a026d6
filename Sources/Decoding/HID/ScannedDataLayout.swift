import Identity

/// Where the report of a HID POS scanner has what it scanned (HID POS Usage Tables 1.02, 4; page
/// 0x8C).
///
/// Makers order and size the fields differently; the descriptor tells.
struct ScannedDataLayout: Sendable {
    private static let byteCount = HIDUsage(page: HIDPage.genericDesktop, id: 0x3B)
    private static let decodedData = HIDUsage(page: HIDPage.barcodeScanner, id: 0xFE)
    private static let continued = HIDUsage(page: HIDPage.barcodeScanner, id: 0xFF)

    let reportID: UInt8
    /// Offset and room of the data in the report, in bytes.
    let data: Range<Int>
    /// Offset of the length of the data; nil where the data is filled up with NUL instead.
    let count: Int?
    /// Offsets of the three bytes of the AIM identifier; empty where there are none.
    let identifier: [Int]
    /// Offset of the maker's own code identifier; nil where there is none.
    let vendorCode: Int?
    /// The bit that says that the label goes on in the next report; nil where a label has one
    /// report.
    private let more: ReportField?

    /// The layout of each report that holds scanned data: some scanners send long codes, or those
    /// of another kind, in a report of their own.
    static func all(in descriptor: ReportDescriptor) throws(ClaimError) -> [ScannedDataLayout] {
        var layouts: [ScannedDataLayout] = []
        for field in descriptor.fields
        where field.kind == .input && field.usage == decodedData && field.bitSize == 8
            && field.bitOffset % 8 == 0
        {
            guard !layouts.contains(where: { $0.reportID == field.reportID }) else { continue }
            layouts.append(ScannedDataLayout(descriptor, data: field))
        }
        guard !layouts.isEmpty else {
            throw .missing(what: "decoded data of a bar code scanner")
        }
        return layouts
    }

    private init(_ descriptor: ReportDescriptor, data: ReportField) {
        let id = data.reportID
        reportID = id
        self.data = data.bitOffset / 8..<data.bitOffset / 8 + data.count
        count = descriptor.field(Self.byteCount, in: id).flatMap(Self.byteOffset)
        more = descriptor.field(Self.continued, in: id)
        var identifier: [Int] = []
        for usage in UInt16(0xFB)...0xFD {
            let field = descriptor.field(
                HIDUsage(page: HIDPage.barcodeScanner, id: usage), in: id)
            guard let field, let offset = Self.byteOffset(field) else { continue }
            identifier += (0..<field.count).map { offset + $0 }
        }
        self.identifier = identifier.count == 3 ? identifier : []
        // The field has no usage of the standard's. It is the first of the maker's own after the
        // data.
        vendorCode =
            descriptor.fields.first {
                $0.kind == .input && $0.reportID == id && $0.bitOffset > data.bitOffset
                    && ($0.usage?.page ?? 0) >= HIDPage.vendorDefined
            }.flatMap(Self.byteOffset)
    }

    /// Whether the label goes on in the next report.
    func hasMore(_ report: borrowing Span<UInt8>) -> Bool {
        (more?.value(in: report) ?? 0) != 0
    }

    /// How many bytes of the data count: what the scanner says, or what is left without NULs at the
    /// end.
    func length(in report: borrowing Span<UInt8>) -> Int {
        if let count { return Int(report[count]) }
        var end = data.upperBound
        while end > data.lowerBound, report[end - 1] == 0 { end -= 1 }
        return end - data.lowerBound
    }

    private static func byteOffset(_ field: ReportField) -> Int? {
        field.bitSize == 8 && field.bitOffset % 8 == 0 ? field.bitOffset / 8 : nil
    }
}
