package builder_test

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/builder"
)

// golden is a statement with its text for each dialect.
type golden struct {
	name             string
	stmt             builder.Sqlizer
	postgres, sqlite string // sqlite: "" when it is as postgres; "no ...": what SQLite does not have
	args             []any
}

// checked compiles every case, lets PostgreSQL's parser read its text and lets an SQLite prepare the other.
func checked(t *testing.T, cases []golden) {
	t.Helper()
	db := database(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text, args := postgres(t, c.stmt)
			require.Equal(t, c.postgres, text)
			require.Equal(t, c.args, args)
			if c.sqlite == "" {
				c.sqlite = c.postgres
			}
			text, args, err := builder.Compile(c.stmt, builder.SQLite())
			if lacks := new(builder.UnsupportedError); c.sqlite[0] != 'n' {
				require.NoError(t, err)
			} else {
				require.ErrorAs(t, err, &lacks)
				require.Equal(t, "sqlite", lacks.Dialect)
				require.Equal(t, c.sqlite, "no "+lacks.Construct)
				return
			}
			require.Equal(t, c.sqlite, text)
			require.Equal(t, c.args, args)
			prepared, err := db.Prepare(text)
			require.NoError(t, err, text)
			defer prepared.Close()
		})
	}
}

// database returns an SQLite with the tables of the test's models.
func database(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for _, ddl := range []string{
		`ATTACH ':memory:' AS app`,
		`CREATE TABLE heroes (id, name, power, active, password, created_at)`,
		`CREATE TABLE app.toys (id, owner_id, "select", total)`,
		`CREATE TABLE chores (id, title, done, hash, rev, changed_at)`,
	} {
		_, err := db.Exec(ddl)
		require.NoError(t, err)
	}
	return db
}
