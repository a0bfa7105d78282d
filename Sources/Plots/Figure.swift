import Display
import Foundation

/// A drawn figure: SVG with a transparent background, text as text, in the colours of the page around it.
///
/// A figure that could not be drawn shows one line that says why, and the run goes on.
public struct Figure: Displayable, Sendable {
    /// The title drawn above it.
    public let title: String
    /// What it shows, in words, with the main numbers.
    public let alternativeText: String
    /// The SVG document, or why there is none.
    public let drawing: Result<String, PlotError>
    /// The numbers behind it as comma-separated values, headings first; `nil` where there are none or too many.
    public let csv: String?

    let script: FigureScript

    /// Draws a script.
    init(_ script: FigureScript, title: String, alternativeText: String, data: FigureData) {
        self.title = title
        self.alternativeText = alternativeText
        csv = data.csv
        self.script = script
        drawing = Result { () throws(PlotError) -> String in
            let (raw, frame) = try Gnuplot.current.draw(
                script.commands, width: script.width, height: script.height)
            let layer = frame.map(script.hoverLayer) ?? ""
            return SVGRewriter(script, alternativeText: alternativeText, layer: layer).rewrite(raw)
        }
        if case .failure(let error) = drawing {
            FileHandle.standardError.write(Data("swiftnb: \(name) is not drawn: \(error)\n".utf8))
        }
    }

    /// The SVG document, `nil` where the figure could not be drawn.
    public var svg: String? { try? drawing.get() }

    /// The SVG, the same as PNG for programs that show no SVG, the numbers, and the alternative text for terminals; or
    /// the reason why there is no drawing.
    public var display: MIMEBundle {
        var bundle = MIMEBundle(title: title.isEmpty ? nil : title, alternativeText: alternativeText)
        switch drawing {
        case .success(let svg):
            bundle.set(svg, as: .svg)
            bundle.set("[\(alternativeText)]", as: .plainText)
            // What has been drawn once is drawn again; should it not, the SVG is there.
            bundle.content[.png] = (try? drawn(as: .png)).map { Data($0) }
            if let csv { bundle.set(csv, as: .csv) }
        case .failure(let error):
            bundle.alternativeText = nil
            bundle.set("\(name) is not drawn: \(error)", as: .plainText)
        }
        return bundle
    }

    private var name: String { title.isEmpty ? "figure" : "figure “\(title)”" }
}

extension Figure: CustomStringConvertible {
    /// The alternative text.
    public var description: String { alternativeText }
}
