import Display
import Foundation
import Images

extension Image: Displayable {
    /// The picture as PNG, with its size in words.
    public var display: MIMEBundle {
        var bundle = MIMEBundle(alternativeText: "A picture of \(width)×\(height) pixels.")
        bundle.set(description, as: .plainText)
        if let png = try? pngData() { bundle.content[.png] = Data(png) } else { bundle.alternativeText = nil }
        return bundle
    }
}

extension FloatImage: Displayable {
    /// The picture in 8 bits, as PNG.
    public var display: MIMEBundle { image.display }
}
