package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// SessionsTellWhatTheyHold: New, Dirty, IsModified and Contains, without sending anything.
func SessionsTellWhatTheyHold(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "a")[0].ID
	s := db.session(t)
	hero := value(repo.Get[Hero](t.Context(), s, id))(t)
	first, second := &Toy{Label: "first"}, &Toy{Label: "second"}
	must(t, s.Add(first, second))
	hero.Name = "edited"
	db.log.take()
	expect(t, "new", s.New(), []any{first, second})
	expect(t, "dirty", s.Dirty(), []any{hero})
	expect(t, "modified: s.IsModified(hero)", s.IsModified(hero), true)
	expect(t, "modified: s.IsModified(first)", s.IsModified(first), true)
	expect(t, "modified: s.IsModified(&Toy{})", s.IsModified(&Toy{}), false)
	expect(t, "contains: s.Contains(hero)", s.Contains(hero), true)
	expect(t, "contains: s.Contains(first)", s.Contains(first), true)
	expect(t, "contains: s.Contains(&Toy{})", s.Contains(&Toy{}), false)
	hero.Name = "a"
	expect(t, "reverted: number of s.Dirty()", len(s.Dirty()), 0)
	expect(t, "reverted: s.IsModified(hero)", s.IsModified(hero), false)
	expect(t, "sent", db.log.sent(), "")
}

// PointersThatSayWhatTheRowSaysChangeNothing: a pointer that nobody loaded, set to the parent that the foreign key names.
func PointersThatSayWhatTheRowSaysChangeNothing(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	book := value(repo.One(ctx, s, builder.Select(books).Where(builder.Col(&books.Title).Eq("air"))))(t)
	own := value(repo.Get[Author](ctx, s, book.AuthorID))(t)
	book.Author = own
	expect(t, "modified", s.IsModified(book), false)
	expect(t, "dirty", len(s.Dirty()), 0)
	book.Author = value(repo.One(ctx, s, builder.Select(authors).Where(builder.Col(&authors.ID).Ne(own.ID)).OrderBy(builder.Col(&authors.ID)).Limit(1)))(t)
	expect(t, "modified by another", s.IsModified(book), true)
	must(t, s.Commit(ctx))
	expect(t, "after the flush", s.IsModified(book), false)
}

// AttachedEntitiesAreRows: what is attached is persistent as it stands, and later changes are written.
func AttachedEntitiesAreRows(t *testing.T, b Backend) {
	db := b.open(t)
	list := db.seed(t, "a", "b")
	s := db.session(t)
	hero := list[0]
	must(t, s.Attach(hero))
	must(t, s.Attach(hero))
	expect(t, "attached: state of hero", s.State(hero), repo.Persistent)
	expect(t, "attached: s.IsModified(hero)", s.IsModified(hero), false)
	hero.AppSrc = "mine"
	must(t, s.Commit(t.Context()))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE app_src = 'mine'"), int64(1))
	twin := &Hero{ID: hero.ID}
	for _, wrong := range []any{twin, &Hero{}, &Toy{}, heroes} {
		refused(t, s.Attach(list[1], wrong), repo.ErrInvalidRequest)
	}
	expect(t, "all or none", s.State(list[1]), repo.Transient)
	must(t, s.Add(list[1]))
	must(t, s.Attach(list[1]))
	expect(t, "a pending one: state of list[1]", s.State(list[1]), repo.Persistent)
	expect(t, "a pending one: number of s.New()", len(s.New()), 0)
}

// ExpungedEntitiesAreForgotten: they are detached, keep their values, and are no longer written.
func ExpungedEntitiesAreForgotten(t *testing.T, b Backend) {
	db := b.open(t)
	list := db.seed(t, "a", "b")
	ctx := t.Context()
	s := db.session(t)
	hero := value(repo.Get[Hero](ctx, s, list[0].ID))(t)
	t.Run("states, stored", func(t *testing.T) {
		pending := &Toy{Label: "ball"}
		must(t, s.Add(pending))
		hero.AppSrc = "written"
		must(t, s.NoAutoflush(func() error { return s.Expunge(pending, hero) }))
		expect(t, "states: state of pending", s.State(pending), repo.Transient)
		expect(t, "states: state of hero", s.State(hero), repo.Detached)
		refused(t, s.Expunge(hero), repo.ErrInvalidRequest)
		refused(t, s.Expire(hero), repo.ErrInvalidRequest)
		refused(t, s.Refresh(ctx, hero), repo.ErrInvalidRequest)
		must(t, s.Commit(ctx))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE app_src = 'written'"), int64(0))
	})
	again := value(repo.Get[Hero](ctx, s, list[0].ID))(t)
	t.Run("another pointer", func(t *testing.T) {
		expect(t, "another pointer: again == hero", again == hero, false)
		expect(t, "another pointer: again.AppSrc", again.AppSrc, "seed")
	})
	t.Run("all", func(t *testing.T) {
		s.ExpungeAll()
		expect(t, "all: state of again", s.State(again), repo.Detached)
		expect(t, "all: s.Contains(again)", s.Contains(again), false)
	})
	t.Run("a rollback brings none back", func(t *testing.T) {
		must(t, s.Attach(hero))
		must(t, s.Rollback(ctx))
		expect(t, "a rollback brings none back: state of again", s.State(again), repo.Detached)
		expect(t, "a rollback brings none back: state of hero", s.State(hero), repo.Persistent)
	})
}

