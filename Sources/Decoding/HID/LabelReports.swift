import Identity

/// The reports of a scanner, and the label that they are the parts of.
struct LabelReports: Sendable {
    private var assembler: ReportAssembler
    var parts = LabelParts()

    init(_ assembler: ReportAssembler) { self.assembler = assembler }

    var deadline: Instant? { assembler.deadline ?? parts.deadline }

    /// Takes a transfer, and reports what is wrong with it and with what came before.
    /// - Returns: The report that it completes.
    mutating func receive(
        _ transfer: borrowing Span<UInt8>, at now: Instant, into output: inout Output
    ) -> Bytes<1024>? {
        do throws(Fault) {
            try expire(at: now, before: transfer)
        } catch {
            output.report(error, of: .barcode)
        }
        do throws(Fault) {
            guard try assembler.take(transfer, at: now) == .report else { return nil }
            defer { assembler.removeAll() }
            return assembler.report
        } catch {
            refuse(error, at: now, into: &output)
            return nil
        }
    }

    /// Reports what is wrong with a report, and drops the label that the report is part of.
    mutating func refuse(_ fault: Fault, at now: Instant, into output: inout Output) {
        parts.abandon(at: now)
        output.report(fault, of: .barcode)
    }

    /// A report may be lost: what is under way is dropped, with the parts that are still to come.
    mutating func inputDamaged(at now: Instant, into output: inout Output) {
        assembler.removeAll()
        parts.drop(hasMore: true, at: now)
        output.report(.truncated, of: .barcode)
    }

    private mutating func expire(
        at now: Instant, before transfer: borrowing Span<UInt8>
    ) throws(Fault) {
        do throws(Fault) {
            try assembler.expire(at: now, before: transfer)
        } catch {
            parts.removeAll()
            throw error
        }
        try parts.expire(at: now)
    }
}
