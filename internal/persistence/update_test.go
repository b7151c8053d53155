package persistence_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/persistence"
)

func TestUpdate(t *testing.T) {
	var known identity.Map
	h := &hero{ID: uuid.UUID{1}, Name: "a", Pin: "1234"}
	load(t, &known, h)
	h.Name, h.Pin = "b", "5678"
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, []string{`UPDATE "heroes" SET "name" = $1, "pin" = $2, "updated_on" = now() WHERE "id" = $3 RETURNING "updated_on"`}, texts(p))
	require.Equal(t, []any{"b", "5678", uuid.UUID{1}}, p.Stmts[0].Args)
	require.Equal(t, []bool{false, true, false}, p.Secrets[0])
	require.NotZero(t, p.Stmts[0].Expect)
	require.Equal(t, "updating hero", p.Describe(0))
	answer(t, p, 0, hero{UpdatedOn: noon})
	p.Accept()
	require.Equal(t, &hero{ID: uuid.UUID{1}, Name: "b", Pin: "5678", UpdatedOn: noon}, h)
	require.True(t, changed(t, &known).Empty())
	known.Rollback()
	require.Equal(t, &hero{ID: uuid.UUID{1}, Name: "a", Pin: "1234"}, h)
}

func TestUpdateOnSQLite(t *testing.T) {
	var known identity.Map
	h := &hero{ID: uuid.UUID{1}}
	load(t, &known, h)
	h.UpdatedOn = noon
	require.Equal(t, []string{`UPDATE "heroes" SET "updated_on" = ? WHERE "id" = ?`}, texts(plan(t, &known, builder.SQLite())), "what was changed is not spelled")
	h.UpdatedOn, h.Name = (&hero{}).UpdatedOn, "b"
	require.Equal(t, []string{`UPDATE "heroes" SET "name" = ?, "updated_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "id" = ? RETURNING "updated_on"`},
		texts(plan(t, &known, builder.SQLite())))
}

func TestUpdateOfAKey(t *testing.T) {
	var known identity.Map
	h := &toy{ID: 1, Label: "a"}
	load(t, &known, h)
	h.ID = 2
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, []string{`UPDATE "app"."toys" SET "id" = $1 WHERE "id" = $2 RETURNING "size"`}, texts(p))
	require.Equal(t, []any{int64(2), int64(1)}, p.Stmts[0].Args)
	answer(t, p, 0, toy{Size: 5})
	old := known.Find(h).Key()
	p.Accept()
	require.Nil(t, known.At(old))
	require.Same(t, known.Find(h), known.At(known.Find(h).Key()))
	require.Equal(t, 5, h.Size)
}

func TestVersions(t *testing.T) {
	var known identity.Map
	a := &team{Code: "x", Year: 1, Rev: 4}
	load(t, &known, a)
	a.Name = "n"
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, []string{`UPDATE "teams" SET "name" = $1, "rev" = $2 WHERE "code" = $3 AND "year" = $4 AND "rev" = $5`}, texts(p))
	require.Equal(t, []any{"n", int32(5), "x", 1, int32(4)}, p.Stmts[0].Args)
	require.Equal(t, int32(4), a.Rev)
	_, err := p.Receive(0, nil, backends.Result{RowsAffected: 1})
	require.NoError(t, err)
	p.Accept()
	require.Equal(t, int32(5), a.Rev)
	require.True(t, changed(t, &known).Empty())

	a.Rev = 9
	p = plan(t, &known, builder.Postgres())
	require.Equal(t, []any{int32(9), "x", 1, int32(5)}, p.Stmts[0].Args, "a version set by hand is stored, the one that was read is asked for")
	require.EqualValues(t, 1, p.Stmts[0].Expect)
	err = p.Refused(0, kit.Stale(1, 0))
	var stale *persistence.StaleError
	require.ErrorAs(t, err, &stale)
	require.Equal(t, []any{"x", 1}, stale.Key)
	require.EqualError(t, err, "team [x 1] was changed or removed by somebody else: 0 of 1 rows matched; roll back and read it again")
}

func TestUpdateOfAMissingRow(t *testing.T) {
	var known identity.Map
	h := &hero{ID: uuid.UUID{1}}
	load(t, &known, h)
	h.Name = "b"
	p := plan(t, &known, builder.Postgres())
	_, err := p.Receive(0, &rows[hero]{}, backends.Result{})
	var stale *persistence.StaleError
	require.ErrorAs(t, err, &stale)
	require.Zero(t, stale.Matched)
}
