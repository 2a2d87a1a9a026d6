public import Identity

/// The GS1 number of a customer: the Global Service Relation Number of a service's recipient,
/// application identifier 8018 (GS1 General Specifications, 3.9). It is how a member card follows
/// the standard.
public enum ServiceRelation {
    /// The 18 digits of the recipient's number in a reading's text: an element string when `isGS1`,
    /// else a GS1 Digital Link. Nil when the text holds none.
    ///
    /// `badElementString` where the text breaks the standard, `badCheckDigit`, and `unknownLabel`
    /// when an identifier that is not assigned hides what follows it.
    public static func recipient(in text: Span<UInt8>, isGS1: Bool) throws(Fault) -> Bytes<18>? {
        isGS1 ? try recipient(inElements: text) : try GS1DigitalLink.recipient(in: text)
    }

    private static func recipient(inElements text: Span<UInt8>) throws(Fault) -> Bytes<18>? {
        var elements = GS1ElementString()
        var seen = GS1Association()
        var number: Bytes<18>?
        while true {
            do throws(Fault) {
                guard let element = try elements.next(in: text) else { break }
                try seen.add(element.identifier)
                if element.identifier == 8018 { number = Bytes(text.extracting(element.value)) }
            } catch .unknownLabel {
                guard number != nil else { throw .unknownLabel }
                break
            }
        }
        if number != nil { try seen.verify() }
        return number
    }
}
