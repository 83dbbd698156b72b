import DocketCore
import DocketService
import HTTPTypes
import Hummingbird
import NIOCore

extension KeptAnswer {
    /// A JSON document.
    static func json(_ status: HTTPResponse.Status, _ json: [UInt8]) -> KeptAnswer {
        KeptAnswer(
            status: status.code, fields: [Field("Content-Type", "application/json")], body: json)
    }

    /// A JSON document that tells a secret.
    ///
    /// - Parameters:
    ///   - secret: what is shown now, and kept nowhere; `nil` where there is none.
    ///   - document: the document, with the secret or without.
    static func json(
        _ status: HTTPResponse.Status, showing secret: String?,
        _ document: (ShownSecret) -> [UInt8]
    ) -> KeptAnswer {
        var answer = json(status, document(ShownSecret(secret)))
        answer.bodyWithoutSecret = document(.withheld)
        return answer
    }

    /// 204.
    static var noContent: KeptAnswer {
        KeptAnswer(status: HTTPResponse.Status.noContent.code)
    }

    /// The same answer with a header field more.
    func adding(_ name: HTTPField.Name, _ value: String) -> KeptAnswer {
        var answer = self
        answer.fields.append(Field(name.rawName, value))
        return answer
    }

    /// The same answer with the order's `ETag`.
    func tagged(_ order: Order) -> KeptAnswer {
        adding(.eTag, EntityTag(version: order.version).text)
    }
}

extension Answer {
    /// An answer as it goes out.
    init(_ kept: KeptAnswer) {
        var headers = HTTPFields()
        for field in kept.fields {
            if let name = HTTPField.Name(field.name) { headers[name] = field.value }
        }
        self.init(
            status: HTTPResponse.Status(code: kept.status), headers: headers,
            body: kept.body.isEmpty
                ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: kept.body)))
    }
}
