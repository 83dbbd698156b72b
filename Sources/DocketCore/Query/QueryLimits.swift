/// What a query may cost to read: what is more is refused.
package enum QueryLimits {
    /// The most bytes of UTF-8 that the value of one option has.
    package static let textBytesMax = 16_384
    /// How deep brackets, `not`, `-`, calls, lambdas and nested options stand in one another.
    package static let depthMax = 100
    /// The most operators, operands and search terms of one option.
    package static let nodesMax = 1000
    /// How deep functions, comparisons and arithmetic stand in one another; brackets, `and`, `or`
    /// and `not` don't count. SQLite's parser has room for little more.
    package static let operandDepthMax = 16
    /// How deep lists inside are looked into within one another.
    package static let lambdaDepthMax = 4
    /// The most patterns of `matchesPattern` in one option; each is prepared before it is used.
    package static let patternsMax = 10
    /// The most times that lists inside are looked into in one option: each is a query of its own.
    package static let lambdasMax = 25
    /// The most words and phrases of `$search`; each is looked for in every searched member.
    package static let searchTermsMax = 20
    /// The most characters of a name (OData 4.01 ABNF, odataIdentifier).
    package static let nameLengthMax = 128
}
