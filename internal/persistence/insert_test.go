package persistence_test

import (
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/render"
)

var (
	dawn = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	noon = dawn.Add(12 * time.Hour)
)

func TestInsertOne(t *testing.T) {
	var known identity.Map
	h := &hero{Name: "sandy", Pin: "1234", UpdatedOn: noon}
	add(t, &known, h)
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, []string{`INSERT INTO "heroes" ("id", "name", "pin", "updated_on") VALUES ($1, $2, $3, $4) RETURNING "created_at"`}, texts(p))
	require.Equal(t, []any{uuid.UUID{1}, "sandy", "1234", noon}, p.Stmts[0].Args)
	require.Equal(t, []bool{false, false, true, false}, p.Secrets[0])
	require.True(t, p.Stmts[0].Rows)
	require.Zero(t, p.Stmts[0].Expect)
	require.Equal(t, "inserting hero", p.Describe(0))
	answer(t, p, 0, hero{CreatedAt: dawn})
	require.Zero(t, h.CreatedAt, "nothing reaches the entity before everything has succeeded")
	p.Accept()
	require.Equal(t, &hero{ID: uuid.UUID{1}, Name: "sandy", Pin: "1234", CreatedAt: dawn, UpdatedOn: noon}, h)
	require.True(t, changed(t, &known).Empty())
	require.Same(t, known.Find(h), known.At(identity.KeyOf(mapping[hero](t), unsafe.Pointer(h))))
	known.Rollback()
	require.Equal(t, &hero{Name: "sandy", Pin: "1234", UpdatedOn: noon}, h)
}

func TestInsertMany(t *testing.T) {
	var known identity.Map
	heroes := []*hero{{Name: "a", UpdatedOn: noon}, {Name: "b", UpdatedOn: noon}, {Name: "c", UpdatedOn: noon}, {Name: "d", UpdatedOn: noon}, {Name: "e"}}
	add(t, &known, heroes...)
	p := plan(t, &known, builder.Postgres())
	one := `INSERT INTO "heroes" ("id", "name", "pin", "updated_on") VALUES ($1, $2, $3, $4) RETURNING "created_at"`
	require.Equal(t, []string{
		`INSERT INTO "heroes" ("id", "name", "pin", "updated_on") SELECT unnest(coalesce($1, ARRAY[(NULL::"heroes")."id"])), ` +
			`unnest(coalesce($2, ARRAY[(NULL::"heroes")."name"])), unnest(coalesce($3, ARRAY[(NULL::"heroes")."pin"])), ` +
			`unnest(coalesce($4, ARRAY[(NULL::"heroes")."updated_on"])) RETURNING "id", "created_at"`,
		one,
		`INSERT INTO "heroes" ("id", "name", "pin") VALUES ($1, $2, $3) RETURNING "created_at", "updated_on"`,
	}, texts(p), "pages of three, and the shape that differs goes alone")
	literal, err := p.Stmts[0].Args[1].(*kit.Column).Literal()
	require.NoError(t, err)
	require.Equal(t, `{"a","b","c"}`, literal)
	require.Equal(t, []bool{false, false, true, false}, p.Secrets[0])
	answer(t, p, 0, hero{ID: uuid.UUID{3}, CreatedAt: noon}, hero{ID: uuid.UUID{1}, CreatedAt: dawn}, hero{ID: uuid.UUID{2}})
	answer(t, p, 1, hero{})
	answer(t, p, 2, hero{})
	p.Accept()
	require.Equal(t, []time.Time{dawn, {}, noon}, []time.Time{heroes[0].CreatedAt, heroes[1].CreatedAt, heroes[2].CreatedAt}, "matched by key")
}

func TestInsertCounted(t *testing.T) {
	var known identity.Map
	toys := []*toy{{Label: "a"}, {Label: "b"}, {Label: "c"}}
	add(t, &known, toys...)
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, []string{`INSERT INTO "app"."toys" ("label") ` +
		`SELECT unnest(coalesce($1, ARRAY[(NULL::"app"."toys")."label"])) RETURNING "id", "size"`}, texts(p))
	answer(t, p, 0, toy{ID: 30, Size: 3}, toy{ID: 20, Size: 2}, toy{ID: 10, Size: 1})
	p.Accept()
	require.Equal(t, []*toy{{30, "a", 3}, {20, "b", 2}, {10, "c", 1}}, toys, "ids are dealt in the order of the rows sent, and never sorted")
	known.Rollback()
	require.Equal(t, []*toy{{0, "a", 0}, {0, "b", 0}, {0, "c", 0}}, toys)
}

