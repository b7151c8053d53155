# The supervisor of one throw-away PostgreSQL cluster.
#
#   sh -c "$(cat cluster.sh)" name BINARIES [TEMPORARY-DIRECTORY]
#
# Standard input is a pipe that the test process alone holds open. Its first line is the password of the superuser drey, and
# is answered by "dir DIRECTORY". Every further line is an order, about the server whose data stand in that directory under
# NAME, which is "data" for the first one:
#
#   start NAME PORT [OPTIONS]    starts it, with options of postgres
#   copy NAME PORT               makes it, a standby of the first server, which listens at PORT and in which a backup has begun
#   label NAME LABEL             ends that backup: the file that belongs to the copy, with | for the ends of its lines
#   stop NAME                    stops it at once, as a crash does
#   promote NAME                 makes a standby a primary
#   pool NAME PORT PROGRAM       starts PgBouncer at PORT, in front of the server with that name, in transaction mode
#
# The answer is "ready" or "refused". When the input ends, for whatever reason, all servers are stopped and the directory removed.
# Anything else that is printed is why the supervisor gave up.

umask 077
trap '' PIPE # whoever listened may be gone; there is still a directory to remove

# roomy says whether a directory takes files and has a gigabyte left.
roomy() {
	[ -w "$1" ] && [ "$(df -Pk "$1" | awk 'NR == 2 { print $4 }')" -gt 1048576 ]
}

# Memory makes a database in 20 ms, a slow disk in 300.
bin=$1
place=${2:-/tmp}
if [ -z "$2" ] && roomy /dev/shm 2>/dev/null; then
	place=/dev/shm
fi
dir=$(mktemp -d "$place/drey-pg-XXXXXX") || {
	echo "user $(id -un) cannot make a directory in $place: set TMPDIR to one where it can, such as /tmp"
	exit 1
}
data=$dir/data
log=$dir/server.log

# control runs pg_ctl on a directory of data.
control() {
	where=$1
	shift
	"$bin/pg_ctl" -D "$where" -l "$log" -w -s "$@" </dev/null >>"$log" 2>&1
}

# pool starts a program, which is PgBouncer, at a port. Its transactions take turns at the connections, so that two of one client are
# seldom on the same. Passwords are asked for by MD5: it serves alone, and the other way takes it milliseconds a login.
pool() {
	behind=$(sed -n 4p "$1/postmaster.pid")
	printf '"drey" "%s"\n' "$password" >"$dir/pool.users"
	cat >"$dir/pool.ini" <<EOF
[databases]
without_database = host=127.0.0.1 port=$behind dbname=nowhere
without_role = host=127.0.0.1 port=$behind dbname=postgres user=nobody password=none
* = host=127.0.0.1 port=$behind
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $2
unix_socket_dir =
auth_type = md5
auth_file = $dir/pool.users
auth_user = drey
auth_query = SELECT usename, passwd FROM pg_catalog.pg_shadow WHERE usename = \$1
pool_mode = transaction
default_pool_size = 12
min_pool_size = 3
server_round_robin = 1
server_idle_timeout = 5
server_login_retry = 0.1
max_client_conn = 2000
ignore_startup_parameters = extra_float_digits
pidfile = $dir/pool.pid
logfile = $dir/pool.log
EOF
	"$3" -d -q "$dir/pool.ini" </dev/null >>"$log" 2>&1
}

# copy makes a directory one of a standby.
copy() {
	cp -R "$data" "$1" && rm "$1/postmaster.pid" "$1/postmaster.opts" || return
	echo "primary_conninfo = 'host=127.0.0.1 port=$2 user=drey password=$password sslmode=disable'" >>"$1/postgresql.auto.conf"
	: >"$1/standby.signal"
}

# obey carries out an order.
obey() {
	order=$1
	server=$dir/$2
	case $order in
	start) control "$server" -o "-p $3 $4" start ;;
	stop) control "$server" -m immediate stop ;;
	promote) control "$server" promote ;;
	pool) pool "$server" "$3" "$4" ;;
	copy) copy "$server" "$3" ;;
	label) printf '%s\n' "$3 $4" | tr '|' '\n' >"$server/backup_label" ;;
	*) false ;;
	esac
}

finish() {
	trap '' HUP INT TERM
	[ -f "$dir/pool.pid" ] && kill -9 "$(cat "$dir/pool.pid")"
	for running in "$dir"/*/postmaster.pid; do
		[ -f "$running" ] && control "${running%/*}" -m immediate stop
	done
	rm -rf "$dir" || exit 1
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

IFS= read -r password || exit 1
printf '%s\n' "$password" >"$dir/password"
"$bin/initdb" -D "$data" -U drey -A md5 --pwfile="$dir/password" -E UTF8 --locale=C --no-sync \
	>"$log" 2>&1 </dev/null || {
	cat "$log"
	exit 1
}
rm -f "$dir/password"

# Nothing here outlives the tests, so nothing is forced to disk and little of the log is kept.
cat >>"$data/postgresql.conf" <<EOF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 1000
max_prepared_transactions = 0
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
jit = off
max_wal_size = 128MB
min_wal_size = 32MB
EOF
echo "dir $dir"

while read -r order server port options; do
	if obey "$order" "$server" "$port" "$options"; then
		echo ready
	else
		echo refused
	fi
done
