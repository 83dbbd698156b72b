import Foundation
import Synchronization

/// A shell that starts PostgreSQL, and ends it when the test process is gone. It sees that by the
/// end of its standard input, which no way to die can prevent.
///
/// A class, since it owns that shell.
final class PostgresGuardian: Sendable {
    /// What it can be told.
    enum Order: String {
        /// To make a key and certificates.
        case certify
        /// To start the server, with new data where there are none.
        case start
    }

    private let process: Mutex<Process>
    private let input: Mutex<FileHandle>

    /// Starts it on a folder, which it takes away in the end.
    init(folder: String, programs: String) throws {
        let process = Process()
        let pipe = Pipe()
        let input = pipe.fileHandleForWriting
        // A process that inherited the pipe would keep it open.
        _ = fcntl(input.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", Self.script, "docket-pg-guardian", folder, programs]
        process.environment = PostgresTools.environment
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = Mutex(process)
        self.input = Mutex(input)
    }

    deinit { input.withLock { try? $0.close() } }

    /// Whether it is there.
    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Tells it what to do next.
    func order(_ order: Order) throws {
        try input.withLock { try $0.write(contentsOf: Data("\(order.rawValue)\n".utf8)) }
    }

    /// Lets it end the server and clean up, and waits until it has.
    func end() async {
        input.withLock { try? $0.close() }
        while isRunning { try? await Task.sleep(for: .milliseconds(5)) }
    }

    /// Arguments: the folder, and where PostgreSQL's programs are.
    private static let script = """
        folder=$1
        programs=$2
        trap '' HUP INT TERM
        umask 077
        cd "$folder" || exit
        exec >>log 2>&1

        # PostgreSQL refuses to run as root.
        as_owner=()
        if [[ $(id -u) -eq 0 ]]; then
            as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups)
        fi

        certify() {
            local name
            for name in server stranger; do
                "${as_owner[@]}" openssl req -x509 -newkey rsa:2048 -nodes -days 2 \
                    -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
                    -keyout "$name.key" -out "$name.pem" </dev/null
            done
        }

        start() {
            # What a killed server has left holds the pipe, and with it cat.
            wait
            if [[ ! -d data ]]; then
                "${as_owner[@]}" "$programs/initdb" --pgdata=data --username=docket \
                    --encoding=UTF8 --locale=C --no-sync --auth=trust </dev/null
            fi
            cat pipe &
            "${as_owner[@]}" "$programs/postgres" -D data \
                -c config_file="$folder/postgresql.conf" </dev/null >pipe 2>&1 &
            echo $! >pid
        }

        mkfifo pipe
        while read -r order; do
            # The settings were written by root.
            [[ $(id -u) -ne 0 ]] || chown -R postgres:postgres "$folder"
            "$order"
        done

        # Again and again, since a server that has just been started does not listen yet. One that
        # a test has halted must go on to hear it.
        while jobs=$(jobs -rp) && [[ $jobs ]]; do
            kill -QUIT $jobs
            kill -CONT $jobs
            sleep 0.05
        done
        # A killed server leaves a small shared memory behind, which the next start would remove.
        if [[ -f data/postmaster.pid ]]; then
            read -r _ memory < <(sed -n 7p data/postmaster.pid) && ipcrm -m "$memory"
        fi
        cd /
        rm -rf "$folder"
        """
}
