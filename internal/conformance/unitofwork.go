package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// AddAndReadBack: two heroes added in one unit of work are rows, with keys and defaults in the structs.
func AddAndReadBack(t *testing.T, b Backend) {
	db := b.open(t)
	five := 5.5
	spongebob, sandy := &Hero{Name: "spongebob", AppSrc: "test"}, &Hero{Name: "sandy", AppSrc: "test", Power: &five}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		if err := s.Add(spongebob, sandy); err != nil {
			return err
		}
		expect(t, "state", s.State(sandy), repo.Pending)
		expect(t, "a transaction", s.InTransaction(), false)
		return nil
	}))
	for _, h := range []*Hero{spongebob, sandy} {
		if h.ID == uuid.Nil || h.CreatedAt.IsZero() || h.UpdatedOn.IsZero() {
			t.Fatalf("the key and the defaults are not read back: %+v", h)
		}
	}
	found := value(repo.All(t.Context(), db, builder.Select(heroes).OrderBy(name.Desc())))(t)
	expect(t, "heroes", found, []*Hero{spongebob, sandy})
	db.idle(t)
}

// UpdateWritesOnlyWhatChanged: equal values, and values set and reverted, send nothing.
func UpdateWritesOnlyWhatChanged(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	hero := &Hero{Name: "spongebob", AppSrc: "test"}
	must(t, s.Add(hero))
	must(t, s.Commit(t.Context()))
	db.log.take()

	hero.Name = "x"
	hero.Name = "spongebob"
	must(t, s.Commit(t.Context()))
	expect(t, "nothing changed", db.log.sent(), "")

	before := hero.UpdatedOn
	five := 5.0
	hero.Power, hero.AppSrc = &five, "prod"
	must(t, s.Commit(t.Context()))
	events := db.log.take()
	set := map[string]string{
		"postgres": `UPDATE "heroes" SET "power" = $1, "app_src" = $2, "updated_on" = now() WHERE "id" = $3 RETURNING "updated_on"`,
		"sqlite":   `UPDATE "heroes" SET "power" = ?, "app_src" = ?, "updated_on" = ` + builder.SQLite().Now + ` WHERE "id" = ? RETURNING "updated_on"`,
	}[b.Dialect.Name]
	expect(t, "the UPDATE", events[1].SQL, set)
	if hero.UpdatedOn.Before(before) {
		t.Error("updated_on is not read back")
	}
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE power = 5 AND app_src = 'prod' AND name = 'spongebob'"), int64(1))
	db.log.take()
	must(t, s.Commit(t.Context()))
	expect(t, "nothing more", db.log.sent(), "")
}

// RollbackRestores: new entities are transient again, changed ones have their values from before.
func RollbackRestores(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	old := &Hero{Name: "old", AppSrc: "test"}
	must(t, s.Add(old))
	must(t, s.Commit(t.Context()))
	was := *old

	added, toy := &Hero{Name: "new", AppSrc: "test"}, &Toy{Label: "ball"}
	old.Name = "changed"
	must(t, s.Add(added, toy))
	must(t, s.Flush(t.Context()))
	expect(t, "persistent", s.State(added), repo.Persistent)
	if added.ID == uuid.Nil || toy.ID == 0 {
		t.Fatal("a flush makes keys")
	}
	must(t, s.Rollback(t.Context()))
	expect(t, "the changed one", *old, was)
	expect(t, "the new one", *added, Hero{Name: "new", AppSrc: "test"})
	expect(t, "the counted one", *toy, Toy{Label: "ball"})
	expect(t, "state", s.State(added), repo.Transient)
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'old'"), int64(1))
	db.idle(t)

	must(t, s.Add(added)) // it can run again
	must(t, s.Commit(t.Context()))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes"), int64(2))
}

