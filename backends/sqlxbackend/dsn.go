package sqlxbackend

import (
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
)

// postgresDSN returns u as pgx and lib/pq take it, with a connect_timeout. lib/pq takes a list of hosts only as key=value pairs.
func postgresDSN(u backends.URL, driverName string) string {
	u.Dialect, u.Driver = postgres, ""
	query := url.Values{"connect_timeout": {strconv.Itoa(int(backends.DefaultConnectTimeout / time.Second))}}
	maps.Copy(query, u.Query)
	if u.Query = query; driverName == "postgres" && strings.Contains(u.Host, ",") {
		return keywordDSN(u)
	}
	return u.Reveal()
}

// keywordDSN writes u as host=a,b port=5432,5433 user=...
func keywordDSN(u backends.URL) string {
	var hosts, ports []string
	for _, address := range strings.Split(u.Host, ",") {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			host, port = strings.Trim(address, "[]"), "5432"
		}
		hosts, ports = append(hosts, host), append(ports, port)
	}
	pairs := []string{pair("host", strings.Join(hosts, ",")), pair("port", strings.Join(ports, ","))}
	for _, named := range [][2]string{{"user", u.Username}, {"password", u.Password}, {"dbname", u.Database}} {
		if named[1] != "" {
			pairs = append(pairs, pair(named[0], named[1]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(u.Query)) {
		pairs = append(pairs, pair(name, u.Query.Get(name)))
	}
	return strings.Join(pairs, " ")
}

func pair(name, value string) string {
	return name + "='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// connectLimit returns how long one connection may take to open: connect_timeout for each host, and again where hosts are tried twice.
func connectLimit(u backends.URL) time.Duration {
	hosts := time.Duration(1 + strings.Count(u.Host+u.Query.Get("host"), ","))
	if _, _, split := inTurn(u); split {
		hosts *= 2
	}
	if seconds, err := strconv.Atoi(u.Query.Get("connect_timeout")); err == nil && seconds > 0 {
		return hosts * time.Duration(seconds) * time.Second
	}
	return hosts * backends.DefaultConnectTimeout
}
