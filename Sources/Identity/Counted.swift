extension BinaryInteger {
    /// The number with its noun, as people write them: `1 device`, `2 devices`.
    public func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
