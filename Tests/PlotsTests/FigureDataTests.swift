import Display
import Foundation
import Plots
import Testing

@Suite("The numbers behind a figure")
struct FigureDataTests {
    @Test("lines have a row per point, with the band's edges where there is one")
    func lines() {
        let plain = plot([5.5, .nan, 1.25], xLabel: "epoch", yLabel: "loss, nats")
        #expect(plain.csv == "series,epoch,\"loss, nats\"\n1,1,5.5\n1,2,\n1,3,1.25\n")
        let band = plot(series: [
            Series([1.0, 2], x: [10, 20], label: "a \"b\"", spread: [0.5, 0.25]), Series([3.0], label: "c"),
        ])
        #expect(
            band.csv
                == "series,x,y,lower,upper\n\"a \"\"b\"\"\",10,1,0.5,1.5\n\"a \"\"b\"\"\",20,2,1.75,2.25\nc,1,3,,\n"
        )
    }

    @Test("bars, clouds, distributions and matrices have theirs")
    func others() {
        #expect(
            bar(labels: ["a", "b\nc"], values: [0.5, 2], errors: [0.1, 0.2]).csv
                == "label,value,error of value\na,0.5,0.1\nb c,2,0.2\n")
        #expect(
            scatter([[0.0, 1], [2, 3]], classes: [1, 0], classNames: ["x", "y"]).csv
                == "x,y,class\n0,1,y\n2,3,x\n")
        #expect(histogram([0.0, 1, 1, 2], bins: 2, labels: ["n"]).csv == "from,to,n\n0,1,1\n1,2,3\n")
        #expect(heatmap([[1.0, 2], [3, .nan]]).csv == ",0,1\n0,1,2\n1,3,\n")
        #expect(
            confusionMatrix([[3, 1], [0, 4]], classNames: ["cat", "dog"]).csv
                == "true class,cat,dog\ncat,3,1\ndog,0,4\n")
    }

    @Test("classes without names are told apart by their numbers")
    func unnamedClasses() {
        #expect(
            scatter([[0.0, 1], [2, 3]], classes: [7, 4]).csv == "x,y,class\n0,1,class 7\n2,3,class 4\n")
    }

    @Test("a quotation mark is doubled whatever is written over it, and line ends stay inside of their field")
    func quotation() {
        let label = "a\"\u{301}b\r\nc"
        #expect(
            plot(series: [Series([1.5], label: label)]).csv == "series,x,y\n\"a\"\"\u{301}b\r\nc\",1,1.5\n")
    }

    @Test("they go with the drawing, and figures of very many points bring none")
    func bundle() {
        #expect(plot([1.0, 2]).display.text(.csv) == "series,x,y\n1,1,1\n1,2,2\n")
        #expect(scatter((0..<20_001).map { [Double($0), 0] }).csv == nil)
    }
}
