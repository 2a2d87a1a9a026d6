/// A chip card or contactless card that is none: what it answers to.
///
///     let card = try VirtualCard(parsing: """
///         atr 3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 03 00 00 00 00 68
///         uid 04 76 BF E1 BF 02 80
///         """)
public struct VirtualCard: Sendable, Equatable {
    /// An application, its files and its data objects.
    public struct Application: Sendable, Equatable {
        public var identifier: [UInt8]
        public var files: [UInt16: [UInt8]] = [:]
        public var records: [UInt8: [UInt8]] = [:]
        public var data: [UInt16: [UInt8]] = [:]
    }

    public var atr: [UInt8]
    /// Empty for a contact card.
    public var uid: [UInt8] = []
    public var applications: [Application] = []
    /// The memory of an NFC Type 2 tag, from page 0.
    public var memory: [UInt8] = []

    private var selected: Int?
    private var selectedFile: UInt16?

    public init(atr: [UInt8]) {
        self.atr = atr
    }

    /// Why a script cannot be read: the line, and what it lacks.
    public struct ScriptError: Error, CustomStringConvertible {
        public let line: Int
        public let description: String
    }

    /// Reads a script, a thing a line: `atr`, `uid`, `memory` and bytes; `application` and its
    /// identifier, then of it `file 0001` and bytes, `record 1` and bytes, `data 005E` and bytes;
    /// `ndef` and the bytes of a message, for a Type 4 tag; `payment` for a card with a payment
    /// application; `#` begins a comment.
    public init(parsing text: String) throws(ScriptError) {
        self.init(atr: [])
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let words = line.prefix { $0 != "#" }.split(separator: " ")
            guard let word = words.first else { continue }
            guard add(String(word), Array(words.dropFirst())) else {
                throw ScriptError(
                    line: index + 1, description: "line \(index + 1) is no line of a card")
            }
        }
        guard !atr.isEmpty else {
            throw ScriptError(line: 0, description: "the card has no line atr")
        }
    }

    private mutating func add(_ word: String, _ rest: [Substring]) -> Bool {
        func bytes(_ words: some Sequence<Substring>) -> [UInt8]? {
            try? Typing.hex(Substring(words.joined()))
        }
        switch word {
        case "payment":
            // The directory is all that anybody may ask for.
            applications.append(Application(identifier: Array("1PAY.SYS.DDF01".utf8)))
            applications.append(Application(identifier: Array("2PAY.SYS.DDF01".utf8)))
            return rest.isEmpty
        case "ndef":
            guard let message = bytes(rest) else { return false }
            addTag(message)
            return true
        case "atr", "uid", "memory", "application":
            guard let value = bytes(rest) else { return false }
            switch word {
            case "atr": atr = value
            case "uid": uid = value
            case "memory": memory += value
            default: applications.append(Application(identifier: value))
            }
            return true
        case "file", "record", "data":
            guard let key = rest.first, let value = bytes(rest.dropFirst()),
                !applications.isEmpty
            else { return false }
            let last = applications.count - 1
            switch word {
            case "file":
                guard let file = UInt16(key, radix: 16) else { return false }
                applications[last].files[file] = value
            case "record":
                guard let number = UInt8(key) else { return false }
                applications[last].records[number] = value
            default:
                guard let tag = UInt16(key, radix: 16) else { return false }
                applications[last].data[tag] = value
            }
            return true
        default: return false
        }
    }

    /// An NFC Forum Type 4 tag with one message.
    private mutating func addTag(_ message: [UInt8]) {
        var tag = Application(identifier: [0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01])
        let room = UInt16(clamping: message.count + 2)
        tag.files[0xE103] = [
            0x00, 0x0F, 0x20, 0x00, 0x3B, 0x00, 0x34, 0x04, 0x06, 0xE1, 0x04, UInt8(room >> 8),
            UInt8(truncatingIfNeeded: room), 0x00, 0x00,
        ]
        tag.files[0xE104] =
            [UInt8(message.count >> 8), UInt8(truncatingIfNeeded: message.count)] + message
        applications.append(tag)
    }

    /// The card lost its power.
    mutating func reset() {
        selected = nil
        selectedFile = nil
    }

    /// The answer to an APDU, with its status.
    mutating func answer(to apdu: [UInt8]) -> [UInt8] {
        guard apdu.count >= 4 else { return Status.wrongLength }
        let body = apdu.count > 5 ? Array(apdu[5..<min(5 + Int(apdu[4]), apdu.count)]) : []
        let le =
            apdu.count == 5 ? Int(apdu[4]) : apdu.count > 5 + body.count ? Int(apdu.last ?? 0) : 0
        let wanted = le == 0 ? 256 : le
        switch (apdu[0], apdu[1]) {
        case (0xFF, 0xCA): return uid.isEmpty ? Status.notSupported : uid + Status.good
        case (0xFF, 0xB0):
            let start = Int(apdu[3]) * 4
            guard start + wanted <= memory.count else { return Status.notFound }
            return memory[start..<start + wanted] + Status.good
        case (0x00, 0xA4): return apdu[2] == 0x04 ? select(application: body) : select(file: body)
        case (0x00, 0xB0):
            guard let bytes = selectedFile.flatMap({ current?.files[$0] }) else {
                return Status.notFound
            }
            let start = Int(apdu[2]) << 8 | Int(apdu[3])
            guard start <= bytes.count else { return Status.wrongLength }
            return bytes[start..<min(start + wanted, bytes.count)] + Status.good
        case (0x00, 0xB2):
            return (current?.records[apdu[2]]).map { $0 + Status.good } ?? Status.notFound
        case (0x00, 0xCA):
            let tag = UInt16(apdu[2]) << 8 | UInt16(apdu[3])
            return (current?.data[tag]).map { $0 + Status.good } ?? Status.notFound
        default: return Status.notSupported
        }
    }

    private var current: Application? { selected.map { applications[$0] } }

    private mutating func select(application name: [UInt8]) -> [UInt8] {
        guard let index = applications.firstIndex(where: { $0.identifier.starts(with: name) })
        else { return Status.notFound }
        selected = index
        selectedFile = nil
        return [0x6F, 0x00] + Status.good
    }

    private mutating func select(file: [UInt8]) -> [UInt8] {
        guard file.count == 2 else { return Status.wrongLength }
        let number = UInt16(file[0]) << 8 | UInt16(file[1])
        guard current?.files[number] != nil else { return Status.notFound }
        selectedFile = number
        return Status.good
    }

    private enum Status {
        static let good: [UInt8] = [0x90, 0x00]
        static let wrongLength: [UInt8] = [0x67, 0x00]
        static let notFound: [UInt8] = [0x6A, 0x82]
        static let notSupported: [UInt8] = [0x6D, 0x00]
    }
}
