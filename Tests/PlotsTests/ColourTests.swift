import Foundation
import Plots
import Testing

@Suite("Colours")
struct ColourTests {
    /// An sRGB colour, linear, each part 0…1.
    private typealias Colour = SIMD3<Double>

    /// The rows of the matrices that show linear RGB as it is seen without one kind of cones.
    ///
    /// Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009.
    private static let visions: [String: [Colour]] = [
        "trichromats": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        "protanopes": [
            [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        "deuteranopes": [
            [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        "tritanopes": [
            [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ]

    @Test("the first five series differ by colour for every kind of eyes, and the sixth is dashed")
    func series() throws {
        let lines = (0..<6).map { Series([0.0, Double($0)], label: "\($0)", style: .line) }
        let svg = try #require(plot(series: lines).svg)
        var colours: [Colour] = []
        for match in svg.matches(of: /rgb\( *([0-9]+), *([0-9]+), *([0-9]+)\)/) {
            let values = [match.1, match.2, match.3].compactMap { Double($0) }
            let colour = Colour(Self.linear(values[0]), Self.linear(values[1]), Self.linear(values[2]))
            if values != [1, 2, 3], !colours.contains(colour) { colours.append(colour) }
        }
        try #require(colours.count == 6)
        for (name, vision) in Self.visions {
            let seen = colours.prefix(5).map { colour in Self.lab(vision.map { ($0 * colour).sum() }) }
            for (index, one) in seen.enumerated() {
                for other in seen.dropFirst(index + 1) {
                    let difference = ((one - other) * (one - other)).sum().squareRoot()
                    #expect(difference > 12, "to \(name)")
                }
            }
        }
        func dashes(_ svg: String) -> Int { svg.matches(of: /stroke-dasharray/).count }
        let five = try #require(plot(series: Array(lines.prefix(5))).svg)
        #expect(dashes(svg) > dashes(five))
    }

    @Test("every number in a cell of a heat map has a contrast of 4.5:1 to its cell")
    func cellTexts() throws {
        // Viridis, each tenth of the way: the luminance that the map's colours have.
        let luminance = [
            0.0189, 0.0390, 0.0674, 0.1079, 0.1579, 0.2217, 0.3008, 0.3911, 0.5011, 0.6350, 0.7817,
        ]
        let values = (0...10).map(Double.init)
        let options = HeatmapOptions(cellFormat: .decimals(0))
        let svg = try #require(heatmap([values, values], options: options).svg)
        let texts = svg.matches(of: /fill="rgb\((255|0),\1,\1\)"[^>]*>\s*<text>([0-9]+)</)
        try #require(texts.count == 22)
        for text in texts {
            let cell = luminance[Int(text.2) ?? 0]
            let contrast = text.1 == "255" ? 1.05 / (cell + 0.05) : (cell + 0.05) / 0.05
            #expect(contrast >= 4.5, "\(text.2) on \(cell)")
        }
    }

    private static func linear(_ value: Double) -> Double {
        let share = value / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }

    /// CIE 1976 L*a*b*, whose distances are about those that are seen.
    private static func lab(_ rgb: [Double]) -> Colour {
        let x = 0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]
        let y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
        let z = 0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]
        func root(_ t: Double) -> Double { t > 0.008856 ? pow(t, 1 / 3) : 7.787 * t + 16.0 / 116 }
        let (fx, fy, fz) = (root(x / 0.9505), root(y), root(z / 1.089))
        return Colour(116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))
    }
}
