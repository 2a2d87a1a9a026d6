import LaneLink
import Transport

/// What a lane asks.
extension LaneConnection {
    func ready(_ events: Events, token: Token) {
        if events.contains(.input), input.isEmpty { receive() }
        if isClosed { return }
        if events.contains(.output) { server.hasOutput(self) }
        if !events.isDisjoint(with: [.hangup, .error]) { leave() }
    }

    private func receive() {
        do throws(SocketError) {
            guard let count = try server.readInput(self) else { return }
            guard count > 0 else { return finishReading() }
            server.hasRequests(self)
        } catch {
            close(because: nil)
        }
    }

    /// Answers the next line.
    func answerNext() {
        isAnswering = true
        answerLine()
        isAnswering = false
        input.forgetLine()
        if isClosed || isClosing { input.wipe() }
        if input.isEmpty, isGone { close(because: nil) }
    }

    private func answerLine() {
        guard let item = input.next(), !isClosing else { return }
        switch item {
        case .tooLong:
            refuse(RequestFault(id: nil, error: .lineTooLong))
        case .line(let line):
            do throws(RequestFault) {
                server.answer(try Request.read(line), from: self)
            } catch {
                refuse(error)
            }
        }
    }

    private func refuse(_ fault: RequestFault) {
        if fault.wantsReply { send { $0.reply(fault.id, error: fault.error) } }
        guard fault.error.code == LaneError.notJSON.code else { return }
        badLines += 1
        if badLines >= LaneProtocol.badLinesTaken { close(because: "badLines") }
    }
}
