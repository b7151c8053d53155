package persistence_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/render"
)

type badge struct {
	ID   int64
	Code string `db:"code,unique"`
	Name string `db:"name,secret"`
	Tags []string
}

func (badge) TableName() string { return "badges" }

func literal(t *testing.T, arg any) string {
	t.Helper()
	text, err := arg.(*kit.Column).Literal()
	require.NoError(t, err)
	return text
}

func TestUpdateSeveral(t *testing.T) {
	var known identity.Map
	badges := make([]*badge, 5)
	for i := range badges {
		badges[i] = &badge{ID: int64(9 - i)}
		load(t, &known, badges[i])
		badges[i].Name = string(rune('a' + i))
	}
	badges[1].Code = "alone"
	p := plan(t, &known, builder.Postgres())
	one := `UPDATE "badges" SET "name" = $1 WHERE "id" = $2`
	require.Equal(t, []string{
		`UPDATE "badges" AS "t" SET "name" = "u"."drey_2" FROM (SELECT unnest(coalesce($1, ARRAY[(NULL::"badges")."id"])) AS "drey_1", ` +
			`unnest(coalesce($2, ARRAY[(NULL::"badges")."name"])) AS "drey_2") AS "u" WHERE "t"."id" = "u"."drey_1" ` +
			`AND (SELECT count(*) FROM (SELECT 1 FROM "badges" AS "l" WHERE "l"."id" = ANY(coalesce($1, ARRAY[(NULL::"badges")."id"])) ` +
			`ORDER BY "l"."id" FOR NO KEY UPDATE OF "l") AS "k") >= 0`,
		one, `UPDATE "badges" SET "code" = $1, "name" = $2 WHERE "id" = $3`,
	}, texts(p), "pages of three in key order; what changes a unique column goes alone")
	require.Equal(t, []string{`{5,6,7}`, `{"e","d","c"}`}, []string{literal(t, p.Stmts[0].Args[0]), literal(t, p.Stmts[0].Args[1])})
	require.Equal(t, []bool{false, true}, p.Secrets[0])
	require.EqualValues(t, 3, p.Stmts[0].Expect)
	err := p.Refused(0, kit.Stale(3, 2))
	var stale *persistence.StaleError
	require.ErrorAs(t, err, &stale)
	require.Equal(t, []any{int64(5), int64(6), int64(7)}, stale.Key, "no row comes back, so any may be meant")
	require.EqualError(t, err, "badge [5 6 7] was changed or removed by somebody else: 2 of 3 rows matched; roll back and read it again")
	n, err := p.Receive(0, nil, backends.Result{RowsAffected: 3})
	require.NoError(t, err)
	require.EqualValues(t, 3, n)

	for _, b := range badges {
		b.Name, b.Tags = "", []string{"x"}
	}
	require.Len(t, texts(plan(t, &known, builder.Postgres())), 3, "lists travel together, in JSON")
	require.Len(t, texts(plan(t, &known, builder.SQLite())), 5)
}

