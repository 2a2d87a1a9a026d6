import Decoding
import Drivers
import Identity

extension Capture {
    /// The text form; `init(parsing:)` reads it back as an equal capture.
    public var text: String {
        var lines: [String] = []
        // Leading comments say what the capture is, so they stay on top of the options.
        let leading = steps.prefix { if case .comment = $0 { true } else { false } }
        lines += leading.map(Self.line)
        if let driver { lines.append("= driver \(driver)") }
        if let interface { lines += interface.captureLines }
        for name in options.names {
            let value = options[name] ?? []
            let isText = DriverOption.named(name).contains { $0.isText }
            lines.append("= \(name) \(isText ? value.hex : String(decoding: value, as: UTF8.self))")
        }
        lines += options.cards.applications.map { "= application \($0.captureWords)" }
        lines += steps.dropFirst(leading.count).map(Self.line)
        return lines.map { $0 + "\n" }.joined()
    }

    private static func line(_ step: Step) -> String {
        switch step {
        case .comment(let text): text.isEmpty ? "#" : "# \(text)"
        case .received(let bytes): "< \(bytes.hex)"
        case .answered(let bytes): ": \(bytes.hex)"
        case .status(let bytes): "^ \(bytes.hex)"
        case .sent(let bytes): "> \(bytes.hex)"
        case .signal(let signal): "! \(signal.rawValue)"
        case .pause(let duration): "@ \(pause(duration))"
        }
    }

    private static func pause(_ duration: Duration) -> String {
        let microseconds = max(0, duration.inNanoseconds / 1000)
        if microseconds % 1_000_000 == 0 { return "\(microseconds / 1_000_000)s" }
        if microseconds % 1000 == 0 { return "\(microseconds / 1000)ms" }
        return "\(microseconds)us"
    }
}

extension Sequence<UInt8> {
    /// Two capital hexadecimal digits a byte, a blank between bytes.
    var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
    }
}

extension Bytes {
    /// Two capital hexadecimal digits a byte, a blank between bytes.
    var hex: String { (0..<count).map { self[$0] }.hex }
}