// ExpiredEntitiesAreReadAgain: edits are dropped, and the next Get or query reads.
func ExpiredEntitiesAreReadAgain(t *testing.T, b Backend) {
	db := b.open(t)
	list := db.seed(t, "a", "b")
	ctx := t.Context()
	s := db.session(t)
	one := value(repo.Get[Hero](ctx, s, list[0].ID))(t)
	two := value(repo.Get[Hero](ctx, s, list[1].ID))(t)
	must(t, s.Commit(ctx))
	db.exec(t, "UPDATE heroes SET app_src = 'theirs'")
	one.Name = "edited"
	must(t, s.Expire(one))
	expect(t, "dropped: one.Name", one.Name, "a")
	expect(t, "dropped: s.IsModified(one)", s.IsModified(one), false)
	expect(t, "read again", value(repo.Get[Hero](ctx, s, one.ID))(t).AppSrc, "theirs")
	value(repo.All(ctx, s, builder.Select(heroes)))(t)
	expect(t, "not expired", two.AppSrc, "seed")
	s.ExpireAll()
	value(repo.All(ctx, s, builder.Select(heroes)))(t)
	expect(t, "all", two.AppSrc, "theirs")
	refused(t, s.Expire(&Hero{}), repo.ErrInvalidRequest)
	pending := &Toy{}
	must(t, s.Add(pending))
	refused(t, s.Expire(one, pending), repo.ErrInvalidRequest)

	own := db.session(t, repo.WithExpireOnCommit(true))
	hero := value(repo.Get[Hero](ctx, own, list[0].ID))(t)
	must(t, own.Commit(ctx))
	must(t, s.Rollback(ctx))
	db.exec(t, "UPDATE heroes SET app_src = 'again'")
	expect(t, "on commit: repo.Get[Hero](own, list[0].ID)) == hero", value(repo.Get[Hero](ctx, own, list[0].ID))(t) == hero, true)
	expect(t, "on commit: hero.AppSrc", hero.AppSrc, "again")
}

// RefreshReadsNow: local edits give way, of the fields named or of all; an entity without a row leaves.
func RefreshReadsNow(t *testing.T, b Backend) {
	db := b.open(t)
	list := db.seed(t, "a", "b")
	ctx := t.Context()
	s := db.session(t)
	hero := value(repo.Get[Hero](ctx, s, list[0].ID))(t)
	t.Run("one field, others are flushed", func(t *testing.T) {
		other := value(repo.Get[Hero](ctx, s, list[1].ID))(t)
		must(t, s.Commit(ctx))
		db.exec(t, "UPDATE heroes SET app_src = 'theirs', power = 7 WHERE name = 'a'")
		hero.AppSrc, hero.Power, other.AppSrc = "mine", nil, "flushed"
		must(t, s.Refresh(ctx, hero, &hero.Power))
		expect(t, "one field: *hero.Power", *hero.Power, 7.0)
		expect(t, "one field: hero.AppSrc", hero.AppSrc, "mine")
		expect(t, "others are flushed", s.IsModified(other), false)
	})
	t.Run("all fields", func(t *testing.T) {
		must(t, s.Rollback(ctx))

		hero.Name = "mine"
		must(t, s.Refresh(ctx, hero))
		expect(t, "all fields: hero.Name", hero.Name, "a")
		expect(t, "all fields: hero.AppSrc", hero.AppSrc, "theirs")
		expect(t, "all fields: *hero.Power", *hero.Power, 7.0)
		expect(t, "all fields: s.IsModified(hero)", s.IsModified(hero), false)
		refused(t, s.Refresh(ctx, hero, new(string)), repo.ErrInvalidRequest)
		refused(t, s.Refresh(ctx, &Hero{}), repo.ErrInvalidRequest)
		refused(t, s.Refresh(ctx, heroes), repo.ErrInvalidRequest)
	})
	t.Run("it left, a rollback brings it back", func(t *testing.T) {
		must(t, s.Commit(ctx))

		db.exec(t, "DELETE FROM heroes WHERE name = 'a'")
		refused(t, s.Refresh(ctx, hero), repo.ErrNotFound)
		expect(t, "it left", s.State(hero), repo.Detached)
		must(t, s.Rollback(ctx))
		expect(t, "a rollback brings it back", s.State(hero), repo.Persistent)
	})
}
