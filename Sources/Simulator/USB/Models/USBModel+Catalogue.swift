extension USBModel {
    /// Everything that can be played on a virtual USB port.
    public static let catalogue: [USBModel] =
        [
            .hidScanner, .plainHIDScanner, .ibmScanner, .ibmTableScanner, .keyboardScanner,
            .keyboardSwipe, .rfidKeyboard, .magtekSwipe, .magnesafeSwipe, .idtechSwipe,
            .secureIDTechSwipe, .hidSwipe, .serialPortScanner,
            .simpleCOMScanner, .prolificAdapter, .silabsAdapter,
        ] + cardReaders

    /// The model of that name.
    public static func named(_ name: String) -> USBModel? {
        catalogue.first { $0.name == name }
    }

    /// The same model with a serial number, so that two of them can be told apart.
    public func numbered(_ serialNumber: String) -> USBModel {
        var model = self
        model.serialNumber = serialNumber
        return model
    }
}

/// What a person typed for a stripe reader: up to three tracks.
struct TypedTracks {
    /// With their sentinels; empty for a track that the card does not have.
    var tracks: [[UInt8]] = [[], [], []]

    /// `%…?` is track 1, `;…?` track 2, `+…?` track 3; a text without sentinels is track 2.
    /// - Parameter room: What the reader has room for, for each track.
    init(_ line: String, room: [Int] = [110, 110, 110]) throws(TypingError) {
        let starts: [UInt8: Int] = [0x25: 0, 0x3B: 1, 0x2B: 2]
        let text = Array(line.utf8)
        if text.first.flatMap({ starts[$0] }) == nil {
            tracks[1] = [0x3B] + text + [0x3F]
        } else {
            var track = 0
            var isOpen = false
            for byte in text {
                if !isOpen {
                    track = starts[byte] ?? track
                    isOpen = true
                }
                tracks[track].append(byte)
                if byte == 0x3F { isOpen = false }
            }
        }
        for (track, limit) in zip(tracks, room) where track.count > limit {
            throw .tooLong(limit: limit)
        }
    }

    /// Whether the reader could not decode a track: it is typed as `;E?`.
    func isBad(_ track: Int) -> Bool { tracks[track].count == 3 && tracks[track][1] == 0x45 }
}

extension [UInt8] {
    /// These bytes and as many of `filler` as make `count`.
    func padded(to count: Int, with filler: UInt8 = 0) -> [UInt8] {
        self + [UInt8](repeating: filler, count: Swift.max(0, count - self.count))
    }
}
