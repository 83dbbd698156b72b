import DocketCore
import Testing

@Suite struct ParcelNumberTests {
    @Test func `a number is that of the company, of the order and of the line`() throws {
        var random = SeededRandom(seed: 4)
        for company in [1, 14146, Int32.max] {
            let company = try #require(CompanyID(company))
            for _ in 0..<200 {
                let number = ParcelNumber(company: company, order: PrintableID(using: &random))
                #expect(ParcelNumber(order: "\(number)") == number)
                for line in [1, 10, 999] as [Int32] {
                    let text = "\(number.line(line))"
                    #expect(text.count == "\(number)".count + 3)
                    #expect(ParcelNumber(line: text) == number.line(line))
                    #expect(number.line(line).ofOrder == number)
                }
            }
        }
    }

    @Test(arguments: [
        "", "1", "00000000000", "0100000000000", "1414600000000001", "14146-0000-000000",
        "99999999999900000000000", "x14146000000000", "1414600000000000١", "+1414600000000",
    ])
    func `what is no number of an order is none`(text: String) {
        #expect(ParcelNumber(order: text) == nil)
        #expect(ParcelNumber(line: text + "000") == nil)
    }
}