// BeginEnds: Begin commits on nil, and rolls back on an error, which comes back as it is, and on a panic.
func BeginEnds(t *testing.T, b Backend) {
	db := b.open(t)
	add := func(name string) func(s *repo.Session) error {
		return func(s *repo.Session) error {
			must(t, s.Add(&Hero{Name: name, AppSrc: "test"}))
			return s.Flush(t.Context())
		}
	}
	must(t, db.Begin(t.Context(), add("kept")))

	own := errors.New("own")
	err := db.Begin(t.Context(), func(s *repo.Session) error {
		must(t, add("failed")(s))
		return own
	})
	if !errors.Is(err, own) || err.Error() != own.Error() {
		t.Errorf("got %v, want the function's own error", err)
	}
	func() {
		defer func() { expect(t, "panic", recover(), "ouch") }()
		_ = db.Begin(t.Context(), func(s *repo.Session) error {
			must(t, add("panicked")(s))
			panic("ouch")
		})
	}()
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes"), int64(1))
	db.idle(t)
}

// NothingSendsNothing: a session that has nothing to do sends nothing, not even BEGIN.
func NothingSendsNothing(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	must(t, s.Flush(t.Context()))
	must(t, s.Commit(t.Context()))
	must(t, s.Rollback(t.Context()))
	must(t, db.Begin(t.Context(), func(*repo.Session) error { return nil }))
	must(t, s.Close())
	expect(t, "sent", db.log.sent(), "")
}

// SessionsGoOn: after a commit the same session serves another transaction, and entities stay tracked.
func SessionsGoOn(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	hero := &Hero{Name: "a", AppSrc: "test"}
	must(t, s.Add(hero))
	must(t, s.Commit(t.Context()))
	db.idle(t)
	for range 2 {
		hero.Name += "a"
		must(t, s.Commit(t.Context()))
		db.idle(t)
	}
	same := value(repo.Get[Hero](t.Context(), s, hero.ID))(t)
	if same != hero {
		t.Error("a commit forgets no entity")
	}
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'aaa'"), int64(1))
}

// CountedKeysLandOnTheirRows: 2,500 rows, whose keys the database makes, find their structs.
func CountedKeysLandOnTheirRows(t *testing.T, b Backend) {
	db := b.open(t)
	list := make([]*Toy, 2_500)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		for i := range list {
			list[i] = &Toy{Label: uuid.NewString(), Size: i}
			if err := s.Add(list[i]); err != nil {
				return err
			}
		}
		return nil
	}))
	stored := value(repo.All(t.Context(), db, builder.Select(toys)))(t)
	rows := map[int64]Toy{}
	for _, toy := range stored {
		rows[toy.ID] = *toy
	}
	expect(t, "rows", len(rows), len(list))
	for i, toy := range list {
		expect(t, "toy", *toy, rows[toy.ID])
		if i > 0 && toy.ID <= list[i-1].ID {
			t.Fatalf("toy %d has key %d, not above %d", i, toy.ID, list[i-1].ID)
		}
	}
}

// CompositeKeysAndVersions: rows are found by both parts of a key, and a lost race is a StaleDataError.
func CompositeKeysAndVersions(t *testing.T, b Backend) {
	db := b.open(t)
	one, two := db.session(t), db.session(t)
	team := &Team{Code: "x", Year: 2026, Name: "first"}
	must(t, one.Add(team, &Team{Code: "x", Year: 2025, Name: "other"}))
	must(t, one.Commit(t.Context()))
	expect(t, "the first version", team.Rev, 1)

	other := value(repo.Get[Team](t.Context(), two, "x", 2026))(t)
	must(t, two.Commit(t.Context()))
	team.Name = "second"
	must(t, one.Commit(t.Context()))
	expect(t, "the next version", team.Rev, 2)

	other.Name = "lost"
	err := two.Commit(t.Context())
	var stale *repo.StaleDataError
	if !errors.As(err, &stale) {
		t.Fatalf("got %v, want a StaleDataError", err)
	}
	expect(t, "stale: stale.Entity", stale.Entity, "Team")
	expect(t, "stale: stale.Key", stale.Key, []any{"x", 2026})
	expect(t, "stale: stale.Expected", stale.Expected, int64(1))
	expect(t, "stale: stale.Matched", stale.Matched, int64(0))
	must(t, two.Rollback(context.Background()))
	expect(t, "as before", other.Name, "first")
	again := value(repo.Get[Team](t.Context(), two, "x", 2026))(t)
	expect(t, "read again: again == other", again == other, true)
	expect(t, "read again: again.Name", again.Name, "second")
	expect(t, "read again: again.Rev", again.Rev, 2)
}
