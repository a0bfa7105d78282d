import Foundation

/// Shows values in their richest form: pictures, figures and tables as such, all else by its description.
///
/// Each value is an output of its own, in order. Optionals show what they hold. In an ordinary program, without
/// a kernel, the plain text goes to standard output.
public func show(_ values: Any...) {
    for value in values { showEach(value, isValue: false) }
}

/// Shows HTML; a report puts it in a sandboxed frame.
public func show(html: String, title: String? = nil) {
    let plain = "[HTML, \(html.utf8.count) bytes]"
    showText(html, as: .html, plainText: plain, title: title)
}

/// Shows Markdown (CommonMark with GitHub's extensions and `$…$` mathematics).
public func show(markdown: String) {
    showText(markdown, as: .markdown, plainText: markdown, title: nil)
}

/// Shows a formula, displayed: `show(latex: #"\frac{1}{2N}\sum_k \ell_k"#)`. Dollar signs around it may be given.
public func show(latex: String) {
    let formula = latex.hasPrefix("$") ? latex : "$$\(latex)$$"
    showText(formula, as: .latex, plainText: latex, title: nil)
}

/// Shows an SVG drawing.
public func show(svg: String, title: String? = nil, alternativeText: String? = nil) {
    var bundle = MIMEBundle(title: title, alternativeText: alternativeText)
    bundle.set(svg, as: .svg)
    bundle.set("[\(alternativeText ?? title ?? "SVG drawing")]", as: .plainText)
    DisplayChannel.show(bundle, isValue: false)
}

/// Shows the bytes of a PNG file.
public func show(png: some DataProtocol, title: String? = nil, alternativeText: String? = nil) {
    var bundle = MIMEBundle(
        content: [.png: Data(png)], title: title, alternativeText: alternativeText)
    bundle.set("[\(alternativeText ?? title ?? "PNG picture, \(png.count) bytes")]", as: .plainText)
    DisplayChannel.show(bundle, isValue: false)
}

/// Shows the value of a cell's last expression; generated code wraps that expression in this call.
///
/// `Void` shows nothing. A string is shown as a Swift literal, in quotes, as a REPL does, so that `"3"` and `3`
/// differ; `show` and `print` give the bare text.
public func __display<T>(_ value: T) {
    if T.self == Void.self || T.self == Void?.self { return }
    showEach(value, isValue: true)
}

private func showText(_ text: String, as type: MIMEType, plainText: String, title: String?) {
    var bundle = MIMEBundle(title: title)
    bundle.set(text, as: type)
    bundle.set(plainText, as: .plainText)
    DisplayChannel.show(bundle, isValue: false)
}

/// Shows one value, or every element of an array of values that have richer forms.
private func showEach(_ value: Any, isValue: Bool) {
    let value = unwrapped(value)
    if let rich = value as? any Displayable {
        DisplayChannel.show(rich.display, isValue: isValue)
    } else if let rich = value as? [any Displayable], !rich.isEmpty {
        for element in rich { DisplayChannel.show(element.display, isValue: isValue) }
    } else {
        // The description is the author's code and may trap: it is complete before anything is sent.
        let text = isValue ? valueDescription(value) : plainDescription(value)
        DisplayChannel.show(MIMEBundle(plainText: text), isValue: isValue)
    }
}

/// What an optional holds, however deep; an empty one is `nil` still.
private func unwrapped(_ value: Any) -> Any {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional, let inner = mirror.children.first?.value else { return value }
    return unwrapped(inner)
}

private func valueDescription(_ value: Any) -> String {
    switch value {
    case let text as String: text.debugDescription
    case let text as Substring: String(text).debugDescription
    case let character as Character: character.debugDescription
    default: plainDescription(value)
    }
}

private func plainDescription(_ value: Any) -> String {
    if let text = value as? String { return text }
    return String(describing: value)
}
