extension MutableSpan where Element == UInt8 {
    /// Overwrites the bytes from `position` on; all of `bytes` must fit.
    ///
    /// The part is taken first, so that its length is known to be that of the source: the copy then
    /// looks at no limit for each byte.
    @inlinable
    public mutating func write(_ bytes: borrowing Span<UInt8>, at position: Int) {
        var part = _mutatingExtracting(position..<position + bytes.count)
        for index in bytes.indices { part[index] = bytes[index] }
    }
}
