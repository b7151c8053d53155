package conformance

import (
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// SetValuesComeFromTheDatabase: what Set says wins over the field, in INSERT and in UPDATE, and the field holds it
// afterwards.
func SetValuesComeFromTheDatabase(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	hero := &Hero{Name: "SANDY", AppSrc: "test"}
	t.Run("inserted, dirty", func(t *testing.T) {
		must(t, s.Add(hero))
		must(t, s.Set(hero, &hero.Name, builder.Lower(builder.Literal("SANDY"))))
		must(t, s.Set(hero, &hero.Power, builder.Literal(2.5)))
		must(t, s.Flush(ctx))
		expect(t, "inserted: hero.Name", hero.Name, "sandy")
		expect(t, "inserted: *hero.Power", *hero.Power, 2.5)
		expect(t, "inserted: s.IsModified(hero)", s.IsModified(hero), false)
		must(t, s.Commit(ctx))

		must(t, s.Set(hero, &hero.Power, power.Add(1)))
		hero.AppSrc = "prod"
		later := 99.0
		hero.Power = &later
		expect(t, "dirty", s.Dirty(), []any{hero})
	})
	t.Run("an expression, it won", func(t *testing.T) {
		db.log.take()
		must(t, s.Flush(ctx))
		sent := map[string]string{
			"postgres": `UPDATE "heroes" SET "power" = "heroes"."power" + $1, "app_src" = $2, "updated_on" = now() WHERE "heroes"."id" = $3 RETURNING "power", "updated_on"`,
			"sqlite":   `UPDATE "heroes" SET "power" = "heroes"."power" + ?, "app_src" = ?, "updated_on" = ` + b.Dialect.Now + ` WHERE "heroes"."id" = ? RETURNING "power", "updated_on"`,
		}
		expect(t, "an expression", db.log.take()[1].SQL, sent[b.Dialect.Name])
		expect(t, "it won: *hero.Power", *hero.Power, 3.5)
		expect(t, "it won: s.IsModified(hero)", s.IsModified(hero), false)
	})
	t.Run("rolled back", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "rolled back: *hero.Power", *hero.Power, 2.5)
		expect(t, "rolled back: hero.AppSrc", hero.AppSrc, "test")
	})

	t.Run("NULL and squirrel's, stored", func(t *testing.T) {
		must(t, s.Set(hero, &hero.Power, builder.Null()))
		must(t, s.Set(hero, &hero.AppSrc, sq.Expr("? || 'b'", "a")))
		must(t, s.Commit(ctx))
		expect(t, "NULL and squirrel's: hero.Power == nil", hero.Power == nil, true)
		expect(t, "NULL and squirrel's: hero.AppSrc", hero.AppSrc, "ab")
		must(t, s.Commit(ctx))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE power IS NULL AND app_src = 'ab'"), int64(1))
		team := &Team{Code: "x"}
		must(t, s.Add(team))
		must(t, s.Commit(ctx))
		must(t, s.Set(team, &team.Name, builder.Literal("named")))
		must(t, s.Commit(ctx))
		expect(t, "a version counts", *team, Team{Code: "x", Rev: 2, Name: "named"})
	})
	notSettable(t, s, hero)
}

func notSettable(t *testing.T, s *repo.Session, hero *Hero) {
	t.Helper()
	other := &Hero{}
	for _, err := range []error{
		s.Set(hero, &other.Name, builder.Null()), s.Set(hero, "name", builder.Null()), s.Set(other, &other.Name, builder.Null()),
		s.Set(heroes, &heroes.Name, builder.Null()), s.Set(hero, &hero.Name, nil),
	} {
		refused(t, err, repo.ErrInvalidRequest)
	}
}

