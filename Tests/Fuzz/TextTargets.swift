import Decoding
import Identity

extension FuzzTarget {
    /// A stripe as text and as bits, and what stands in its tracks.
    static let stripe = FuzzTarget(
        name: "stripe",
        seeds: {
            Corpus.readings.filter { $0.kind == .magstripe }.flatMap { reading in
                TrackLRC.allCases.indices.map { [UInt8($0)] + reading.text.array }
            } + [
                // Vectors of libMSRx05 and magstripe-rs.
                [3, 0x2B, 0x88, 0x49, 0xEA, 0xAF], [2, 0xAF, 0xEA, 0x49, 0x88, 0x2B],
                [
                    2, 0xFF, 0xFF, 0xFF, 0x97, 0xDE, 0xF6, 0xFD, 0xBE, 0x8D, 0xF7, 0x07, 0x7F, 0xFF,
                    0xFF, 0xFF, 0xFF, 0xC0,
                ],
            ]
        },
        run: { bytes in
            var input = Input(bytes)
            let setting = input.byte()
            let data = input.all()
            readText(data, lrc: TrackLRC.allCases[Int(setting) % TrackLRC.allCases.count])
            readFields(data)
            let order: StripeBits.Order =
                setting & 1 == 0 ? .mostSignificantFirst : .leastSignificantFirst
            let bits = StripeBits(data.span, count: data.count * 8 - Int(setting & 7), order: order)
            for codes in [[TrackCode.fiveBit], [.sevenBit], [.fiveBit, .sevenBit]] {
                guard let track = try? bits.track(in: codes) else { continue }
                hold(track.text.count > 2 && !track.text.overflowed, "a track of no characters")
            }
        })

    private static func readText(_ data: [UInt8], lrc: TrackLRC) {
        for isFramed in [false, true] {
            var output = Output()
            try? StripeText(lrc: lrc).read(data.span, isFramed: isFramed, into: &output)
            for case .reading(let reading) in output.items {
                for number in 1...3 {
                    guard let place = reading.tracks[number] else { continue }
                    hold(
                        place.start >= 0 && place.start <= place.end
                            && place.end <= reading.text.count, "a track outside of the text")
                    if let track = reading.track(number) { readFields(track.array) }
                }
                expectNoPaymentCard(in: reading)
            }
        }
    }

    private static func readFields(_ data: [UInt8]) {
        let text = data.span
        if let track = BankTrack1(text) {
            hold(track.name.upperBound <= data.count, "a name past the track's end")
            hold(track.discretionary.upperBound <= data.count, "data past the track's end")
        }
        if let track = BankTrack2(text) {
            hold(track.discretionary.upperBound <= data.count, "data past the track's end")
        }
        if let licence = LicenceTrack1(text) {
            hold(licence.givenName.upperBound <= data.count, "a name past the track's end")
        }
        _ = LicenceTrack2(text)
        _ = LicenceHeader(text)
    }

    /// What a barcode can hold: symbology identifiers, GS1 element strings, Digital Links, EAN and
    /// UPC numbers.
    static let labels = FuzzTarget(
        name: "labels",
        seeds: {
            let made = [
                "]Q3011231231231233310ABC123\u{1D}99TESTING",
                "]C10112312312312333235XYZ\u{1D}10ABC",
                "]E02112345678900|]e099COMPOSITE\u{1D}98XYZ", "]E402345673", "]d2", "]X0123456789X",
                "https://id.gs1.org/8018/385888000000000004?17=261122",
                "https://example.com/01/09506000134352/10/ABC?21=12%2F3", "0104106363813339318018",
                // Sound, and card numbers in every other respect
                "]C14002731587157058", "]d24149520174941097", "379174325489405",
                "419013670280310019", "042100005264", "1425261", "@\n\u{1E}\rANSI 636010",
                "A060992011187",
                "R4010104412345678",
            ]
            return made.map { [0] + Array($0.utf8) }
                + Corpus.readings.filter { $0.kind == .barcode }.map { [1] + $0.text.array }
        },
        run: { bytes in
            var input = Input(bytes)
            let codes = input.word(CodeProfile.self)
            let symbology = Symbology.allCases[Int(bytes.first ?? 0) % Symbology.allCases.count]
            let data = input.all()
            let text = data.span
            _ = try? AIMIdentifier(text)
            var output = Output()
            try? LabelText(codes: codes).read(text, into: &output)
            for case .reading(let reading) in output.items { expectNoPaymentCard(in: reading) }
            var elements = GS1ElementString()
            var count = 0
            while let element = try? elements.next(in: text) {
                hold(element.value.upperBound <= data.count, "an element past the text's end")
                count += 1
                hold(count <= data.count, "more elements than bytes")
            }
            try? GS1ElementString.verify(text)
            _ = try? GS1DigitalLink.recipient(in: text)
            for isGS1 in [false, true] {
                _ = try? ServiceRelation.recipient(in: text, isGS1: isGS1)
            }
            _ = try? EANUPCNumber(text, as: symbology)
            _ = try? UPCE.upcA(from: text)
            _ = CheckDigit.isValidGS1(text)
            _ = CheckDigit.isValidLuhn(text)
            _ = CheckDigit.isValidCode39(text)
            _ = CheckDigit.isValidCodabar(text)
            _ = PriceCheck.digit(of: text)
        })
}
