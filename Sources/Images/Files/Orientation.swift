extension Image {
    /// The picture the right way up, by EXIF 2.32 tag 0x0112.
    ///
    /// 1 as stored · 2 mirrored · 3 turned by 180° · 4 upside-down mirror · 5 transposed · 6 to be turned right
    /// by 90° · 7 transposed across the other diagonal · 8 to be turned left by 90°.
    func oriented(exif orientation: Int) -> Image {
        guard (2...8).contains(orientation) else { return self }
        let swapsSides = orientation >= 5
        let (newWidth, newHeight) = swapsSides ? (height, width) : (width, height)
        var result = Image(width: newWidth, height: newHeight, red: 0, green: 0, blue: 0)
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                // The stored column and row that the pixel (x, y) of the upright picture comes from.
                let (storedX, storedY) =
                    switch orientation {
                    case 2: (width - 1 - x, y)
                    case 3: (width - 1 - x, height - 1 - y)
                    case 4: (x, height - 1 - y)
                    case 5: (y, x)
                    case 6: (y, height - 1 - x)
                    case 7: (width - 1 - y, height - 1 - x)
                    default: (width - 1 - y, x)
                    }
                let (to, from) = (3 * (y * newWidth + x), 3 * (storedY * width + storedX))
                for c in 0..<3 { result.pixels[to + c] = pixels[from + c] }
            }
        }
        return result
    }
}
