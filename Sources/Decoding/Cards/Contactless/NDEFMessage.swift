import Identity

/// The text of an NDEF message (NFC Forum NDEF 1.0): of its first record that is a text, a URI or
/// plain text.
enum NDEFMessage {
    private static let maxRecords = 32

    /// The text, 1 to 2,048 bytes; nil where no record has one or the message does not check.
    static func text(of message: [UInt8]) -> [UInt8]? {
        var rest = message[...]
        for _ in 0..<maxRecords {
            guard let record = Record(&rest) else { return nil }
            if let text = record.text {
                return (1...Reading.capacity).contains(text.count) ? text : nil
            }
            if record.isLast { return nil }
        }
        return nil
    }

    private struct Record {
        var format: UInt8
        var type: ArraySlice<UInt8>
        var payload: ArraySlice<UInt8>
        var isLast: Bool
        var isChunk: Bool

        /// Takes the next record; nil when it is not whole.
        init?(_ rest: inout ArraySlice<UInt8>) {
            func take(_ count: Int) -> ArraySlice<UInt8>? {
                guard count >= 0, rest.count >= count else { return nil }
                defer { rest = rest.dropFirst(count) }
                return rest.prefix(count)
            }
            guard let head = take(2).map(Array.init) else { return nil }
            let isShort = head[0] & 0x10 != 0
            guard let length = take(isShort ? 1 : 4) else { return nil }
            let count = length.reduce(0) { $0 << 8 | Int($1) }
            var idLength = 0
            if head[0] & 0x08 != 0 {
                guard let id = take(1)?.first else { return nil }
                idLength = Int(id)
            }
            guard let type = take(Int(head[1])), take(idLength) != nil, let payload = take(count)
            else { return nil }
            format = head[0] & 0x07
            isLast = head[0] & 0x40 != 0
            isChunk = head[0] & 0x20 != 0
            self.type = type
            self.payload = payload
        }

        var text: [UInt8]? {
            guard !isChunk else { return nil }
            switch (format, String(decoding: type, as: UTF8.self)) {
            case (1, "T"): return plainText
            case (1, "U"): return uri
            case (2, let kind) where kind.hasPrefix("text/plain"): return Array(payload)
            default: return nil
            }
        }

        /// A text record: language, then UTF-8 or UTF-16 (NFC Forum RTD Text 1.0).
        private var plainText: [UInt8]? {
            guard let status = payload.first, payload.count > Int(status & 0x3F) else { return nil }
            let text = payload.dropFirst(1 + Int(status & 0x3F))
            guard status & 0x80 != 0 else { return Array(text) }
            var bytes = Array(text)
            guard bytes.count % 2 == 0 else { return nil }
            var isLittleEndian = false
            if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
                isLittleEndian = bytes[0] == 0xFF
                bytes.removeFirst(2)
            }
            let units = stride(from: 0, to: bytes.count, by: 2).map { index in
                let (one, two) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
                return isLittleEndian ? two << 8 | one : one << 8 | two
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        }

        /// A URI record: a code for its beginning, then the rest (NFC Forum RTD URI 1.0).
        private var uri: [UInt8]? {
            guard let code = payload.first, Int(code) < Self.beginnings.count else { return nil }
            return Array(Self.beginnings[Int(code)].utf8) + payload.dropFirst()
        }

        private static let beginnings = [
            "", "http://www.", "https://www.", "http://", "https://", "tel:", "mailto:",
            "ftp://anonymous:anonymous@", "ftp://ftp.", "ftps://", "sftp://", "smb://", "nfs://",
            "ftp://", "dav://", "news:", "telnet://", "imap:", "rtsp://", "urn:", "pop:", "sip:",
            "sips:", "tftp:", "btspp://", "btl2cap://", "btgoep://", "tcpobex://", "irdaobex://",
            "file://", "urn:epc:id:", "urn:epc:tag:", "urn:epc:pat:", "urn:epc:raw:", "urn:epc:",
            "urn:nfc:",
        ]
    }
}
