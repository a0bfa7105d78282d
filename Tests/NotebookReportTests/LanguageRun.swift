import Foundation
import NotebookModel

/// Notebooks in other scripts.
enum LanguageRun {
    /// A page that is read from right to left.
    static func arabic() -> NotebookRun {
        let run = SampleRun.run(
            [
                Cell(
                    kind: .markdown,
                    source: """
                        # التعلّم التبايني

                        نصٌّ عربيّ مع `let x = 1` وصيغة $\\ell_{i,j} = -\\log p$ و English words (SimCLR).

                        ## النتائج

                        - أوّل
                        - ثانٍ

                        > اقتباس

                        | الطريقة | الدقّة |
                        |:-----|----:|
                        | SimCLR | 61.5 % |
                        """),
                Cell(
                    kind: .code, title: "تدريب النموذج",
                    source: "let words = \"مرحبا بالعالم\"  // تعليق\nprint(words)"),
            ], header: [.init(key: "title", value: "التعلّم التبايني"), .init(key: "lang", value: "ar")])
        return withOutputs(run, "مرحبا بالعالم, 3 epochs\nplain line\n")
    }

    /// A page in Chinese.
    static func chinese() -> NotebookRun {
        let run = SampleRun.run(
            [
                Cell(
                    kind: .markdown,
                    source: """
                        # 对比学习

                        对比学习在**没有标签**的情况下训练编码器：同一张图片的两个视图应当相似。温度 $\\tau = 0.5$，损失为
                        $\\mathcal L_{\\text{对比}}$。日本語も、🌷👩‍👩‍👧 も。

                        ## 结果

                        1. 第一
                        2. 第二
                        """),
                Cell(kind: .code, title: "训练模型", source: "let 损失 = \"训练完成\"  // 注释：很长的注释会换行\nprint(损失)"),
            ], header: [.init(key: "title", value: "对比学习"), .init(key: "lang", value: "zh-Hans")])
        return withOutputs(run, "训练完成：第 3 轮\n表格｜对齐\n")
    }

    private static func withOutputs(_ run: NotebookRun, _ text: String) -> NotebookRun {
        var run = run
        let table =
            #"{"title":null,"columns":[{"title":"\#(run.notebook.title ?? "")","numeric":false},{"title":"top-1","numeric":true}],"rows":[[{"text":"SimCLR"},{"text":"61.5 %","value":61.5}]]}"#
        run.results[0].outputs = [
            .stream(.stdout, text), SampleRun.display("application/vnd.swiftnb.table+json", table),
        ]
        return run
    }
}
