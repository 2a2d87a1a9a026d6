import Identity

/// What every decoder does that makes something of one report at a time.
extension ReportAssembler {
    /// Takes a transfer, and reports what is wrong with it and with what came before. True when
    /// `report` is whole.
    mutating func receive(
        _ transfer: borrowing Span<UInt8>, of kind: ReadingKind, at now: Instant,
        into output: inout Output
    ) -> Bool {
        do throws(Fault) {
            try expire(at: now, before: transfer)
        } catch {
            output.report(error, of: kind)
        }
        do throws(Fault) {
            return try take(transfer, at: now) == .report
        } catch {
            output.report(error, of: kind)
            return false
        }
    }

    /// A report may be lost: forgets the one under way.
    mutating func inputDamaged(of kind: ReadingKind, into output: inout Output) {
        removeAll()
        output.report(.truncated, of: kind)
    }
}
