/// What was typed does not fit what the command takes.
enum UsageError: Error, Equatable, CustomStringConvertible {
    case unknownCommand(String, nearest: String?)
    case unknownOption(String, nearest: String?)
    case needsValue(option: String, value: String)
    case takesNoValue(option: String)
    case twice(option: String)
    case badValue(of: String, value: String, why: String)
    case unexpected(argument: String)
    case missing(argument: String)

    var description: String {
        switch self {
        case .unknownCommand(let name, let nearest):
            "there is no command “\(name)”" + Self.suggestion(nearest)
        case .unknownOption(let name, let nearest):
            "there is no option \(name)" + Self.suggestion(nearest)
        case .needsValue(let option, let value): "\(option) needs a value: \(option) \(value)"
        case .takesNoValue(let option): "\(option) takes no value"
        case .twice(let option): "\(option) is given twice"
        case .badValue(let name, let value, let why): "\(name) cannot be “\(value)”: \(why)"
        case .unexpected(let argument): "“\(argument)” is one argument too many"
        case .missing(let argument): "\(argument) is missing"
        }
    }

    private static func suggestion(_ nearest: String?) -> String {
        nearest.map { "; did you mean \($0)?" } ?? ""
    }
}
