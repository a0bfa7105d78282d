import Foundation
import NotebookModel
import NotebookTesting
import Testing

@Suite("A cell that asks for a new kernel")
struct NewKernelTests {
    /// A kernel that dies in the second of five cells; the fourth begins anew.
    private static let text = """
        // %%
        let value = 1
        // %%
        print("last words")
        kill(getpid(), SIGKILL); sleep(5)
        // %%
        print(value)
        // %% kernel="new"
        let value = "anew"
        // %%
        print(value)
        """

    @Test("is where a run that keeps going takes up again after its kernel died; what is between is not run")
    func afterDeath() throws {
        let notebook = try FinishedNotebook(Self.text) { $0.failurePolicy = .proceed }
        #expect(notebook.states == [.ok, .died, .notRun, .ok, .ok])
        #expect(notebook.stdout(1) == "last words\n")
        #expect(notebook.stdout(4) == "anew\n")
        #expect(notebook.run.status == .failed)
    }

    @Test("is not reached where the policy is to stop")
    func stopping() throws {
        #expect(try FinishedNotebook(Self.text).states == [.ok, .died, .notRun, .notRun, .notRun])
    }

    @Test("runs in another process and sees nothing of the cells before it, nor of the imports")
    func separate() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            import Synchronization
            let first = Mutex(getpid())
            print(getpid())
            // %% kernel="new"
            print(getpid())
            // %%
            print(first)
            """)
        #expect(notebook.states == [.ok, .ok, .failed])
        #expect(notebook.failure(2)?.message == "cannot find 'first' in scope")
        #expect(notebook.stdout(0) != notebook.stdout(1))
    }
}
