import Identity

/// What every decoder does that makes something of one report at a time.
extension ReportAssembler {
    /// Takes a transfer, and reports what is wrong with it and with what came before. True when `report` is whole.
    mutating func receive(
        _ transfer: borrowing Span<UInt8>, at now: Instant, into output: inout DecoderOutput
    ) -> Bool {
        do throws(Fault) {
            try expire(at: now, before: transfer)
        } catch {
            output.report(error)
        }
        do throws(Fault) {
            return try take(transfer, at: now) == .report
        } catch {
            output.report(error)
            return false
        }
    }

    /// A report may be lost: forgets the one under way.
    mutating func spoil(into output: inout DecoderOutput) {
        removeAll()
        output.report(.truncated)
    }
}
