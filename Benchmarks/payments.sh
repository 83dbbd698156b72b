# shellcheck shell=bash disable=SC2154 # what `run` has set
# Measures payments of parcel orders, all from the prepay of one company, beside the creation of
# orders. `run` sources this file.

# fund PORT: pays enough in.
fund() {
    curl -sS --fail -o "$work/funded" -H "Authorization: Bearer $token" \
        -H "Content-Type: application/json" "http://127.0.0.1:$1/api/prepay/topups" \
        -d '{"Id": "5f0e1c52-8a4b-4f57-9f7a-2d4f5a6b7d0f", "Amount": 10000000}'
}

make_parcels() {
    local number address
    mkdir "$work/parcels"
    address='"ContactName":"A Sender","Email":"a@example.test","Phone":"01000000000","Property":"1",'
    address+='"Street":"First Road","Town":"Bolton","Postcode":"BL1 1AA","CountryIsoCode":"GBR"'
    for ((number = 0; number < 64; number++)); do
        printf '{"Items":[{"Id":"06364749-1bfa-4152-a8d7-0f0a5d9f6%03d",' "$number"
        printf '"CollectionDate":"2017-05-02T00:00:00","Service":"courier-next-day",'
        printf '"CollectionAddress":{%s},"Parcels":[{"Height":10,"Length":20,"Width":15,' "$address"
        printf '"Weight":1.5,"EstimatedValue":25,"ContentsSummary":"Books",'
        printf '"DeliveryAddress":{%s}}]}],"CustomerDetails":' "$address"
        printf '{"Email":"a%d@example.test","Forename":"A","Surname":"Sender"}}' "$number"
    done | sed 's/}{"Items/}\n{"Items/g' | split -l 1 -d -a 2 --additional-suffix=.json - \
        "$work/parcels/"
}

# make_and_pay NAME PID PORT UNPAID…: makes parcel orders, then pays them all; UNPAID prints the
# numbers of those that are not paid, a line each.
make_and_pay() {
    local name=$1 pid=$2 port=$3
    shift 3
    load "${name}_make" "$pid" 64 -s "$here/post.lua" "http://127.0.0.1:$port/api/orders" \
        -- "$work/parcels" "$token"
    "$@" >"$work/unpaid"
    load "$name" "$pid" 64 -s "$here/pay.lua" "http://127.0.0.1:$port" -- "$work/unpaid" "$token"
}

unpaid="FROM orders AS o JOIN parcel_orders AS p ON p.company_id = o.company_id AND p.order_id = o.id
    WHERE p.paid_at IS NULL"

unpaid_in_sqlite() {
    python3 - "$work/docket.db" "$unpaid" <<'PYTHON'
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
for row in database.execute("SELECT CAST(o.source_id AS TEXT) " + sys.argv[2]):
    print(row[0])
PYTHON
}

unpaid_in_postgres() { ask docket -c "SELECT o.source_id $unpaid"; }

prepare_payments() { fund "$port"; }

measure_payments_round() { make_and_pay pay "$docket_pid" "$port" unpaid_in_sqlite; }

report_payments() {
    load_row "POST /api/orders, 64 connections" pay_make post64.rate
    load_row "payment by prepay, 64, one account" pay post64.rate ">= 0.5"
    row "the same" "$(printf '%.0f/s' "$(median pay.rate)")" "" "" "" \
        "$(verdict "$(median pay.rate)" ">= 500")"
}

prepare_postgres_payments() { fund "$first_port"; }

measure_postgres_payments_round() {
    make_and_pay pg_pay "$first_pid" "$first_port" unpaid_in_postgres
}

report_postgres_payments() {
    load_row "POST /api/orders, 64 connections" pg_pay_make pg_post64.rate
    load_row "payment by prepay, 64, one account" pg_pay pg_post64.rate
    row "the same" "$(printf '%.0f/s' "$(median pg_pay.rate)")" "" "" "" \
        "$(verdict "$(median pg_pay.rate)" ">= 500")"
}
