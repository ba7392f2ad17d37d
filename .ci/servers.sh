# Throw-away servers, for `./test` and `benches/run`. To be sourced; the caller defines `say` and `fail`, and calls
# stop_servers on every way out.

root=""      # the temporary folder, of both servers and caller
pg_bin=""    # where initdb and pg_ctl are
pg_user=""   # who runs the server, where we are root
pg_version=""
postgres_port="" # where it listens
postgres_password=""

make_root() {
    local temp=${TMPDIR:-/tmp}
    ((${#temp} < 60)) || temp=/tmp # a socket's path has room for about 100 bytes
    root=$(mktemp -d "$temp/zmig-test.XXXXXX")
}

stop_servers() {
    if [[ -n $root && -s $root/pgbouncer.pid ]]; then
        kill -INT "$(cat "$root/pgbouncer.pid")" 2>/dev/null || true
    fi
    if [[ -n $root && -d $root/data ]]; then
        as_server "$pg_bin/pg_ctl" -D "$root/data" -m immediate -w -t 20 stop >/dev/null 2>&1 || true
    fi
    [[ -z $root ]] || rm -rf "$root" || true
    root=""
}

# PostgreSQL refuses to run as root.
as_server() {
    if [[ $EUID -ne 0 ]]; then (cd "$root" && "$@"); else
        (cd "$root" && setpriv --reuid "$pg_user" --regid "$(id -g "$pg_user")" --clear-groups \
            env HOME="$root" LC_ALL=C "$@")
    fi
}

as_root() {
    if [[ $EUID -eq 0 ]]; then "$@"
    elif command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then sudo "$@"
    else return 1; fi
}

# install NAME APT DNF PACMAN APK BREW: NAME is for people, the rest are names of packages.
install() {
    local what=$1; shift
    say "$what is missing; asking the system's package manager for it"
    if command -v apt-get >/dev/null; then
        # A package of Debian's would make a cluster and start it: a server that nobody asked for.
        local quiet=/etc/postgresql-common/createcluster.d/zmig-test.conf made=""
        if [[ $1 == postgresql && ! -d /etc/postgresql ]]; then
            as_root sh -c "mkdir -p ${quiet%/*} && echo 'create_main_cluster = false' > $quiet" && made=1
        fi
        as_root apt-get update -q >&2 </dev/null || say "apt-get update failed; trying with what is known"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1" >&2 </dev/null \
            || say "apt-get install $1 failed"
        [[ -z $made ]] || as_root rm -f "$quiet" || true
    elif command -v dnf >/dev/null; then as_root dnf install -y "$2" >&2 </dev/null || true
    elif command -v pacman >/dev/null; then as_root pacman -Sy --noconfirm "$3" >&2 </dev/null || true
    elif command -v apk >/dev/null; then as_root apk add "$4" >&2 </dev/null || true
    elif command -v brew >/dev/null; then brew install "$5" >&2 </dev/null || true
    fi
}

# The newest PostgreSQL of this machine: on the path, or where the distributions put it.
find_postgres() {
    local dir newest=0 version
    pg_bin=""
    for dir in $(type -ap initdb | sed 's,/initdb$,,') /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
        /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
        [[ -x $dir/initdb && -x $dir/pg_ctl && -x $dir/postgres ]] || continue
        version=$("$dir/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
        if ((version > newest)); then newest=$version pg_bin=$dir; fi
    done
    ((newest >= 13))
}

# start_postgres SETTING…: each a line of postgresql.conf. Sets postgres_url and pg_version.
start_postgres() {
    find_postgres || { install PostgreSQL postgresql postgresql-server postgresql postgresql postgresql@15; find_postgres; } ||
        fail "PostgreSQL 13 or newer cannot be had here. Install it (Debian: apt-get install postgresql) and run this again."
    if [[ $EUID -eq 0 ]]; then
        for pg_user in postgres nobody; do id "$pg_user" >/dev/null 2>&1 && break; done
        chown "$pg_user" "$root"
    fi

    # A password, since other users of this machine can reach the port. In the clear, since it goes no further, and
    # since the unoptimised client of a test needs a tenth of a second for anything better.
    local password port
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s\n' "$password" > "$root/password"
    [[ $EUID -ne 0 ]] || chown "$pg_user" "$root/password"
    as_server "$pg_bin/initdb" -D "$root/data" -U postgres -E UTF8 --no-locale --auth=password \
        --pwfile="$root/password" --no-sync > "$root/initdb.log" 2>&1 ||
        { cat "$root/initdb.log" >&2; fail "initdb of $pg_bin failed"; }
    rm -f "$root/password"
    cat >> "$root/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$root'
max_connections = 300
CONF
    printf '%s\n' "$@" >> "$root/data/postgresql.conf"

    # Whoever takes a port between our look and the server's makes it fail to start: then another one.
    local try
    for try in 1 2 3 4 5 6 7 8; do
        port=$((20000 + RANDOM % 12000))
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
        if as_server "$pg_bin/pg_ctl" -D "$root/data" -o "-p $port" -l "$root/server.log" -w -t 60 start >/dev/null 2>&1; then
            postgres_url="postgres://postgres:$password@127.0.0.1:$port/postgres"
            postgres_port=$port postgres_password=$password
            # shellcheck disable=SC2034 # for the caller
            pg_version=$("$pg_bin/postgres" --version | awk '{print $3}')
            say "PostgreSQL $pg_version listens on 127.0.0.1:$port and in $root"
            return
        fi
    done
    cat "$root/server.log" >&2 || true
    fail "PostgreSQL of $pg_bin does not start; its log is above"
}

# A transaction pooler before the server. Sets pgbouncer_url, which names the database `postgres`, as postgres_url does.
start_pgbouncer() {
    PATH=$PATH:/usr/sbin:/usr/local/sbin
    command -v pgbouncer >/dev/null || install pgbouncer pgbouncer pgbouncer pgbouncer pgbouncer pgbouncer
    command -v pgbouncer >/dev/null ||
        fail "pgbouncer cannot be had here. Install it (Debian: apt-get install pgbouncer) and run this again."
    printf '"postgres" "%s"\n' "$postgres_password" > "$root/users.txt"

    local try port
    for try in 1 2 3 4 5 6 7 8; do
        port=$((32000 + RANDOM % 500))
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
        cat > "$root/pgbouncer.ini" <<CONF
[databases]
* = host=127.0.0.1 port=$postgres_port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = plain
auth_file = $root/users.txt
pool_mode = transaction
ignore_startup_parameters = extra_float_digits
logfile = $root/pgbouncer.log
pidfile = $root/pgbouncer.pid
CONF
        [[ $EUID -ne 0 ]] || chown "$pg_user" "$root/pgbouncer.ini" "$root/users.txt"
        as_server "$(command -v pgbouncer)" -q -d "$root/pgbouncer.ini" >/dev/null 2>&1 || continue
        local wait
        for wait in {1..50}; do
            if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
                # shellcheck disable=SC2034 # for the caller
                pgbouncer_url="postgres://postgres:$postgres_password@127.0.0.1:$port/postgres"
                say "pgbouncer listens on 127.0.0.1:$port"
                return
            fi
            sleep 0.1
        done
    done
    cat "$root/pgbouncer.log" >&2 || true
    fail "pgbouncer does not start; its log is above"
}
