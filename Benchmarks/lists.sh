# shellcheck shell=bash disable=SC2154 # what `run` has set
# Measures lists: a page of few among many, and a list that is as long as a company's history.
# `run` sources this file.

# Orders of each company, of 50 for each State and EntityId; of the one company with the long list.
orders_each=1000
orders_streamed=100000

# Three databases: 10,000 orders, a hundred times as many, and all of one company's with their items.
prepare_lists() {
    say "lists: 10,000 and 1,000,000 orders"
    make_lists small 10 "$orders_each" 0
    make_lists large 1000 "$orders_each" 0
    make_lists stream 1 "$orders_streamed" 3
    start_docket small "$small_port" "sqlite:$work/small.db"
    start_docket large "$large_port" "sqlite:$work/large.db"
    measure_stream
}

# make_lists NAME COMPANIES ORDERS ITEMS: Docket makes the database, and is gone when it is filled.
make_lists() {
    start_docket "$1" "$small_port" "sqlite:$work/$1.db"
    stop "$1"
    "$built/fill-orders" "$work/$1.db" "$2" "$3" "$4"
}

# Both in turn, so that a ratio is of two neighbours.
measure_lists_round() {
    # shellcheck disable=SC2034 # `drive` goes by it
    local duration=2
    for _ in 1 2 3; do
        list small "$small_pid" "$small_port" 10
        list large "$large_pid" "$large_port" 1000
        note lists.ratio "$(quotient "$(tail -n 1 "$work/figures/small.rate")" \
            "$(tail -n 1 "$work/figures/large.rate")")"
    done
}

# list NAME PID PORT COMPANIES
list() { load "$1" "$2" 1 -s "$here/list.lua" "http://127.0.0.1:$3" -- "$4" "$token"; }

# The list with all its items, and without, of a server that has done nothing else.
measure_stream() {
    local resource seconds count
    start_docket stream "$stream_port" "sqlite:$work/stream.db"
    for resource in OrderFull Orders; do
        seconds=$(stream "$resource" application/json -o /dev/null -w '%{time_total}')
        count=$(stream "$resource" application/x-ndjson | wc -l)
        ((count == orders_streamed)) || die "$count of $orders_streamed orders came"
        note "stream_$resource.rate" "$(awk -v seconds="$seconds" -v count="$count" \
            'BEGIN { printf "%.0f", count / seconds }')"
        note stream.peak "$(peak_mb "$stream_pid")"
    done
    stop stream
    rm "$work"/stream.db*
}

# stream RESOURCE TYPE CURL-ARGUMENTS…
stream() {
    local resource=$1 type=$2
    shift 2
    curl -sS --fail -H "Authorization: Bearer $token" -H "Accept: $type" "$@" \
        "http://127.0.0.1:$stream_port/v1/Companies(1000001)/$resource"
}

# The most that a process had in memory at once.
peak_mb() { awk '/^VmHWM:/ { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"; }

report_lists() {
    local ratio
    printf '\n'
    row "lists on SQLite" figure "p50, p99 ms" "CPU us" ratio bar
    load_row "50 of 10,000 by State and EntityId" small
    load_row "50 of 1,000,000 by State and EntityId" large
    ratio=$(median lists.ratio)
    row "time of a page, 1,000,000 beside 10,000" "least $(sort -g "$work/figures/lists.ratio" |
        head -n 1)" "" "" "$ratio" "$(verdict "$ratio" "<= 1.5")"
    row "Orders, $orders_streamed in one answer" "$(median stream_Orders.rate)/s"
    row "OrderFull, $orders_streamed in one answer" "$(median stream_OrderFull.rate)/s"
    bounded "most resident memory while they came" "$(largest stream.peak)" MB "< 100"
}
