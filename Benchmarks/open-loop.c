// Sends requests at a rate that does not depend on the answers, as many independent clients would,
// and tells what came of them. Without a rate, each connection asks again once it is answered.
//
//   open-loop PORT CONNECTIONS RATE SECONDS FILE…
//
// RATE is requests a second, 0 for none. Each FILE has a whole request; they are sent in turn. A
// request that is due while all connections wait for answers is sent late, and given up after a
// second. Prints `name value` a line; times are in milliseconds: `ok_` and `refused_` from the
// instant when the request was due, `refused_sent_` from when it was sent.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEADER_MAX = 8192, EVENTS_MAX = 512 };

// How long a request may be late before it is given up, and how long to wait at least, so that
// several are sent at a time where they come so thick.
static const int64_t LATE_MAX = 1000000000, PAUSE_MIN = 100000;

struct request {
    char *bytes;
    size_t length;
};

struct connection {
    int fd;
    int is_busy;
    int64_t due, sent;
    const struct request *request;
    size_t written;
    // The answer: its header so far, then what is left of its body.
    size_t header_length;
    int64_t body_left;
    int status;
    char header[HEADER_MAX];
};

struct times {
    uint32_t *microseconds;
    size_t count, room;
};

static int epoll;
static struct sockaddr_in address;
static struct connection *connections;
static int connection_count;
// The connections that wait for nothing, in a ring: each has its turn, so that none is idle for so
// long that the server closes it.
static struct connection **idle;
static int idle_first, idle_count;
static struct times ok, refused, refused_sent;
static long failed, unsent, sent;

static void fail(const char *words) {
    perror(words);
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void note(struct times *times, int64_t nanoseconds) {
    if (times->count == times->room) {
        times->room = times->room ? 2 * times->room : 65536;
        times->microseconds = realloc(times->microseconds, times->room * sizeof(uint32_t));
        if (!times->microseconds) fail("realloc");
    }
    times->microseconds[times->count++] = (uint32_t)(nanoseconds / 1000);
}

static void rest(struct connection *connection) {
    connection->is_busy = 0;
    idle[(idle_first + idle_count++) % connection_count] = connection;
}

static int by_size(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void print_times(const char *name, struct times *times) {
    qsort(times->microseconds, times->count, sizeof(uint32_t), by_size);
    const double shares[] = {0.5, 0.99, 0.999, 1};
    const char *names[] = {"p50", "p99", "p999", "max"};
    for (int i = 0; i < 4; i++) {
        size_t place = (size_t)(shares[i] * times->count);
        if (place >= times->count) place = times->count - 1;
        double ms = times->count ? times->microseconds[place] / 1000.0 : 0;
        printf("%s_%s %.3f\n", name, names[i], ms);
    }
}

static void open_connection(struct connection *connection) {
    int is_on = 1;
    connection->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connection->fd < 0) fail("socket");
    if (connect(connection->fd, (struct sockaddr *)&address, sizeof address)) fail("connect");
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof is_on);
    fcntl(connection->fd, F_SETFL, fcntl(connection->fd, F_GETFL) | O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->fd, &event)) fail("epoll_ctl");
}

static void wait_for(struct connection *connection, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, connection->fd, &event)) fail("epoll_ctl");
}

// The server has closed the connection; a request that was under way has failed.
static void reopen(struct connection *connection) {
    if (connection->is_busy) {
        failed++;
        rest(connection);
    }
    close(connection->fd);
    open_connection(connection);
}

// Writes as much as the socket takes; 0 where the connection is broken.
static int write_more(struct connection *connection) {
    const struct request *request = connection->request;
    while (connection->written < request->length) {
        ssize_t count = send(
            connection->fd, request->bytes + connection->written,
            request->length - connection->written, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) {
            wait_for(connection, EPOLLIN | EPOLLOUT);
            return 1;
        }
        if (count < 0) return 0;
        connection->written += (size_t)count;
    }
    return 1;
}

static void send_request(const struct request *request, int64_t due, int64_t time) {
    struct connection *connection = idle[idle_first];
    idle_first = (idle_first + 1) % connection_count;
    idle_count--;
    connection->is_busy = 1;
    connection->due = due;
    connection->sent = time;
    connection->request = request;
    connection->written = 0;
    connection->header_length = 0;
    connection->body_left = -1;
    sent++;
    if (!write_more(connection)) reopen(connection);
}

static void answered(struct connection *connection, int64_t time) {
    rest(connection);
    if (connection->status >= 200 && connection->status < 300) {
        note(&ok, time - connection->due);
    } else if (connection->status == 503 || connection->status == 429) {
        note(&refused, time - connection->due);
        note(&refused_sent, time - connection->sent);
    } else {
        failed++;
    }
}

