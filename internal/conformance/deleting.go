package conformance

import (
	"testing"

	"github.com/drey-db/drey/repo"
)

// DeletedEntitiesLeave: an entity goes from pending to transient, from persistent to deleted to detached, and a rollback
// brings it back.
func DeletedEntitiesLeave(t *testing.T, b Backend) {
	db := b.open(t)
	list := db.seed(t, "a", "b", "c")
	ctx := t.Context()
	s := db.session(t)
	t.Run("a pending one", func(t *testing.T) {
		pending := &Hero{Name: "never"}
		must(t, s.Add(pending))
		must(t, s.Delete(pending))
		expect(t, "a pending one", s.State(pending), repo.Transient)
		refused(t, s.Delete(pending), repo.ErrInvalidRequest)
	})

	hero := value(repo.Get[Hero](ctx, s, list[0].ID))(t)
	was := *hero
	t.Run("marked, added again, it stays", func(t *testing.T) {
		must(t, s.Delete(hero, hero))
		expect(t, "marked: state of hero", s.State(hero), repo.Persistent)
		expect(t, "marked: s.Contains(hero)", s.Contains(hero), true)
		expect(t, "marked: s.IsModified(hero)", s.IsModified(hero), true)
		expect(t, "marked: s.Deleted()", s.Deleted(), []any{hero})
		must(t, s.Add(hero))
		expect(t, "added again, it stays", s.IsModified(hero), false)
	})
	t.Run("sent", func(t *testing.T) {
		hero.Name = "edited"
		must(t, s.Delete(hero))
		must(t, s.Flush(ctx))
		expect(t, "sent: state of hero", s.State(hero), repo.Deleted)
		expect(t, "sent: s.Contains(hero)", s.Contains(hero), false)
		expect(t, "sent: number of s.Deleted()", len(s.Deleted()), 0)
	})
	t.Run("what is deleted cannot be added", func(t *testing.T) {
		must(t, s.Delete(hero))
		refused(t, s.Add(hero), repo.ErrInvalidRequest)
		refused(t, s.Attach(hero), repo.ErrInvalidRequest)
		_, err := repo.Get[Hero](ctx, s, was.ID)
		refused(t, err, repo.ErrNotFound)
	})
	t.Run("rolled back", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "rolled back: state of hero", s.State(hero), repo.Persistent)
		expect(t, "rolled back: *hero", *hero, was)
	})

	t.Run("committed, stored", func(t *testing.T) {
		must(t, s.Delete(hero))
		must(t, s.Commit(ctx))
		expect(t, "committed", s.State(hero), repo.Detached)
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes"), int64(2))
	})
	t.Run("added again", func(t *testing.T) {
		must(t, s.Add(hero))
		must(t, s.Commit(ctx))
		expect(t, "added again: state of hero", s.State(hero), repo.Persistent)
		expect(t, "added again: SELECT count(*) FROM heroes", db.stored(t, "SELECT count(*) FROM heroes"), int64(3))
	})
}

// DeletesAreOrdered: rows go after everything else, tables in reverse, by key, and together where the database can.
func DeletesAreOrdered(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	one, two, ball := &Team{Code: "b"}, &Team{Code: "a", Year: 7}, &Toy{Label: "ball"}
	must(t, s.Add(one, two, ball))
	must(t, s.Commit(t.Context()))
	must(t, s.Add(&Toy{Label: "new"}))
	db.log.take()
	must(t, s.Delete(one, ball, two))
	must(t, s.Commit(t.Context()))
	sent := map[string]string{
		"postgres": `BEGIN
INSERT INTO "toys" ("label", "size") VALUES ($1, $2) RETURNING "id"
DELETE FROM "toys" WHERE "id" = $1
DELETE FROM "teams" AS "t" USING (SELECT unnest(coalesce($1, ARRAY[(NULL::"teams")."code"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"teams")."year"])) AS "drey_2", unnest(coalesce($3, ARRAY[(NULL::"teams")."rev"])) AS "drey_3") AS "u" WHERE "t"."code" = "u"."drey_1" AND "t"."year" = "u"."drey_2" AND "t"."rev" = "u"."drey_3"
COMMIT`,
		"sqlite": `BEGIN
INSERT INTO "toys" ("label", "size") VALUES (?, ?) RETURNING "id"
DELETE FROM "toys" WHERE "id" = ?
DELETE FROM "teams" WHERE "code" = ? AND "year" = ? AND "rev" = ?
DELETE FROM "teams" WHERE "code" = ? AND "year" = ? AND "rev" = ?
COMMIT`,
	}
	expect(t, "sent", db.log.sent(), sent[b.Dialect.Name])
	expect(t, "stored", db.stored(t, "SELECT (SELECT count(*) FROM teams) + (SELECT count(*) FROM toys)"), int64(1))
}

