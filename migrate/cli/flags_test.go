package cli_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/migrate/cli"
)

// A flag that a command would pass over is refused, with what to type in its place.
func TestUselessFlagsAreRefused(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
	url := r.url
	r.run("revision", "-m", "a")
	const leave, empty = "leave --", "is empty: give it a value, or leave it out"
	for typed, says := range map[string]string{
		"revision -m b --rename heroes.a:b":           "add --autogenerate, or leave --rename out",
		"revision -m b --allow heroes.name":           "add --autogenerate, or leave --allow out",
		"revision -m b --lock-timeout 1s":             leave,
		"revision -m b --label=":                      empty,
		"revision -m b --parent=":                     empty,
		"revision -m b --autogenerate --allow=":       empty,
		"init --url sqlite://":                        leave,
		"init --lock-timeout 1s":                      leave,
		"current --lock-timeout 1s":                   leave,
		"heads --lock-timeout 1s":                     leave,
		"history --lock-timeout 1s":                   leave,
		"branches --lock-timeout 1s":                  leave,
		"show head --lock-timeout 1s":                 leave,
		"check --lock-timeout 1s":                     leave,
		"merge --lock-timeout 1s":                     leave,
		"create-all --lock-timeout 1s":                leave,
		"create-all --dir x":                          leave,
		"drop-all --yes --dir x":                      leave,
		"drop-all --sql --lock-timeout 1s":            leave,
		"reflect --dir x":                             leave,
		"reflect --package x":                         "add --go, or leave --package out",
		"reflect --go --package=":                     empty,
		"reflect --only=":                             empty,
		"reflect --schema=":                           empty,
		"erd --dir x":                                 leave,
		"erd --url sqlite://":                         "add --from-database to draw the database, or leave --url out",
		"upgrade --sql --lock-timeout 1s":             leave,
		"downgrade head:base --sql --lock-timeout 1s": leave,
		"stamp head --sql --lock-timeout 1s":          leave,
		"upgrade --lock-timeout 0":                    "give one, such as 100ms",
		"upgrade --lock-timeout -1s":                  "give one, such as 100ms",
		"upgrade --dir=":                              empty,
		"upgrade --url=":                              empty,
	} {
		args := strings.Fields(typed)
		if typed == "upgrade --url=" {
			r.url = "" // which the terminal types else
		}
		err := r.try(args...)
		r.url = url
		require.Equal(t, 2, cli.Code(err), typed)
		require.ErrorContains(t, err, says, typed)
		require.NotContains(t, r.err.String(), "Usage:", typed)
	}
}

// What goes the other way than the command, or nowhere, says which command is meant.
func TestDirectionsAreTold(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	r.run("revision", "-m", "a")
	require.Contains(t, r.run("downgrade", "head"), "nothing to do: the database is at base; to go forward run: drey upgrade head\n")
	require.Equal(t, "nothing to do: the database is at base\n", r.run("downgrade", "base"))
	r.run("upgrade")
	require.Contains(t, r.run("upgrade", "base"), "; to go back run: drey downgrade base\n")
	require.Equal(t, "nothing to do: the database is at ID (a)\n", r.run("upgrade", "head"))
	for typed, says := range map[string]string{
		"upgrade base:head":         "a range, which is for --sql alone",
		"downgrade head:base":       "a range, which is for --sql alone",
		"upgrade --sql base":        "from base to base is no way",
		"downgrade --sql head:head": "from head to head is no way",
		"stamp -1":                  "stamp takes no steps from where the database is, as -1 is: name head, base or a revision, or run: drey downgrade -1",
		"show -12":                  "show takes no steps from where the database is, as -12 is",
	} {
		err := r.try(strings.Fields(typed)...)
		require.Equal(t, 2, cli.Code(err), typed)
		require.ErrorContains(t, err, says, typed)
		require.NotContains(t, r.err.String(), "Usage:", typed)
	}
}
