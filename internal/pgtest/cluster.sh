# The supervisor of one throw-away PostgreSQL cluster.
#
#   sh -c "$(cat cluster.sh)" name BINARIES [TEMPORARY-DIRECTORY]
#
# Standard input is a pipe that the test process alone holds open. Its first line is the password of the superuser drey;
# every further line is a port to try. The answers are "dir DIRECTORY", then "ready" or "refused" for each port. When the
# input ends, for whatever reason, the server is stopped and its directory removed. Anything else that is printed is why
# the supervisor gave up.

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

finish() {
	trap '' HUP INT TERM
	if [ -f "$data/postmaster.pid" ]; then
		"$bin/pg_ctl" -D "$data" -m immediate -w stop >>"$log" 2>&1
	fi
	rm -rf "$dir" || exit 1
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

IFS= read -r password || exit 1
printf '%s\n' "$password" >"$dir/password"
"$bin/initdb" -D "$data" -U drey -A scram-sha-256 --pwfile="$dir/password" -E UTF8 --locale=C --no-sync \
	>"$log" 2>&1 </dev/null || {
	cat "$log"
	exit 1
}
rm -f "$dir/password"

# Nothing here outlives the tests, so nothing is forced to disk and little of the log is kept.
cat >>"$data/postgresql.conf" <<EOF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 200
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

while IFS= read -r port; do
	if "$bin/pg_ctl" -D "$data" -l "$log" -o "-p $port" -w -s start </dev/null >>"$log" 2>&1; then
		echo ready
	else
		echo refused
	fi
done
