import Identity

/// What a card is asked, APDU by APDU, until it is known what identifies it.
///
/// A payment card is asked for nothing but its directory; an identity document for nothing at all
/// after it was recognised. What the card gives is a reading; it goes through the guard and the
/// rules like any other.
struct CardScript: Sendable {
    enum Step: Equatable {
        case send(APDU)
        case done(CardContent)
        /// The card's number is no number.
        case failed
    }

    private enum Stage {
        /// The payment directory.
        case payment
        /// An application of settings is selected.
        case selecting(Int)
        case selectingFile(Int, secondTry: Bool)
        case reading(Int)
        case document(Int)
        case paymentApplication(Int)
        case tagApplication, tagCapabilities, tagCapabilityRead, tagFile, tagLength
        case tagMessage(length: Int, read: [UInt8])
        case tagPages(Type2Memory)
        case number
    }

    private let atr: ATR
    private let isContactless: Bool
    private let queries: CardQueries
    private var stage = Stage.payment
    /// How much an NFC tag gives in one answer.
    private var chunk = 0
    /// The text of its message, until the card's number is known too.
    private var messageText: [UInt8] = []

    init(_ atr: ATR, isContactless: Bool, queries: CardQueries) {
        self.atr = atr
        self.isContactless = isContactless
        self.queries = queries
    }

    /// The first command.
    mutating func begin() -> Step {
        if let number = atr.proxNumber {
            return .done(CardContent(part: .atr, text: (0..<number.count).map { number[$0] }))
        }
        if atr.isReaderModule || atr.isMemoryCard { return finding(.noIdentifier) }
        if atr.isStorageCard { return readTag() }
        stage = .payment
        return .send(.select(application: CardNames.paymentDirectory(isContactless)))
    }

    /// Takes the card's answer.
    mutating func take(_ answer: APDUAnswer) -> Step {
        switch stage {
        case .payment:
            return answer.isGood ? finding(.paymentApplication) : select(application: 0)
        case .selecting(let index):
            return answer.isGood ? read(index) : select(application: index + 1)
        case .selectingFile(let index, let secondTry):
            if answer.isGood { return readBinary(index) }
            guard !secondTry else { return select(application: index + 1) }
            return selectFile(index, secondTry: true)
        case .reading(let index):
            let application = queries.applications[index]
            guard answer.isGood, let text = application.text(of: Array(answer.data)) else {
                return select(application: index + 1)
            }
            return .done(
                CardContent(part: .application, application: application.name, text: text))
        case .document(let index):
            let (_, what) = CardNames.documents[index]
            return answer.isGood ? finding(what) : select(document: index + 1)
        case .paymentApplication(let index):
            return answer.isGood
                ? finding(.paymentApplication) : select(payment: index + 1)
        case .tagApplication, .tagCapabilities, .tagCapabilityRead, .tagFile, .tagLength,
            .tagMessage:
            return takeMessage(answer)
        case .tagPages(var memory):
            guard answer.isGood else { return readNumber() }
            switch memory.take(answer.data) {
            case .more: return readPages(memory)
            case .message(let message): return finish(message: message)
            case .none: return readNumber()
            }
        case .number:
            guard answer.isGood else { return finding(.noIdentifier) }
            return take(number: Array(answer.data))
        }
    }

    private func finding(_ finding: CardFinding) -> Step { .done(CardContent(finding: finding)) }

    // MARK: Applications

    private mutating func select(application index: Int) -> Step {
        guard index < queries.applications.count else { return select(document: 0) }
        stage = .selecting(index)
        return .send(.select(application: queries.applications[index].identifier))
    }

    private mutating func read(_ index: Int) -> Step {
        switch queries.applications[index].place {
        case .file: return selectFile(index, secondTry: false)
        case .shortFile: return readBinary(index)
        case .record(let number, let file):
            stage = .reading(index)
            return .send(APDU(0x00, 0xB2, number, file << 3 | 0x04, expected: 256))
        case .data(let tag):
            stage = .reading(index)
            return .send(
                APDU(
                    0x00, 0xCA, UInt8(tag >> 8), UInt8(truncatingIfNeeded: tag), expected: 256))
        }
    }

    /// By its identifier below the application; cards differ in how they want to be asked.
    private mutating func selectFile(_ index: Int, secondTry: Bool) -> Step {
        guard case .file(let file) = queries.applications[index].place else {
            return select(application: index + 1)
        }
        stage = .selectingFile(index, secondTry: secondTry)
        return .send(
            APDU(
                0x00, 0xA4, secondTry ? 0x00 : 0x02, 0x0C,
                data: [UInt8(file >> 8), UInt8(truncatingIfNeeded: file)]))
    }

    /// From the beginning, because the part that is wanted may stand behind a tag.
    private mutating func readBinary(_ index: Int) -> Step {
        let application = queries.applications[index]
        stage = .reading(index)
        var p1: UInt8 = 0
        if case .shortFile(let file) = application.place { p1 = 0x80 | file }
        let wanted =
            application.tags.isEmpty ? application.length.map { application.first + $0 } : nil
        return .send(APDU(0x00, 0xB0, p1, 0, expected: min(wanted ?? 256, 256)))
    }

    private mutating func select(document index: Int) -> Step {
        guard index < CardNames.documents.count else {
            return isContactless ? readTag() : select(payment: 0)
        }
        stage = .document(index)
        return .send(.select(application: CardNames.documents[index].name))
    }

