// Puts orders into an SQLite database that Docket has made, as fast as SQLite takes them: without
// syncs, with the indexes made at the end. Nobody else may have the file open.
//
//   fill-orders DATABASE COMPANIES ORDERS ITEMS
//
// Companies are numbered from 1000001 on; each has ORDERS orders of ITEMS items, a minute apart,
// evenly of all states and of the Locations 1 to 4.
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_COMPANY 1000001
#define START_MS 1700000000000LL
#define INDEXES_MAX 32

static sqlite3 *database;
static uint64_t random_state = 42;

static void check(int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "fill-orders: %s\n", sqlite3_errmsg(database));
    exit(1);
}

static void run(const char *sql) { check(sqlite3_exec(database, sql, NULL, NULL, NULL)); }

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
    return statement;
}

static void step(sqlite3_stmt *statement) {
    check(sqlite3_step(statement));
    check(sqlite3_reset(statement));
}

// SplitMix64, as the tests have it.
static uint64_t next_random(void) {
    uint64_t mixed = random_state += 0x9E3779B97F4A7C15;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
}

// A UUID of version 7.
typedef struct {
    unsigned char bytes[16];
} Identifier;

static Identifier new_id(int64_t ms) {
    uint64_t high = (uint64_t)ms << 16 | 0x7000 | (next_random() & 0xFFF);
    uint64_t low = 2ULL << 62 | next_random() >> 2;
    Identifier id;
    for (int index = 0; index < 8; index++) {
        id.bytes[index] = high >> (56 - 8 * index);
        id.bytes[8 + index] = low >> (56 - 8 * index);
    }
    return id;
}

static void bind_id(sqlite3_stmt *statement, int place, const Identifier *id) {
    check(sqlite3_bind_blob(statement, place, id->bytes, 16, SQLITE_TRANSIENT));
}

static void bind_text(sqlite3_stmt *statement, int place, const char *text) {
    check(sqlite3_bind_text(statement, place, text, -1, SQLITE_TRANSIENT));
}

// The number with its check digit (Damm), grouped as 8765-1234-987.
static void bind_printable(sqlite3_stmt *statement, int place, int64_t number) {
    static const char quasigroup[] =
        "0317598642" "7092154863" "4206871359" "1750983426" "6123045978"
        "3674209581" "5869720134" "8945362017" "9438617205" "2581436790";
    char digits[12], text[14];
    snprintf(digits, sizeof digits, "%010lld", (long long)number);
    int interim = 0;
    for (int index = 0; index < 10; index++)
        interim = quasigroup[interim * 10 + digits[index] - '0'] - '0';
    digits[10] = '0' + interim;
    snprintf(text, sizeof text, "%.4s-%.4s-%.3s", digits, digits + 4, digits + 8);
    bind_text(statement, place, text);
}

// MARK: - Indexes

static char *indexes[INDEXES_MAX];
static int index_count;

static void drop_indexes(void) {
    sqlite3_stmt *list = prepare(
        "SELECT 'DROP INDEX ' || name, sql FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL"
        " AND tbl_name IN ('orders', 'order_items', 'order_item_serials')");
    char *drops[INDEXES_MAX];
    while (sqlite3_step(list) == SQLITE_ROW && index_count < INDEXES_MAX) {
        drops[index_count] = strdup((const char *)sqlite3_column_text(list, 0));
        indexes[index_count++] = strdup((const char *)sqlite3_column_text(list, 1));
    }
    check(sqlite3_finalize(list));
    for (int index = 0; index < index_count; index++) run(drops[index]);
}

// MARK: - Rows

static sqlite3_stmt *insert_company, *insert_order, *insert_item, *insert_serial;

