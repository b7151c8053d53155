package migratetest_test

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/migratetest"
	"github.com/drey-db/drey/repo"
)

// printing stands for the *testing.T of a test, which an example has not.
type printing struct{ testing.TB }

func (printing) Context() context.Context          { return context.Background() }
func (printing) Helper()                           {}
func (printing) Log(...any)                        {}
func (printing) Logf(string, ...any)               {}
func (printing) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (printing) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// A way back forgets an index.
func ExampleRoundtrip() {
	engine, err := repo.Open(context.Background(), "sqlite://", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		panic(err)
	}
	defer engine.Close()
	revisions := fstest.MapFS{ // an embed.FS in a program
		"sqlite/1_heroes.sql": {Data: []byte(`-- create heroes
-- drey: revision 0a1b2c3d4e5f
-- +goose Up
CREATE TABLE heroes (id integer PRIMARY KEY, name text NOT NULL);
CREATE INDEX ix_heroes_name ON heroes (name);
-- +goose Down
DROP TABLE heroes;
`)},
		"sqlite/2_titles.sql": {Data: []byte(`-- names are titles
-- drey: revision 5f4e3d2c1b0a
-- drey: parents 0a1b2c3d4e5f
-- +goose Up
DROP INDEX IF EXISTS ix_heroes_name;
ALTER TABLE heroes RENAME COLUMN name TO title;
-- +goose Down
ALTER TABLE heroes RENAME COLUMN title TO name;
`)},
	}
	t := printing{}
	migratetest.Roundtrip(t, engine, migrate.Config{FS: revisions})
	// Output:
	// migratetest: revision 5f4e3d2c1b0a (names are titles): once applied and taken back, the database differs from before (- before, + after):
	// - heroes: index ix_heroes_name (name)
}
