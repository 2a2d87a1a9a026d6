import FoundationEssentials
import Identity

/// A request as JSON: the envelope first, then the parameters its method asks for.
struct Envelope: Decodable {
    var id: RequestID?
    var method: String
    var call: Request.Call

    private enum Key: String, CodingKey {
        case jsonrpc, id, method, params
    }

    init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let isNotification = !container.contains(.id)
        id = try? container.decode(RequestID.self, forKey: .id)
        do {
            guard id != nil || isNotification else {
                throw LaneError.invalidRequest("id is a number or a string")
            }
            guard (try? container.decode(String.self, forKey: .jsonrpc)) == "2.0" else {
                throw LaneError.invalidRequest("jsonrpc is not \"2.0\"")
            }
            guard let method = try? container.decode(String.self, forKey: .method) else {
                throw LaneError.invalidRequest("method is missing or no string")
            }
            self.method = method
            let parameters = try Parameters(container, key: .params)
            call = try Request.Call(method: method, parameters)
            try parameters.check(for: method)
        } catch let error as LaneError {
            var fault = RequestFault(id: id, error: error)
            // What is no request at all is told so even without an id (JSON-RPC 2.0, section 7).
            fault.wantsReply = !isNotification || error.code == LaneError.invalidRequest("").code
            throw fault
        }
    }
}

/// The `params` of a request; errors name the field.
struct Parameters {
    struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let container: KeyedDecodingContainer<Name>?
    /// Whether a text may be one that was withheld, because its method makes an event of it.
    var takesWithheld = false

    fileprivate init<Key: CodingKey>(
        _ parent: KeyedDecodingContainer<Key>, key: Key
    ) throws(LaneError) {
        guard parent.contains(key) else {
            container = nil
            return
        }
        do {
            container = try parent.nestedContainer(keyedBy: Name.self, forKey: key)
        } catch {
            throw .invalidParameter(field: "params", "is not an object")
        }
    }

    private init(_ container: KeyedDecodingContainer<Name>) {
        self.container = container
    }

    /// The names of all that is there.
    var fields: [String] { container?.allKeys.map(\.stringValue) ?? [] }

    func has(_ field: String) -> Bool {
        container?.contains(Name(stringValue: field)) ?? false
    }

    func optional<Value: Decodable>(
        _ field: String, as type: Value.Type, is description: String
    ) throws(LaneError) -> Value? {
        guard let container, has(field) else { return nil }
        let value: Value
        do {
            value = try container.decode(Value.self, forKey: Name(stringValue: field))
        } catch {
            throw .invalidParameter(field: field, "is not \(description)")
        }
        if !takesWithheld, let text = value as? String, WithheldText(text.utf8.span) != nil {
            throw .paymentCard(in: field)
        }
        return value
    }

    func required<Value: Decodable>(
        _ field: String, as type: Value.Type, is description: String
    ) throws(LaneError) -> Value {
        guard let value = try optional(field, as: type, is: description) else {
            throw .invalidParameter(field: field, "is missing")
        }
        return value
    }

    /// A string that is not empty, holds no control character and has at most `limit` bytes.
    func name(_ field: String, limit: Int = 64) throws(LaneError) -> String {
        let text = try required(field, as: String.self, is: "a string")
        guard !text.isEmpty else { throw .invalidParameter(field: field, "is empty") }
        guard text.utf8.count <= limit else {
            throw .invalidParameter(field: field, "is longer than \(limit) bytes")
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .invalidParameter(field: field, "holds a control character")
        }
        return text
    }

    func sequence(_ field: String) throws(LaneError) -> Int64 {
        let value = try required(field, as: Int64.self, is: "a whole number")
        guard value >= 0 else { throw .invalidParameter(field: field, "is negative") }
        return value
    }

    func object(_ field: String) throws(LaneError) -> Parameters {
        guard let container, has(field) else {
            throw .invalidParameter(field: field, "is missing")
        }
        do {
            return Parameters(
                try container.nestedContainer(
                    keyedBy: Name.self, forKey: Name(stringValue: field)))
        } catch {
            throw .invalidParameter(field: field, "is not an object")
        }
    }
}

extension RequestID: Decodable {
    public init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }
}