    /// A contact card without payment directory may be one all the same.
    private mutating func select(payment index: Int) -> Step {
        guard index < CardNames.paymentApplications.count else { return finding(.noIdentifier) }
        stage = .paymentApplication(index)
        return .send(.select(application: CardNames.paymentApplications[index]))
    }

    // MARK: NFC tags

    private mutating func readTag() -> Step {
        guard queries.readsNDEF else { return readNumber() }
        guard !atr.isStorageCard else {
            // Ultralight and NTAG, of NXP or of nobody in particular.
            guard atr.storageName == 0x0003 || atr.storageName == 0x003A else {
                return readNumber()
            }
            return readPages(Type2Memory())
        }
        stage = .tagApplication
        return .send(.select(application: CardNames.tag))
    }

    private mutating func readPages(_ memory: Type2Memory) -> Step {
        guard memory.nextPage < 256 else { return readNumber() }
        stage = .tagPages(memory)
        return .send(
            APDU(
                0xFF, 0xB0, 0, UInt8(memory.nextPage), expected: Type2Memory.readLength))
    }

    /// NFC Forum Type 4 Tag 2.0, 5.4: the capability container names the file of the message.
    private mutating func takeMessage(_ answer: APDUAnswer) -> Step {
        guard answer.isGood else { return readNumber() }
        let data = Array(answer.data)
        switch stage {
        case .tagApplication:
            stage = .tagCapabilities
            return .send(APDU(0x00, 0xA4, 0x00, 0x0C, data: [0xE1, 0x03]))
        case .tagCapabilities:
            stage = .tagCapabilityRead
            return .send(APDU(0x00, 0xB0, 0, 0, expected: 15))
        case .tagCapabilityRead:
            guard data.count >= 15, data[7] == 0x04, data[8] == 0x06, data[13] == 0 else {
                return readNumber()
            }
            chunk = min(Int(data[3]) << 8 | Int(data[4]), 255)
            guard chunk >= 15 else { return readNumber() }
            stage = .tagFile
            return .send(APDU(0x00, 0xA4, 0x00, 0x0C, data: [data[9], data[10]]))
        case .tagFile:
            stage = .tagLength
            return .send(APDU(0x00, 0xB0, 0, 0, expected: 2))
        case .tagLength:
            guard data.count == 2 else { return readNumber() }
            let length = Int(data[0]) << 8 | Int(data[1])
            guard (1...Reading.capacity).contains(length) else { return readNumber() }
            return readMessage(length: length, read: [])
        case .tagMessage(let length, let read):
            guard !data.isEmpty else { return readNumber() }
            let all = Array((read + data).prefix(length))
            return all.count == length
                ? finish(message: all) : readMessage(length: length, read: all)
        default: return readNumber()
        }
    }

    private mutating func readMessage(length: Int, read: [UInt8]) -> Step {
        stage = .tagMessage(length: length, read: read)
        let place = read.count + 2
        return .send(
            APDU(
                0x00, 0xB0, UInt8(place >> 8), UInt8(truncatingIfNeeded: place),
                expected: min(chunk, length - read.count)))
    }

    private mutating func finish(message: [UInt8]) -> Step {
        guard let text = NDEFMessage.text(of: message) else { return readNumber() }
        messageText = text
        return readNumber()
    }

    // MARK: The number

    private mutating func readNumber() -> Step {
        guard isContactless, queries.readsUID else { return finish(number: nil) }
        stage = .number
        return .send(APDU(0xFF, 0xCA, 0, 0, expected: 256))
    }

    private mutating func take(number: [UInt8]) -> Step {
        switch CardUID.judge(number, isReversed: queries.isUIDReversed, atr: atr) {
        case .usable(let uid): return finish(number: uid)
        case .finding(let what): return messageText.isEmpty ? finding(what) : finish(number: nil)
        case .unreadable: return messageText.isEmpty ? .failed : finish(number: nil)
        }
    }

    private func finish(number: [UInt8]?) -> Step {
        let uid = number ?? []
        if !messageText.isEmpty {
            return .done(CardContent(part: .ndef, text: messageText, uid: uid))
        }
        guard let number else { return finding(.noIdentifier) }
        return .done(CardContent(part: .uid, text: text(of: number), uid: number))
    }

    /// The number as the directory keeps it.
    private func text(of uid: [UInt8]) -> [UInt8] {
        guard queries.isUIDDecimal, uid.count == 4 else {
            return CardApplication.Form.digits(of: uid)
        }
        let number = String(uid.reduce(0) { $0 << 8 | UInt32($1) })
        return Array((String(repeating: "0", count: 10 - number.count) + number).utf8)
    }
}

/// What a card turned out to be.
struct CardContent: Sendable, Equatable {
    var part: CardPart?
    var application = Bytes<32>()
    var text: [UInt8] = []
    /// The card's own number, in the order of the air; empty where it has none that identifies.
    var uid: [UInt8] = []
    /// Why it identifies nobody.
    var finding: CardFinding?

    init(
        part: CardPart, application: Bytes<32> = Bytes(), text: [UInt8], uid: [UInt8] = []
    ) {
        self.part = part
        self.application = application
        self.text = text
        self.uid = uid
    }

    init(finding: CardFinding) {
        self.finding = finding
    }
}
