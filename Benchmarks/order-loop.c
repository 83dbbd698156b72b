/* One durable transaction per order, straight on SQLite's C interface: the limit that Docket is
   compared with. Inserts what a POST of three items stores, into a database that Docket made.

   gcc -O2 order-loop.c -lsqlite3 -o order-loop; ./order-loop DATABASE SECONDS */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *db;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void check(int code, int wanted) {
    if (code != wanted) {
        fprintf(stderr, "%d: %s\n", code, sqlite3_errmsg(db));
        exit(1);
    }
}

static void execute(const char *sql) { check(sqlite3_exec(db, sql, 0, 0, 0), SQLITE_OK); }

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0), SQLITE_OK);
    return statement;
}

static void run(sqlite3_stmt *statement) {
    check(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_reset(statement);
}

static uint64_t state = 88172645463325252ull;
static uint64_t random64(void) {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

/* Sorts by time, as version 7 does. */
static void make_id(unsigned char *id, uint64_t number) {
    uint64_t tail = random64();
    for (int i = 0; i < 8; i++) id[i] = (number >> (56 - 8 * i)) & 255;
    memcpy(id + 8, &tail, 8);
}

#define TEXT(q, i, s) sqlite3_bind_text(q, i, s, -1, SQLITE_STATIC)
#define BLOB(q, i, b) sqlite3_bind_blob(q, i, b, 16, SQLITE_STATIC)
#define INT(q, i, v) sqlite3_bind_int64(q, i, v)

static void bind_order(sqlite3_stmt *q, unsigned char *id, const char *printable, int64_t at) {
    INT(q, 1, 14146); BLOB(q, 2, id); TEXT(q, 3, printable); INT(q, 4, 1); INT(q, 5, 3);
    INT(q, 6, 14202); TEXT(q, 7, "iPhone 5 Order"); BLOB(q, 8, id); BLOB(q, 9, id);
    BLOB(q, 10, id); BLOB(q, 11, id); INT(q, 12, 15); INT(q, 13, 150000); TEXT(q, 14, "MTRY-15");
    TEXT(q, 15, "Military discount"); TEXT(q, 16, "INV112"); INT(q, 17, 20); INT(q, 18, at);
    INT(q, 19, at); INT(q, 20, 1);
}

static void bind_item(sqlite3_stmt *q, unsigned char *order, unsigned char *id, int index) {
    INT(q, 1, 14146); BLOB(q, 2, order); BLOB(q, 3, id); INT(q, 4, 1); INT(q, 5, 1);
    INT(q, 6, index); TEXT(q, 7, "a183f1a9-c58f-426a-930a-9a6357db52ed"); INT(q, 8, 14107);
    TEXT(q, 9, "10"); INT(q, 10, 2); INT(q, 11, 59900); INT(q, 12, 129900); INT(q, 13, 99900);
    TEXT(q, 14, "Samsung Galaxy S4 Standard Battery"); TEXT(q, 15, "Dented corner");
    TEXT(q, 16, "00001"); TEXT(q, 17, "1"); TEXT(q, 18, "[\"abc321\"]");
    TEXT(q, 19, "[{\"Quantity\":1,\"TrackingNumber\":\"1TTTTN4421\"}]");
}

int main(int count, char **arguments) {
    if (count != 3) return 1;
    check(sqlite3_open_v2(arguments[1], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0),
          SQLITE_OK);
    execute("PRAGMA synchronous = FULL");
    execute("PRAGMA foreign_keys = ON");
    execute("PRAGMA wal_autocheckpoint = 4000");
    execute("PRAGMA cache_size = -16384");
    sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    sqlite3_stmt *order = prepare(
        "INSERT INTO orders (company_id, id, printable_id, state, order_type_id, entity_id, name,"
        " billing_customer_id, billing_address_id, shipping_customer_id, shipping_address_id,"
        " employee_id, discount_amount, discount_code, discount_description, tender_id,"
        " expiry_hours, created_at, modified_at, version)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    sqlite3_stmt *item = prepare(
        "INSERT INTO order_items (company_id, order_id, id, item_type_id, item_status_id,"
        " item_index, product_id, supplier_entity_id, supplier_reference, quantity, cost,"
        " list_price, selling_price, description, notes, sku, shipping_option_id, serial_numbers,"
        " tracking) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    sqlite3_stmt *event = prepare(
        "INSERT INTO order_events (company_id, sequence, order_id, version, type, at, actor)"
        " VALUES (14146, ?, ?, 1, 'order.created', ?, 'sandbox')");
    sqlite3_stmt *counter = prepare(
        "UPDATE order_counters SET sequence = sequence + 1 WHERE company_id = 14146");
    execute("INSERT OR IGNORE INTO order_counters VALUES (14146, 0)");
    double start = now(), end = start + atof(arguments[2]);
    /* Behind whatever an earlier run left. */
    int64_t orders = 0, first = (int64_t)time(0) * 1000000;
    state ^= (uint64_t)first;
    while (now() < end) {
        unsigned char id[16], item_id[16];
        char printable[32];
        int64_t at = first + orders;
        make_id(id, at << 10);
        snprintf(printable, sizeof printable, "%020llu", (unsigned long long)random64());
        run(begin);
        bind_order(order, id, printable, at);
        run(order);
        for (int i = 0; i < 3; i++) {
            make_id(item_id, (at << 10) + i);
            bind_item(item, id, item_id, i);
            run(item);
        }
        run(counter);
        INT(event, 1, first + orders); BLOB(event, 2, id); INT(event, 3, at);
        run(event);
        run(commit);
        orders++;
    }
    printf("%.0f\n", orders / (now() - start));
    return 0;
}