func TestUpdateSeveralVersions(t *testing.T) {
	var known identity.Map
	teams := []*team{{Code: "x", Year: 1, Rev: 4}, {Code: "x", Year: 2, Rev: 9}, {Code: "x", Year: 3, Rev: 1}}
	for _, a := range teams {
		load(t, &known, a)
		a.Name = "n"
	}
	teams[2].Rev = 100
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, []string{
		`UPDATE "teams" AS "t" SET "name" = "u"."drey_4", "rev" = "u"."drey_5" FROM (SELECT unnest(coalesce($1, ARRAY[(NULL::"teams")."code"])) AS "drey_1", ` +
			`unnest(coalesce($2, ARRAY[(NULL::"teams")."year"])) AS "drey_2", unnest(coalesce($3, ARRAY[(NULL::"teams")."rev"])) AS "drey_3", ` +
			`unnest(coalesce($4, ARRAY[(NULL::"teams")."name"])) AS "drey_4", unnest(coalesce($5, ARRAY[(NULL::"teams")."rev"])) AS "drey_5") AS "u" ` +
			`WHERE "t"."code" = "u"."drey_1" AND "t"."year" = "u"."drey_2" AND "t"."rev" = "u"."drey_3" ` +
			`AND (SELECT count(*) FROM (SELECT 1 FROM "teams" AS "l", (SELECT unnest(coalesce($1, ARRAY[(NULL::"teams")."code"])) AS "drey_1", ` +
			`unnest(coalesce($2, ARRAY[(NULL::"teams")."year"])) AS "drey_2") AS "u" WHERE "l"."code" = "u"."drey_1" AND "l"."year" = "u"."drey_2" ` +
			`ORDER BY "l"."code", "l"."year" FOR NO KEY UPDATE OF "l") AS "k") >= 0`,
		`UPDATE "teams" SET "rev" = $1, "name" = $2 WHERE "code" = $3 AND "year" = $4 AND "rev" = $5`,
	}, texts(p))
	require.Equal(t, []string{`{4,9}`, `{5,10}`}, []string{literal(t, p.Stmts[0].Args[2]), literal(t, p.Stmts[0].Args[4])})
	require.Equal(t, []any{int32(100), "n", "x", 3, int32(1)}, p.Stmts[1].Args)
	for i, rows := range []int64{2, 1} {
		_, err := p.Receive(i, nil, backends.Result{RowsAffected: rows})
		require.NoError(t, err)
	}
	p.Accept()
	require.Equal(t, []int32{5, 10, 100}, []int32{teams[0].Rev, teams[1].Rev, teams[2].Rev})
	require.True(t, changed(t, &known).Empty())
	known.Rollback()
	require.Equal(t, &team{Code: "x", Year: 2, Rev: 9}, teams[1])
}

func TestUpdateSeveralIsMatched(t *testing.T) {
	var known identity.Map
	heroes := []*hero{{ID: uuid.UUID{1}}, {ID: uuid.UUID{2}}}
	for _, h := range heroes {
		load(t, &known, h)
		h.Name = "n"
	}
	p := plan(t, &known, builder.Postgres())
	_, err := p.Receive(0, &rows[hero]{list: []hero{{ID: uuid.UUID{2}}}}, backends.Result{})
	var stale *persistence.StaleError
	require.ErrorAs(t, err, &stale)
	require.Equal(t, []any{uuid.UUID{1}}, stale.Key, "the one that did not come back")
	p = plan(t, &known, builder.Postgres())
	answer(t, p, 0, hero{ID: uuid.UUID{2}, UpdatedOn: noon}, hero{ID: uuid.UUID{1}, UpdatedOn: dawn})
	p.Accept()
	require.Equal(t, []any{dawn, noon}, []any{heroes[0].UpdatedOn, heroes[1].UpdatedOn})
}

func TestDelete(t *testing.T) {
	var known identity.Map
	heroes := make([]*hero, 4)
	for i := range heroes {
		heroes[i] = &hero{ID: uuid.UUID{byte(i)}}
		load(t, &known, heroes[i])
		known.Find(heroes[i]).ToDelete = true
	}
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, []string{
		`DELETE FROM "heroes" AS "t" USING (SELECT unnest(coalesce($1, ARRAY[(NULL::"heroes")."id"])) AS "drey_1") AS "u" WHERE "t"."id" = "u"."drey_1"`,
		`DELETE FROM "heroes" WHERE "id" = $1`,
	}, texts(p))
	require.Zero(t, p.Stmts[0].Expect)
	require.Equal(t, "deleting hero", p.Describe(0))
	_, err := p.Receive(0, nil, backends.Result{RowsAffected: 1})
	require.NoError(t, err)
	p.Accept()
	require.Equal(t, []persistence.Missing{{Mapping: mapping[hero](t), Expected: 3, Matched: 1}}, p.Missing)
	require.Equal(t, identity.Deleted, known.Find(heroes[0]).State)
}

