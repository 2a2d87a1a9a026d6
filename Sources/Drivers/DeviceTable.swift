import Identity

/// The README's table of devices.
public enum DeviceTable {
    /// Markdown: the drivers, their options, then the devices in three tiers.
    public static var markdown: String {
        var lines = ["| driver | reads | taken without settings |", "| --- | --- | --- |"]
        for driver in Driver.catalogue {
            lines.append("| `\(driver.name)` | \(driver.summary) | \(taken(by: driver)) |")
        }
        lines += heading("Options of drivers", "what settings may say of a device:")
        lines += ["| option | what it says | may be | of |", "| --- | --- | --- | --- |"]
        for option in DriverOption.all {
            let drivers = Driver.catalogue.filter { driver in
                driver.options.contains { $0.name == option.name && $0.kind == option.kind }
            }
            lines.append(
                "| `\(option.name)` | \(option.help) | \(option.kind.words) | "
                    + drivers.map { "`\($0.name)`" }.joined(separator: ", ") + " |")
        }
        lines += heading(
            "Proven on a recording",
            "a capture under `Fixtures/` holds what such a device sends, from a\n"
                + "published recording or from an example in its maker's manual:"
        )
        lines += rows { $0 == .proven }
        lines += heading(
            "Should work by its descriptor",
            "its descriptor, or its maker's manual, says how; the captures are\n"
                + "made up to that:")
        lines += rows { $0 == .byDescriptor }
        lines += heading("Known not to work", "this version does not read them, and this is why:")
        lines += ["| device | id | why |", "| --- | --- | --- |"]
        for device in KnownDevice.all {
            guard case .knownNot(let why) = device.tier else { continue }
            lines.append("| \(device.name) | \(device.identifier) | \(why) |")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func heading(_ tier: String, _ text: String) -> [String] {
        ["", "**\(tier)**: \(text)", ""]
    }

    private static func rows(_ include: (KnownDevice.Tier) -> Bool) -> [String] {
        ["| device | id | driver |", "| --- | --- | --- |"]
            + KnownDevice.all.filter { include($0.tier) }.map {
                "| \($0.name) | \($0.identifier) | `\($0.driver)` |"
            }
    }

    /// In words, what a driver takes when settings do not name it.
    private static func taken(by driver: Driver) -> String {
        var words: [String] = []
        for match in driver.matches {
            let word = match.words
            if !words.contains(word) { words.append(word) }
        }
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }
}

extension DriverOption.Kind {
    fileprivate var words: String {
        switch self {
        case .word(let words): words.map { "`\($0)`" }.joined(separator: " ")
        case .words(let words): "any of " + words.map { "`\($0)`" }.joined(separator: " ")
        case .text(let limit): "text of at most \(limit) bytes"
        }
    }
}

extension KnownDevice {
    /// `05e0:1900`, `05e0` for a maker, a dash where there is none.
    fileprivate var identifier: String {
        guard let vendor else { return "–" }
        return "`" + vendor.hexadecimal + (product.map { ":" + $0.hexadecimal } ?? "") + "`"
    }
}

extension USBMatch {
    fileprivate var words: String {
        switch self {
        case .usage(let usage, nil): "usage `\(usage)`"
        case .usage(let usage, let vendor?): "usage `\(usage)` of \(Self.name(vendor))"
        case .page(let page): "usage page `\(page.hexadecimal.uppercased())`"
        case .model(let vendor, let product):
            "`\(vendor.hexadecimal):\(product.hexadecimal)`"
        case .keyboard(_, nil, _): "keyboards of makers who make readers only"
        case .keyboard(let vendor, let product?, _):
            "`\(vendor.hexadecimal):\(product.hexadecimal)`"
        case .smartCard: "USB class `0B`, and class `FF` with its descriptor"
        case .serialPort(_, nil): "USB serial ports of makers of scanners"
        case .serialPort(let vendor, let product?):
            "`\(vendor.hexadecimal):\(product.hexadecimal)`"
        }
    }

    private static func name(_ vendor: UInt16) -> String {
        Maker.of(vendor)?.name ?? vendor.hexadecimal
    }
}