// Reads the header's end, status and length; 0 where it is none that is understood here.
static int read_header(struct connection *connection) {
    connection->header[connection->header_length] = 0;
    char *end = strstr(connection->header, "\r\n\r\n");
    if (!end) return connection->header_length < HEADER_MAX - 1;
    char *length = strcasestr(connection->header, "\r\nContent-Length:");
    if (!length || length > end) return 0;
    connection->status = atoi(connection->header + sizeof "HTTP/1.1");
    size_t beyond = connection->header_length - (size_t)(end + 4 - connection->header);
    connection->body_left = atoll(length + sizeof "\r\nContent-Length:" - 1) - (int64_t)beyond;
    return connection->body_left >= 0;
}

// Reads what has come; 0 where the connection is broken.
static int read_more(struct connection *connection) {
    static char buffer[65536];
    for (;;) {
        int in_header = connection->is_busy && connection->body_left < 0;
        char *place = in_header ? connection->header + connection->header_length : buffer;
        size_t room = in_header ? HEADER_MAX - 1 - connection->header_length : sizeof buffer;
        ssize_t count = recv(connection->fd, place, room, 0);
        if (count < 0 && errno == EAGAIN) return 1;
        // Nothing may come that was not asked for.
        if (count <= 0 || !connection->is_busy) return 0;
        if (in_header) {
            connection->header_length += (size_t)count;
            if (!read_header(connection)) return 0;
        } else {
            connection->body_left -= count;
        }
        if (connection->body_left == 0) {
            answered(connection, now());
            return 1;
        }
    }
}

static struct request read_request(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    struct request request = {malloc(1 << 20), 0};
    if (!request.bytes) fail("malloc");
    request.length = fread(request.bytes, 1, 1 << 20, file);
    fclose(file);
    return request;
}

static void serve_events(int64_t pause) {
    struct epoll_event events[EVENTS_MAX];
    struct timespec timeout = {pause / 1000000000, pause % 1000000000};
    int count = epoll_pwait2(epoll, events, EVENTS_MAX, &timeout, NULL);
    if (count < 0 && errno != EINTR) fail("epoll_pwait2");
    for (int i = 0; i < count; i++) {
        struct connection *connection = events[i].data.ptr;
        int is_good = 1;
        if (events[i].events & EPOLLOUT) {
            wait_for(connection, EPOLLIN);
            is_good = write_more(connection);
        }
        if (is_good && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
            is_good = read_more(connection);
        }
        if (!is_good) reopen(connection);
    }
}

int main(int count, char **arguments) {
    if (count < 6) {
        fputs("usage: open-loop PORT CONNECTIONS RATE SECONDS FILE…\n", stderr);
        return 2;
    }
    connection_count = atoi(arguments[2]);
    double rate = atof(arguments[3]), seconds = atof(arguments[4]);
    int request_count = count - 5;
    struct request *requests = calloc((size_t)request_count, sizeof *requests);
    for (int i = 0; i < request_count; i++) requests[i] = read_request(arguments[5 + i]);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)atoi(arguments[1]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    epoll = epoll_create1(0);
    connections = calloc((size_t)connection_count, sizeof *connections);
    idle = calloc((size_t)connection_count, sizeof *idle);
    if (!requests || !connections || !idle) fail("calloc");
    for (int i = 0; i < connection_count; i++) {
        open_connection(connections + i);
        rest(connections + i);
    }
    puts("connected");
    fflush(stdout);
    int64_t start = now(), end = start + (int64_t)(seconds * 1e9);
    double gap = rate > 0 ? 1e9 / rate : 0;
    int64_t turn = 0;
    for (int64_t time = start; time < end; time = now()) {
        int64_t due = time;
        while (rate <= 0 && idle_count) {
            send_request(requests + turn++ % request_count, time, time);
        }
        while (rate > 0 && (due = start + (int64_t)(gap * (double)turn)) <= time) {
            if (idle_count) {
                send_request(requests + turn++ % request_count, due, time);
            } else if (due < time - LATE_MAX) {
                unsent++;
                turn++;
            } else {
                break;
            }
        }
        int64_t pause = rate > 0 && idle_count ? due - time : 10000000;
        serve_events(pause < PAUSE_MIN ? PAUSE_MIN : pause);
    }
    double took = (double)(now() - start) / 1e9;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("seconds %.3f\nsent %ld\nok %zu\nrefused %zu\n", took, sent, ok.count, refused.count);
    printf("failed %ld\nunsent %ld\n", failed, unsent);
    printf("cpu_seconds %.3f\n",
           (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
               + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
    print_times("ok", &ok);
    print_times("refused", &refused);
    print_times("refused_sent", &refused_sent);
    return 0;
}
