# The supervisor of a formation of pg_auto_failover: a monitor, and nodes of which one is the primary.
#
#   sh -c "$(cat formation.sh)" name BINARIES PORT NODES
#
# The monitor listens at PORT, node n at PORT + n. Standard input is a pipe that the test process alone holds open; each line is an order:
#
#   crash N      ends node N and all that would start it again, at once
#   start N      starts it again: the monitor has it follow whoever is the primary now
#   switch       has the monitor change the primary for another
#   state        prints the monitor's own table, in one line
#
# The answer is a line: "ready", "refused" or what was asked for. When the input ends everything is stopped and the directory removed.

umask 077
PATH=$1:/usr/bin:/bin
port=$2
nodes=$3
dir=$(mktemp -d /dev/shm/drey-af-XXXXXX 2>/dev/null || mktemp -d /tmp/drey-af-XXXXXX) || exit 1
export PATH HOME="$dir" XDG_RUNTIME_DIR="$dir/run" XDG_CONFIG_HOME="$dir/config" XDG_DATA_HOME="$dir/share"
mkdir "$dir/run"
log=$dir/log
monitor="postgres://autoctl_node@127.0.0.1:$port/pg_auto_failover?sslmode=disable"

keep() { # has pg_autoctl keep what stands in a directory running, in a process group of its own
	setsid pg_autoctl run --pgdata "$dir/$1" </dev/null >>"$log" 2>&1 &
	echo $! >"$dir/$1.group"
}

end() { # at once
	[ -f "$dir/$1.group" ] && kill -9 "-$(cat "$dir/$1.group")" 2>>"$log"
	[ -f "$dir/$1/postmaster.pid" ] && kill -9 "$(head -1 "$dir/$1/postmaster.pid")" 2>>"$log"
	true
}

finish() {
	trap '' HUP INT TERM
	for one in monitor $(seq "$nodes"); do
		end "$one"
	done
	until rm -rf "$dir" 2>/dev/null; do # the servers' processes have yet to notice that their parent is gone
		sleep 0.2
	done
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# answers waits for the server at a port.
answers() {
	for _ in $(seq 300); do
		pg_isready -q -h 127.0.0.1 -p "$1" && return
		sleep 0.1
	done
	return 1
}

{
	pg_autoctl create monitor --pgdata "$dir/monitor" --pgport "$port" --auth trust --no-ssl --hostname 127.0.0.1 &&
		cat >>"$dir/monitor/postgresql.conf" <<EOF
listen_addresses = '127.0.0.1'
fsync = off
pgautofailover.health_check_period = 500
pgautofailover.health_check_timeout = 1000
pgautofailover.health_check_max_retries = 1
pgautofailover.health_check_retry_delay = 200
pgautofailover.node_considered_unhealthy_timeout = 2000
pgautofailover.primary_demote_timeout = 2000
pgautofailover.startup_grace_period = 1000
EOF
	keep monitor
	answers "$port"
	for n in $(seq "$nodes"); do
		pg_autoctl create postgres --pgdata "$dir/$n" --pgport $((port + n)) --listen 127.0.0.1 --auth trust --no-ssl --hostname 127.0.0.1 \
			--name "node$n" --monitor "$monitor" || exit 1
		echo "fsync = off" >>"$dir/$n/postgresql.conf"
		keep "$n"
		answers $((port + n))
	done
} >>"$log" 2>&1 || {
	tail -5 "$log" | tr '\n' ' '
	exit 1
}
echo ready

while read -r order n; do
	case $order in
	crash) end "$n" ;;
	start) keep "$n" ;;
	switch) pg_autoctl perform switchover --pgdata "$dir/monitor" >>"$log" 2>&1 ;;
	state)
		pg_autoctl show state --pgdata "$dir/monitor" 2>&1 | tr '\n' ';'
		echo
		continue
		;;
	*) false ;;
	esac
	if [ $? = 0 ]; then
		echo ready
	else
		echo refused
	fi
done
