import Testing

/// The formulas of the papers' loss sections, with what is read along each.
enum Formulas {
    struct Formula: Sendable, CustomTestStringConvertible {
        /// Where it stands.
        var source: String
        var tex: String
        /// All signs in order, spaces left out.
        var read: String
        var testDescription: String { source }
    }

    static let simCLR = [
        Formula(
            source: "SimCLR, equation 1",
            tex: #"""
                \ell_{i,j} = -\log \frac{\exp(\mathrm{sim}(\bm z_i, \bm z_j)/\tau)}{\sum_{k=1}^{2N} \mathbb{1}_{[k \neq i]}
                \exp(\mathrm{sim}(\bm z_i, \bm z_k)/\tau)}~,
                """#,
            read: "ℓi,j=−logexp(sim(𝒛i,𝒛j)/τ)∑k=12N𝟙[k≠i]exp(sim(𝒛i,𝒛k)/τ),"),
        Formula(
            source: "SimCLR, cosine similarity",
            tex: #"\mathrm{sim}(\bm u, \bm v) = \bm u^\top \bm v / \lVert\bm u\rVert \lVert\bm v\rVert"#,
            read: "sim(𝒖,𝒗)=𝒖⊤𝒗/‖𝒖‖‖𝒗‖"),
        Formula(
            source: "SimCLR, algorithm 1",
            tex: #"\mathcal{L} = \frac{1}{2N} \sum_{k=1}^N \left[\ell(2k{-}1,2k) + \ell(2k,2k{-}1)\right]"#,
            read: "ℒ=12N∑k=1N[ℓ(2k−1,2k)+ℓ(2k,2k−1)]"),
        Formula(
            source: "SimCLR, projection head",
            tex: #"\bm z_i = g(\bm h_i) = W^{(2)}\sigma(W^{(1)} \bm h_i)"#, read: "𝒛i=g(𝒉i)=W(2)σ(W(1)𝒉i)"),
        Formula(
            source: "SimCLR, table 2, NT-Xent",
            tex:
                #"\bm{u}^T\bm{v}^+/\tau - \log \sum_{\bm{v} \in \{\bm{v}^+, \bm{v}^-\}}\exp(\bm{u}^T\bm{v}/\tau)"#,
            read: "𝒖T𝒗+/τ−log∑𝒗∈{𝒗+,𝒗−}exp(𝒖T𝒗/τ)"),
        Formula(
            source: "SimCLR, table 2, NT-Logistic",
            tex: #"\log\sigma(\bm{u}^T\bm{v}^+/\tau) + \log\sigma(-\bm{u}^T\bm{v}^-/\tau)"#,
            read: "logσ(𝒖T𝒗+/τ)+logσ(−𝒖T𝒗−/τ)"),
        Formula(
            source: "SimCLR, table 2, margin triplet",
            tex: #"-\max(\bm{u}^T\bm{v}^- - \bm{u}^T\bm{v}^+ + m, 0)"#, read: "−max(𝒖T𝒗−−𝒖T𝒗++m,0)"),
        Formula(
            source: "SimCLR, table 2, gradient of NT-Xent",
            tex: #"""
                (1-\frac{\exp(\bm{u}^T\bm{v}^+/\tau)}{Z(\bm{u})})/\tau\bm{v}^+ - \sum_{\bm{v}^-}
                \frac{\exp(\bm{u}^T\bm{v}^-/\tau)}{Z(\bm{u})}/\tau\bm{v}^-
                """#,
            read: "(1−exp(𝒖T𝒗+/τ)Z(𝒖))/τ𝒗+−∑𝒗−exp(𝒖T𝒗−/τ)Z(𝒖)/τ𝒗−"),
    ]

    static let moCo = [
        Formula(
            source: "MoCo, equation 1",
            tex:
                #"\mathcal{L}_q = -\log \frac{\exp(q{\cdot}k_+ / \tau)}{\sum_{i=0}^{K}\exp(q{\cdot}k_i / \tau)}"#,
            read: "ℒq=−logexp(q⋅k+/τ)∑i=0Kexp(q⋅ki/τ)"),
        Formula(
            source: "MoCo, equation 2",
            tex: #"\theta_\textrm{k} \leftarrow m\theta_\textrm{k}+(1-m)\theta_\textrm{q}."#,
            read: "θk←mθk+(1−m)θq."),
    ]

    static let barlowTwins = [
        Formula(
            source: "Barlow Twins, equation 1",
            tex: #"""
                \mathcal{L_{BT}} \triangleq \underbrace{\sum_i (1-\mathcal{C}_{ii})^2}_\text{invariance term} + ~~\lambda
                \underbrace{\sum_{i}\sum_{j \neq i} {\mathcal{C}_{ij}}^2}_\text{redundancy reduction term}
                """#,
            read: "ℒℬ𝒯≜∑i(1−𝒞ii)2⏟invariance term+λ∑i∑j≠i𝒞ij2⏟redundancy reduction term"),
        Formula(
            source: "Barlow Twins, equation 2",
            tex: #"""
                \mathcal{C}_{ij} \triangleq \frac{\sum_b z^A_{b,i} z^B_{b,j}}
                {\sqrt{\sum_b {(z^A_{b,i})}^2} \sqrt{\sum_b {(z^B_{b,j})}^2}}
                """#,
            read: "𝒞ij≜∑bzb,iAzb,jB∑b(zb,iA)2∑b(zb,jB)2"),
        Formula(
            source: "Barlow Twins, InfoNCE",
            tex: #"""
                \mathcal{L}_{infoNCE} \triangleq -\underbrace{\sum_b \frac{\langle z_b^A, z_b^B \rangle_i}
                {\tau \left\lVert z_b^A \right\rVert_2 \left\lVert z_b^B \right\rVert_2}}_\text{similarity term} +
                \underbrace{\sum_b \log\left(\sum_{b' \neq b} \exp\left(\frac{\langle z_b^A, z_{b'}^B \rangle_i}
                {\tau \left\lVert z_b^A \right\rVert_2 \left\lVert z_{b'}^B \right\rVert_2}\right)\right)}_\text{contrastive
                term}
                """#,
            read:
                "ℒinfoNCE≜−∑b⟨zbA,zbB⟩iτ‖zbA‖2‖zbB‖2⏟similarity term+∑blog(∑b′≠bexp(⟨zbA,zb′B⟩iτ‖zbA‖2‖zb′B‖2))⏟contrastive term"
        ),
        Formula(
            source: "Barlow Twins, information bottleneck",
            tex: #"\mathcal{IB}_\theta \triangleq I(Z_\theta,Y) - \beta I(Z_\theta,X)"#,
            read: "ℐℬθ≜I(Zθ,Y)−βI(Zθ,X)"),
    ]

    static let vicReg = [
        Formula(
            source: "VICReg, equation 1",
            tex: #"v(Z) = \frac{1}{d} \sum_{j=1}^{d} \max(0, \gamma - S(z^{j}, \epsilon)),"#,
            read: "v(Z)=1d∑j=1dmax(0,γ−S(zj,ϵ)),"),
        Formula(
            source: "VICReg, equation 2", tex: #"S(x, \epsilon) = \sqrt{\operatorname{Var}(x) + \epsilon}"#,
            read: "S(x,ϵ)=Var(x)+ϵ"),
        Formula(
            source: "VICReg, equation 3",
            tex: #"""
                C(Z) = \frac1{n-1} \sum_{i=1}^{n} (z_i - \bar{z}) (z_i - \bar{z})^{T}, \ \ \ \text{where} \ \ \
                \bar{z} = \frac1n \sum_{i=1}^{n} z_i.
                """#,
            read: "C(Z)=1n−1∑i=1n(zi−z¯)(zi−z¯)T,wherez¯=1n∑i=1nzi."),
        Formula(
            source: "VICReg, equation 4", tex: #"c(Z) = \frac{1}{d} \sum_{i \ne j} [C(Z)]_{i,j}^2"#,
            read: "c(Z)=1d∑i≠j[C(Z)]i,j2"),
        Formula(
            source: "VICReg, equation 5", tex: #"s(Z,Z') = \frac{1}{n} \sum_i \|z_i - z_i'\|_2^2."#,
            read: "s(Z,Z′)=1n∑i‖zi−zi′‖22."),
        Formula(
            source: "VICReg, equation 6",
            tex: #"\ell(Z,Z') = \lambda s(Z,Z') + \mu [v(Z) + v(Z')] + \nu [c(Z) + c(Z')],"#,
            read: "ℓ(Z,Z′)=λs(Z,Z′)+μ[v(Z)+v(Z′)]+ν[c(Z)+c(Z′)],"),
        Formula(
            source: "VICReg, equation 7",
            tex: #"\mathcal{L} = \sum_{I \in \mathcal{D}} \sum_{t,t'\sim \mathcal{T}} \ell(Z^{I}, Z'^{I})"#,
            read: "ℒ=∑I∈𝒟∑t,t′∼𝒯ℓ(ZI,Z′I)"),
    ]

    static let structures = [
        Formula(
            source: "matrix", tex: #"A = \begin{pmatrix} a & b \\ c & \hat{d} \end{pmatrix}"#,
            read: "A=(abcd^)"),
        Formula(
            source: "cases",
            tex: #"y_i = \begin{cases} 1 & \text{if } k = i \\ 0 & \text{otherwise} \end{cases}"#,
            read: "yi={1if k=i0otherwise"),
        Formula(
            source: "aligned",
            tex: #"\begin{aligned} a &= b + c \\ &= \frac{d}{e} \tag{2} \end{aligned}"#, read: "a=b+c=de"),
        Formula(
            source: "align with two pairs", tex: #"\begin{align*} x &= 1 & y &= 2 \\ z &= 3 \end{align*}"#,
            read: "x=1y=2z=3"),
        Formula(
            source: "chance and floor",
            tex: #"\ln(2N-1) \geq \ln\left(1 + (2N-2)\,e^{-\frac{N}{N-1}\cdot\frac{1}{\tau}}\right)"#,
            read: "ln(2N−1)≥ln(1+(2N−2)e−NN−1⋅1τ)"),
        Formula(
            source: "signs",
            tex: #"-x = -\log(-y) - (+z) \pm |a| - |b| - n! - \max_i -c,\ {-}1, x^{-1}, \sum -d"#,
            read: "−x=−log(−y)−(+z)±|a|−|b|−n!−maxi−c,−1,x−1,∑−d"),
        Formula(
            source: "negated", tex: #"a \not= b \not\in c \not\equiv d \not\to e \notin f \neq g"#,
            read: "a≠b∉c≢d↛e∉f≠g"),
        Formula(
            source: "words of other scripts", tex: #"\mathcal L_{\text{对比}} = 损失"#, read: "ℒ对比=损失"),
    ]

    static let all = simCLR + moCo + barlowTwins + vicReg + structures
}
