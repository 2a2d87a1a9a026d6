import Foundation
import Testing

/// Tests that mostly wait, for a second that must pass or for another program: they have threads of
/// their own, because a test that blocks one of the few common threads delays all others.
struct WaitingTests: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(Threads.shared) { try await body() }
    }

    private final class Threads: TaskExecutor {
        static let shared = Threads()
        private let queue = OperationQueue()

        init() { queue.maxConcurrentOperationCount = 4 }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.addOperation { [self] in
                unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            }
        }
    }
}

extension Trait where Self == WaitingTests {
    static var waiting: WaitingTests { WaitingTests() }
}
