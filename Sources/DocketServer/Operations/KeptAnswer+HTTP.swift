import DocketCore
import HTTPTypes
import Hummingbird
import NIOCore

extension KeptAnswer {
    /// A JSON document.
    static func json(_ status: HTTPResponse.Status, _ json: [UInt8]) -> KeptAnswer {
        KeptAnswer(
            status: status.code, fields: [Field("Content-Type", "application/json")], body: json)
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
