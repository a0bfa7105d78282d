import Foundation
import NotebookModel
import Testing

@Suite("Translations")
struct TranslationTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "notebooks")

    private static func notebooks(in folder: URL) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".swiftnb") }.sorted()
    }

    @Test(
        "the Chinese notebooks have the code of the English ones",
        arguments: notebooks(in: folder.appending(path: "zh")))
    func chinese(name: String) throws {
        let original = try Notebook(contentsOf: Self.folder.appending(path: name))
        let translation = try Notebook(contentsOf: Self.folder.appending(path: "zh/\(name)"))
        let comparison = TranslationComparison(original: original, translation: translation)
        #expect(comparison.differences.isEmpty, "notebooks/zh/\(name)")
    }

    @Test("every tutorial has a Chinese one, and no Chinese one stands alone")
    func complete() {
        let originals = Self.notebooks(in: Self.folder)
        let translations = Self.notebooks(in: Self.folder.appending(path: "zh"))
        #expect(originals.contains("simclr-flowers.swiftnb"))
        #expect(originals.filter { !translations.contains($0) } == [], "missing in notebooks/zh")
        #expect(translations.filter { !originals.contains($0) } == [], "in notebooks/zh alone")
    }

    private static let header = "// ---\n// title: 花\n// lang: zh-Hans\n// ---\n"

    private func differences(_ original: String, _ translation: String) throws -> [String] {
        TranslationComparison(
            original: try Notebook(swiftnb: Self.header + original),
            translation: try Notebook(swiftnb: Self.header + translation)
        ).differences
    }

    @Test("words, comments, titles and line breaks may differ")
    func free() throws {
        let differences = try differences(
            """
            // %% [markdown]
            // Text
            // %% Views tags=["exercise"]
            // What is asked
            print("found \\(1 + 1) of \\(n) views", String(format: "took %.1f s, %d %%", t, n))
            // BEGIN SOLUTION
            f(1, 2)
            // END SOLUTION
            """,
            """
            // %% [markdown]
            // 正文
            //
            // 更多
            // %% 视图 tags=["exercise"]
            // 题目
            print(
                "\\(1 + 1) 个，共 \\(n) 个",
                String(format: "用时 %.1f 秒，%d%%", t, n))
            // BEGIN SOLUTION
            f(1, 2)  // 注释
            // END SOLUTION
            """)
        #expect(differences == [])
    }

    @Test(
        "everything else is found, with its cell and lines",
        arguments: [
            ("// %%\nf(1)", "// %%\nf(2)", "cell 1, line 6 (original: line 6): `2` instead of `1`"),
            ("// %%\nf(1)", "// %%\n// 注\nf()", "line 7 (original: line 6): `)` instead of `1`"),
            ("// %%\nf(1)", "// %%\nf(1)\ng()", "`g` instead of ``"),
            ("// %%\nf()\n(1)", "// %%\nf() (1)", "`(` instead of `(`"),
            ("// %%\nf(\"a \\(x)\")", "// %%\nf(\"甲 \\(y)\")", "`y` instead of `x`"),
            ("// %%\nf(\"a \\(x)\")", "// %%\nf(\"甲\")", "instead of `\\`"),
            (
                "// %%\nf(format: \"a %d\", n)", "// %%\nf(format: \"甲 %f\", n)",
                "the string \"甲 %f\" instead of the string \"a %d\""
            ),
            (
                "// %%\nswitch a { case \"b\": c }", "// %%\nswitch a { case \"乙\": c }",
                "`乙` instead of `b`"
            ),
            (
                "// %% tags=[\"parameters\"]\nvar a = \"b\"", "// %% tags=[\"parameters\"]\nvar a = \"乙\"",
                "`乙` instead of `b`"
            ),
            ("// %% tags=[\"skip\"]\nf()", "// %%\nf()", "metadata"),
            ("// %% Title\nf()", "// %%\nf()", "only one of the two has a title"),
            ("// %% [markdown]\n// Text", "// %%\n1", "code instead of markdown"),
            ("// %% [markdown]\n// Text", "// %% [markdown]\n// Text", "the text is not Chinese"),
            ("// %%\nf(\"some words\")", "// %%\nf(\"some words\")", "\"some words\" is not translated"),
            ("// %%\n// BEGIN SOLUTION\nf()", "// %%\nf()", "`f` instead of `// BEGIN SOLUTION`"),
            ("// %%\nf()\n// %%\ng()", "// %%\nf()", "the original has 2 cells, the translation 1"),
        ])
    func found(original: String, translation: String, difference: String) throws {
        let differences = try differences(original, translation)
        try #require(differences.count == 1)
        #expect(differences[0].contains(difference))
    }
}
