package conformance

import (
	"context"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// CloseGivesTheConnectionBack: whatever the session was in the middle of.
func CloseGivesTheConnectionBack(t *testing.T, b Backend) {
	db := b.open(t, repo.WithPool(backends.PoolConfig{Size: 1, Overflow: -1}))
	db.seed(t, "a", "b", "c")
	ctx := t.Context()
	for what, busy := range map[string]func(s *repo.Session){
		"a transaction": func(s *repo.Session) { value(repo.All(ctx, s, builder.Select(heroes)))(t) },
		"a savepoint":   func(s *repo.Session) { value(s.BeginNested(ctx))(t) },
		"a failed flush": func(s *repo.Session) {
			must(t, s.Add(&Toy{Size: -1}))
			refused(t, s.Flush(ctx), repo.ErrCheckViolation)
		},
		"rows being read":   func(s *repo.Session) { value(s.Query(ctx, builder.Select(heroes)))(t).Next() },
		"a cancelled call":  cancelled,
		"a unit handed out": func(s *repo.Session) { value(s.UnitOfWork(ctx))(t) },
		"nothing":           func(*repo.Session) {},
	} {
		s := db.Session()
		busy(s)
		must(t, s.Close())
		db.idle(t)
		expect(t, what, db.stored(t, "SELECT count(*) FROM heroes"), int64(3))
	}
	s := db.Session()
	for _, err := range repo.Each(ctx, s, builder.Select(heroes)) {
		must(t, err)
		must(t, s.Close())
		break
	}
	db.idle(t)
}

// cancelled lets a call of s fail because its context ended.
func cancelled(s *repo.Session) {
	ctx, cancel := context.WithCancel(context.Background())
	_, _ = repo.All(ctx, s, builder.Select(heroes))
	cancel()
	_, _ = repo.All(ctx, s, builder.Select(toys))
}

// CloseRollsBack: what was flushed and not committed never was, and its locks are gone.
func CloseRollsBack(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "a")[0].ID
	ctx, s := t.Context(), db.Session()
	hero := value(repo.Get[Hero](ctx, s, id))(t)
	hero.Name = "lost"
	must(t, s.Add(&Toy{Label: "lost"}))
	must(t, s.Flush(ctx))
	must(t, s.Close())
	must(t, s.Close())
	expect(t, "rolled back", db.stored(t, "SELECT (SELECT count(*) FROM toys) + (SELECT count(*) FROM heroes WHERE name = 'lost')"), int64(0))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		value(repo.Get[Hero](ctx, s, id))(t).Name = "free"
		return nil
	}))
	expect(t, "not locked", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'free'"), int64(1))
}

// CloseForgets: the identity map is dropped, and the session answers nothing any more.
func CloseForgets(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "a")[0].ID
	ctx, s := t.Context(), db.Session()
	hero := value(repo.Get[Hero](ctx, s, id))(t)
	hero.Name = "dirty"
	must(t, s.Add(&Toy{Label: "new"}))
	must(t, s.Close())
	expect(t, "nothing is known: s.Contains(hero)", s.Contains(hero), false)
	expect(t, "nothing is known: s.New()", s.New(), []any(nil))
	expect(t, "nothing is known: s.Dirty()", s.Dirty(), []any(nil))
	expect(t, "nothing is known: s.Deleted()", s.Deleted(), []any(nil))
	expect(t, "nothing is known: s.InTransaction()", s.InTransaction(), false)
	_, err := repo.Get[Hero](ctx, s, id)
	refused(t, err, repo.ErrClosed)
	for _, err := range []error{s.Add(hero), s.Flush(ctx), s.Commit(ctx), s.Refresh(ctx, hero), s.Expunge(hero)} {
		refused(t, err, repo.ErrClosed)
	}
	other := value(repo.Get[Hero](ctx, db.session(t), id))(t)
	expect(t, "another session has another pointer: other == hero", other == hero, false)
	expect(t, "another session has another pointer: other.Name", other.Name, "a")
}

// CloseDetaches: entities keep their values and belong to nobody; another session can take them.
func CloseDetaches(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.Session()
	ann := value(repo.One(ctx, s, builder.Select(authors).Where(builder.Col(&authors.Name).Eq("ann")).Load(builder.SelectIn(&authors.Books))))(t)
	t.Run("detached, values stay", func(t *testing.T) {
		ann.Name = "anna"
		fresh := &Author{Name: "new"}
		must(t, s.Add(fresh))
		must(t, s.Flush(ctx))
		must(t, s.Close())
		expect(t, "detached: state of ann", s.State(ann), repo.Detached)
		expect(t, "detached: state of ann.Books[0]", s.State(ann.Books[0]), repo.Detached)
		expect(t, "detached: state of fresh", s.State(fresh), repo.Transient)
		expect(t, "values stay: ann.Name", ann.Name, "anna")
		expect(t, "values stay: number of ann.Books", len(ann.Books), 2)
		expect(t, "values stay: ann.Books[0].Author == ann", ann.Books[0].Author == ann, true)
		expect(t, "not stored", db.stored(t, "SELECT count(*) FROM authors WHERE name = 'anna'"), int64(0))
	})
	t.Run("merged, attached", func(t *testing.T) {
		next := db.session(t)
		merged := value(repo.Merge(ctx, next, ann))(t)
		must(t, next.Commit(ctx))
		expect(t, "merged: merged != ann", merged != ann, true)
		expect(t, "merged: SELECT count(*) FROM authors WHERE name = 'anna'", db.stored(t, "SELECT count(*) FROM authors WHERE name = 'anna'"), int64(1))
		third := db.session(t)
		must(t, third.Attach(ann, ann.Books[0], ann.Books[1]))
		ann.Name = "attached"
		must(t, third.Commit(ctx))
		expect(t, "attached", db.stored(t, "SELECT count(*) FROM authors WHERE name = 'attached'"), int64(1))
	})
}

// CloseFreesMemory: a closed session holds nothing of what it held, though it is still there itself.
func CloseFreesMemory(t *testing.T, b Backend) {
	db := b.open(t)
	const many = 5_000
	rows := make([]*Toy, many)
	for i := range rows {
		rows[i] = &Toy{Label: "toy", Size: i}
	}
	ctx, s := t.Context(), db.Session()
	must(t, repo.InsertAll(ctx, s, rows))
	held := make([]weak.Pointer[Toy], 0, many)
	for _, toy := range value(repo.All(ctx, s, builder.Select(toys)))(t) {
		toy.Size++
		held = append(held, weak.Make(toy))
	}
	must(t, s.Flush(ctx))
	db.log.take() // arguments are held by what the hooks were told
	before := allocated()
	expect(t, "the session holds them", alive(held), many)
	must(t, s.Close())
	for late := time.Now().Add(20 * time.Second); alive(held) > 0 && time.Now().Before(late); {
		runtime.GC()
	}
	expect(t, "freed", alive(held), 0)
	t.Logf("%d bytes of heap before Close, %d after", before, allocated())
	runtime.KeepAlive(s)
}

// alive is how many of the entities are still held by somebody.
func alive(held []weak.Pointer[Toy]) (n int) {
	for _, p := range held {
		if p.Value() != nil {
			n++
		}
	}
	return n
}

// allocated is the heap after a collection.
func allocated() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
