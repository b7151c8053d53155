package builder_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/builder"
)

type Stamps struct {
	CreatedAt time.Time `db:"created_at,default=now()"`
}

type Hero struct {
	ID       uuid.UUID `db:"id,pk,uuid7"`
	Name     string    `db:"name,unique"`
	Power    *float64  `db:"power"`
	Active   bool      `db:"active"`
	Password string    `db:"password,secret"`
	Notes    []string  `db:"-"`
	Stamps
}

func (Hero) TableName() string { return "heroes" }

type Toy struct {
	ID      int64
	OwnerID uuid.UUID
	Label   string `db:"select"`
	Total   int    `db:"total,readonly"`
}

func (Toy) TableName() string { return "app.toys" }

var (
	heroes = builder.Model[Hero]()
	others = builder.Alias[Hero]("o")
	toys   = builder.Model[Toy]()
	name   = builder.Col(&heroes.Name)
	power  = builder.NullCol(&heroes.Power)
	toyID  = builder.Col(&toys.ID)
)

// postgres returns the text for PostgreSQL, whose own parser has seen it.
func postgres(t *testing.T, stmt builder.Sqlizer) (string, []any) {
	t.Helper()
	sql, args := compiled(t, stmt, builder.Postgres())
	_, err := pgquery.Parse(sql)
	require.NoError(t, err, sql)
	return sql, args
}

func sqlite(t *testing.T, stmt builder.Sqlizer) (string, []any) {
	t.Helper()
	return compiled(t, stmt, builder.SQLite())
}

// compiled returns what Compile answers each time, whether the cache has the shape or not. The text is the one that String
// renders anew.
func compiled(t *testing.T, stmt builder.Sqlizer, d builder.Dialect) (string, []any) {
	t.Helper()
	sql, args, err := builder.Compile(stmt, d)
	require.NoError(t, err)
	before := d.CacheStats().Hits
	again, same, err := builder.Compile(stmt, d)
	require.NoError(t, err)
	require.Greater(t, d.CacheStats().Hits, before, "the shape of %s is not known again", sql)
	require.Equal(t, sql, again)
	require.Equal(t, args, same)
	if s, ok := stmt.(fmt.Stringer); ok && d == builder.Postgres() {
		require.Equal(t, s.String(), sql)
	}
	return sql, args
}

// where renders a predicate behind a SELECT of toys' keys and cuts the SELECT off.
func where(t *testing.T, compile func(*testing.T, builder.Sqlizer) (string, []any), preds ...builder.Sqlizer) (string, []any) {
	t.Helper()
	const head = `SELECT "app"."toys"."id" FROM "app"."toys" WHERE `
	sql, args := compile(t, builder.SelectColumns(toyID).From(toys).Where(preds...))
	require.Contains(t, sql, head)
	return sql[len(head):], args
}

// refused expects that the statement does not render, for the reason given.
func refused(t *testing.T, reason string, stmt builder.Sqlizer) {
	t.Helper()
	_, _, err := builder.Compile(stmt, builder.Postgres())
	require.ErrorContains(t, err, reason)
}
