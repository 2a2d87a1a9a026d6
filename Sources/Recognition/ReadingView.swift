public import Identity

/// A reading, borrowed: its text as a span, and the few words beside it. A reading is two
/// kilobytes, which nothing on the way copies.
public struct ReadingView: ~Escapable {
    let text: Span<UInt8>
    let kind: ReadingKind
    let entryMode: EntryMode
    let symbology: Symbology?
    let tracks: Tracks
    let protection: Protection
    let isGS1: Bool
    let isCanonical: Bool
    let card: CardSource

    @_lifetime(borrow reading)
    public init(_ reading: borrowing Reading) {
        text = reading.text.span
        kind = reading.kind
        entryMode = reading.entryMode
        symbology = reading.symbology
        tracks = reading.tracks
        protection = reading.protection
        isGS1 = reading.isGS1
        isCanonical = reading.isCanonical
        card = reading.card
    }

    /// Whether this is a label that the reader calls EAN or UPC and that holds such a number's
    /// digits, nothing else.
    var isTradeNumber: Bool {
        guard let symbology, symbology.isEANUPC else { return false }
        return (text.count == 8 || text.count == 12 || text.count == 13) && text.isAllDigits
    }

    /// Where a track's data stands; nil where the card has none or it is empty.
    func place(ofTrack number: Int) -> Range<Int>? {
        guard let place = tracks[number], place.start >= 0, place.start < place.end,
            place.end <= text.count
        else { return nil }
        return place.start..<place.end
    }
}