static void prepare_all(void) {
    insert_company = prepare(
        "INSERT INTO companies (id, name, disabled, created_at, modified_at, version)"
        " VALUES (?1, 'Company ' || ?1, 0, ?2, ?2, 1)");
    insert_order = prepare(
        "INSERT INTO orders (company_id, id, printable_id, state, order_type_id, entity_id, name,"
        " billing_customer_id, shipping_customer_id, tender_id, discount_amount, discount_code,"
        " expiry_hours, created_at, modified_at, version)"
        " VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?7, ?8, 150000, 'MTRY-15', 87600, ?9, ?9, 1)");
    insert_item = prepare(
        "INSERT INTO order_items (company_id, order_id, id, item_type_id, item_status_id,"
        " item_index, quantity, cost, list_price, selling_price, description, sku, serial_numbers,"
        " tracking) VALUES (?1, ?2, ?3, 2, 9, ?4, 2, 95000, 190000, 150000,"
        " 'Samsung Galaxy S4 Standard Battery', ?5, '[\"' || ?6 || '\"]', '[]')");
    insert_serial = prepare(
        "INSERT INTO order_item_serials (company_id, order_id, item_id, serial_number)"
        " VALUES (?1, ?2, ?3, ?4)");
}

static void add_item(int company, const Identifier *order, int64_t ms, int number) {
    Identifier id = new_id(ms);
    char sku[16], serial[32];
    snprintf(sku, sizeof sku, "%05d", (int)(next_random() % 20000));
    snprintf(serial, sizeof serial, "SN%012llx", (unsigned long long)(next_random() >> 16));
    check(sqlite3_bind_int(insert_item, 1, company));
    bind_id(insert_item, 2, order);
    bind_id(insert_item, 3, &id);
    check(sqlite3_bind_int(insert_item, 4, number));
    bind_text(insert_item, 5, sku);
    bind_text(insert_item, 6, serial);
    step(insert_item);
    check(sqlite3_bind_int(insert_serial, 1, company));
    bind_id(insert_serial, 2, order);
    bind_id(insert_serial, 3, &id);
    bind_text(insert_serial, 4, serial);
    step(insert_serial);
}

static void add_order(int company, int64_t number, int64_t each, int items) {
    int64_t ms = START_MS + number % each * 60000;
    Identifier id = new_id(ms), customer = new_id(START_MS);
    char name[32], tender[32];
    snprintf(name, sizeof name, "Order %lld", (long long)number);
    snprintf(tender, sizeof tender, "INV%lld", (long long)number);
    check(sqlite3_bind_int(insert_order, 1, company));
    bind_id(insert_order, 2, &id);
    bind_printable(insert_order, 3, number);
    check(sqlite3_bind_int64(insert_order, 4, number % 5));
    check(sqlite3_bind_int64(insert_order, 5, 1 + number / 5 % 4));
    bind_text(insert_order, 6, name);
    bind_id(insert_order, 7, &customer);
    bind_text(insert_order, 8, tender);
    check(sqlite3_bind_int64(insert_order, 9, ms * 1000));
    step(insert_order);
    for (int item = 0; item < items; item++) add_item(company, &id, ms, item);
}

static void add_company(int company, int64_t first, int64_t orders, int items) {
    check(sqlite3_bind_int(insert_company, 1, company));
    check(sqlite3_bind_int64(insert_company, 2, START_MS * 1000));
    step(insert_company);
    for (int64_t number = 0; number < orders; number++)
        add_order(company, first + number, orders, items);
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "usage: fill-orders DATABASE COMPANIES ORDERS ITEMS\n");
        return 2;
    }
    int companies = atoi(arguments[2]), items = atoi(arguments[4]);
    int64_t orders = atoll(arguments[3]);
    check(sqlite3_open_v2(arguments[1], &database, SQLITE_OPEN_READWRITE, NULL));
    run("PRAGMA journal_mode = DELETE");
    run("PRAGMA synchronous = OFF");
    run("PRAGMA cache_size = -65536");
    run("BEGIN IMMEDIATE");
    drop_indexes();
    prepare_all();
    for (int company = 0; company < companies; company++)
        add_company(FIRST_COMPANY + company, company * orders, orders, items);
    for (int index = 0; index < index_count; index++) run(indexes[index]);
    run("COMMIT");
    sqlite3_stmt *all[] = {insert_company, insert_order, insert_item, insert_serial};
    for (int index = 0; index < 4; index++) check(sqlite3_finalize(all[index]));
    check(sqlite3_close(database));
    return 0;
}