func TestInsertOnSQLite(t *testing.T) {
	var known identity.Map
	add(t, &known, &hero{Name: "a", CreatedAt: noon, UpdatedOn: noon}, &hero{Name: "b", CreatedAt: noon, UpdatedOn: noon})
	add(t, &known, &toy{Label: "a"}, &toy{Label: "b"})
	add(t, &known, &price{Code: "a"}, &price{Code: "b"}, &price{Code: "c"}, &price{Code: "d"})
	p := plan(t, &known, builder.SQLite())
	hero, toy := `INSERT INTO "heroes" ("id", "name", "pin", "created_at", "updated_on") VALUES (?, ?, ?, ?, ?)`, `INSERT INTO "app"."toys" ("label") VALUES (?) RETURNING "id", "size"`
	require.Equal(t, []string{
		hero, hero, toy, toy,
		`INSERT INTO "prices" ("code", "amount") VALUES (?, ?), (?, ?), (?, ?)`,
		`INSERT INTO "prices" ("code", "amount") VALUES (?, ?)`,
	}, texts(p), "never more parameters than a statement takes")
	require.Equal(t, []any{"a", decimal.Decimal{}, "b", decimal.Decimal{}, "c", decimal.Decimal{}}, p.Stmts[4].Args)
	require.Nil(t, p.Secrets[4])
	require.Equal(t, []bool{false, false, true, false, false}, p.Secrets[0])
}

func TestInsertAlone(t *testing.T) {
	var known identity.Map
	add(t, &known, &list{Items: []string{"x"}}, &list{Items: []string{"y"}})
	add(t, &known, &token{Name: "a"}, &token{Name: "b"})
	add(t, &known, &empty{}, &empty{})
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, `INSERT INTO "lists" ("items") SELECT array_cat((jsonb_populate_recordset(NULL::"lists", $1))."items", NULL) RETURNING "id"`, texts(p)[0])
	require.Equal(t, `[{"items":"{\"x\"}"},{"items":"{\"y\"}"}]`, p.Stmts[0].Args[0])
	for i, sql := range []string{
		`INSERT INTO "tokens" ("name") VALUES ($1) RETURNING "id"`,
		`INSERT INTO "empties" DEFAULT VALUES RETURNING "id"`,
	} {
		require.Equal(t, []string{sql, sql}, texts(p)[2*i+1:2*i+3])
	}
}

func TestDiscard(t *testing.T) {
	var known identity.Map
	h, chosen, first := &hero{Name: "a"}, &hero{ID: uuid.UUID{9}}, &team{Code: "x"}
	add(t, &known, h, chosen)
	add(t, &known, first)
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, uuid.UUID{1}, h.ID)
	require.Equal(t, int32(1), first.Rev)
	p.Discard()
	require.Equal(t, &hero{Name: "a"}, h)
	require.Equal(t, uuid.UUID{9}, chosen.ID)
	require.Zero(t, first.Rev)
}

func TestInsertMistakes(t *testing.T) {
	var known identity.Map
	add(t, &known, &toy{Label: "a"}, &toy{Label: "b"})
	p := plan(t, &known, builder.Postgres())
	_, err := p.Receive(0, &rows[toy]{list: []toy{{}, {}, {}}}, backends.Result{})
	require.ErrorContains(t, err, "more than the 2 rows expected came back")
	_, err = p.Receive(0, &rows[toy]{list: []toy{{}}}, backends.Result{})
	require.ErrorContains(t, err, "1 of 2 rows came back")

	var keyed identity.Map
	add(t, &keyed, &hero{Name: "a"}, &hero{Name: "b"})
	p = plan(t, &keyed, builder.Postgres())
	_, err = p.Receive(0, &rows[hero]{list: []hero{{ID: uuid.UUID{1}}, {ID: uuid.UUID{7}}}}, backends.Result{})
	require.ErrorContains(t, err, "no row came back with the key [02000000")

	_, err = persistence.New(changed(t, &known), &known, persistence.Options{Page: 1, Dialect: render.Dialect{Name: "old"}})
	require.ErrorIs(t, err, backends.ErrUnsupported)
	require.ErrorContains(t, err, `inserting toy needs RETURNING, which dialect "old" lacks`)

	load(t, &keyed, &hero{ID: uuid.UUID{5}})
	taken := &hero{ID: uuid.UUID{5}}
	add(t, &keyed, taken)
	_, err = persistence.New(changed(t, &keyed), &keyed, persistence.Options{Dialect: render.Dialect(builder.Postgres()), NextUUID: made()})
	require.ErrorIs(t, err, persistence.ErrKeyTaken)
}
