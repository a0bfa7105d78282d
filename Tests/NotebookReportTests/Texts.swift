import Foundation

/// Markdown and Swift of the sample.
enum Texts {
    static let introduction = #"""
        # SimCLR on flowers

        Contrastive learning[^1] teaches an encoder **without labels**: two views of one picture should have similar
        features, views of different pictures should not. This notebook follows
        [SimCLR](https://arxiv.org/abs/2002.05709) with `ResNet-18` on ~~64~~ 32-pixel photos.

        | Part | Here | In the paper |
        |:-----|-----:|:------------:|
        | batch | 64 | 4096 |
        | temperature $\tau$ | 0.5 | 0.1 |

        - [x] data
        - [ ] longer training

        ![A flower](images/flower.png) ![Lost](images/lost.png)

        <details><summary>Why flowers?</summary>

        Their *shape* decides, colour misleads.

        </details>

        ```swift
        let views = pipeline(picture)  // two of them
        ```

        [^1]: Chen et al., 2020; see also <https://arxiv.org/abs/1911.05722>.
        """#

    static let views = #"""
        let flowers = try ImageFolder("data/flowers")
        show(flowers.views(of: 2000, count: 5))  // a grid of five columns and two rows, as the walkthrough draws it
        print("\(flowers.count) pictures, \(flowers.classNames.count) classes")
        """#

    static let loss = #"""
        ## The loss, step by step

        For a positive pair $(i, j)$ among $2N$ views the loss is

        $$
        \ell_{i,j} = -\log \frac{\exp\left(\mathrm{sim}(\boldsymbol z_i, \boldsymbol z_j)/\tau\right)}
        {\sum_{k=1}^{2N} \mathbb{1}_{[k \neq i]} \exp\left(\mathrm{sim}(\boldsymbol z_i, \boldsymbol z_k)/\tau\right)}
        \tag{1}
        $$

        where $\mathrm{sim}(u, v) = u^\top v / \lVert u \rVert \lVert v \rVert$. At chance it is $\ln(2N - 1)$, for
        $N = 64$ about $4.844$ nats. Coffee costs \$5.

        ### In other methods

        $$\mathcal{L}_{BT} \triangleq \underbrace{\sum_i \left(1 - \mathcal{C}_{ii}\right)^2}_{\text{invariance term}}
        + \lambda \underbrace{\sum_{i} \sum_{j \neq i} {\mathcal{C}_{ij}}^2}_{\text{redundancy reduction term}}$$

        $$\begin{aligned} v(Z) &= \frac{1}{d} \sum_{j=1}^{d} \max\left(0, \gamma - S(z^j, \epsilon)\right) \\
        S(x, \epsilon) &= \sqrt{\operatorname{Var}(x) + \epsilon} \end{aligned}$$

        $$y = \begin{cases} 1 & \text{if } k = i \\ 0 & \text{otherwise} \end{cases} \qquad
        A = \begin{pmatrix} a & b \\ c & \hat{d} \end{pmatrix} \qquad \foo{x}$$

        Broken: $\frac{1$ stays as it is.
        """#

    static let training = #"""
        for epoch in 0..<epochs {
            for views in progress(loader, "epoch \(epoch + 1)") {
                let features = model(concatenate(views))
                let (logits, labels) = contrastiveLogits(features, views: 2, temperature: 0.07)
                let loss = crossEntropy(logits, labels)
                optimizer.zeroGrad(); loss.backward(); optimizer.step()
            }
        }
        plot(history.loss, title: "InfoNCE over 400 steps — 损失")
        """#
}

extension Texts {
    /// One of everything that CommonMark and GitHub's extensions know.
    static let everything = #"""
        # Heading with `code`, *stress* and $x^2$

        A paragraph with **strong**, *emphasised*, ~~deleted~~ and `code <b>` text,\
        a hard break, a [link](https://example.org "Title & more"), <https://example.org>, www.example.org,
        an entity &copy; and a footnote[^first], again[^first].

        > Quoted
        > > twice

        1. one
        2. two
           - nested

             with a paragraph

        7) seven

        - [x] done
        - [ ] to do

        | left | centre | right |
        |:-----|:------:|------:|
        | `a|b` | *c* | 1 |
        | \| | | 2 |

        ```swift
        let loss = model(x) // "text" 1.5
        ```

        ```
        plain <text>
        ```

            indented

        ***

        ![A dot](dot.gif) and ![a second](a%20b.gif)

        中文、日本語 and عربى 🌷.

        [^first]: The *note*.
        """#

    /// A picture of one pixel.
    static let gif = Data(base64Encoded: "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7") ?? Data()
}

extension Texts {
    /// A grey picture of this width and half its height, that grows lighter to the lower right.
    static func png(width: Int) -> Data {
        let height = width / 2
        let header = bigEndian(width) + bigEndian(height) + [8, 0, 0, 0, 0]
        let lines = (0..<height).flatMap { row -> [UInt8] in
            [0] + (0..<width).map { UInt8(255 * ($0 + row) / (width + height)) }
        }
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        return Data(
            signature + chunk("IHDR", header) + chunk("IDAT", stored(lines)) + chunk("IEND", []))
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in body {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return bigEndian(content.count) + body + bigEndian(Int(~remainder))
    }

    /// A zlib stream of blocks that are not compressed.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            let size = [UInt8(block.count & 0xFF), UInt8(block.count >> 8)]
            stream += [rest.isEmpty ? 1 : 0] + size + size.map { ~$0 } + block
        } while !rest.isEmpty
        var (a, b) = (1, 0)
        for byte in bytes {
            a = (a + Int(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return stream + bigEndian(b << 16 | a)
    }
}