func TestDeleteOfVersions(t *testing.T) {
	var known identity.Map
	teams := []*team{{Code: "x", Year: 1, Rev: 4}, {Code: "x", Year: 2, Rev: 9}}
	for _, a := range teams {
		load(t, &known, a)
		known.Find(a).ToDelete = true
	}
	p := plan(t, &known, builder.Postgres())
	require.EqualValues(t, 2, p.Stmts[0].Expect)
	var stale *persistence.StaleError
	require.ErrorAs(t, p.Refused(0, kit.Stale(2, 1)), &stale)
	require.Equal(t, []any{[]any{"x", 1}, []any{"x", 2}}, stale.Key)
}

func TestAssigned(t *testing.T) {
	var known identity.Map
	old, fresh, plain := &hero{ID: uuid.UUID{9}, Name: "a"}, &hero{Name: "b", UpdatedOn: noon}, &hero{Name: "c", UpdatedOn: noon}
	load(t, &known, old)
	add(t, &known, fresh, plain)
	m := mapping[hero](t)
	known.Find(old).Assign(m.Column("name"), ast.Null())
	known.Find(fresh).Assign(m.Column("pin"), ast.Argument("1234"))
	old.Name, old.UpdatedOn = "later", noon
	p := plan(t, &known, builder.Postgres())
	require.Equal(t, []string{
		`UPDATE "heroes" SET "name" = NULL, "updated_on" = $1 WHERE "heroes"."id" = $2 RETURNING "name"`,
		`INSERT INTO "heroes" ("id","name","pin","updated_on") VALUES ($1,$2,$3,$4) RETURNING "pin", "created_at"`,
		`INSERT INTO "heroes" ("id", "name", "pin", "updated_on") VALUES ($1, $2, $3, $4) RETURNING "created_at"`,
	}, texts(p))
	require.Equal(t, []any{uuid.UUID{1}, "b", "1234", noon}, p.Stmts[1].Args)
	require.True(t, p.Secrets[1][2])
	answer(t, p, 0, hero{Name: "made"})
	answer(t, p, 1, hero{Pin: "hashed", CreatedAt: dawn})
	answer(t, p, 2, hero{})
	p.Accept()
	require.Equal(t, []string{"hashed", "made"}, []string{fresh.Pin, old.Name})
	require.True(t, changed(t, &known).Empty())
	known.Rollback()
	require.Equal(t, []string{"", "a"}, []string{fresh.Pin, old.Name})
}

func TestKeysAreClaimedOnce(t *testing.T) {
	options := persistence.Options{Dialect: render.Dialect(builder.Postgres()), Page: 3, NextUUID: made()}
	for name, edit := range map[string]func(known *identity.Map, a, b *toy){
		"another's":     func(_ *identity.Map, a, _ *toy) { a.ID = 2 },
		"the same":      func(_ *identity.Map, a, b *toy) { a.ID, b.ID = 9, 9 },
		"a new one's":   func(known *identity.Map, a, _ *toy) { a.ID = 9; known.Add(mapping[toy](t), &toy{ID: 9}) },
		"two new ones'": func(known *identity.Map, _, _ *toy) { add(t, known, &toy{ID: 7}, &toy{ID: 7}) },
		"one that goes": func(known *identity.Map, a, b *toy) { a.ID = 2; known.Find(b).ToDelete = true },
	} {
		t.Run(name, func(t *testing.T) {
			var known identity.Map
			a, b := &toy{ID: 1}, &toy{ID: 2}
			load(t, &known, a)
			load(t, &known, b)
			edit(&known, a, b)
			_, err := persistence.New(changed(t, &known), &known, options)
			require.ErrorIs(t, err, persistence.ErrKeyTaken)
		})
	}
	var known identity.Map
	a, b := &toy{ID: 1}, &toy{ID: 2}
	load(t, &known, a)
	load(t, &known, b)
	a.ID, b.ID = 3, 1
	_, err := persistence.New(changed(t, &known), &known, options)
	require.NoError(t, err, "the key was given up before")
}