// RowsGoneAlready: a DELETE that meets no row is done, and is stale where a version is asked for.
func RowsGoneAlready(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	balls := []*Toy{{Label: "a"}, {Label: "b"}, {Label: "c"}}
	teams := []*Team{{Code: "x", Year: 1}, {Code: "x", Year: 2}}
	must(t, s.Add(balls[0], balls[1], balls[2], teams[0], teams[1]))
	must(t, s.Commit(t.Context()))
	db.exec(t, "DELETE FROM toys WHERE label <> 'b'")
	db.exec(t, "UPDATE teams SET rev = 9 WHERE year = 2")

	must(t, s.Delete(balls[0], balls[1], balls[2]))
	must(t, s.Commit(t.Context()))
	expect(t, "detached", s.State(balls[0]), repo.Detached)

	must(t, s.Delete(teams[0], teams[1]))
	err := s.Commit(t.Context())
	var stale *repo.StaleDataError
	asError(t, err, &stale)
	expect(t, "stale", stale.Entity, "Team")
	refused(t, s.Flush(t.Context()), repo.ErrRollbackRequired)
	must(t, s.Rollback(t.Context()))
	expect(t, "back", s.State(teams[1]), repo.Persistent)
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM teams"), int64(2))
}

// ARowIsTakenOver: a new entity with the key of one to be deleted is an UPDATE of its row, which gives what is left to the database its default.
func ARowIsTakenOver(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "old")[0].ID
	ctx := t.Context()
	s := db.session(t)
	hero := value(repo.Get[Hero](ctx, s, id))(t)
	was := *hero
	fresh := &Hero{ID: id, Name: "new", AppSrc: "seed"}
	t.Run("an UPDATE, states", func(t *testing.T) {
		must(t, s.Delete(hero))
		must(t, s.Add(fresh))
		db.log.take()
		must(t, s.Flush(ctx))
		update := map[string]string{
			"postgres": `UPDATE "heroes" SET "name" = $1, "power" = $2, "created_at" = DEFAULT, "updated_on" = DEFAULT WHERE "id" = $3 RETURNING "created_at", "updated_on"`,
			"sqlite":   `UPDATE "heroes" SET "name" = ?, "power" = ?, "created_at" = ` + b.Dialect.Now + `, "updated_on" = ` + b.Dialect.Now + ` WHERE "id" = ? RETURNING "created_at", "updated_on"`,
		}
		expect(t, "an UPDATE", db.log.sent(), update[b.Dialect.Name])
		expect(t, "states: state of hero", s.State(hero), repo.Detached)
		expect(t, "states: state of fresh", s.State(fresh), repo.Persistent)
		expect(t, "states: fresh was created before the row it takes over", fresh.CreatedAt.Before(was.CreatedAt), false)
		expect(t, "one row, one pointer", value(repo.Get[Hero](ctx, s, id))(t) == fresh, true)
	})
	t.Run("rolled back, stored", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "rolled back: state of hero", s.State(hero), repo.Persistent)
		expect(t, "rolled back: *hero", *hero, was)
		expect(t, "rolled back: state of fresh", s.State(fresh), repo.Transient)
		expect(t, "rolled back: *fresh", *fresh, Hero{ID: id, Name: "new", AppSrc: "seed"})

		must(t, s.Delete(hero))
		must(t, s.Add(fresh))
		must(t, s.Commit(ctx))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'new' AND power IS NULL"), int64(1))
	})

	team := &Team{Code: "x", Name: "old"}
	must(t, s.Add(team))
	must(t, s.Commit(ctx))
	must(t, s.Delete(team))
	next := &Team{Code: "x", Name: "old"}
	t.Run("its version goes on", func(t *testing.T) {
		must(t, s.Add(next))
		must(t, s.Commit(ctx))
		expect(t, "its version goes on", next.Rev, 2)
		must(t, s.Delete(next))
		must(t, s.Add(&Team{Code: "x"}, &Team{Code: "x"}))
		refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
	})
}
