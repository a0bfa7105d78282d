/// The one look of all figures.
///
/// Lines and text are drawn in marker colours that no one else uses; the finished SVG has `currentColor` in their
/// place, so that a figure takes the colour of the page around it, light or dark.
enum FigureStyle {
    /// Axes and text.
    static let ink = "#010203"
    /// Grid lines: ink, nearly transparent.
    static let faint = "#040506"
    /// Secondary text and reference lines: ink, partly transparent.
    static let muted = "#070809"

    /// The marker colours as gnuplot writes them, with what stands for them.
    static let substitutions: [(red: Int, green: Int, blue: Int, opacity: String?)] = [
        (1, 2, 3, nil), (4, 5, 6, "0.16"), (7, 8, 9, "0.72"),
    ]

    /// Series colours in order: after Okabe and Ito's set for colour-blind readers, its light ones darkened so that
    /// each has a contrast of at least 3:1 to a light and to a dark page. The first five tell apart by themselves.
    static let palette = [
        "#1f83c9", "#d55e00", "#009e73", "#c2649a", "#6055d0", "#a87b00", "#17a0b5", "#7f7f7f",
        "#6f9a1e", "#b5473f",
    ]

    /// gnuplot's dash patterns: a second sign beside the colour for every further five series.
    static let dashes = ["solid", "(8,4)", "(2,3)", "(8,3,2,3)", "(12,3)", "(4,2)"]

    /// Stops of viridis (Smith, van der Walt, Firing; CC0): perceptually uniform and monotone in lightness.
    static let viridis = [
        "#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6dcd59", "#b4de2c",
        "#fde725",
    ]

    /// Fonts for text; the browser takes each character from the first that has it.
    static let fontFamily =
        "system-ui, 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', 'Noto Sans CJK SC', sans-serif"

    /// The default size in pixels.
    static let width = 640
    /// The default height in pixels.
    static let height = 400

    /// The colour of a series.
    static func color(_ index: Int) -> String { palette[index % palette.count] }

    /// The dash pattern of a series.
    static func dash(_ index: Int) -> String { dashes[(index / 5) % dashes.count] }

    /// The palette command for heat maps.
    static var paletteCommand: String {
        let colors = viridis.enumerated().map { "\($0) '\($1)'" }
        return "set palette maxcolors 256 defined (\(colors.joined(separator: ", ")))"
    }

    /// Whether text on a heat map's cell is better white than black: `share` is the value's place in the range, 0…1.
    ///
    /// Where viridis changes sides both have a contrast of 4.6:1 to it, and elsewhere the better one has more.
    static func wantsLightText(on share: Double) -> Bool { share < 0.44 }
}