// UpdatesGoTogether: rows that change the same columns are one statement where the database can, in key order, with what
// the database makes; rows whose unique columns change go alone.
func UpdatesGoTogether(t *testing.T, b Backend) {
	db := b.open(t, repo.WithInsertPage(3))
	list := db.seed(t, "a", "b", "c", "d", "e")
	ctx := t.Context()
	s := db.session(t)
	must(t, s.Attach(list[4], list[3], list[2], list[1], list[0]))
	for _, h := range list[:4] {
		h.AppSrc = "new " + h.Name
		h.Power = nil
	}
	list[4].Name, list[2].Name = "z", "y"
	must(t, s.Commit(ctx))
	together := `UPDATE "heroes" AS "t" SET "power" = "u"."drey_2", "app_src" = "u"."drey_3", "updated_on" = now() ` +
		`FROM (SELECT unnest(coalesce($1, ARRAY[(NULL::"heroes")."id"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"heroes")."power"])) AS "drey_2", ` +
		`unnest(coalesce($3, ARRAY[(NULL::"heroes")."app_src"])) AS "drey_3") AS "u" WHERE "t"."id" = "u"."drey_1" ` +
		`AND (SELECT count(*) FROM (SELECT 1 FROM "heroes" AS "l" WHERE "l"."id" = ANY(coalesce($1, ARRAY[(NULL::"heroes")."id"])) ` +
		`ORDER BY "l"."id" FOR NO KEY UPDATE OF "l") AS "k") >= 0 RETURNING "t"."id", "t"."updated_on"`
	alone := `UPDATE "heroes" SET "power" = ?, "app_src" = ?, "updated_on" = ` + b.Dialect.Now + ` WHERE "id" = ? RETURNING "updated_on"`
	three := `UPDATE "heroes" SET "name" = ?, "power" = ?, "app_src" = ?, "updated_on" = ` + b.Dialect.Now + ` WHERE "id" = ? RETURNING "updated_on"`
	name := `UPDATE "heroes" SET "name" = ?, "updated_on" = ` + b.Dialect.Now + ` WHERE "id" = ? RETURNING "updated_on"`
	want := []string{"BEGIN", alone, alone, alone, three, name, "COMMIT"}
	if b.Dialect.Features&builder.FeatureArrayParams != 0 {
		want = []string{"BEGIN", together,
			`UPDATE "heroes" SET "name" = $1, "power" = $2, "app_src" = $3, "updated_on" = now() WHERE "id" = $4 RETURNING "updated_on"`,
			`UPDATE "heroes" SET "name" = $1, "updated_on" = now() WHERE "id" = $2 RETURNING "updated_on"`, "COMMIT"}
	}
	var sent []string
	for _, e := range db.log.take() {
		sent = append(sent, e.SQL)
	}
	expect(t, "sent", sent, want)
	stored := value(repo.All(ctx, db, builder.Select(heroes).OrderBy(builder.Col(&heroes.ID).Asc())))(t)
	expect(t, "each row has its own", stored, list)

	teams := []*Team{{Code: "a", Year: 1}, {Code: "a", Year: 2}, {Code: "b", Year: 1, Rev: 4}}
	must(t, s.Add(teams[0], teams[1], teams[2]))
	must(t, s.Commit(ctx))
	for _, team := range teams {
		team.Name = "of " + team.Code
	}
	must(t, s.Commit(ctx))
	expect(t, "versions count", []int{teams[0].Rev, teams[1].Rev, teams[2].Rev}, []int{2, 2, 5})
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM teams WHERE (year = 2 AND rev = 2 AND name = 'of a') OR (code = 'b' AND rev = 5)"), int64(2))
}

// MissingRowsOfSeveralAreStale: one row of many that is not there as it was read fails them all.
func MissingRowsOfSeveralAreStale(t *testing.T, b Backend) {
	db := b.open(t)
	list := db.seed(t, "a", "b", "c")
	s := db.session(t)
	must(t, s.Attach(list[0], list[1], list[2]))
	teams := []*Team{{Code: "a", Year: 1}, {Code: "a", Year: 2}, {Code: "b", Year: 3}}
	must(t, s.Add(teams[0], teams[1], teams[2]))
	must(t, s.Commit(t.Context()))
	db.exec(t, "DELETE FROM heroes WHERE name = 'b'")
	db.exec(t, "UPDATE teams SET rev = 2 WHERE year = 2")
	before := *list[0]
	for _, h := range list {
		h.AppSrc = "new"
	}
	var stale *repo.StaleDataError
	asError(t, s.Commit(t.Context()), &stale)
	keys := []any{list[1].ID}
	if b.Pipelined { // the server counted, and says no more
		keys = []any{list[0].ID, list[1].ID, list[2].ID}
	}
	expect(t, "heroes: stale.Entity", stale.Entity, "Hero")
	expect(t, "heroes: stale.Key", stale.Key, keys)
	must(t, s.Rollback(t.Context()))
	expect(t, "as before", *list[0], before)

	for _, team := range teams {
		team.Name = "new"
	}
	asError(t, s.Commit(t.Context()), &stale)
	expect(t, "teams", stale.Entity, "Team")
	must(t, s.Rollback(t.Context()))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM teams WHERE name = 'new'"), int64(0))
}

// KeysChange: a changed key re-keys the entity at the flush; one that the session or the database has already is refused.
func KeysChange(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	one, two, three := &Team{Code: "a", Year: 1}, &Team{Code: "a", Year: 2}, &Team{Code: "a", Year: 3}
	t.Run("found by the new key", func(t *testing.T) {
		must(t, s.Add(one, two, three))
		must(t, s.Commit(ctx))
		one.Year, one.Name = 10, "moved"
		must(t, s.Flush(ctx))
		expect(t, "found by the new key", value(repo.Get[Team](ctx, s, "a", 10))(t) == one, true)
		_, err := repo.Get[Team](ctx, s, "a", 1)
		refused(t, err, repo.ErrNotFound)
	})
	t.Run("put back", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "put back: one.Year", one.Year, 1)
		expect(t, "put back: repo.Get[Team](s, \"a\", 1)) == one", value(repo.Get[Team](ctx, s, "a", 1))(t) == one, true)
	})

	t.Run("in the order of old keys, re-keyed", func(t *testing.T) {
		one.Year, two.Year = 0, 1
		must(t, s.Commit(ctx))
		expect(t, "in the order of old keys", db.stored(t, "SELECT count(*) FROM teams WHERE year IN (0, 1, 3)"), int64(3))
		expect(t, "re-keyed", value(repo.Get[Team](ctx, s, "a", 1))(t) == two, true)
	})
	t.Run("nothing was sent", func(t *testing.T) {
		one.Year = 3
		refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
		expect(t, "nothing was sent", s.IsActive(), true)
		must(t, s.Expunge(three))
		refused(t, s.Flush(ctx), repo.ErrUniqueViolation)
		must(t, s.Rollback(ctx))
		one.Year = 7
		must(t, s.Add(&Team{Code: "a", Year: 7}))
		refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
	})
}
