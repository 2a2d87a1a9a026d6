package import Identity
package import LaneLink
package import Recognition

/// From a reading to the body of an event: recognise, resolve, write. No descriptor and no clock: time is given.
package struct Pipeline {
    var recogniser: Recogniser

    package init(recogniser: Recogniser) {
        self.recogniser = recogniser
    }

    /// Where and when a reading was taken.
    package struct Origin {
        var lane: Bytes<32>
        /// Empty for what was typed.
        var device: Bytes<32>
        var time: WallTime
        var shopper: ShopperPolicy
        /// Who puts those who are identified on the lane's ticket; nil where nobody joins one.
        var desk: TicketDesk?

        package init(
            lane: Bytes<32>, device: Bytes<32>, time: WallTime, shopper: ShopperPolicy
        ) {
            self.lane = lane
            self.device = device
            self.time = time
            self.shopper = shopper
        }
    }

    /// What came of a reading; nil where a rule says that it is no event.
    package typealias Verdict = OutcomeKind?

    /// Recognises and resolves a reading and writes the event's body.
    package func run<R: Resolver>(
        _ reading: inout Reading, from origin: Origin, resolver: inout R,
        into body: inout LineBuffer
    ) -> Verdict {
        let recognition = recogniser.recognise(ReadingView(reading))
        let event = EventBody(origin: origin, reading: reading)
        switch recognition {
        case .suppressed:
            reading.wipe()
            return event.suppressed(into: &body)
        case .licence:
            reading.wipe()
            return event.refused(Refusal(reason: .licence), into: &body)
        case .malformed(let fault): return event.malformed(fault, into: &body)
        case .ignored: return nil
        case .coupon(let value, _): return event.coupon(value, into: &body)
        case .plain: return event.read(reading.text.span, into: &body)
        case .staff(let identifier, _):
            return event.staff(identifier, resolver: &resolver, into: &body)
        case .bearer(let identifier, _):
            return event.bearer(identifier, resolver: &resolver, into: &body)
        case .identifier(let identifier, _):
            return event.resolve(identifier, resolver: &resolver, into: &body)
        case .lookUp(let spellings):
            return event.resolve(spellings, of: reading.text.span, resolver: &resolver, into: &body)
        }
    }

    /// A fault of the device's decoder.
    func run(
        _ fault: Fault, kind: ReadingKind, from origin: Origin, into body: inout LineBuffer
    ) -> Verdict {
        EventBody(origin: origin, entryMode: kind.entryMode, kind: kind)
            .malformed(fault, into: &body)
    }

    /// A key or card was taken out; its text where it is known, which passes the payment-card guard.
    func run(
        removalOf kind: ReadingKind, text: borrowing Span<UInt8>, from origin: Origin,
        into body: inout LineBuffer
    ) -> Verdict {
        let event = EventBody(origin: origin, entryMode: kind.entryMode, kind: kind)
        var reading = Reading(kind: kind, entryMode: kind.entryMode, text: text)
        defer { reading.wipe() }
        let isClear = !text.isEmpty && PaymentCardGuard().judge(reading) == .clear
        return event.removed(isClear ? Bytes(text) : nil, into: &body)
    }

    /// A call without a number.
    func run(
        callWithout number: NumberAbsence, from origin: Origin, into body: inout LineBuffer
    ) -> Verdict {
        EventBody(origin: origin, entryMode: .incomingCall, kind: .phone)
            .noNumber(number, into: &body)
    }

    /// A customer whom the cashier typed by number.
    func run<R: Resolver>(
        number: Bytes<32>, from origin: Origin, resolver: inout R,
        into body: inout LineBuffer
    ) -> Verdict {
        let event = EventBody(origin: origin, entryMode: .keyed, kind: nil)
        let identifier = Identifier(kind: .memberNumber, value: Bytes(number.span))
        return event.resolve(identifier, resolver: &resolver, into: &body)
    }
}
