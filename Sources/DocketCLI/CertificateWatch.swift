import DocketServer
import Logging
import ServiceLifecycle
import UnixSignals

/// Has a running server take the certificate that its files hold now: looks by itself, and when it
/// is told to by SIGHUP.
struct CertificateWatch: Service {
    let certificate: ServerCertificate
    let logger: Logger

    /// How often it looks.
    private static let lookSeconds = 10

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in signals { look() }
                }
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .seconds(Self.lookSeconds))
                        look()
                    }
                }
            }
        }
    }

    private func look() {
        do throws(CertificateRefusal) {
            guard try certificate.reload() else { return }
            logger.notice("new certificate", metadata: ["expires": "\(certificate.expiresAt)"])
        } catch {
            logger.error("the old certificate stays", metadata: ["error": "\(error)"])
        }
    }
}
