# shellcheck shell=bash disable=SC2154 # what `run` has set
# Measures Docket on PostgreSQL beside pgbench on the same server. `run` sources this file.

postgres_url=
# Of pgbench's runs: their orders' numbers differ by it.
runs=0

# as_postgres COMMAND…: becomes that command, of a user that is not root, whom PostgreSQL refuses,
# and that does not outlive this shell.
as_postgres() {
    local user=()
    [[ $(id -u) -ne 0 ]] || user=(--reuid=postgres --regid=postgres --init-groups)
    exec setpriv "${user[@]}" --pdeathsig QUIT "$@"
}

# Debian's newest, else those on the PATH.
find_postgres() {
    local found
    found=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    if [[ ! -x $found/postgres ]]; then
        found=$(command -v postgres) || die "PostgreSQL was not found; scripts/setup bench installs it"
        found=${found%/*}
    fi
    postgres_programs=$found
    # libpq's variables are the user's, and for other servers.
    unset "${!PG@}"
}

# A server of our own: its data where SQLite's are, its socket where paths are short.
start_postgres() {
    say "PostgreSQL"
    find_postgres
    socket_folder=$(mktemp -d /tmp/docket-bench.XXXXXX)
    mkdir "$work/postgres"
    if [[ $(id -u) -eq 0 ]]; then
        chown postgres: "$work/postgres" "$socket_folder"
        chmod 711 "$work"
    fi
    (as_postgres test -w "$work/postgres") || die "the user postgres may not go to $work"
    local log=$work/postgres.log tries
    # Only the making of it does without syncs.
    (
        cd "$work/postgres" || exit
        as_postgres "$postgres_programs/initdb" -D "$work/postgres" --username=docket \
            --auth=trust --encoding=UTF8 --locale=C --no-sync
    ) >"$log" 2>&1 || die "initdb: $(tail -n 3 "$log")"
    (
        cd "$work/postgres" || exit
        as_postgres "$postgres_programs/postgres" -D "$work/postgres" -c shared_buffers=512MB \
            -c listen_addresses= -c unix_socket_directories="$socket_folder"
    ) >>"$log" 2>&1 &
    postgres_pid=$!
    for ((tries = 0; tries < 600; tries++)); do
        kill -0 "$postgres_pid" 2>/dev/null || die "PostgreSQL: $(tail -n 3 "$log")"
        ! "$postgres_programs/pg_isready" -q -h "$socket_folder" || break
        sleep 0.1
    done
    ask postgres -c "CREATE DATABASE docket"
    postgres_url="postgres://docket@/docket?host=$socket_folder"
}

# At once, since its data go too.
stop_postgres() {
    if [[ ${postgres_pid-} ]]; then
        kill -QUIT "$postgres_pid" 2>/dev/null || true
        wait "$postgres_pid" 2>/dev/null || true
    fi
    [[ ! ${socket_folder-} ]] || rm -rf "$socket_folder"
}

# ask DATABASE PSQL-ARGUMENTS…
ask() {
    "$postgres_programs/psql" -XAtq -v ON_ERROR_STOP=1 -h "$socket_folder" -U docket -d "$@"
}

# CPU time of all processes of our server, in clock ticks: of those that are there, by their
# parent, and of those that it has seen the end of.
postgres_ticks() {
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } | sed 's/^\([0-9]*\) .*) /\1 /' |
        awk -v server="$postgres_pid" '
            $1 == server { sum += $13 + $14 + $15 + $16 }
            $3 == server { sum += $13 + $14 }
            END { print sum }'
}

# MARK: - Measuring

# run_pgbench NUMBERS ARGUMENTS…: NUMBERS is how far the numbers of two clients are apart.
run_pgbench() {
    local output=$work/pgbench.out numbers=$1
    shift
    "$postgres_programs/pgbench" -h "$socket_folder" -U docket -n -M prepared \
        -D run="$runs" -D each="$numbers" -D n=0 "$@" docket >"$output" 2>&1 ||
        die "pgbench: $(tail -n 3 "$output")"
    ((runs += 1))
}

# pgbench_load NAME SCRIPT: notes transactions a second and the server's CPU microseconds.
pgbench_load() {
    local before after rate transactions output=$work/pgbench.out
    before=$(postgres_ticks)
    run_pgbench 100000000 -f "$2" -c 64 -j "$(nproc)" -T "$duration" -D orders="$orders"
    after=$(postgres_ticks)
    rate=$(awk '$1 == "tps" { print $3 }' "$output")
    transactions=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$output")
    note "$1.rate" "$rate"
    note "$1.postgres_cpu" "$(microseconds $((after - before)) "$transactions")"
}

# postgres_load COMMAND NAME …: `load`, or what calls it, with PostgreSQL's CPU time.
postgres_load() {
    local before after
    before=$(postgres_ticks)
    "$@"
    after=$(postgres_ticks)
    note "$2.postgres_cpu" "$(microseconds $((after - before)) "$requests")"
}

# The same count of orders by Docket and by pgbench, to be read.
prepare_postgres() {
    start_postgres
    say "a new database, $orders orders of Docket and $orders of pgbench"
    "$docket" migrate --database "$postgres_url" >/dev/null
    start_docket first "$first_port" "$postgres_url"
    fill "$first_port" "$work/postgres-ids"
    cat "$here/pgbench/order.sql" "$here/pgbench/event.sql" >"$work/create.sql"
    cat "$here/pgbench/order.sql" "$here/pgbench/counted-event.sql" >"$work/create-counted.sql"
    run_pgbench $((orders / 8)) -f "$work/create.sql" -c 8 -t $((orders / 8))
    ask docket -c "VACUUM ANALYZE"
}

measure_postgres_round() {
    pgbench_load pg_create "$work/create.sql"
    postgres_load post pg_post1 "$first_pid" "$first_port" 1
    postgres_load post pg_post64 "$first_pid" "$first_port" 64
    pgbench_load pg_counted "$work/create-counted.sql"
    postgres_load post pg_post256 "$first_pid" "$first_port" 256
    pgbench_load pg_create "$work/create.sql"
    start_docket second "$second_port" "$postgres_url"
    postgres_load post_to_two pg_post_two
    stop second
    pgbench_load pg_read "$here/pgbench/read.sql"
    postgres_load get pg_many "$first_pid" "$first_port" "$work/postgres-ids"
}

# post_to_two NAME: half of the connections to each of two servers.
post_to_two() {
    local before after loads=() port
    before=$(cpu_ticks "$first_pid" "$second_pid")
    for port in "$first_port" "$second_port"; do
        drive "$work/wrk.$port" 32 -s "$here/post.lua" "$(orders_url "$port")" \
            -- "$work/bodies" "$token" &
        loads+=($!)
    done
    wait "${loads[0]}"
    wait "${loads[1]}"
    after=$(cpu_ticks "$first_pid" "$second_pid")
    note_load "$1" $((after - before)) "$work/wrk.$first_port" "$work/wrk.$second_port"
}

report_postgres() {
    printf '\n'
    row "PostgreSQL $(ask docket -c 'SHOW server_version' | cut -d' ' -f1)" figure "p50, p99 ms" \
        "CPU us" ratio bar
    pgbench_row "pgbench, one transaction an order, 64" pg_create
    pgbench_row "the same, counting events as Docket does" pg_counted
    load_row "POST OrderFull, 1 connection" pg_post1 pg_create.rate
    load_row "POST OrderFull, 64 connections" pg_post64 pg_create.rate ">= 2"
    load_row "POST OrderFull, 256 connections" pg_post256 pg_create.rate
    load_row "POST OrderFull, two servers, 32 each" pg_post_two pg_create.rate
    pgbench_row "pgbench, an order by two statements, 64" pg_read
    load_row "GET OrderFull(id), 64, $orders orders" pg_many pg_read.rate ">= 0.7"
}

# pgbench_row TITLE NAME
pgbench_row() {
    row "$1" "$(printf '%.0f/s' "$(median "$2.rate")")" "" \
        "$(printf '+%.0f' "$(median "$2.postgres_cpu")")"
}
