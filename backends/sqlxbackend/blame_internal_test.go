package sqlxbackend

import (
	"database/sql"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
)

// TestNothingSentBlamesNoStatement: where no statement was sent, none is to blame.
func TestNothingSentBlamesNoStatement(t *testing.T) {
	for name, err := range map[string]error{
		"a driver that nobody registered":   unknownDriver(backends.URL{Dialect: "oracle"}, "import it"),
		"a DSN that the driver refuses":     refusedDSN(backends.URL{}, "pgx", errors.New("no")),
		"deferrable on SQLite":              dialect{database: databaseOf(sqlite)}.supports(backends.TxOptions{Deferrable: true}),
		"a level that PostgreSQL has not":   dialect{database: databaseOf(postgres)}.supports(backends.TxOptions{Isolation: sql.LevelSnapshot}),
		"a level that SQLite does not know": dialect{database: databaseOf(sqlite)}.supports(backends.TxOptions{Isolation: sql.LevelSnapshot}),
	} {
		t.Run(name, func(t *testing.T) {
			var e *backends.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, -1, e.Stmt, e.Error())
		})
	}
}
