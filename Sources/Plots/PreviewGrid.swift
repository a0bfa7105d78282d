import Display
import Images

extension ViewPreview {
    /// The steps as a grid: a row a view, a column a step; where a step changed nothing its picture says so.
    public func grid(title: String = "What each step did") -> ImageGrid {
        let steps = views.first?.map(\.step) ?? []
        return Plots.grid(
            of: views.map { [original] + $0.map(\.image) }, title: title,
            rowTitles: views.indices.map { "view \($0 + 1)" },
            columnTitles: ["picture"] + steps.map(Self.name),
            captions: views.map { [""] + $0.map { $0.hasChanged ? "" : "unchanged" } })
    }

    /// The type's name at the beginning of a step's words, as words that a narrow column can break: `Color Jitter`.
    private static func name(of step: String) -> String {
        step.prefix { $0.isLetter }.reduce(into: "") { name, letter in
            if letter.isUppercase && name.last?.isLowercase == true { name += " " }
            name.append(letter)
        }
    }
}

extension ViewPreview: Displayable {
    /// The grid.
    public var display: MIMEBundle { grid().display }
}
